"""One table for everything that differs between Renode's versions."""

from __future__ import annotations

import pytest

from harness.simulators.renode.versions import ON_CPU, ON_HANDLER, Version, parse_version, traits_of

# version text, headless flag, announces its robot port, first console style, SYS_EXIT works, MPU regions
TABLE = [
    ("Renode, version 1.13.0.9871 (4d1c3f2a-202207131415)", "--disable-xwt", False, ON_CPU, False, False),
    ("Renode v1.13.2.17203", "--disable-xwt", False, ON_CPU, False, False),
    ("Renode v1.13.3.18309", "--disable-xwt", False, ON_CPU, False, True),
    ("Renode v1.14.0.1", "--disable-xwt", True, ON_CPU, False, True),
    ("Renode v1.15.0.1", "--disable-gui", True, ON_CPU, False, True),
    ("Renode v1.15.3.1\n  build: 0b1ab5b9-202409161510", "--disable-gui", True, ON_CPU, False, True),
    ("Renode v1.16.0.1525", "--disable-gui", True, ON_CPU, False, True),
    ("Renode, version 1.16.1 (v1.16.1-localmono)", "--disable-gui", True, ON_CPU, False, True),
    ("Renode v1.16.1.2154\n  build: 20ad06d9-202602161200", "--disable-gui", True, ON_CPU, False, True),
    ("Renode v1.16.1.9999\n  build: 06854d4d-202608211448", "--disable-gui", True, ON_HANDLER, True, True),
    ("Renode v1.16.2.1", "--disable-gui", True, ON_HANDLER, True, True),
    ("Renode v2.0.0.1", "--disable-gui", True, ON_HANDLER, True, True),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].split("\n")[0])
def test_table(row: tuple[str, str, bool, object, bool, bool]) -> None:
    version = parse_version(row[0])
    assert version is not None
    traits = traits_of(version)
    assert (
        traits.headless_flag,
        traits.announces_robot_port,
        traits.consoles[0],
        traits.full_semihosting,
        traits.sets_mpu_regions,
    ) == row[1:]


def test_a_build_between_releases_falls_back_to_the_older_console() -> None:
    assert traits_of(Version(number=(1, 16, 2))).consoles == (ON_HANDLER, ON_CPU)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Renode v1.16.1.2154", "1.16.1"), ("version 1.14", "1.14"), ("mono: not found", None)],
)
def test_reading_a_version(text: str, shown: str | None) -> None:
    version = parse_version(text)
    assert (str(version) if version else None) == shown
