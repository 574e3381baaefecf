"""Errors that are over and done with.

An error knows the way that it was raised on, and each place on that way may know the error: two that hold on to each
other. So do the pages and connections that are known there, until garbage is looked for, which is seldom: of what a
crawl held, they were half.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects between two looks for garbage. The usual 700 are there within milliseconds of a crawl.
_BETWEEN_LOOKS = 10_000
#: Some Pythons set a few hundred objects aside themselves; a program that does so has more.
_SET_ASIDE = 1_000


def let_go(error: BaseException) -> None:
    """Have an error, and those that led to it, forget the way that they were raised on; when it was logged."""
    waiting, known = [error], {id(error)}
    while waiting:
        one = waiting.pop()
        one.__traceback__ = None
        inner = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        for other in (one.__cause__, one.__context__, *inner):
            if other is not None and id(other) not in known:
                known.add(id(other))
                waiting.append(other)


@contextmanager
def looking_seldom() -> Iterator[None]:
    """Look for garbage seldom while this is open, and not among what was there before.

    Hundreds of visits hold what they hold until they are done, and then let it go: looking through all of it again and
    again finds nothing, and took an eighth of a crawl's processor time. It is a setting of the whole process: what a
    program of the caller's has set of it comes back, and what it has set aside itself stays so.
    """
    before = gc.get_threshold()
    # a program that looks still less often, or never (0), has its reasons
    sets_seldom, sets_aside = 0 < before[0] < _BETWEEN_LOOKS, gc.get_freeze_count() < _SET_ASIDE
    if sets_seldom:
        gc.set_threshold(_BETWEEN_LOOKS, *before[1:])
    if sets_aside:
        gc.freeze()
    try:
        yield
    finally:
        if sets_seldom:
            gc.set_threshold(*before)
        if sets_aside:
            gc.unfreeze()
