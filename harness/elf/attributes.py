"""``.ARM.attributes``: for which core and float ABI the parts of an ELF were compiled.

Format: ADDENDA32, section 3.2 (byte ``A``, then vendor subsections, of which ``aeabi`` is ours).
"""

from __future__ import annotations

from harness.elf.cores import ArmCore

_FILE_SCOPE = 1
_CPU_RAW_NAME, _CPU_NAME, _CPU_ARCH, _PROFILE, _FP_ARCH = 4, 5, 6, 7, 10
_HARD_FP_USE, _VFP_ARGS, _MVE_ARCH = 27, 28, 48
_COMPATIBILITY, _ALSO_COMPATIBLE, _CONFORMANCE = 32, 65, 67
_STRINGS = (_CPU_RAW_NAME, _CPU_NAME, _ALSO_COMPATIBLE, _CONFORMANCE)
_EF_HARD_FLOAT = 0x400


def read_core(section: bytes, header_flags: int) -> ArmCore | None:
    """The core of an ARM ELF from its attributes section; None where it says nothing usable."""
    tags = file_tags(section)
    arch = tags.get(_CPU_ARCH)
    if not isinstance(arch, int):
        return None
    profile, name = tags.get(_PROFILE), tags.get(_CPU_NAME)
    return ArmCore(
        arch=arch,
        profile=chr(profile) if isinstance(profile, int) and profile else "",
        name=name if isinstance(name, str) else "",
        fp_arch=_number(tags, _FP_ARCH),
        single_only=_number(tags, _HARD_FP_USE) == 1,
        hard_float=_number(tags, _VFP_ARGS) == 1 or bool(header_flags & _EF_HARD_FLOAT),
        helium=_number(tags, _MVE_ARCH) > 0,
    )


def file_tags(section: bytes) -> dict[int, int | str]:
    """The file-scope tags of vendor ``aeabi``; what cannot be parsed is left out."""
    tags: dict[int, int | str] = {}
    if section[:1] != b"A":
        return tags
    position = 1
    while position + 4 <= len(section):
        length = int.from_bytes(section[position : position + 4], "little")
        end = min(position + length, len(section))
        vendor_end = section.find(b"\0", position + 4, end)
        if length < 5 or vendor_end < 0:
            break
        if section[position + 4 : vendor_end] == b"aeabi":
            _read_vendor(section, vendor_end + 1, end, tags)
        position = end
    return tags


def _read_vendor(data: bytes, position: int, end: int, tags: dict[int, int | str]) -> None:
    while position + 5 <= end:
        size = int.from_bytes(data[position + 1 : position + 5], "little")
        if size < 5:
            return
        if data[position] == _FILE_SCOPE:
            _read_tags(data, position + 5, min(position + size, end), tags)
        position += size


def _read_tags(data: bytes, position: int, end: int, tags: dict[int, int | str]) -> None:
    while position < end:
        tag, position = _uleb128(data, position, end)
        if tag == _COMPATIBILITY:  # a number and a string
            _, position = _uleb128(data, position, end)
            position = data.find(b"\0", position, end) + 1 or end
        elif tag in _STRINGS or (tag > 32 and tag % 2):  # section 3.2: odd tags above 32 hold strings
            stop = data.find(b"\0", position, end)
            stop = stop if stop >= 0 else end
            tags[tag] = data[position:stop].decode("ascii", "replace")
            position = stop + 1
        else:
            tags[tag], position = _uleb128(data, position, end)


def _uleb128(data: bytes, position: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while position < end:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, position


def _number(tags: dict[int, int | str], tag: int) -> int:
    value = tags.get(tag, 0)
    return value if isinstance(value, int) else 0
