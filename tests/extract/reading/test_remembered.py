from __future__ import annotations

import pytest

from theodore.extract.reading.remembered import remembered


@pytest.mark.parametrize(
    ("length", "times"),
    [
        pytest.param(10, 1, id="a-line-is-worked-out-once"),
        pytest.param(5_000, 2, id="a-long-text-would-fill-the-memory"),
    ],
)
def test_short_texts_are_remembered(length: int, times: int) -> None:
    seen: list[str] = []

    @remembered
    def work(text: str) -> int:
        seen.append(text)
        return len(text)

    assert [work("a" * length), work("a" * length)] == [length, length]
    assert len(seen) == times


def test_the_memory_is_bounded() -> None:
    seen: list[str] = []
    work = remembered(seen.append)
    texts = [str(number) for number in range(5_000)]
    for text in [*texts, texts[0]]:
        work(text)
    assert seen == [*texts, texts[0]]
