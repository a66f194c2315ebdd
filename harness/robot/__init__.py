"""The Robot Framework library: keywords that boot firmware and check what came of it.

The library only asks: firmware is built, booted and judged by the same code as in ``harness test``, and
every keyword looks at the values that come out. ``docs/robot.md`` shows how suites use it.

* :mod:`library`: what Robot imports, and the listener behind it
* :mod:`boots`, :mod:`checks`, :mod:`limits`: the keywords
* :mod:`workbench`: targets, simulators and firmware of one suite
* :mod:`generate`, :mod:`each_binary`: one test for each binary, when the suite starts or before Robot filters
* :mod:`texts`: what people read
"""

from __future__ import annotations

from harness.robot.each_binary import EachBinary
from harness.robot.library import HarnessLibrary

__all__ = ["EachBinary", "HarnessLibrary"]
