"""Compiling a model in a process of its own, and not twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from harness import __version__
from harness.build.context import ToolRunner
from harness.errors import EnvironmentMissingError, UsageError
from harness.model import Value
from harness.models.child import ANSWER, ChildCrashedError, ask_child
from harness.models.codegen.emit import Sources
from harness.models.spec import ModelFile


class Request(Value, frozen=True, kw_only=True):
    """What to compile; ``name`` is the prefix of what the C exports."""

    model: ModelFile
    name: str = ""


class Answer(Value, frozen=True, kw_only=True):
    """The sources, or why there are none; ``missing`` means that something is not installed."""

    sources: Sources | None = None
    problem: str = ""
    remedy: str = ""
    missing: bool = False


async def compiled(model: ModelFile, folder: Path, supervisor: ToolRunner, *, name: str = "") -> Sources:
    """C sources of ``model``, from ``folder`` where the same compiler has made them before.

    Raises:
        UsageError: TVM does not take the model, or crashes on it.
        EnvironmentMissingError: TVM is not installed.
    """
    place = folder / _key(model, name)
    answer = _read(place / ANSWER)
    if answer is None:
        request = msgspec.json.encode(Request(model=model, name=name), enc_hook=str)
        try:
            reply = await ask_child("harness.models.codegen", request, place, supervisor)
        except ChildCrashedError as error:
            raise UsageError(f"{model.path}: TVM {error.message}", remedy="try --runtime tflm") from None
        answer = msgspec.json.decode(reply, type=Answer)
    if answer.sources is None:
        (place / ANSWER).unlink(missing_ok=True)  # what is missing may be there next time
        kind = EnvironmentMissingError if answer.missing else UsageError
        raise kind(answer.problem, remedy=answer.remedy)
    return answer.sources


def _key(model: ModelFile, name: str) -> str:
    """Changes with the model, its name, and anything in this package."""
    digest = hashlib.sha256(f"{__version__}\0{model.path.name}\0{name}\0{_tvm()}\0".encode())
    digest.update(model.content)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _tvm() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("apache-tvm")
    except PackageNotFoundError:
        return ""


def _read(path: Path) -> Answer | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Answer)
    except (OSError, msgspec.DecodeError):
        return None
