"""The container's first process: runs harness, and ends with the client that started the container.

The client holds the other end of standard input. Where it closes, the client is gone (also by SIGKILL), and
nothing of it may stay. Imports nothing but the standard library until it knows that the image has the rest.
"""

import os
import signal
import subprocess
import sys
import threading

NEEDED = ("click", "elftools", "msgspec", "rich")
BROKEN_ENVIRONMENT = 6


def main() -> int:
    """Run ``harness`` with our arguments; returns its exit code."""
    missing = []
    for name in NEEDED:
        try:
            __import__(name)
        except ImportError as error:
            missing.append(f"{name} ({error})")
    if missing:
        version = ".".join(map(str, sys.version_info[:2]))
        problem = f"the image's Python {version} lacks {', '.join(missing)}"
        print(
            f"harness: error: {problem}; `harness container build` makes an image that has it",
            file=sys.stderr,
        )
        return BROKEN_ENVIRONMENT
    child = subprocess.Popen([sys.executable, "-P", "-m", "harness", *sys.argv[1:]], stdin=subprocess.DEVNULL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    threading.Thread(target=_follow_client, args=(child,), daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _follow_client(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 4096):
        pass
    child.terminate()
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main())
