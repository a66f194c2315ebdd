"""Models in TFLM's interpreter: what is generated for them."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from harness.errors import UsageError
from harness.models.spec import ModelFile
from harness.models.tflm import Library, arena_bytes, header, resolver_methods, write_project
from harness.targets import load_targets

RESOLVER = """\
  TfLiteStatus AddCustom(const char* name,
                         const TFLMRegistration* registration) {
    if (registrations_len_ >= tOpCount) { return kTfLiteError; }
  }
  TfLiteStatus AddCircularBuffer() {
    return AddCustom("CIRCULAR_BUFFER", tflite::Register_CIRCULAR_BUFFER());
  }
  TfLiteStatus AddRfft(const TFLMRegistration* registration =
                           tflite::tflm_signal::Register_RFFT()) {
    return AddCustom("SignalRfft", registration);
  }
  TfLiteStatus AddEnergy() {
    // TODO: change back name to "Energy" and remove namespace
    return AddCustom("SignalEnergy", tflite::tflm_signal::Register_ENERGY());
  }
  TfLiteStatus AddAdd(const TFLMRegistration& registration = Register_ADD()) {
    return AddBuiltin(BuiltinOperator_ADD, registration, ParseAdd);
  }
  TfLiteStatus AddConv2D(
      const TFLMRegistration& registration = Register_CONV_2D()) {
    return AddBuiltin(BuiltinOperator_CONV_2D, registration, ParseConv2D);
  }
"""
LIBRARY = Library(
    archive=Path("lib.a"), includes=(Path("/tflm"),), defines=("A=1",), methods=resolver_methods(RESOLVER)
)
MODEL = ModelFile(
    path=Path("net.tflite"),
    kind="tflite",
    content=bytes(range(40)),
    inputs=(),
    outputs=(),
    operators=("CONV_2D", "ADD", "CONV_2D"),
)


def test_operators_find_their_methods() -> None:
    assert LIBRARY.methods == {
        "ADD": "AddAdd",
        "CONV_2D": "AddConv2D",
        "CIRCULAR_BUFFER": "AddCircularBuffer",
        "SignalEnergy": "AddEnergy",
        "SignalRfft": "AddRfft",
    }


def test_the_header_holds_the_model_and_just_its_operators() -> None:
    text = header(MODEL, LIBRARY)
    assert "#define HARNESS_OPERATOR_COUNT 2\n" in text
    assert "resolver.AddAdd(); resolver.AddConv2D();" in text
    assert bytes(int(each, 16) for each in re.findall(r"0x([0-9a-f]{2})\b", text)) == MODEL.content


def test_an_operator_without_a_kernel_is_named(tmp_path: Path) -> None:
    target = load_targets()["stm32h747"]
    odd = msgspec.structs.replace(MODEL, operators=("ADD", "RFFT", "COS"))
    with pytest.raises(UsageError, match="no kernel for COS, RFFT"):
        write_project(tmp_path, odd, LIBRARY, target, target.variant("mps2"))
    other = msgspec.structs.replace(MODEL, kind="onnx")
    with pytest.raises(UsageError, match=r"runs \.tflite models alone"):
        write_project(tmp_path, other, LIBRARY, target, target.variant("mps2"))


def test_the_arena_takes_what_its_memory_has() -> None:
    targets = load_targets()
    h747, bluepill = targets["stm32h747"], targets["bluepill"]
    assert 511 * 1024 <= arena_bytes(h747, h747.variant("mps2")) < 512 * 1024  # the AXI SRAM alone
    assert arena_bytes(targets["host"], targets["host"].variants[0]) == 8 << 20
    with pytest.raises(UsageError, match="no room for TFLM's arena in RAM"):
        arena_bytes(bluepill, bluepill.variants[0])
