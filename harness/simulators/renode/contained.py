"""The first process of Renode's container: passes sockets out, runs Renode, and ends with the client.

The container has no network but a loopback device. A socket belongs to the network namespace in which it was
made, so sockets that are made here and passed out through a Unix socket in the shared folder are the way in.

Run as ``python3 -I -S -c SOURCE COUNT CHANNEL PROGRAM [ARGUMENT...]``: COUNT unconnected TCP sockets go to
CHANNEL, a Unix socket; with 0 none does. Imports nothing of harness: the image has the standard library only.
"""

import os
import socket
import subprocess
import sys
import threading

MOST_SOCKETS = 250  # the kernel passes at most 253 descriptors at a time


def main() -> int:
    count, path, *command = sys.argv[1:]
    channel = socket.socket(socket.AF_UNIX)  # open as long as Renode runs: the client sees it close
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_follow_client, args=(child,), daemon=True).start()
    if int(count):
        channel.connect(path)
        wished = min(int(count), MOST_SOCKETS)
        sockets = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(wished)]
        socket.send_fds(channel, [b"isolated"], [each.fileno() for each in sockets])
        for each in sockets:
            each.close()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _follow_client(child: "subprocess.Popen[bytes]") -> None:
    """Standard input is the client's: it closes with the client, however that ends."""
    while os.read(0, 4096):
        pass
    child.kill()


if __name__ == "__main__":
    sys.exit(main())
