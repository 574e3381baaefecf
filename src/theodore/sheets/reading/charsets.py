"""Which of the encodings before Unicode a text is in: a guess, and how good it is.

Nothing in the bytes says it: any text of Windows-1251 is some text of Windows-1252, too. A detector that knows how
often which letters follow each other names one; and a text in the wrong encoding looks wrong, with capitals in the
middle of words ("MŸller") and runs of accents ("Êîìïàíèÿ"), so what is named must look right as well.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

#: What the detector names, and the codec that reads it: mostly the larger one of Windows, which Excel writes.
_CODECS = {
    "ascii": ("cp1252",),
    "iso8859-1": ("cp1252",),
    "iso8859-15": ("cp1252",),
    "iso8859-2": ("cp1250", "iso8859-2"),
    "cp1250": ("cp1250", "iso8859-2"),
    # hardly anybody has these; Romanian is what is taken for the last
    "iso8859-3": (),
    "iso8859-10": (),
    "iso8859-14": (),
    "iso8859-16": ("cp1250",),
    "iso8859-4": ("cp1257", "iso8859-4"),
    "iso8859-6": ("cp1256", "iso8859-6"),
    "iso8859-7": ("cp1253", "iso8859-7"),
    "iso8859-8": ("cp1255", "iso8859-8"),
    "iso8859-9": ("cp1254",),
    "iso8859-13": ("cp1257",),
    "tis-620": ("cp874",),
    "shift_jis": ("cp932",),
    "euc_kr": ("cp949",),
    "big5": ("cp950", "big5hkscs"),
    "gb2312": ("gb18030",),
    "mac-cyrillic": ("mac_cyrillic",),
}
#: What else people have, where the detector is wrong: it does not know the last two.
_OTHERS = ("cp1252", "mac_roman", "cp850")
_EAST_ASIAN = frozenset(("cp932", "euc_jp", "cp949", "cp950", "big5hkscs", "gb18030"))

_NAMES = {
    "cp1252": "Windows-1252, Western European",
    "cp1250": "Windows-1250, Central European",
    "cp1251": "Windows-1251, Cyrillic",
    "cp1253": "Windows-1253, Greek",
    "cp1254": "Windows-1254, Turkish",
    "cp1255": "Windows-1255, Hebrew",
    "cp1256": "Windows-1256, Arabic",
    "cp1257": "Windows-1257, Baltic",
    "cp1258": "Windows-1258, Vietnamese",
    "cp874": "Windows-874, Thai",
    "cp850": "DOS 850, Western European",
    "cp852": "DOS 852, Central European",
    "cp866": "DOS 866, Cyrillic",
    "koi8-r": "KOI8-R, Cyrillic",
    "mac_roman": "Mac Roman",
    "mac_cyrillic": "Mac Cyrillic",
    "cp932": "Shift-JIS, Japanese",
    "euc_jp": "EUC-JP, Japanese",
    "cp949": "EUC-KR, Korean",
    "cp950": "Big5, traditional Chinese",
    "big5hkscs": "Big5, traditional Chinese",
    "gb18030": "GB 18030, simplified Chinese",
}

#: With fewer signs beyond ASCII, or fewer kinds of them, the detector is often wrong, and the commonest encoding is
#: believed first; with still fewer, alone.
_FEW = 6
_FEW_KINDS = 4
_TOO_FEW = 3
#: With so many it is sure, if all agrees; and with so many, what does not occur tells something, too.
_ENOUGH = 20
_MANY = 40
#: The most that may look wrong, as a share: names with a capital within are there in every list.
_MOST_ODD = 0.1
_HOPELESS = 0.5

_RUN = re.compile(r"[^\W\d_a-zA-Z]{4,}")
_BEYOND = re.compile("(?s)(?<=(.))([^\x00-\x7f])(?=(.))")
#: Signs that stand beside letters in good text, and within its words.
_USUAL = frozenset("«»®©™°´·–—‘’‚“”„•…€")  # noqa: RUF001 - these very signs
_WITHIN = frozenset("’´·")  # noqa: RUF001 - as above
_UNPRINTED = frozenset("\u00a0\u00ad\u3000\u200e\u200f\u200c\u200d")
_LATIN = frozenset(("cp1252", "cp1250", "cp1254", "cp1257", "cp850", "cp852", "mac_roman", "iso8859-2", "iso8859-4"))


@dataclass(frozen=True, slots=True)
class Guess:
    """codec: its name. is_sure: whether it is the commonest one, and all signs say so."""

    codec: str
    is_sure: bool


def guess_charset(sample: bytes, decodes: Callable[[str], bool]) -> Guess | None:
    """The encoding in which a text that holds these bytes is most likely written; None where no guess is good.

    sample: lines of it that hold bytes beyond ASCII. decodes: whether a codec reads the whole text.
    """
    beyond = [byte for byte in sample if byte > 127]
    named = _detected(sample, len(beyond))
    oddness = {codec: _oddness(sample, codec) for codec in _candidates(named, beyond)}
    likely = [codec for codec in oddness if oddness[codec] <= _MOST_ODD and codec in (*named, "cp1252")]
    # where none looks right, that which looks least wrong
    for codec in dict.fromkeys((*likely, *sorted(oddness, key=lambda codec: oddness[codec]))):
        if oddness[codec] <= _HOPELESS and decodes(codec):
            agreed = named[:1] == (codec,) == ("cp1252",) and len(beyond) >= _ENOUGH
            return Guess(codec, is_sure=agreed and oddness[codec] == 0)
    return None


def _candidates(named: tuple[str, ...], beyond: list[int]) -> tuple[str, ...]:
    """The codecs that may be meant, in the order in which they are believed. beyond: the bytes that are not ASCII."""
    if len(beyond) < _TOO_FEW:
        return ("cp1252",)
    is_little = len(beyond) < _FEW or len(set(beyond)) < _FEW_KINDS
    return ("cp1252", *named, *_OTHERS) if is_little else (*named, *_OTHERS)


def charset_name(codec: str) -> str:
    """A codec as people know it."""
    return _NAMES.get(codec, codec.upper())


def _detected(sample: bytes, signs: int) -> tuple[str, ...]:
    """The codecs of the encoding that the detector names, the likelier first. signs: how many it has to go by."""
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - only few files need it

    named = detect_encoding(sample, max_len=0, html5_compatible=False)
    if named is None or named.startswith("utf"):
        return ()
    found = tuple(codec for codec in _CODECS.get(named, (named,)) if _exists(codec))
    if len(found) == 2 and found[1].startswith("iso") and not re.search(rb"[\x80-\x9f]", sample):
        # only Windows has signs there, and none occurs: the smaller one may be meant where they are read differently
        larger, smaller = (_oddness(sample, codec) for codec in found)
        is_told = named.startswith("iso") or signs >= _MANY
        if smaller < larger or (smaller == larger and is_told and _differ(sample, *found)):
            return found[::-1]
    return found


def _differ(sample: bytes, one: str, other: str) -> bool:
    return sample.decode(one, "replace") != sample.decode(other, "replace")


def _exists(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True


def _oddness(sample: bytes, codec: str) -> float:
    """The share of the signs beyond ASCII that look wrong in this encoding, 0 to 1."""
    text = f" {sample.decode(codec, 'replace')} "
    beyond = sum(sign > "\x7f" for sign in text)
    return min(1.0, _odd_signs(text, codec) / beyond) if beyond else 0.0


def _odd_signs(text: str, codec: str) -> int:
    if codec in _EAST_ASIAN:
        return sum(not sign.isprintable() for sign in text if sign > "\x7f") + text.count("\ufffd")
    runs = sum(len(run) for run in _RUN.findall(text)) if codec in _LATIN else 0
    return runs + sum(_is_odd(*found.groups()) for found in _BEYOND.finditer(text))


def _is_odd(before: str, sign: str, after: str) -> bool:
    if sign.isalpha():
        return sign.isupper() and (before.islower() or (before.isalpha() and after.islower()))
    if not sign.isprintable():
        return sign not in _UNPRINTED
    # a mark of a vowel belongs to its letter; another sign within a word does not
    if unicodedata.combining(sign):
        return False
    return sign == "\ufffd" or (before.isalpha() and (sign not in _USUAL or (after.isalpha() and sign not in _WITHIN)))
