"""A program that looks like Renode: takes its arguments, replays a recording, has accidents on demand.

Environment: FAKE_RECORDING (file), FAKE_SCENARIO (name in it), FAKE_VERSION, FAKE_ACCIDENT
(``kind@command prefix``: hang, hang-after-log, die, half-answer, garbage, http-error, fault, refuse;
happens once for each process), FAKE_ACCIDENT_ONCE (a file: it happens once in all), FAKE_HTTP
(``chunked``, ``close``, ``limit``: as servers of other runtimes answer), FAKE_START (``die``).
"""

from __future__ import annotations

import json
import os
import re
import socket
import socketserver
import sys
import threading
import time
import xmlrpc.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

VERSION = os.environ.get("FAKE_VERSION", "1.16.1.2154")
CONSOLE = Path("console.txt")
_MARK = re.compile(r'log "([^"]*)"')
_NORMAL = ((re.compile(r"@\S*/"), "@"), (_MARK, 'log ""'))


def normal(command: str) -> str:
    for pattern, text in _NORMAL:
        command = pattern.sub(text, command)
    return command


class Replay:
    """Hands out the recorded exchanges in their order; after the last comes the next boot."""

    def __init__(self) -> None:
        scenarios = json.loads(Path(os.environ["FAKE_RECORDING"]).read_text())["scenarios"]
        scenario = scenarios[os.environ["FAKE_SCENARIO"]]
        self.exchanges: list[dict[str, Any]] = scenario["exchanges"]
        self.monitor = {each["command"]: each["reply"] for each in scenario["monitor"]}
        self.position = 1  # the first entry is what it prints at its start
        self.boot = next(
            index for index, each in enumerate(self.exchanges) if "LoadELF" in (each["command"] or "")
        )
        kind, _, self.accident_at = os.environ.get("FAKE_ACCIDENT", "").partition("@")
        once = os.environ.get("FAKE_ACCIDENT_ONCE")
        if once and Path(once).exists():
            kind = ""
        self.accident, self._once = kind, once

    def say(self, lines: list[str]) -> None:
        for line in lines:
            print(line, flush=True)

    def take(self, command: str) -> tuple[str, dict[str, Any]]:
        """What happens (an accident, or nothing of the kind) and the exchange for ``command``."""
        if self.position >= len(self.exchanges):
            self.position = self.boot
        exchange = self.exchanges[self.position]
        self.position += 1
        if normal(exchange["command"]) != normal(command):
            expected = exchange["command"]
            return "", {"error": f"Renode: `{command}` came where `{expected}` was recorded"}
        if self.accident and command.startswith(self.accident_at):
            kind, self.accident = self.accident, ""
            if self._once:
                Path(self._once).touch()
            if kind == "hang-after-log":
                self.tell(command, exchange)
            return kind, exchange
        self.tell(command, exchange)
        return "", exchange

    def tell(self, command: str, exchange: dict[str, Any]) -> None:
        with CONSOLE.open("ab") as console:
            console.write(exchange["console"].encode("latin-1"))
        self.say([line for line in exchange["log"] if "Script: " not in line])
        if mark := _MARK.search(command):
            self.say([f"00:00:00.0000 [INFO] Script: {mark[1]}"])


class Keywords(BaseHTTPRequestHandler):
    """The keyword server."""

    protocol_version = "HTTP/1.1"
    replay: Replay
    served = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        arguments, method = xmlrpc.client.loads(body)
        assert (method, arguments[0]) == ("run_keyword", "ExecuteCommand")
        given: Any = arguments[1]
        kind, exchange = self.replay.take(given[0])
        if kind == "die":
            os._exit(3)
        if kind.startswith("hang"):
            time.sleep(3600)
        if kind == "half-answer":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<?xml")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if kind == "http-error":
            self.send_error(500)
            return
        if kind == "garbage":
            self.answer(b"<methodResponse>this is no")
        elif kind == "fault":
            fault = xmlrpc.client.Fault(2, "Arguments types do not match any available keyword")
            self.answer(xmlrpc.client.dumps(fault).encode())
        elif kind == "refuse" or "error" in exchange:
            error = exchange.get("error", "KeywordException: no").removeprefix("Renode: ")
            self.answer(_response({"status": "FAIL", "error": error, "traceback": "at Somewhere"}))
        else:
            text = "\r\n".join(exchange["reply"].split("\n")) + "\r\n\r"
            self.answer(_response({"status": "PASS", "return": text}))

    def answer(self, content: bytes) -> None:
        Keywords.served += 1
        style = os.environ.get("FAKE_HTTP", "")
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        if style == "close" or (style == "limit" and Keywords.served % 3 == 0):
            self.send_header("Connection", "close")
        if style == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            content = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        return


class Monitor(socketserver.StreamRequestHandler):
    """The telnet monitor: options, greeting, prompt, echo."""

    replay: Replay

    def handle(self) -> None:
        self.wfile.write(
            b"\xff\xfd\x00\xff\xfb\x01\xff\xfb\x03\xff\xfc\x22Renode\n\r\n\r(monitor) text of before\r\n"
        )
        for line in self.rfile:
            command = line.decode().strip()
            answer = self.replay.monitor.get(command) or ""
            self.wfile.write(f"{command}\n\r".encode())
            for part in filter(None, answer.split("\n")):
                self.wfile.write(f"{part}\r\r\n".encode())
            self.wfile.write(b"(board) ")


def _response(value: dict[str, str]) -> bytes:
    return xmlrpc.client.dumps((value,), methodresponse=True).encode()


def main() -> None:
    if "--version" in sys.argv:
        print(f"Renode v{VERSION}\n  build: fake-202602161200")
        return
    flags = sys.argv[1:]
    robot_port = int(flags[flags.index("--robot-server-port") + 1])
    monitor_port = int(flags[flags.index("-P") + 1])
    old = VERSION.startswith("1.13.")
    assert ("--disable-xwt" in flags) == VERSION.startswith(("1.13.", "1.14.")), flags
    assert bool(robot_port) == old, flags
    if os.environ.get("FAKE_START") == "die":
        print("00:00:00.0000 [ERROR] Could not start: no such luck")
        sys.exit(1)
    Keywords.replay = Monitor.replay = Replay()
    monitor = socketserver.ThreadingTCPServer(("", monitor_port), Monitor)
    monitor.daemon_threads = True
    server = ThreadingHTTPServer(("", robot_port), Keywords)
    threading.Thread(target=monitor.serve_forever, daemon=True).start()
    Keywords.replay.say([f"00:00:00.0000 [INFO] Monitor available in telnet mode on port {monitor_port}"])
    if not old:
        folder = Path(os.environ["TMPDIR"]) / f"renode-{os.getpid()}"
        folder.mkdir()
        (folder / "robot_port").write_text(str(server.server_port))
    server.serve_forever()


if __name__ == "__main__":
    main()
