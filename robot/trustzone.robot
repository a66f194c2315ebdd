*** Settings ***
Documentation       A model in the secure state of a Cortex-M33, asked by a non-secure client. Its answers are signed
...                 by a key that never leaves the secure state, and verified here.
...
...                 | robot --variable TARGET:mps2_an505 robot/trustzone.robot
Library             harness.robot.HarnessLibrary    target=${TARGET}    simulator=qemu    suite=trustzone_shell
Test Setup          Start Client


*** Variables ***
${TARGET}           mps2_an521
# x and y of the device's public key, as it is known from its making; not as the device itself says
${KEY}              1f984ba9b895f834aaa37bfa0747046ff7d61a568e9b35f1dcc85c4b9a96ed01
...                 eed1bcd057577c4dbb0ee648a89d6d3b570d6ac194282039314439805cd56701
${OTHER KEY}        60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
...                 7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299
${SINE}             ${-80000}
${DEGREES}          ${-80001}


*** Test Cases ***
One Answer Is Signed
    Send Line    infer get sine 1
    Wait For Line    Start: 1.00 End: 1.00 stride: 1.00
    Wait For Line    CBOR encoded and COSE signed inference value:
    Wait For Line    Verified the signature using the public key.
    Wait For Line    ^Model: Sine of 1.00 deg is: 0.02    match=regexp
    Wait For Line    C Mathlib: Sine of 1.00 deg is: 0.017452
    Wait For Line    Deviation: 0.00
    ${answers} =    Signed Results Should Verify    ${KEY}    results=1
    Number Should Be    ${answers}[0][${DEGREES}]    1.0
    Number Should Be    ${answers}[0][${SINE}]    0.0236

A Range Of Answers Is Signed
    Send Line    infer get sine 0 90 45
    FOR    ${angle}    IN    0.00    45.00    90.00
        Wait For Line    Model: Sine of ${angle} deg is:
    END
    Wait For Line    Deviation:
    ${answers} =    Signed Results Should Verify    ${KEY}    results=3
    Number Should Be    ${answers}[1][${DEGREES}]    45.0
    Number Should Be    ${answers}[2][${SINE}]    1.0067

Another Key Did Not Sign It
    Send Line    infer get sine 30
    Wait For Line    Deviation:
    ${error} =    Run Keyword And Expect Error    *    Signed Results Should Verify    ${OTHER KEY}
    Should Contain    ${error}    message 1 of 1: the signature is not this key's

Silence Is No Signature
    ${error} =    Run Keyword And Expect Error    *    Signed Results Should Verify    ${KEY}
    Should Contain    ${error}    no COSE_Sign1 message was printed

The Device Tells The Key That Is Known
    Send Line    key
    ${line} =    Wait For Line    Public key:
    Should Be Equal    ${line}    Public key: ${{$KEY.replace(' ', '')}}

Mistakes Are Answered
    [Template]    Answer Should Be
    fly    error: fly: command not found
    infer    error: usage: infer get MODEL
    infer get cosine 1    error: no model is named cosine
    infer get sine one    error: usage: infer get sine START
    infer get sine 1 2    error: usage: infer get sine START
    infer get sine 90 0 1    error: from START up to END
    infer get sine 0 360 0    error: from START up to END
    infer get sine 0 360 0.1    error: from START up to END
    infer get sine 361    error: the secure service refused: -3
    infer get sine -1    error: the secure service refused: -3


*** Keywords ***
Start Client
    Boot Binary    infer_shell
    Wait For Text    uart:~$    timeout=5 s

Answer Should Be
    [Arguments]    ${line}    ${answer}
    Send Line    ${line}
    Wait For Line    ${answer}

Number Should Be
    [Arguments]    ${bytes}    ${expected}
    ${number} =    Evaluate    struct.unpack('<f', $bytes)[0]    modules=struct
    Should Be True    abs(${number} - ${expected}) < 0.001
