"""Small firmware for Renode tests, without start-up code: what a few instructions do to the machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

COMPILER = "arm-none-eabi-gcc"

_COMMON = r"""
static inline int call(int operation, const void *argument) {
  register int r0 asm("r0") = operation;
  register const void *r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
#define SAY(text) call(4, text "\n")
void start(void);
void fault(void);
__attribute__((section(".vectors"), used)) void *const vectors[16] = {
    (void *)0x20005000, start, fault, fault, fault, fault, fault};
"""
_HANDLER = 'void fault(void) { SAY("fault handler"); for (;;) asm volatile("wfi"); }\n'
_END = 'SAY("1/1 tests passed"); SAY("~~~ALL TESTS PASSED~~~"); for (;;) asm volatile("wfi");'

SOURCES = {
    "passes": _HANDLER + 'void start(void) { SAY("Testing Only"); ' + _END + "}",
    # Counts in RAM that no start-up code clears: a second boot on the same memory would say so.
    "no_init": _HANDLER + r"""
__attribute__((section(".bss"))) unsigned boots[2048];
void start(void) {
  SAY("Testing Only");
  for (int i = 0; i < 2048; ++i) {
    if (boots[i] != 0) SAY("Only failed: this RAM was used before");
    boots[i] = 0xB007;
  }
""" + _END + "}",
    # Its flash is the one of "passes" behind the first kilobyte, if that was not cleared.
    "reads_flash": _HANDLER + r"""
void start(void) {
  SAY("Testing Only");
  for (volatile unsigned *word = (unsigned *)0x08000800; word < (unsigned *)0x08010000; ++word)
    if (*word != 0) { SAY("foreign flash"); break; }
""" + _END + "}",
    "fills_flash": _HANDLER + r"""
__attribute__((used)) static const unsigned filler[8192] = {[0 ... 8191] = 0xF11F11F1};
void start(void) { SAY("Testing Only"); """ + _END + "}",
    "jump": _HANDLER + r"""
void start(void) { SAY("before"); ((void (*)(void))0xd0000001)(); SAY("after"); for (;;); }""",
    "spin": _HANDLER + 'void start(void) { SAY("spin"); for (volatile unsigned i = 0;; ++i); }',
    "outside": _HANDLER + r"""
void start(void) {
  SAY("Testing Only");
  volatile unsigned count = 3;  // one instruction, not three
  for (unsigned i = 0; i < count; ++i) ((volatile unsigned *)0x30000000)[i] = i;
  (void)*(volatile unsigned char *)0x20005000;
""" + _END + "}",
    "runs_away": _HANDLER + r"""
static int deeper(int n) { volatile int room[64]; room[n & 63] = n; return deeper(n + 1) + room[3]; }
void start(void) { SAY("down"); deeper(0); for (;;); }""",
    "exits": _HANDLER + r"""
void start(void) {
  static const unsigned block[2] = {0x20026, 7};
  SAY("some text");
  call(0x20, block);
  for (;;) asm volatile("wfi");
}""",
    "lost_write": _HANDLER + r"""
void start(void) {
  static const unsigned block[3] = {1, (unsigned)"lost\n", 5};
  SAY("Testing Only");
  call(5, block);
""" + _END + "}",
    # What it says lies where nothing of its own does: a companion image has to bring it.
    "says_companion": _HANDLER + r"""
void start(void) {
  SAY("Testing Only");
  call(4, (const void *)0x20003000);
""" + _END + "}",
    "resets": _HANDLER + r"""
void start(void) { SAY("again"); *(volatile unsigned *)0xE000ED0C = 0x05FA0004; for (;;); }""",
    "resets_at_end": _HANDLER + r"""
void start(void) {
  SAY("Testing Only"); SAY("1/1 tests passed"); SAY("~~~ALL TESTS PASSED~~~");
  *(volatile unsigned *)0xE000ED0C = 0x05FA0004;
  for (;;);
}""",
    "locks_up": _HANDLER + r"""
void start(void) { SAY("down"); asm volatile("cpsid f\n udf #1"); for (;;); }""",
    "escalates": _HANDLER + r"""
void start(void) { SAY("down"); asm volatile("cpsid i\n udf #1"); for (;;); }""",
    "uart": _HANDLER + r"""
static void put(const char *text) { while (*text) *(volatile unsigned *)0x40013804 = *text++; }
void start(void) {
  *(volatile unsigned *)0x4001380C = 0x2008;
  put("Testing Only\n1/1 tests passed\n~~~ALL TESTS PASSED~~~\n");
  for (;;) asm volatile("wfi");
}""",
    # Sends back each byte, one higher.
    "echo": _HANDLER + r"""
void start(void) {
  *(volatile unsigned *)0x40021018 |= 1 << 14;  // RCC, not modelled
  *(volatile unsigned *)0x4001380C = 0x200C;
  for (const char *text = "ready\n"; *text; ++text) *(volatile unsigned *)0x40013804 = *text;
  for (;;)
    if (*(volatile unsigned *)0x40013800 & 0x20)
      *(volatile unsigned *)0x40013804 = *(volatile unsigned *)0x40013804 + 1;
}""",
}  # fmt: skip

_LINKER_SCRIPT = """\
ENTRY(start)
MEMORY { FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 64K RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 20K }
SECTIONS {
  .text : { *(.vectors) *(.text*) *(.rodata*) } > FLASH
  .bss (NOLOAD) : { *(.bss*) } > RAM
}
"""


def why_not_built() -> str:
    """Why firmware cannot be built here, empty where it can."""
    return "" if shutil.which(COMPILER) else f"{COMPILER} is not installed"


def build(name: str, folder: Path) -> Path:
    """The ELF file of ``SOURCES[name]`` for a Cortex-M3."""
    elf = folder / f"{name}.elf"
    if not elf.exists():
        folder.mkdir(parents=True, exist_ok=True)
        source, script = folder / f"{name}.c", folder / "flat.ld"
        source.write_text(_COMMON + SOURCES[name])
        script.write_text(_LINKER_SCRIPT)
        command = [COMPILER, "-Os", "-mcpu=cortex-m3", "-mthumb", "-nostdlib", "-ffreestanding"]
        command += ["-fno-optimize-sibling-calls", "-w", f"-T{script}", str(source), "-o", str(elf)]
        subprocess.run(command, check=True, capture_output=True)
    return elf
