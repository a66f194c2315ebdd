*** Settings ***
Documentation       Firmware that goes wrong, each in one way. A test passes when harness says what
...                 micro_tests/misbehaving/expectations.toml expects of it.
...
...                 | robot --variable TARGET:mps2_an385 robot/misbehaving.robot
Library             harness.robot.HarnessLibrary    target=${TARGET}    simulator=${SIMULATOR}
...                     suite=misbehaving    binaries=${BINARIES}


*** Variables ***
${TARGET}           bluepill
${SIMULATOR}        auto
${BINARIES}         ${EMPTY}


*** Test Cases ***
Each Binary
    [Documentation]    Its verdict, the reason for it, and its cases are the expected ones.
    [Tags]    harness:each-binary
    Boot Binary    ${BINARY}
    Verdict Should Be As Expected
