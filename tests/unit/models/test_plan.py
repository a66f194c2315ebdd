"""The arena: tensors that are alive at the same time never overlap, others share memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.models.codegen.plan import ALIGNMENT, Graph, Layout, Operand, Step, aligned, place


def chain(sizes: list[int], scratch: list[int]) -> Graph:
    """Tensor 0 is the input, each step reads the tensor before it, the last one is the output."""
    steps, sizes_bytes = [], list(sizes)
    for number in range(1, len(sizes)):
        workspace = None
        if scratch[number - 1]:
            workspace = len(sizes_bytes)
            sizes_bytes.append(scratch[number - 1])
        reads = (Operand(index=number - 1), Operand(index=0, constant=True))
        steps.append(Step(kernel="k", reads=reads, writes=(number,), workspace=workspace))
    return Graph(
        steps=tuple(steps),
        sizes_bytes=tuple(sizes_bytes),
        inputs=(0,),
        outputs=(len(sizes) - 1,),
        constants=(b"w",),
        kernels="",
    )


def overlap(layout: Layout, graph: Graph, one: int, other: int) -> bool:
    first, second = layout.offsets[one], layout.offsets[other]
    return first < second + graph.sizes_bytes[other] and second < first + graph.sizes_bytes[one]


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 300)), min_size=2, max_size=12))
def test_what_a_step_uses_never_overlaps(pairs: list[tuple[int, int]]) -> None:
    graph = chain([size for size, _ in pairs], [scratch for _, scratch in pairs[1:]])
    layout = place(graph)
    for step in graph.steps:
        used = [each.index for each in step.reads if not each.constant] + list(step.writes)
        used += [] if step.workspace is None else [step.workspace]
        for number, one in enumerate(used):
            assert layout.offsets[one] % ALIGNMENT == 0
            assert layout.offsets[one] + graph.sizes_bytes[one] <= layout.arena_bytes
            assert not any(overlap(layout, graph, one, other) for other in used[number + 1 :])


def test_dead_tensors_give_their_memory_back() -> None:
    graph = chain([256] * 8, [0] * 7)
    assert place(graph).arena_bytes == 2 * 256


def test_an_input_that_is_read_late_is_kept() -> None:
    steps = (
        Step(kernel="a", reads=(Operand(index=0),), writes=(1,)),
        Step(kernel="b", reads=(Operand(index=1),), writes=(2,)),
        Step(kernel="add", reads=(Operand(index=0), Operand(index=2)), writes=(3,)),
    )
    graph = Graph(
        steps=steps, sizes_bytes=(64, 64, 64, 64), inputs=(0,), outputs=(3,), constants=(), kernels=""
    )
    layout = place(graph)
    assert not any(overlap(layout, graph, 0, other) for other in (1, 2, 3))
    assert layout.arena_bytes == 192


def test_the_smallest_tensor_takes_one_unit() -> None:
    assert [aligned(each) for each in (0, 1, 16, 17)] == [16, 16, 16, 32]
