"""A firmware that is talked to, and the numbers of another one."""


def test_shell_adds(harness):
    board = harness.boot("interactive/shell")
    board.expect("shell ready", timeout_s=2)
    board.send("add 3 4\n")
    assert board.expect(r"^(\d+)$").group(1) == "7"


def test_model_stays_small(harness):
    board = harness.boot("hello_world_int8_test")
    board.check()
    assert board.memory.flash_bytes < 48 * 1024
    assert board.memory.ram_bytes < board.memory.ram_limit_bytes == 20 * 1024
    assert board.metrics["stack"] < 2048


def test_fault_is_reported(harness):
    board = harness.boot("misbehaving/fault_division_by_zero")
    assert board.verdict == "crashed"
    assert board.fault.kind == "UsageFault"
    assert board.fault.file.endswith("fault_division_by_zero.cc")
