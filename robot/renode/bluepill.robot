*** Settings ***
Documentation       The Blue Pill under Renode's own test runner:
...
...                 | renode-test robot/renode/bluepill.robot
Resource            boards.resource
Suite Setup         Set Up Suite


*** Variables ***
${BOARD}            bluepill


*** Test Cases ***
Hello World Model Predicts
    Create Board    ${BOARD}
    Boot    ${KERNELS}[hello_world_int8_test]
    All Tests Should Pass

Convolution
    Create Board    ${BOARD}
    Boot    ${KERNELS}[conv_test]
    Wait For Line On Uart    Testing
    All Tests Should Pass

Every Binary
    [Documentation]    The whole suite, one machine after the other.
    FOR    ${name}    ${elf}    IN    &{KERNELS}
        Create Board    ${BOARD}
        Boot    ${elf}
        Run Keyword And Continue On Failure    All Tests Should Pass
        Reset Emulation
    END

Undefined Instruction Is A Usage Fault
    Create Board    ${BOARD}
    Boot    ${MISBEHAVING}[fault_undefined_instruction]
    Fault Should Come    UsageFault

Shell Answers
    Create Board    ${BOARD}
    Boot    ${INTERACTIVE}[shell]
    Wait For Line On Uart    shell ready
    Write Line To Uart    add 3 4    waitForEcho=False
    Wait For Line On Uart    7
    Write Line To Uart    quit    waitForEcho=False
    All Tests Should Pass


*** Keywords ***
Set Up Suite
    Setup
    &{kernels} =    Build Firmware    ${BOARD}
    &{misbehaving} =    Build Firmware    ${BOARD}    misbehaving
    &{interactive} =    Build Firmware    ${BOARD}    interactive
    Set Suite Variable    &{KERNELS}    &{kernels}
    Set Suite Variable    &{MISBEHAVING}    &{misbehaving}
    Set Suite Variable    &{INTERACTIVE}    &{interactive}
