"""One command in a container that ends with this process: ``python -m harness.containers.attached``.

Arguments: IMAGE FOLDER COMMAND [ARGUMENT...]. FOLDER is the only thing of the host that the container sees,
at its own path, writable. A process of its own, so that who started it can end it like any other: by SIGKILL.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness import __version__
from harness.containers.engine import engine
from harness.containers.run import attached
from harness.errors import HarnessError

_PRIVATE = ("HOME", "XDG_CONFIG_HOME", "TMPDIR")


def run_attached(image: str, folder: str, command: Sequence[str]) -> int:
    """Run ``command``, its output on our standard output; returns its exit code.

    It has to end where its standard input closes: nothing else tells it that we are gone.

    Raises:
        EnvironmentMissingError: there is no engine or no image, or the engine refuses.
    """
    with engine() as client:
        container = client.containers.create(
            image,
            [],
            entrypoint=list(command),
            user=f"{os.getuid()}:{os.getgid()}",
            working_dir=folder,
            environment={name: _private(name, folder) for name in _PRIVATE},
            volumes={folder: {"bind": folder, "mode": "rw"}},
            network_mode="none",
            read_only=True,
            tmpfs={"/tmp": "rw,exec,mode=1777"},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            stdin_open=True,
            auto_remove=True,
            labels={"harness": __version__},
        )
        try:
            with attached(client.api, container, tty=False) as frames:
                container.start()
                for _, data in frames:
                    sys.stdout.buffer.write(data)
                    sys.stdout.flush()
        except BaseException:
            container.remove(force=True)
            raise
        return _exit_code(container)


def _private(name: str, folder: str) -> str:
    """Our own value where the container can see it, else ``folder``."""
    ours = os.environ.get(name, "")
    return ours if Path(ours).is_relative_to(folder) else folder


def _exit_code(container: Any) -> int:
    import docker

    with contextlib.suppress(docker.errors.DockerException):
        return int(container.wait()["StatusCode"])
    return 0  # removed already


if __name__ == "__main__":
    try:
        sys.exit(run_attached(sys.argv[1], sys.argv[2], sys.argv[3:]))
    except HarnessError as problem:
        sys.exit(str(problem))
