"""``harness shell`` at a real pseudo-terminal and behind pipes."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import termios
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests.firmware.build import optee_flash
from tests.integration.conftest import Harness
from tests.integration.processes import carrying, eventually

MARK = "HARNESS_TEST_MARK"
CTRL_C, LEAVE, BACKSPACE = "\x03", "\x1d", "\x7f"
HOST = ("shell", "interactive/shell", "--target", "host")

pytestmark = pytest.mark.firmware


class Terminal:
    """A pseudo-terminal with a program in it."""

    def __init__(self, arguments: list[str], environment: dict[str, str], folder: Path) -> None:
        self.mark = uuid.uuid4().hex
        self.child = pexpect.spawn(
            sys.executable,
            arguments,
            cwd=str(folder),
            env=environment | {MARK: self.mark},
            timeout=30,
            encoding="utf-8",
            dimensions=(24, 80),
        )
        self.before = termios.tcgetattr(self.child.child_fd)

    @property
    def is_raw(self) -> bool:
        return not termios.tcgetattr(self.child.child_fd)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    @property
    def is_as_before(self) -> bool:
        return termios.tcgetattr(self.child.child_fd) == self.before

    def end(self) -> tuple[int, str]:
        """Exit code (negative: a signal) and what was printed last; nothing may be left of it."""
        self.child.expect(pexpect.EOF)
        last = self.child.before
        assert self.is_as_before
        self.child.wait()
        assert eventually(lambda: not carrying(MARK, self.mark))
        code = self.child.exitstatus
        return (-self.child.signalstatus if code is None else code), last


Start = Callable[..., Terminal]


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts ``harness ARGS`` in a terminal."""
    started: list[Terminal] = []

    def run(*arguments: str, script: str = "") -> Terminal:
        words = ["-c", script] if script else ["-m", "harness"]
        started.append(Terminal([*words, *arguments], environment, tmp_path))
        return started[-1]

    yield run
    for terminal in started:
        terminal.child.close(force=True)


def log_of(folder: Path) -> bytes:
    (log,) = folder.glob("reports/*/logs/*/shell.log")
    return log.read_bytes()


def test_a_person_talks_and_leaves(start: Start, tmp_path: Path) -> None:
    terminal = start("shell", "shell", "--target", "bluepill")
    child = terminal.child
    child.expect_exact("Ctrl-] leaves")
    child.expect_exact("shell ready\r\n")
    assert terminal.is_raw
    child.send(f"add 3 5{BACKSPACE}4\r")
    child.expect_exact("add 3 5\b \b4\r\n7\r\n")  # shown while it was typed: semihosting has no echo
    child.send(f"echo a{CTRL_C}b\r")  # no signal to us: the guest gets it
    child.expect_exact(f"a{CTRL_C}b\r\n")
    child.send(LEAVE)
    code, last = terminal.end()
    assert code == 0
    assert "harness: incomplete: left with Ctrl-], the guest was still running" in last
    assert re.search(r"harness: log reports/\S+/logs/bluepill/shell.log", last)
    assert log_of(tmp_path) == b"shell ready\n7\na\x03b\n"


def test_the_guests_own_end_is_the_exit_code(start: Start) -> None:
    terminal = start(*HOST)
    terminal.child.expect_exact("shell ready")
    terminal.child.send("quit\r")
    code, last = terminal.end()
    assert code == 0
    assert "harness: passed: the sentinel came" in last
    terminal = start(*HOST, "--no-echo")
    terminal.child.expect_exact("shell ready")
    terminal.child.send("fault\r")
    code, last = terminal.end()
    assert code == 1
    assert "harness: crashed: died of a signal" in last
    assert "fault\r" not in last


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(start: Start, number: signal.Signals) -> None:
    terminal = start("shell", "shell", "--target", "bluepill")
    terminal.child.expect_exact("shell ready")
    terminal.child.kill(number)
    code, last = terminal.end()
    assert code == 2
    assert "interrupted" in last


def test_a_bug_of_ours_gives_the_terminal_back(start: Start) -> None:
    script = (
        "import sys\n"
        "from harness.cli.main import main\n"
        "from harness.shell import session\n"
        "def echoed(data): raise ZeroDivisionError\n"
        "session.echoed = echoed\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    terminal = start(*HOST, script=script)
    terminal.child.expect_exact("shell ready")
    assert terminal.is_raw
    terminal.child.send("x")
    code, last = terminal.end()
    assert code == 3
    assert "internal error, ZeroDivisionError" in last


def test_who_is_stopped_gives_the_terminal_back_for_that_time(start: Start) -> None:
    terminal = start(*HOST)
    terminal.child.expect_exact("shell ready")
    terminal.child.kill(signal.SIGTSTP)
    assert eventually(lambda: terminal.is_as_before)
    terminal.child.kill(signal.SIGCONT)
    assert eventually(lambda: terminal.is_raw)
    terminal.child.send(LEAVE)
    assert terminal.end()[0] == 0


def test_lines_of_a_pipe_are_typed(environment: dict[str, str], tmp_path: Path) -> None:
    def piped(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "harness", *arguments],
            cwd=tmp_path,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = piped("add 3 4\necho end", *HOST, "--linger", "0.3")  # the last line need not end
    assert (done.returncode, done.stdout) == (0, "shell ready\n7\nend\n"), done.stderr
    assert "left at the end of the input" in done.stderr
    done = piped("add 3 4\nquit\n", "shell", "shell", "--target", "bluepill", "--linger", "60")
    assert (done.returncode, done.stdout.splitlines()[:3]) == (0, ["shell ready", "7", "bye"]), done.stderr
    assert "harness: passed" in done.stderr
    # each line waits for what is called the prompt here, and the last answer for another one
    done = piped("echo 7\nadd 3 4\nadd 3 4\n", *HOST, "--prompt", "7", "--timeout", "0.5")
    assert (done.returncode, done.stdout) == (1, "shell ready\n"), done.stderr
    assert "harness: timed_out: guest budget of 0.5 s spent" in done.stderr
    done = piped("echo ready\necho is ready", *HOST, "--prompt", "ready")
    assert (done.returncode, done.stdout) == (0, "shell ready\nready\nis ready\n"), done.stderr


def test_an_input_file_will_do(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "input.txt").write_text("add 20 22\r\nquit\r\n")
    with (tmp_path / "input.txt").open() as file:
        done = subprocess.run(
            [sys.executable, "-m", "harness", *HOST],
            cwd=tmp_path,
            env=environment,
            stdin=file,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert "42\n" in done.stdout


def test_mistakes_are_named(harness: Harness) -> None:
    for arguments, told in {
        ("shel", "--target", "host"): "no binary is named 'shel'; did you mean shell?",
        ("no/such.elf", "--target", "host"): "no/such.elf: no such file",
        ("--target", "host"): "host takes a program; name an ELF file, or a binary of a suite",
        ("x", "--target", "host", "--image", "a=b"): "host takes a program, and no --image",
        (
            "--target",
            "qemu_optee",
            "--image",
            "flsh=x",
        ): "qemu_optee has no image 'flsh'; did you mean flash?",
        ("--target", "qemu_zephyr_tfm", "--image", "merged=x", "--image", "secure=y"): (
            "qemu_zephyr_tfm boots with merged, and secure lies in the same memory; give one of them"
        ),
        ("--target", "qemu_optee"): "images: qemu_optee boots with flash, found no image; flash is what",
        ("shell", "--target", "host,bluepill"): "shell boots on one target, found host, bluepill",
        ("interactive/shell", "--target", "host", "--uart", "secure"): "no UART is named 'secure'",
    }.items():
        done = harness("shell", *arguments)
        assert (done.returncode, done.stdout) == (4, "")
        assert told in done.stderr.splitlines()[-1]


def test_each_uart_of_two_worlds_can_be_had(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    flash = optee_flash(tmp_path)
    arguments = ("shell", str(flash), "--target", "qemu_optee")
    terminal = start(*arguments, "--uart", "secure")
    terminal.child.expect_exact("UART secure; Ctrl-] leaves")
    terminal.child.expect_exact("I/TC: secure world is up\r")
    terminal.child.send(LEAVE)
    code, last = terminal.end()
    assert (code, "normal world" in last) == (0, False)
    done = subprocess.run(
        [sys.executable, "-m", "harness", *arguments, "--prompt", "# "],
        cwd=tmp_path,
        env=environment,
        input="infer 1\npoweroff 0\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "harness: incomplete: the guest ended by itself, without an error" in done.stderr
    assert {
        "secure: I/TC: secure world is up",
        "normal: Booting the normal world",
        "normal: # infer 1",
        "secure: I/TA: inference with 0x00000001",
        "normal: result: 42",
    } <= set(done.stdout.splitlines())
