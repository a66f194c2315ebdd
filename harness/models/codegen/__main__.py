"""``python -m harness.models.codegen REQUEST ANSWER``: compile one model in a process of its own.

TVM and LiteRT do not bear each other: with both loaded, LiteRT crashes when it frees a model. TVM also says
things on standard error that are nobody's business, and may crash itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from harness.errors import EnvironmentMissingError, UsageError
from harness.models.codegen.compile import compile_model
from harness.models.codegen.emit import emit
from harness.models.codegen.isolated import Answer, Request
from harness.models.codegen.plan import place


def main(request_file: Path, answer_file: Path) -> None:
    """Read a :class:`Request`, write an :class:`Answer`."""
    request = msgspec.json.decode(
        request_file.read_bytes(), type=Request, dec_hook=lambda kind, value: kind(value)
    )
    try:
        graph = compile_model(request.model)
        answer = Answer(sources=emit(request.model, graph, place(graph), name=request.name))
    except UsageError as error:
        answer = Answer(problem=error.message, remedy=error.remedy)
    except EnvironmentMissingError as error:
        answer = Answer(problem=error.message, remedy=error.remedy, missing=True)
    answer_file.write_bytes(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
