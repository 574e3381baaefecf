"""What a text is about, as a vector: texts about like things have vectors that point alike.

A word's vector stands in a table, and a text's is the mean of its words'. That is no understanding, but it is quick
(a page of text in a millisecond), the same everywhere, and asks nobody. The table is WordLlama's (256 dimensions, MIT),
from the files in its wheel; its own code is not run, since it looks for newer files online.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

#: Shape (dimensions,), of length 1; all zero for a text without words.
Vector = npt.NDArray[np.float32]

DIMENSIONS = 256
#: More of a text, in characters, is not looked at: the mean of so many words moves no more.
MAX_TEXT = 20_000
#: So many words are remembered with their parts, if they are no longer than this, in characters.
_MOST_WORDS, _LONGEST_WORD = 20_000, 40
#: How the vocabulary writes a space, and where it may have parts that go beyond a word.
_SPACE, _CONTROL = "\u2581", "<"


def vector(text: str) -> Vector:
    """What a text is about, in English best; 256 numbers."""
    table = _model()[1]
    tokens = _parts(text[:MAX_TEXT])
    if not tokens:
        return np.zeros(DIMENSIONS, np.float32)
    return unit(table[tokens].mean(axis=0))


def _parts(text: str) -> Sequence[int]:
    """The parts of words that the vocabulary takes a text apart into, by their numbers.

    No part goes beyond a word, but for runs of spaces: so the words, which come again, are taken apart one by one.
    """
    words = text.split(" ")
    if "" in words or _SPACE in text or _CONTROL in text:
        return _parts_of(text)
    return [part for word in words for part in (_known_parts(word) if len(word) <= _LONGEST_WORD else _parts_of(word))]


def _parts_of(text: str) -> Sequence[int]:
    found: Sequence[int] = _model()[0].encode(text, add_special_tokens=False).ids
    return found


_known_parts = lru_cache(maxsize=_MOST_WORDS)(_parts_of)


def unit(direction: npt.NDArray[np.float32]) -> Vector:
    """The vector of length 1 that points the same way; zeros stay zeros."""
    length = float(np.linalg.norm(direction))
    return (direction / length).astype(np.float32) if length else direction.astype(np.float32)


@cache
def _model() -> tuple[Tokenizer, npt.NDArray[np.float32]]:
    """The vocabulary, and the table of its words' vectors: 80 ms and 50 MB, once a process."""
    found = find_spec("wordllama")
    places = found.submodule_search_locations if found else None
    if not places:
        raise ModuleNotFoundError("the package wordllama is not installed; install Theodore with its dependencies")
    folder = Path(places[0])
    words = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
    # the file asks for texts of one length, filled up with blanks; the blanks would count as words
    words.no_padding()
    words.no_truncation()
    table: npt.NDArray[np.float16] = load_file(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"]
    # the halves would be made whole again for each text, which takes longer than all else
    return words, table.astype(np.float32)
