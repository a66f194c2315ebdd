"""Lines by which operating systems tell that they, or what they run, have died; from their sources.

A dialogue that meets one has crashed; ``crash`` in ``[suite.NAME]`` names more.
"""

from __future__ import annotations

import re

_REGEX = (
    # Zephyr, kernel/fatal.c
    r">>> ZEPHYR FATAL ERROR \d+",
    # Zephyr, lib/os/assert.c
    r"ASSERTION FAIL \[.*\] @",
    # TF-M, secure_fw/spm/core/tfm_core_svcalls and platform/ext/common/faults.c
    r"FATAL ERROR:\s+(HardFault|MemFault|BusFault|SecureFault|UsageFault)",
    r"Oops\.\.\. Secure fault",
    # OP-TEE, core/kernel/panic.c and core/arch/arm/kernel/abort.c
    r"E/TC:.* Panic (at|')",
    r"E/TC:.*(Core|User mode|User TA) (data|prefetch|undef)-abort",
    # Linux, kernel/panic.c and lib/bug.c
    r"Kernel panic - not syncing",
    r"Internal error: .*\[#\d+\]",
    # Trusted Firmware-A, plat/common and bl31/aarch64/crash_reporting.S
    r"\bPANIC (in EL\d|at PC)",
    r"Unhandled (Exception|External Abort) in EL3",
)
KNOWN = re.compile("|".join(_REGEX))
