"""The images that come with harness, from the Dockerfiles in ``containers/``."""

from __future__ import annotations

import sys
from pathlib import Path

from harness.containers.engine import engine
from harness.containers.run import DEFAULT_IMAGE
from harness.errors import EnvironmentMissingError
from harness.resources import containers_folder
from harness.simulators.renode.portable import archive

RENODE_IMAGE = f"{DEFAULT_IMAGE}-renode"


def build_image(*, renode: bool) -> str:
    """Build the image with this harness's libraries, its progress on standard error; returns its name.

    Raises:
        EnvironmentMissingError: there is no engine, or a step fails.
    """
    folder = containers_folder()
    with engine() as client:
        name = _build(client.api, folder, "Dockerfile", DEFAULT_IMAGE, {})
        if renode:
            release = archive()
            if release is None:
                raise EnvironmentMissingError("there is no portable Renode for this kind of machine")
            arguments = {"BASE": name, "RENODE_URL": release.url, "RENODE_SHA256": release.sha256}
            name = _build(client.api, folder, "renode.Dockerfile", RENODE_IMAGE, arguments)
        return name


def _build(api: object, folder: Path, file: str, name: str, arguments: dict[str, str]) -> str:
    steps = api.build(  # type: ignore[attr-defined]
        path=str(folder),
        dockerfile=file,
        tag=name,
        rm=True,
        decode=True,
        network_mode="host",
        buildargs=arguments,
    )
    for step in steps:
        if "error" in step:
            raise EnvironmentMissingError(
                f"{file} cannot be built: {' '.join(step['error'].split())}",
                remedy="read its lines above; is the network there?",
            )
        print(step.get("stream", ""), end="", file=sys.stderr, flush=True)
    return name
