"""A quick look for services in a page's source, by what most of their marks have in common: `.com`.

A source is long, and to look through it for each of dozens of marks is what costs the most in reading it. It has few
`.com`s, so that what stands before these is short, and tells of most marks that they are not in the source.
"""

from __future__ import annotations

#: `.com`, and here and there `.co`.
_DOT_COM = ".co"
_LONGEST = 40
_MANY = 2_000


def before_dot_com(source: str) -> str:
    """The characters before each `.com` of a source; the source itself, where there are too many to be quick."""
    *before, _ = source.split(_DOT_COM, _MANY)
    return source if len(before) == _MANY else "\n".join([part[-_LONGEST:] for part in before])


def host_of(mark: str) -> str:
    """What of a mark `before_dot_com` has where the source has the mark: nothing, for one without `.com`."""
    host, dot, _ = mark.partition(_DOT_COM)
    return host[-_LONGEST:] if dot else ""
