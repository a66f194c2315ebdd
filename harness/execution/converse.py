"""Plays a script with a session: what it types goes in, what the consoles print and guest time come out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from harness.dialogues import Partner
from harness.errors import EnvironmentMissingError
from harness.simulators.protocol import Session, TalkingSession

_RECHECK_S = 0.02


async def converse(
    session: Session,
    partner: Partner,
    *,
    take: Callable[[bytes], None],
    heard: asyncio.Event,
    host_s: Callable[[], float],
) -> None:
    """Until the partner is certain, which stops the session, or the session has ended.

    Args:
        take: gets what the judged console prints, and passes it on to ``partner`` among others.
        heard: set where another console has printed something.
        host_s: seconds since the boot.

    Raises:
        EnvironmentMissingError: the simulator cannot be talked to.
    """
    if not isinstance(session, TalkingSession):
        raise EnvironmentMissingError("this simulator cannot be talked to", remedy="choose another simulator")
    async with aclosing(session.chunks()) as chunks:
        coming = asyncio.ensure_future(anext(chunks, None))
        elsewhere = asyncio.ensure_future(heard.wait())
        try:
            while True:
                for console, data in partner.act(session.guest_s(), host_s()):
                    session.send(data, console)
                if partner.certain:
                    session.stop()
                    return
                timeout_s = None
                if partner.due_s is not None:
                    timeout_s = max(partner.due_s - session.guest_s(), _RECHECK_S)
                await asyncio.wait(
                    (coming, elsewhere), timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
                )
                if elsewhere.done():
                    heard.clear()
                    elsewhere = asyncio.ensure_future(heard.wait())
                if coming.done():
                    chunk = coming.result()
                    if chunk is None:
                        return
                    take(chunk)
                    coming = asyncio.ensure_future(anext(chunks, None))
        finally:
            coming.cancel()
            elsewhere.cancel()
            await asyncio.gather(coming, elsewhere, return_exceptions=True)
