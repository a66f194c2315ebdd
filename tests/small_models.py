"""Small models made in tests: one of each kind of layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from micro_tests.golden.tflite_writer import Op, Operator, Tensor, build_model, per_channel, per_tensor

SAME = 0
RELU6 = 3


def small_network() -> bytes:
    """An int8 network on 7x5x3 images: conv, depthwise conv, add, mul, average pool, dense, softmax."""
    generator = np.random.default_rng(3)

    def filters(*shape: int) -> np.ndarray:
        return generator.integers(-127, 128, shape).astype("int8")

    def biases(count: int) -> np.ndarray:
        return generator.integers(-2000, 2000, count).astype("int32")

    def activation(name: str, *shape: int, scale: float = 0.05, zero: int = 3) -> Tensor:
        return Tensor(name=name, shape=shape, dtype=np.int8, quantization=per_tensor(scale, zero))

    def constant(name: str, data: np.ndarray, scales: list[float], axis: int = 0) -> Tensor:
        return Tensor(
            name=name,
            shape=data.shape,
            dtype=data.dtype,
            data=data,
            quantization=per_channel(scales, axis=axis),
        )

    by_channel = [0.002 + 0.0007 * each for each in range(4)]
    tensors = [
        activation("image", 1, 7, 5, 3, scale=0.02, zero=-5),
        constant("w1", filters(4, 3, 3, 3), by_channel),
        constant("b1", biases(4), [0.02 * each for each in by_channel]),
        activation("conv", 1, 7, 5, 4),
        constant("w2", filters(1, 3, 3, 4), by_channel, axis=3),
        constant("b2", biases(4), [0.05 * each for each in by_channel]),
        activation("depthwise", 1, 4, 3, 4),
        activation("sum", 1, 4, 3, 4, scale=0.09, zero=-7),
        activation("product", 1, 4, 3, 4, scale=0.3, zero=1),
        activation("pooled", 1, 2, 2, 4, scale=0.3, zero=1),
        constant("w3", filters(5, 16), [0.004]),
        constant("b3", biases(5), [0.3 * 0.004]),
        activation("scores", 1, 5, scale=0.2, zero=4),
        activation("classes", 1, 5, scale=1 / 256, zero=-128),
    ]
    conv = {"padding": SAME, "strideW": 1, "strideH": 1, "fusedActivationFunction": RELU6}
    conv |= {"dilationWFactor": 1, "dilationHFactor": 1}
    depthwise = conv | {"strideW": 2, "strideH": 2, "depthMultiplier": 1, "fusedActivationFunction": 0}
    pool = {"padding": SAME, "strideW": 2, "strideH": 2, "filterWidth": 2, "filterHeight": 3}
    operators = [
        Operator(op=Op.CONV_2D, inputs=(0, 1, 2), outputs=(3,), options=conv),
        Operator(op=Op.DEPTHWISE_CONV_2D, inputs=(3, 4, 5), outputs=(6,), options=depthwise),
        Operator(op=Op.ADD, inputs=(6, 6), outputs=(7,)),
        Operator(op=Op.MUL, inputs=(7, 6), outputs=(8,)),
        Operator(op=Op.AVERAGE_POOL_2D, inputs=(8,), outputs=(9,), options=pool),
        Operator(op=Op.FULLY_CONNECTED, inputs=(9, 10, 11), outputs=(12,)),
        Operator(op=Op.SOFTMAX, inputs=(12,), outputs=(13,), options={"beta": 1.0}),
    ]
    return build_model(tensors, (0,), (13,), operators)


def moving_network() -> bytes:
    """Int8 operators that move values: pad, max pool, concatenate, slice, transpose, maximum; a difference.

    All tensors but the last share one quantization with a zero point that is not 0, and names are no
    identifiers, as converters write them.
    """

    def activation(name: str, *shape: int, scale: float = 0.1) -> Tensor:
        name = f"net/{name};net/{name}/fused"
        return Tensor(name=name, shape=shape, dtype=np.int8, quantization=per_tensor(scale, -9))

    def numbers(name: str, *values: int) -> Tensor:
        return Tensor(name=name, shape=(len(values),), dtype=np.int32, data=np.array(values, dtype="int32"))

    widths = np.array([[0, 0], [1, 2], [0, 1], [0, 0]], dtype="int32")
    tensors = [
        activation("image", 1, 3, 4, 2),
        Tensor(name="widths", shape=widths.shape, dtype=np.int32, data=widths),
        activation("padded", 1, 6, 5, 2),
        activation("pooled", 1, 3, 3, 2),
        activation("both", 1, 3, 3, 4),
        numbers("begin", 0, 0, 1, 0),
        numbers("end", 1, 3, 3, 4),
        numbers("strides", 1, 2, 1, 1),
        activation("sliced", 1, 2, 2, 4),
        numbers("order", 0, 3, 1, 2),
        activation("turned", 1, 4, 2, 2),
        activation("doubled", 1, 4, 2, 2),
        activation("largest", 1, 4, 2, 2),
        activation("difference", 1, 4, 2, 2, scale=0.13),
    ]
    pool = {"padding": SAME, "strideW": 2, "strideH": 2, "filterWidth": 2, "filterHeight": 3}
    operators = [
        Operator(op=Op.PAD, inputs=(0, 1), outputs=(2,)),
        Operator(op=Op.MAX_POOL_2D, inputs=(2,), outputs=(3,), options=pool),
        Operator(op=Op.CONCATENATION, inputs=(3, 3), outputs=(4,), options={"axis": 3}),
        Operator(op=Op.STRIDED_SLICE, inputs=(4, 5, 6, 7), outputs=(8,)),
        Operator(op=Op.TRANSPOSE, inputs=(8, 9), outputs=(10,)),
        Operator(op=Op.ADD, inputs=(10, 10), outputs=(11,)),
        Operator(op=Op.MAXIMUM, inputs=(10, 11), outputs=(12,)),
        Operator(op=Op.SUB, inputs=(12, 10), outputs=(13,)),
    ]
    return build_model(tensors, (0,), (13,), operators)


def wide_network(units: int) -> bytes:
    """A dense layer of 1000 inputs: ``units`` thousand bytes of weights."""
    tensors = [
        Tensor(name="x", shape=(1, 1000), dtype=np.int8, quantization=per_tensor(0.1)),
        Tensor(
            name="w",
            shape=(units, 1000),
            dtype=np.int8,
            data=np.arange(units * 1000).astype("int8").reshape(units, 1000),
            quantization=per_tensor(0.01),
        ),
        Tensor(name="y", shape=(1, units), dtype=np.int8, quantization=per_tensor(10.0)),
    ]
    operator = Operator(op=Op.FULLY_CONNECTED, inputs=(0, 1, -1), outputs=(2,))
    return build_model(tensors, (0,), (2,), [operator])


def unsupported_network() -> bytes:
    """A model that is sound and that TVM does not take: L2_NORMALIZATION, quantized."""
    tensors = [
        Tensor(name="x", shape=(1, 8), dtype=np.int8, quantization=per_tensor(0.1)),
        Tensor(name="y", shape=(1, 8), dtype=np.int8, quantization=per_tensor(1 / 128)),
    ]
    return build_model(tensors, (0,), (1,), [Operator(op=Op.L2_NORMALIZATION, inputs=(0,), outputs=(1,))])


def onnx_network(path: Path) -> None:
    """A float32 ONNX model at ``path``: conv, relu, average over the image, dense."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    generator = np.random.default_rng(5)
    constants = {
        "w1": generator.uniform(-1, 1, (4, 2, 3, 3)),
        "b1": generator.uniform(-1, 1, 4),
        "w2": generator.uniform(-1, 1, (4, 3)),
    }
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w1", "b1"], ["c"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["c"], ["r"]),
            helper.make_node("GlobalAveragePool", ["r"], ["p"]),
            helper.make_node("Flatten", ["p"], ["f"]),
            helper.make_node("MatMul", ["f", "w2"], ["y"]),
        ],
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2, 6, 6])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(value.astype("float32"), name) for name, value in constants.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
