"""The pytest plugin: ELF files and harness's own firmware as test items, and the fixture ``harness``.

pytest imports this module in every project where harness is installed, so it imports nothing but pytest;
what does the work is imported where it is asked for.

* :mod:`collection`: files, targets and cases as pytest's collectors and items
* :mod:`boots`: one boot for each binary, its result shared by its cases
* :mod:`board`: what the fixture gives
* :mod:`distribution`: the cases of one binary stay with one worker of pytest-xdist
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.pytest_plugin.board import Bench

_OPTIONS = (
    ("target", "NAME[,NAME...]", "Boards to collect ELF files and micro_tests for, or 'all'."),
    ("simulator", "NAME", "auto, renode, qemu, host. [default: auto]"),
    ("timeout", "S", "Guest seconds allowed per binary."),
    ("platform-dir", "DIR[:DIR...]", "Folders with boards of your own."),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("harness", "firmware on simulated boards (harness)")
    for name, metavar, text in _OPTIONS:
        option = f"harness_{name.replace('-', '_')}"
        group.addoption(f"--harness-{name}", dest=option, metavar=metavar, default=None, help=text)
        parser.addini(option, f"{text} (as --harness-{name})", default="")


def wish(config: pytest.Config, name: str) -> str:
    """What the command line, or else the ini file, says of ``name``; empty where neither does."""
    return str(config.getoption(f"harness_{name}") or config.getini(f"harness_{name}") or "")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "harness: a case of a firmware binary, booted by harness")
    if wish(config, "target"):
        from harness.pytest_plugin.collection import Collection

        config.pluginmanager.register(Collection(config), "harness-collection")
        if config.pluginmanager.hasplugin("xdist"):
            from harness.pytest_plugin.distribution import Distribution

            config.pluginmanager.register(Distribution(), "harness-distribution")


def pytest_unconfigure(config: pytest.Config) -> None:
    from harness.pytest_plugin.state import close

    close(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With several targets, a test that asks for the fixture runs once on each."""
    if "harness" not in metafunc.fixturenames:
        return
    targets = [name.strip() for name in wish(metafunc.config, "target").split(",") if name.strip()]
    if len(targets) > 1:
        metafunc.parametrize("harness", targets, indirect=True)


@pytest.fixture
def harness(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Boots binaries: ``board = harness.boot("build/app.elf")``. What was booted ends with the test."""
    from harness.pytest_plugin.board import Bench
    from harness.pytest_plugin.state import boots_of

    bench = Bench(boots_of(request.config), target=getattr(request, "param", ""), name=request.node.name)
    yield bench
    bench.close()
