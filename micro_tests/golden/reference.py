"""Runs a model in LiteRT's interpreter with its *reference* kernels.

The default kernels (XNNPACK, ruy) may add in another order and round otherwise from CPU to CPU; the
reference kernels are plain loops that define what TFLite computes.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from ai_edge_litert.interpreter import (  # type: ignore[import-untyped, unused-ignore]
    Interpreter,
    OpResolverType,
)

from micro_tests.golden.tflite_writer import Array, Operator, Tensor, build_model


def run_model(model: bytes, *inputs: Array) -> Array:
    """The first output of ``model`` for ``inputs``, given in the order of the model's inputs.

    Raises:
        ValueError: an input has another shape or type than the model says, or the model is not valid.
    """
    interpreter = Interpreter(
        model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF, num_threads=1
    )
    interpreter.allocate_tensors()
    for detail, value in zip(interpreter.get_input_details(), inputs, strict=True):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    output: Array = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    return output


def run_operator(operator: Operator, tensors: list[Tensor], *inputs: Array) -> Array:
    """The output of a model of one operator; tensors without data, but the output, are its inputs."""
    fed = [index for index in operator.inputs if tensors[index].data is None]
    return run_model(build_model(tensors, fed, operator.outputs, [operator]), *inputs)
