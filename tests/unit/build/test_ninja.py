from __future__ import annotations

import pytest

from harness.build.ninja import StatusReader, parse_output

FAILING = """\
[harness 1/5] Building C object a.o
FAILED: a.o@
/usr/bin/gcc -c a.c -o a.o
a.c:1:1: warning: something
a.c:2:9: error: 'y' undeclared here (not in a function)
    2 | int x = y;
      |         ^
[harness 2/5] Building C object c.o
c.c:3:3: warning: a warning of a step that worked
[harness 3/5] Linking C executable bin/b.elf
FAILED: [code=1] bin/b.elf bin/b.map@
: && gcc b.o -o bin/b.elf && :
/usr/bin/ld: bin/b.elf section `.text' will not fit in region `FLASH'
/usr/bin/ld: region `FLASH' overflowed by 1234 bytes
/usr/bin/ld: region `RAM' overflowed by 56 bytes
collect2: error: ld returned 1 exit status
ninja: build stopped: cannot make progress due to previous errors.
""".replace("@", " ")  # ninja 1.11 leaves a blank behind the outputs


def test_each_failure_keeps_the_tools_own_lines() -> None:
    output = parse_output(FAILING)
    assert output.steps == 3
    compiler, linker = output.failures
    assert compiler.outputs == ("a.o",)
    assert compiler.lines[0] == "a.c:1:1: warning: something"
    assert compiler.first_error == "a.c:2:9: error: 'y' undeclared here (not in a function)"
    assert compiler.over_bytes == {}
    assert linker.outputs == ("bin/b.elf", "bin/b.map")
    assert linker.over_bytes == {"FLASH": 1234, "RAM": 56}
    assert linker.lines[-1].endswith("region `RAM' overflowed by 56 bytes")
    assert output.other == ("ninja: build stopped: cannot make progress due to previous errors.",)


def test_nothing_to_do_is_no_step() -> None:
    output = parse_output("ninja: Entering directory `x'\nninja: no work to do.\n")
    assert (output.steps, output.failures) == (0, ())


def test_a_silent_failure_has_no_lines() -> None:
    (step,) = parse_output("[harness 1/1] x\nFAILED: x\nfalse\n").failures
    assert (step.lines, step.first_error) == ((), "")


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_progress_is_told_however_the_output_is_cut(size: int) -> None:
    seen: list[tuple[int, int]] = []
    reader = StatusReader(lambda done, total: seen.append((done, total)))
    data = FAILING.encode()
    for at in range(0, len(data), size):
        reader(data[at : at + size])
    assert seen == [(1, 5), (2, 5), (3, 5)]
