"""Runs inside of the new process, before Renode: a network of its own, then ``exec``.

Renode's servers listen on every address, without a password. In a network namespace that holds nothing but
a loopback device nobody reaches them, and Renode reaches nobody. A socket belongs to the namespace in which
it was made, so sockets that are made here and passed to the parent are its way in.

Started as ``python -I -S launcher.py CHANNEL SOCKETS PROGRAM [ARGUMENT...]``: CHANNEL is the descriptor of a
Unix socket that gets ``isolated`` with SOCKETS unconnected TCP sockets, or ``shared: <why>`` without any.
Imports nothing of harness; the standard library is all there is under ``-I -S``.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
MOST_SOCKETS = 250  # the kernel passes at most 253 descriptors at a time

_libc = ctypes.CDLL(None, use_errno=True)


def _unshare(flags: int) -> None:
    if _libc.unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _own_network() -> None:
    """Enter a new network namespace with its loopback device up.

    Raises:
        OSError: the user may not.
    """
    user, group = os.geteuid(), os.getegid()
    try:
        _unshare(CLONE_NEWNET)
    except PermissionError:
        _unshare(CLONE_NEWUSER | CLONE_NEWNET)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123
                file.write(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack_from("16sh", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def _may_have_own_network() -> str:
    """Try it in a child, as there is no way back; empty where it works, else what refused it."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _own_network()
        except OSError as error:
            os.write(write_end, str(error.strerror or error).encode())
        os._exit(0)
    os.close(write_end)
    with open(read_end, "rb") as answer:  # noqa: PTH123
        refused = answer.read().decode()
    os.waitpid(child, 0)
    return refused


def main() -> None:
    channel, count = int(sys.argv[1]), int(sys.argv[2])
    refused = _may_have_own_network() if count else "not asked for"
    sockets = []
    if not refused:
        _own_network()
        sockets = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(min(count, MOST_SOCKETS))]
    with socket.socket(fileno=channel) as parent:
        message = b"shared: " + refused.encode() if refused else b"isolated"
        socket.send_fds(parent, [message], [each.fileno() for each in sockets])
    for each in sockets:
        each.close()
    # After unshare, which clears it. The guardian does the same for what Renode may have started.
    with contextlib.suppress(AttributeError):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.execv(sys.argv[3], sys.argv[3:])


if __name__ == "__main__":
    main()
