*** Settings ***
Documentation       One test for each binary that harness brings: kernels, models, smoke tests.
...
...                 | robot robot/kernels.robot
...                 | robot --variable TARGET:stm32f746 --variable SIMULATOR:qemu robot/kernels.robot
...                 | robot --variable BINARIES:conv_test,*pool* robot/kernels.robot
Library             harness.robot.HarnessLibrary    target=${TARGET}    simulator=${SIMULATOR}
...                     suite=${SUITE}    binaries=${BINARIES}


*** Variables ***
${TARGET}           bluepill
${SIMULATOR}        auto
${SUITE}            micro_tests
${BINARIES}         ${EMPTY}


*** Test Cases ***
Each Binary
    [Documentation]    Fits the board, ends with the sentinel, and all of its cases pass.
    [Tags]    harness:each-binary
    Boot Binary    ${BINARY}
    Binary Should Fit
    Wait For Sentinel
    Test Cases Should Pass
