"""What asyncio would print of a client's leaving, though nothing is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quiet_about_lost_connections() -> Iterator[None]:
    """While this is open, the running loop says nothing of a connection that is lost twice; of all else, what it would.

    A transport that closes with something left in its buffer, and whose client resets it then, tells its protocol
    twice that it is lost; the second time there is no protocol any more. asyncio's fault, and harmless.
    """
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if _is_lost_twice(context.get("exception")):
            return
        if before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handle)
    try:
        yield
    finally:
        loop.set_exception_handler(before)


def _is_lost_twice(error: object) -> bool:
    # its protocol is gone, and so is its socket, which it closes after all
    if not (isinstance(error, AttributeError) and error.obj is None and error.name in ("connection_lost", "close")):
        return False
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    # the very place: the same slip in anybody else's code is to be seen
    return where is not None and (
        where.tb_frame.f_globals.get("__name__") == "asyncio.selector_events"
        and where.tb_frame.f_code.co_name == "_call_connection_lost"
    )
