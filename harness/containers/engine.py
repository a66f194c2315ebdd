"""The Docker engine. The SDK is an optional dependency, imported where it is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentMissingError

EXTRA = "harness[container]"


@contextmanager
def engine() -> Iterator[Any]:
    """A client of the engine that ``DOCKER_HOST`` or the default socket leads to.

    Raises:
        EnvironmentMissingError: the SDK is not installed, or no engine answers.
    """
    try:
        import docker
    except ImportError:
        raise EnvironmentMissingError(
            "containers need the Python package docker", remedy=f"pip install '{EXTRA}'"
        ) from None
    _check_socket()
    try:
        client = docker.from_env(timeout=600)
    except docker.errors.DockerException as error:
        raise _no_engine(error) from None
    try:
        try:
            client.ping()
        except (docker.errors.DockerException, OSError) as error:
            raise _no_engine(error) from None
        with refusals():
            yield client
    finally:
        client.close()


def _check_socket() -> None:
    """The SDK's own words for a socket that is not there are long, and it leaves one of its own open."""
    host = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    path = Path(host.removeprefix("unix://"))
    if host.startswith("unix://") and not path.is_socket():
        raise _no_engine(f"there is no socket at {path}")


def _no_engine(error: Exception | str) -> EnvironmentMissingError:
    said = error if isinstance(error, str) else _last_line(error)
    return EnvironmentMissingError(
        f"no Docker engine answers: {said}",
        remedy="start one, or set DOCKER_HOST; the socket wants root or the group docker",
    )


@contextmanager
def refusals() -> Iterator[None]:
    """What the engine refuses becomes one line."""
    import docker
    import requests

    try:
        yield
    except docker.errors.ImageNotFound as error:
        raise EnvironmentMissingError(
            f"there is no such image: {_last_line(error)}",
            remedy="`harness container build` makes the images that come with harness",
        ) from None
    except docker.errors.DockerException as error:
        raise EnvironmentMissingError(
            f"the Docker engine refuses: {_last_line(error)}", remedy="its log tells more"
        ) from None
    except requests.RequestException as error:
        raise EnvironmentMissingError(
            f"the Docker engine does not answer: {_last_line(error)}", remedy="look whether it still runs"
        ) from None


def _last_line(error: Exception) -> str:
    said = str(getattr(error, "explanation", None) or error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
