"""In which encoding a file is taken to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import SourceError
from theodore.sheets import encoding
from theodore.sheets.encoding import find_encoding

_TEXT = "Company,Website\nMüller & Söhne „Zürich“,mueller.ch\n"


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        pytest.param(_TEXT.encode(), "utf-8", id="plain UTF-8"),
        pytest.param(_TEXT.encode("utf-8-sig"), "utf-8-sig", id="UTF-8 with its mark, as Excel saves it"),
        pytest.param(_TEXT.encode("utf-16"), "utf-16", id="UTF-16, as Excel saves 'Unicode text'"),
        pytest.param(b"\xfe\xff" + _TEXT.encode("utf-16-be"), "utf-16", id="UTF-16 the other way round"),
        pytest.param(_TEXT.encode("utf-32"), "utf-32", id="UTF-32, whose mark begins as that of UTF-16"),
        pytest.param(_TEXT.encode("cp1252"), "cp1252", id="Windows-1252, as Excel saves plain CSV"),
        pytest.param(b"a,b\n", "utf-8", id="ASCII is UTF-8"),
        pytest.param("one € only".encode("cp1252"), "cp1252", id="a single sign of Windows-1252"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, content: bytes, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert find_encoding(path) == codec


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"a,b\n\x00\x01", "binary", id="NUL bytes"),
        pytest.param("a\0b".encode("utf-16"), "binary", id="a NUL in UTF-16"),
        pytest.param("a,b\n".encode("utf-16-le"), "binary", id="UTF-16 without its mark is full of NULs"),
        pytest.param(b"a\x81\x8d\n", "neither", id="bytes that Windows-1252 does not have"),
        pytest.param(
            "äöü äöü äöü".encode() + b"\xff", "1 damaged", id="UTF-8 with one broken byte is not Windows-1252"
        ),
        pytest.param(b"\xef\xbb\xbfM\xfcller", "damaged", id="a mark that lies"),
        pytest.param(b"\xff\xfea\x00b", "damaged", id="half a sign of UTF-16 at the end"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        find_encoding(path)
    assert problem in caught.value.problem
    assert caught.value.source == str(path)
    assert "CSV" in caught.value.advice


def test_the_whole_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 7)
    path = tmp_path / "a.csv"
    path.write_bytes(b"Company,Website\n" * 100 + "Zürich".encode("cp1252"))
    assert find_encoding(path) == "cp1252"


@given(
    text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1), chunk=st.integers(4, 9)
)
def test_any_utf8_is_found_wherever_the_chunks_cut_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("utf8") / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    before, encoding._CHUNK = encoding._CHUNK, chunk
    try:
        assert path.read_text(encoding=find_encoding(path))
    finally:
        encoding._CHUNK = before
