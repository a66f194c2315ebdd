"""C++ names: the plain ones ourselves, the rest through ``c++filt`` in one batch.

Only source names and nesting are decoded here (Itanium C++ ABI, section 5.1); that covers the variables
and functions of test code. Templates and operators need a real demangler.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence

_CLONE = re.compile(r"\.(?:constprop|isra|part|cold|lto_priv|llvm)\b.*$")
ANONYMOUS = "(anonymous namespace)"


def source_names(mangled: str) -> tuple[str, ...] | None:
    """The nested source names of a mangled variable or function: ``_ZN1a1bEv`` -> ``("a", "b")``.

    None where the name is not mangled or holds more than namespaces, classes and plain names.
    """
    if not mangled.startswith("_Z"):
        return None
    text = _CLONE.sub("", mangled)[2:]
    nested = text.startswith("N")
    if nested:
        text = text[1:].lstrip("KVr")
    names: list[str] = []
    while True:
        text = text.removeprefix("L")  # internal linkage
        digits = re.match(r"\d+", text)
        if digits is None:
            break
        length = int(digits[0])
        name = text[digits.end() : digits.end() + length]
        if len(name) != length:
            return None
        names.append(ANONYMOUS if name.startswith("_GLOBAL__N") else name)
        text = text[digits.end() + length :]
        if not nested:
            break
    if not names or (nested and not text.startswith("E")):
        return None
    return None if text[nested:].startswith("I") else tuple(names)  # I: template arguments follow


def demangle(names: Sequence[str]) -> list[str]:
    """Readable names, without parameters where we decode them ourselves; unknown ones stay as they are."""
    readable: list[str] = []
    hard: list[int] = []
    for index, name in enumerate(names):
        parts = source_names(name)
        readable.append("::".join(parts) if parts else name)
        if parts is None and name.startswith("_Z"):
            hard.append(index)
    if hard:
        for index, text in zip(hard, _filter([names[index] for index in hard]), strict=True):
            readable[index] = text
    return readable


def _filter(names: list[str]) -> list[str]:
    tool = shutil.which("c++filt") or shutil.which("arm-none-eabi-c++filt")
    if tool is None:
        return names
    from harness.execution.supervisor import ask  # a crash is rare, and only a crash needs it

    try:
        lines = ask([tool, "--no-params", *names], timeout_s=5.0).splitlines()
    except (OSError, ValueError, RuntimeError):
        return names
    return lines if len(lines) == len(names) else names
