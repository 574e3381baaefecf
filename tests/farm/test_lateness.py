"""The farm knows when it is late itself."""

from __future__ import annotations

import time

from tests.farm.visitor import until
from theodore.farm.lateness import Lateness


async def test_a_loop_that_was_held_up_knows_it_for_a_while() -> None:
    lateness = Lateness()
    began = time.time()
    time.sleep(0.3)  # noqa: ASYNC251 - the very thing: it holds the loop up, for the watch to notice
    assert lateness.worst_since(began) > 0.2
    await until(lambda: len(lateness._looks) > 1)
    assert lateness.worst_since(began) > 0.2
    assert lateness.worst_since(time.time() + 1) < 0.2, "what was before the moment is left out"
    lateness.close()
