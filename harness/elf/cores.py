"""What ARM cores are and what they execute, in the terms of ``.ARM.attributes``.

Source of the tags: "Addenda to, and Errata in, the ABI for the Arm Architecture" (ADDENDA32), section 3.3.
"""

from __future__ import annotations

from harness.model import Cpu, Value

ARCH_NAMES = {
    10: "v7",
    11: "v6-M",
    12: "v6S-M",
    13: "v7E-M",
    14: "v8-A",
    15: "v8-R",
    16: "v8-M baseline",
    17: "v8-M mainline",
    21: "v8.1-M mainline",
    22: "v9-A",
}
V7, V6_M, V6S_M, V7E_M, V8M_BASE, V8M_MAIN, V81M_MAIN = 10, 11, 12, 13, 16, 17, 21
_V6M = frozenset({V6_M, V6S_M})
_EXECUTES = {
    V6_M: _V6M,
    V7: _V6M | {V7},
    V7E_M: _V6M | {V7, V7E_M},
    V8M_BASE: _V6M | {V8M_BASE},
    V8M_MAIN: _V6M | {V7, V7E_M, V8M_BASE, V8M_MAIN},
    V81M_MAIN: _V6M | {V7, V7E_M, V8M_BASE, V8M_MAIN, V81M_MAIN},
}
# GCC's -mcpu -> Tag_CPU_arch of the core
CORES = {
    "cortex-m0": V6_M,
    "cortex-m0plus": V6_M,
    "cortex-m1": V6_M,
    "cortex-m3": V7,
    "cortex-m4": V7E_M,
    "cortex-m7": V7E_M,
    "cortex-m23": V8M_BASE,
    "cortex-m33": V8M_MAIN,
    "cortex-m33+nodsp": V8M_MAIN,  # the DSP extension is an option of this core
    "cortex-m35p": V8M_MAIN,
    "cortex-m55": V81M_MAIN,
    "cortex-m85": V81M_MAIN,
}
_HELIUM = ("cortex-m55", "cortex-m85")
_FPV4, _FPV5 = 6, 8  # Tag_FP_arch: VFPv4-D16; FPv5 / FP for ARMv8, D16
_AUTO_FPU = {"cortex-m4": "fpv4-sp-d16", "cortex-m7": "fpv5-d16", "cortex-m33": "fpv5-sp-d16"}


class ArmCore(Value, frozen=True, kw_only=True):
    """The core that an ARM ELF was compiled for, from its build attributes.

    ``fp_arch`` is Tag_FP_arch (0: no floating point instructions), ``single_only`` that they are single
    precision, ``hard_float`` that floats are passed in FPU registers (AAPCS VFP variant).
    """

    arch: int
    profile: str = ""  # M, A, R; empty where the file does not say
    name: str = ""
    fp_arch: int = 0
    single_only: bool = False
    hard_float: bool = False
    helium: bool = False

    def __str__(self) -> str:
        text = f"ARM{ARCH_NAMES.get(self.arch, f' architecture {self.arch}')}"
        if self.arch == V7 and self.profile:
            text += f"-{self.profile}"
        if self.helium:
            text += " with Helium"
        elif self.fp_arch:
            text += f" with {_fp_name(self.fp_arch, single=self.single_only)}"
        return text


def base_name(cpu: str) -> str:
    """``cortex-m33`` of ``cortex-m33+nodsp``."""
    return cpu.partition("+")[0]


def why_not(core: ArmCore, cpu: Cpu) -> str:
    """Why code for ``core`` cannot run on ``cpu``; empty where it can."""
    own = CORES.get(base_name(cpu.name))
    if own is None:
        return ""
    title = cpu.name.replace("cortex-m", "Cortex-M")
    if core.profile not in ("", "M"):
        return f"is built for an ARM {core.profile}-profile core ({core}), {title} is M-profile"
    if core.arch not in _EXECUTES[own]:
        return f"is built for {core}, {title} executes ARM{ARCH_NAMES[own]}{'-M' if own == V7 else ''}"
    if core.helium and base_name(cpu.name) not in _HELIUM:
        return f"uses Helium instructions, which {title} does not have"
    if not core.fp_arch:
        return ""
    fpu = _AUTO_FPU.get(base_name(cpu.name), "fpv5-d16") if cpu.fpu == "auto" else cpu.fpu
    used = _fp_name(core.fp_arch, single=core.single_only)
    if fpu == "none":
        return f"uses floating point instructions ({used}), this {title} has no FPU"
    if core.fp_arch >= _FPV5 and fpu.startswith("fpv4"):
        return f"uses {used} instructions, this {title} has {fpu}"
    if core.fp_arch >= _FPV5 and not core.single_only and "-sp-" in fpu:
        return f"uses double precision instructions, this {title} has {fpu}"
    return ""


def _fp_name(arch: int, *, single: bool) -> str:
    version = {_FPV4: "FPv4", _FPV5: "FPv5", 7: "FPv5"}.get(arch, f"VFP architecture {arch}")
    return f"{version} {'single' if single else 'double'} precision"
