"""The loop on a thread of its own."""

from __future__ import annotations

import asyncio
import signal
import threading

import pytest

from harness.execution.background import BackgroundLoop


def test_results_and_exceptions_come_back_and_nothing_stays() -> None:
    before = threading.active_count()
    loop = BackgroundLoop("test")

    async def value() -> str:
        return threading.current_thread().name

    async def trouble() -> None:
        raise LookupError("no")

    assert not loop.running
    assert loop.run(value()) == "test"
    with pytest.raises(LookupError):
        loop.run(trouble())
    assert loop.running
    loop.close()
    loop.close()
    assert threading.active_count() == before
    assert loop.run(value()) == "test"  # it can be used again
    loop.close()


def test_what_still_runs_is_cancelled_at_the_end() -> None:
    loop = BackgroundLoop("test")
    ended = threading.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def begin() -> asyncio.Task[None]:
        task = asyncio.create_task(endless())
        await asyncio.sleep(0)
        return task

    task = loop.run(begin())
    loop.close()
    assert ended.is_set()
    assert task.cancelled()


def test_a_signal_that_another_thread_took_reaches_the_caller() -> None:
    loop = BackgroundLoop("test")

    async def interrupted() -> None:
        # To this very thread, so that the waiting one is not interrupted in its system call.
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        await asyncio.Event().wait()

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            loop.run(interrupted())
    finally:
        signal.signal(signal.SIGINT, before)
        loop.close()
    assert signal.set_wakeup_fd(-1) == -1  # left as it was
