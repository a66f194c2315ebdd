"""The reference in a process of its own, which a model may crash without harm to the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from harness.build.context import ToolRunner
from harness.errors import EnvironmentMissingError, UsageError
from harness.model import Value
from harness.models.child import ChildCrashedError, ask_child
from harness.models.reference.interpreters import KINDS, Array
from harness.models.spec import ModelFile

INPUTS, OUTPUTS = "inputs.npz", "outputs.npz"


class Request(Value, frozen=True, kw_only=True):
    """``count`` sets of inputs lie in :data:`INPUTS` beside the request, as ``SET_TENSOR``."""

    model: ModelFile
    kind: str
    count: int


class Answer(Value, frozen=True, kw_only=True):
    """All is well and :data:`OUTPUTS` is there, or why not; ``missing``: something is not installed."""

    problem: str = ""
    remedy: str = ""
    missing: bool = False


async def reference_outputs(
    model: ModelFile,
    inputs: Sequence[tuple[Array, ...]],
    folder: Path,
    supervisor: ToolRunner,
    *,
    kind: str = KINDS[0],
) -> tuple[tuple[Array, ...], ...]:
    """What the reference answers to each of ``inputs``, in their order; files go into ``folder``.

    Raises:
        UsageError: the reference cannot run the model, or crashes on it.
        EnvironmentMissingError: the reference is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / INPUTS, inputs)
    request = msgspec.json.encode(Request(model=model, kind=kind, count=len(inputs)), enc_hook=str)
    try:
        reply = await ask_child("harness.models.reference", request, folder, supervisor)
    except ChildCrashedError as error:
        other = next(each for each in KINDS if each != kind)
        raise UsageError(
            f"{model.path}: the reference interpreter {error.message}", remedy=f"try --reference {other}"
        ) from None
    answer = msgspec.json.decode(reply, type=Answer)
    if answer.problem:
        problem = EnvironmentMissingError if answer.missing else UsageError
        raise problem(answer.problem, remedy=answer.remedy)
    return load(folder / OUTPUTS, len(inputs), len(model.outputs))


def save(path: Path, sets: Sequence[tuple[Array, ...]]) -> None:
    """Write sets of arrays."""
    named = {f"{number}_{tensor}": each for number, one in enumerate(sets) for tensor, each in enumerate(one)}
    np.savez(path, **named)


def load(path: Path, count: int, tensors: int) -> tuple[tuple[Array, ...], ...]:
    """Read ``count`` sets of ``tensors`` arrays."""
    with np.load(path, allow_pickle=False) as found:
        return tuple(
            tuple(found[f"{number}_{tensor}"] for tensor in range(tensors)) for number in range(count)
        )
