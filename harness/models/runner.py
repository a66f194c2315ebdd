"""The Python API: a model on a target, from a script or a notebook.

::

    from harness.models import Runner

    with Runner.connect("sim:stm32h747", "sine.tflite") as runner:
        outputs, profile = runner.invoke([x])

``serial:/dev/ttyACM0:115200`` in place of ``sim:stm32h747`` talks to a board that was flashed with the same
firmware (``harness new-app valid``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

from harness.config import build_settings
from harness.errors import SimulatorError, UsageError
from harness.execution.background import BackgroundLoop
from harness.lanes import lanes
from harness.model import BinaryResult
from harness.models.client import Client, Hello, Profile
from harness.models.firmware import FirmwareOptions, build_context, build_firmware
from harness.models.links import open_serial
from harness.models.read import read_model
from harness.models.reference import Array
from harness.models.session import DEFAULT_TIMEOUT_S, boot
from harness.models.spec import ModelFile, TensorSpec
from harness.models.ticks import in_instructions
from harness.pipeline import workplace
from harness.settings import Settings

Result = TypeVar("Result")
_INFERENCES = 100_000  # of one connection, for the guest's budget
_LOG = "runner.log"


class Runner:
    """A firmware that runs one model. Made by :meth:`connect`; use it as a context manager, or close it."""

    def __init__(self, loop: BackgroundLoop, stack: contextlib.AsyncExitStack) -> None:
        self._loop = loop
        self._stack = stack
        self._client: Client | None = None
        self._clock: Any = None
        self._counts = False
        self.hello: Hello | None = None

    @classmethod
    def connect(
        cls,
        place: str,
        model: str | Path | None = None,
        *,
        simulator: str = "auto",
        timeout_s: float = DEFAULT_TIMEOUT_S,
        weights: str = "",
        activations: str = "",
    ) -> Self:
        """A runner at ``place``: ``sim:TARGET`` builds and boots one, ``serial:DEVICE[:BAUD]`` finds one.

        Args:
            model: the .tflite or .onnx file; for a board only to check that it is the one that was flashed.
            timeout_s: for one answer, an inference included, on this machine's clock.
            weights, activations: memory regions in place of the board's own choice.

        Raises:
            UsageError: a bad place, target or model; the board runs another model.
            EnvironmentMissingError: a library, the toolchain, a simulator or the port is missing.
            LinkLostError: nobody answers.
        """
        kind, _, rest = place.partition(":")
        if kind not in ("sim", "serial") or not rest:
            raise UsageError(
                f"{place!r} is no place for a runner",
                remedy="write sim:stm32h747 or serial:/dev/ttyACM0:115200",
            )
        found = read_model(Path(model)) if model is not None else None
        if kind == "sim" and found is None:
            raise UsageError("a simulator needs a model to run", remedy="pass the .tflite or .onnx file")
        runner = cls(BackgroundLoop("harness-runner"), contextlib.AsyncExitStack())
        try:
            if kind == "sim":
                assert found is not None
                runner._run(runner._boot(rest, found, simulator, timeout_s, weights, activations))
            else:
                runner._run(runner._open(rest, found, timeout_s))
        except BaseException:
            runner.close()
            raise
        return runner

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """What the model takes, in order."""
        return self._connected().inputs

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """What the model gives, in order."""
        return self._connected().outputs

    def invoke(
        self, inputs: Sequence[Array] | Array, *, layers: bool = False
    ) -> tuple[tuple[Array, ...], Profile]:
        """One inference: the outputs, and what it took.

        Args:
            inputs: one array for each input, of its shape and type; a single array where there is one input.
            layers: have each layer measured, too, which costs some time itself.

        Returns:
            Outputs in the model's order, and a profile in instructions (simulators), cycles (boards)
            or nanoseconds (host).

        Raises:
            UsageError: an input of another shape or type.
            LinkLostError: the firmware crashed or does not answer.
        """
        client = self._connected()
        given = [inputs] if isinstance(inputs, np.ndarray) else list(inputs)
        if len(given) != len(client.inputs):
            raise UsageError(f"the model takes {len(client.inputs)} inputs, found {len(given)}")
        for value, spec in zip(given, client.inputs, strict=True):
            if value.shape != spec.shape or value.dtype != np.dtype(spec.dtype):
                shape = "x".join(map(str, value.shape))
                raise UsageError(f"input {spec.name!r} is {spec.text()}, found {value.dtype} {shape}")
        outputs, profile = self._run(client.invoke(given, layers=layers))
        return outputs, in_instructions(profile, self._clock, counts=self._counts)

    def close(self) -> None:
        """End the firmware in a simulator, give a port back. Safe to call more than once."""
        if self._loop.running:
            with contextlib.suppress(RuntimeError):
                self._run(self._stack.aclose())
            self._loop.close()
        self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def _boot(
        self, target: str, model: ModelFile, simulator: str, timeout_s: float, weights: str, activations: str
    ) -> None:
        settings = _settings(target, simulator)
        supervisor, scratch = await self._stack.enter_async_context(workplace(settings))
        (lane,) = lanes(settings, supervisor)
        firmware = await build_firmware(
            model,
            lane,
            build_context(settings, supervisor),
            FirmwareOptions(weights=weights, activations=activations),
        )
        if isinstance(firmware, BinaryResult):
            raise UsageError(f"{model.path}: {firmware.reason}", remedy="choose another target or model")
        session = await self._stack.enter_async_context(
            boot(
                firmware,
                lane,
                log=scratch / _LOG,
                scratch=scratch,
                timeout_s=timeout_s,
                inferences=_INFERENCES,
            )
        )
        self._client, self.hello = session.client, session.hello
        self._clock, self._counts = await session.clock(), firmware.counts_instructions

    async def _open(self, place: str, model: ModelFile | None, timeout_s: float) -> None:
        link = open_serial(place)
        self._stack.callback(link.close)
        client = Client(link, timeout_s=timeout_s)
        self._client, self.hello = client, await client.start()
        if model is not None and self.hello.revision != model.revision:
            raise UsageError(
                f"{place} runs {self.hello.model} {self.hello.revision}, {model.path} is {model.revision}",
                remedy="flash the application of this model",
            )
        self._clock = await client.clock()

    def _connected(self) -> Client:
        if self._client is None:
            raise SimulatorError("the runner is closed", remedy="connect again")
        return self._client

    def _run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run(coroutine)


def _settings(target: str, simulator: str) -> Settings:
    """The user's own settings, for one target."""
    import os

    return build_settings(
        cwd=Path.cwd(),
        environ=os.environ,
        given={"targets": (target,), "simulator": simulator},
    )
