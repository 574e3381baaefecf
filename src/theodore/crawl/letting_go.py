"""Errors that are over and done with.

An error knows the way that it was raised on, and each place on that way may know the error: two that hold on to each
other. So do the pages and connections that are known there, until garbage is looked for, which is seldom: of what a
crawl held, they were half.
"""

from __future__ import annotations


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
