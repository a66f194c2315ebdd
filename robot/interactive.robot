*** Settings ***
Documentation       A shell on the firmware's console: send a line, expect a line. Times are guest time.
...
...                 | robot --variable TARGET:host robot/interactive.robot
Library             harness.robot.HarnessLibrary    target=${TARGET}    simulator=${SIMULATOR}
...                     suite=interactive
Test Setup          Start Shell


*** Variables ***
${TARGET}           bluepill
${SIMULATOR}        auto


*** Test Cases ***
Shell Echoes
    Send Line    echo Hello, board
    Wait For Line    Hello, board    match=equals

Shell Adds
    [Template]    Sum Should Be
    3    4    7
    -3    1    -2
    0x10    0x20    48

Shell Says How A Command Is Used
    Send Line    add one two
    Wait For Line    usage: add
    Send Line    fly
    Wait For Line    unknown command: fly

Lines Come In Their Order
    Send Line    count 200
    Wait For Line    1    match=equals
    ${line} =    Wait For Line    ^1\\d\\d$    match=regexp
    Should Be Equal    ${line}    100
    Wait For Line    200    match=equals

Silence Is Told
    [Documentation]    What is not said within its time fails the keyword, and the shell goes on.
    ${error} =    Run Keyword And Expect Error    *    Wait For Line    nobody says this    timeout=200 ms
    Should Contain    ${error}    did not come within 0.2 s of guest time
    Send Line    echo still here
    Wait For Line    still here

A Fault Ends The Shell
    Send Line    fault
    ${error} =    Run Keyword And Expect Error    *    Wait For Line    nobody says this
    Should Contain    ${error}    the guest ended before
    Verdict Should Be    crashed

Shell Ends
    Send Line    quit
    Wait For Line    bye
    Wait For Sentinel
    Log Should Contain    shell ready


*** Keywords ***
Start Shell
    Boot Binary    shell
    Wait For Line    shell ready    timeout=5 s

Sum Should Be
    [Arguments]    ${first}    ${second}    ${sum}
    Send Line    add ${first} ${second}
    Wait For Line    ${sum}    match=equals
