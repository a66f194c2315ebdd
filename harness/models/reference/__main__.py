"""``python -m harness.models.reference REQUEST ANSWER``: run one model on many inputs.

The process ends without freeing the interpreter: LiteRT 2.3 has models that crash it only then, when all
outputs are there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from harness.errors import EnvironmentMissingError, UsageError
from harness.models.reference.interpreters import Reference
from harness.models.reference.isolated import INPUTS, OUTPUTS, Answer, Request, load, save


def main(request_file: Path, answer_file: Path) -> None:
    """Read a :class:`Request`, write an :class:`Answer`; does not return."""
    request = msgspec.json.decode(
        request_file.read_bytes(), type=Request, dec_hook=lambda kind, value: kind(value)
    )
    model = request.model
    try:
        reference = Reference(model, request.kind)
        inputs = load(request_file.with_name(INPUTS), request.count, len(model.inputs))
        save(request_file.with_name(OUTPUTS), [reference.run(each) for each in inputs])
        answer = Answer()
    except UsageError as error:
        answer = Answer(problem=error.message, remedy=error.remedy)
    except EnvironmentMissingError as error:
        answer = Answer(problem=error.message, remedy=error.remedy, missing=True)
    answer_file.write_bytes(msgspec.json.encode(answer))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
