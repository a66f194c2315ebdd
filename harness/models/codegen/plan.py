"""A compiled graph as data, and the arena that its tensors share."""

from __future__ import annotations

from harness.model import Value

ALIGNMENT = 16  # bytes, of every tensor in the arena


class Operand(Value, frozen=True, kw_only=True):
    """An argument of a kernel: a tensor in the arena, or a constant (index into the plan's own)."""

    index: int
    constant: bool = False


class Step(Value, frozen=True, kw_only=True):
    """One call of a kernel: what it reads, then what it writes."""

    kernel: str
    reads: tuple[Operand, ...]
    writes: tuple[int, ...]  # tensors
    workspace: int | None = None  # the tensor that it borrows memory from


class Graph(Value, frozen=True, kw_only=True):
    """The calls in order. ``sizes_bytes`` of the tensors; ``inputs`` and ``outputs`` name tensors."""

    steps: tuple[Step, ...]
    sizes_bytes: tuple[int, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    constants: tuple[bytes, ...]
    kernels: str  # C source


class Layout(Value, frozen=True, kw_only=True):
    """Where each tensor lies in the arena."""

    offsets: tuple[int, ...]
    arena_bytes: int


def place(graph: Graph) -> Layout:
    """Give every tensor a place; two that are alive at the same time never overlap.

    Largest first, each at the lowest offset that is free during its whole life, which is what TFLM's
    GreedyMemoryPlanner does. An input lives until its last reader, an output from its writer to the end.
    """
    lives = _lives(graph)
    order = sorted(range(len(lives)), key=lambda each: (-graph.sizes_bytes[each], lives[each]))
    offsets: dict[int, int] = {}
    for tensor in order:
        first, last = lives[tensor]
        busy = sorted(
            (offset, offset + aligned(graph.sizes_bytes[other]))
            for other, offset in offsets.items()
            if lives[other][0] <= last and first <= lives[other][1]
        )
        offset = 0
        for start, end in busy:
            if offset + aligned(graph.sizes_bytes[tensor]) <= start:
                break
            offset = max(offset, end)
        offsets[tensor] = offset
    ends = (offset + aligned(graph.sizes_bytes[tensor]) for tensor, offset in offsets.items())
    return Layout(
        offsets=tuple(offsets[each] for each in range(len(lives))), arena_bytes=max(ends, default=0)
    )


def aligned(size_bytes: int) -> int:
    """``size_bytes`` rounded up to the arena's alignment; nothing is smaller than one unit."""
    return max(-(-size_bytes // ALIGNMENT), 1) * ALIGNMENT


def _lives(graph: Graph) -> list[tuple[int, int]]:
    """First and last step of each tensor; step -1 is before the first."""
    end = len(graph.steps)
    first = dict.fromkeys(graph.inputs, -1)
    last: dict[int, int] = {}
    for number, step in enumerate(graph.steps):
        for tensor in (*step.writes, *([] if step.workspace is None else [step.workspace])):
            first.setdefault(tensor, number)
            last.setdefault(tensor, number)
        for operand in step.reads:
            if not operand.constant:
                last[operand.index] = number
    last |= dict.fromkeys(graph.outputs, end)
    return [(first.get(each, -1), last.get(each, -1)) for each in range(len(graph.sizes_bytes))]
