"""The host's side of the runner: questions, answers, and what to do about a bad line."""

from __future__ import annotations

import asyncio
import base64
import binascii
import struct
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from harness.errors import ExitCode, HarnessError, SimulatorError
from harness.model import BinaryResult, Value
from harness.models.frames import CHUNK_BYTES, VERSION, encode, looks_damaged, parse
from harness.models.reference import Array
from harness.models.spec import TensorSpec

ATTEMPTS = 5


class LinkLostError(HarnessError):
    """The target does not answer any more: it crashed, hangs, or the wire is out.

    ``result`` is what was concluded of its boot, where there was one.
    """

    exit_code = ExitCode.NOT_GREEN
    result: BinaryResult | None = None


class Link(Protocol):
    """A console with a runner at its other end."""

    async def send(self, text: str) -> None:
        """Type ``text``.

        Raises:
            LinkLostError: nobody is there.
        """

    async def line(self, timeout_s: float) -> str:
        """The next line, without its end.

        Raises:
            TimeoutError: none came.
            LinkLostError: none will come.
        """


class Layer(Value, frozen=True, kw_only=True):
    """One kernel of a run and what it took."""

    name: str
    ticks: int


class Profile(Value, frozen=True, kw_only=True):
    """One run: ``ticks`` in all, and by layer where it was asked for. ``unit`` says what a tick is."""

    ticks: int
    unit: str
    layers: tuple[Layer, ...] = ()


class Clock(Value, frozen=True, kw_only=True):
    """What the target's ticks are worth: ``instructions`` took ``ticks``.

    ``reading`` is what reading the clock takes, ``empty`` what a layer that does nothing is measured as.
    """

    unit: str
    instructions: int
    ticks: int
    reading: int
    empty: int


class Hello(Value, frozen=True, kw_only=True):
    """What the runner says of itself. Sizes in bytes."""

    runtime: str
    model: str
    revision: str
    inputs: int
    outputs: int
    arena_bytes: int
    activations_bytes: int
    params_bytes: int


class Client:
    """Speaks with one runner. ``timeout_s`` is for one answer, a run included."""

    def __init__(self, link: Link, *, timeout_s: float) -> None:
        self._link = link
        self._timeout_s = timeout_s
        self._sequence = 0
        self.repeated = 0  # frames that had to be sent again
        self.inputs: tuple[TensorSpec, ...] = ()
        self.outputs: tuple[TensorSpec, ...] = ()

    async def start(self) -> Hello:
        """Agree on the version and learn the model's tensors.

        Raises:
            SimulatorError: the firmware is no runner, or of another version.
            LinkLostError: nobody answers.
        """
        words = await self.ask("hello", str(VERSION))
        hello = Hello(
            runtime=words[1],
            model=words[2],
            revision=words[3],
            inputs=int(words[4]),
            outputs=int(words[5]),
            arena_bytes=int(words[6]),
            activations_bytes=int(words[7]),
            params_bytes=int(words[8]),
        )
        self.inputs = tuple([_tensor(await self.ask("input", str(each))) for each in range(hello.inputs)])
        self.outputs = tuple([_tensor(await self.ask("output", str(each))) for each in range(hello.outputs)])
        return hello

    async def clock(self) -> Clock:
        """Have the target measure its own clock."""
        unit, *numbers = await self.ask("clock")
        instructions, ticks, reading, empty = map(int, numbers)
        return Clock(unit=unit, instructions=instructions, ticks=ticks, reading=reading, empty=empty)

    async def invoke(
        self, inputs: Sequence[Array], *, layers: bool = False
    ) -> tuple[tuple[Array, ...], Profile]:
        """One inference. ``inputs`` have the shapes and types of :attr:`inputs`.

        Raises:
            SimulatorError: the model failed on the target.
            LinkLostError: the target does not answer any more.
        """
        for number, value in enumerate(inputs):
            await self._write(number, np.ascontiguousarray(value).tobytes())
        found: list[Layer] = []
        if layers:
            ticks, count = map(int, await self.ask("profile"))
        else:
            (text,) = await self.ask("run")
            ticks, count = int(text), 0
        outputs = tuple([await self._read(number, spec) for number, spec in enumerate(self.outputs)])
        for number in range(count):
            name, text = await self.ask("layer", str(number))
            found.append(Layer(name=name, ticks=int(text)))
        return outputs, Profile(ticks=ticks, unit="ticks", layers=tuple(found))

    async def bye(self) -> None:
        """End the firmware."""
        await self.ask("bye")

    async def ask(self, *words: str) -> list[str]:
        """The words of the answer behind ``ok``. A question or answer that was damaged or lost is repeated.

        Raises:
            SimulatorError: the runner refuses, or answers with damaged lines alone.
            LinkLostError: it does not answer.
        """
        self._sequence += 1
        question = encode(self._sequence, *words)
        for attempt in range(ATTEMPTS):
            self.repeated += attempt > 0
            await self._link.send(question)
            try:
                answer = await self._answer()
            except TimeoutError:
                if attempt + 1 == ATTEMPTS or words[0] in ("run", "profile"):
                    raise LinkLostError(
                        f"the target did not answer {words[0]!r} within {self._timeout_s:g} s",
                        remedy="raise --timeout, or look at the console log",
                    ) from None
                continue
            if answer is None:
                continue
            if answer[0] == "error":
                text = " ".join(answer[1:]).replace("_", " ")
                raise SimulatorError(f"the runner refuses {words[0]!r}: {text}")
            return answer[1:]
        raise SimulatorError(
            f"{ATTEMPTS} times {words[0]!r} or its answer was damaged on the way",
            remedy="check the wire and its speed",
        )

    async def _answer(self) -> list[str] | None:
        """The words of the answer; None where it has to be asked for again. Other lines are passed over."""
        async with asyncio.timeout(self._timeout_s):
            while True:
                line = await self._link.line(self._timeout_s)
                frame = parse(line)
                if frame is None:
                    if looks_damaged(line):
                        return None
                elif frame.words[:1] == ("again",):
                    return None
                elif (frame.words[:1] == ("error",) and frame.sequence == 0) or (
                    frame.sequence == self._sequence and frame.words
                ):
                    return list(frame.words)

    async def _write(self, number: int, data: bytes) -> None:
        for offset in range(0, len(data), CHUNK_BYTES):
            text = base64.b64encode(data[offset : offset + CHUNK_BYTES]).decode()
            await self.ask("write", str(number), str(offset), text)

    async def _read(self, number: int, spec: TensorSpec) -> Array:
        data = bytearray()
        while len(data) < spec.size_bytes:
            count = min(CHUNK_BYTES, spec.size_bytes - len(data))
            (text,) = await self.ask("read", str(number), str(len(data)), str(count))
            try:
                data += base64.b64decode(text, validate=True)
            except binascii.Error:
                raise SimulatorError(f"output {number} is no base64") from None
        return np.frombuffer(bytes(data), dtype=spec.dtype).reshape(spec.shape)


def _tensor(words: Sequence[str]) -> TensorSpec:
    name, dtype, scale, zero_point, _, *shape = words
    return TensorSpec(
        name=name,
        dtype=dtype,
        scale=struct.unpack(">f", bytes.fromhex(scale))[0],
        zero_point=int(zero_point),
        shape=tuple(map(int, shape)),
    )
