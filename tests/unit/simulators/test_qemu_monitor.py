"""Our end of QEMU's monitor, with a socket in QEMU's place."""

from __future__ import annotations

import asyncio

from harness.simulators.qemu_monitor import Monitor


def test_events_are_kept_and_answers_are_not() -> None:
    async def main() -> None:
        monitor = Monitor()
        assert monitor.theirs.recv(1000).count(b"\n") == 2
        monitor.theirs.send(b'{"return": {}}\r\n{"event": "RESUME"}\r\n{"ev')
        assert monitor.events().splitlines() == ['{"event": "RESUME"}', '{"ev']
        monitor.theirs.send(b'ent": "SHUTDOWN"}\n')
        assert '{"event": "SHUTDOWN"}' in monitor.events()
        monitor.close()
        monitor.close()  # and nothing happens

    asyncio.run(main())


def test_qemu_is_woken_as_long_as_input_waits() -> None:
    async def main() -> None:
        monitor = Monitor()
        monitor.theirs.recv(1000)
        monitor.theirs.setblocking(False)
        enough = asyncio.Event()
        answers = iter((True, True, False))

        def waits() -> bool:
            answer = next(answers)
            if not answer:
                enough.set()
            return answer

        monitor.nudge(waits)
        async with asyncio.timeout(10):
            await enough.wait()
        assert monitor.theirs.recv(1000) == b'{"execute":"query-status"}\n' * 3
        monitor.close()

    asyncio.run(main())
