"""How long a try may take, how long is waited, and when it is given up."""

from __future__ import annotations

import pytest

from theodore.net.google import patience
from theodore.net.google.access import GoogleAccess
from theodore.net.google.patience import Waiting, patiently
from theodore.net.google.transport import Answer
from theodore.policy.retry import RetryConfig

GOOD, PASSING, REFUSED = Answer(200, {}), Answer(503), Answer(403)
NOT_SENT, NO_ANSWER = Answer(fault="x", was_sent=False), Answer(fault="x")


class Clock:
    """A clock that goes on when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Google:
    """Answers in this order, the last one for ever; each takes so many seconds, or as many as it gets."""

    def __init__(self, clock: Clock, answers: list[Answer], takes_s: float) -> None:
        self._clock = clock
        self._answers = answers
        self._takes_s = takes_s
        self.given_s: list[float] = []

    async def once(self, timeout_s: float) -> Answer:
        self.given_s.append(timeout_s)
        self._clock.now += min(self._takes_s, timeout_s)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(patience, "time", clock)
    monkeypatch.setattr(patience, "asyncio", clock)
    return clock


ACCESS = GoogleAccess(
    timeout_s=60, give_up_after_s=180, backoff=RetryConfig(base_backoff=1, max_backoff=32, jitter=False)
)


@pytest.mark.parametrize(
    ("answers", "takes_s", "given_s", "took_s"),
    [
        pytest.param([GOOD], 5, [60], 5, id="at once"),
        pytest.param([REFUSED], 5, [60], 5, id="a refusal is an answer"),
        pytest.param([PASSING, GOOD], 5, [60, 90], 5 + 1 + 5, id="the next try may take longer"),
        pytest.param([PASSING] * 3 + [GOOD], 0, [60, 90, 135, 173], 1 + 2 + 4, id="waits double"),
        pytest.param([PASSING], 0, [60, 90, 135, 173, 165, 149, 117, 85, 53, 21], 159, id="until no try is worth it"),
        pytest.param([NO_ANSWER], 999, [60, 90, 27], 180, id="silence is over after all of the time"),
    ],
)
async def test_tries_and_waits(
    clock: Clock, answers: list[Answer], takes_s: float, given_s: list[float], took_s: float
) -> None:
    google = Google(clock, answers, takes_s)
    assert await patiently(ACCESS, google.once) is answers[-1]
    assert google.given_s == given_s
    assert clock.now == took_s


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        pytest.param(Answer(503, retry_after_s=20), [0, 20], id="the wait that was asked for"),
        pytest.param(Answer(503, retry_after_s=0.1), [0, 1], id="but not less than ours"),
        pytest.param(Answer(429, retry_after_s=500), [0], id="one that is too long is not begun"),
    ],
)
async def test_what_google_asks_for(clock: Clock, answer: Answer, tries: list[float]) -> None:
    began: list[float] = []

    async def once(_: float) -> Answer:
        began.append(clock.now)
        return answer if len(began) == 1 else GOOD

    await patiently(ACCESS, once)
    assert began == tries


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        pytest.param(PASSING, 1, id="perhaps it was done"),
        pytest.param(NO_ANSWER, 1, id="perhaps"),
        pytest.param(NOT_SENT, 2, id="surely not: it was never sent"),
        pytest.param(Answer(429), 2, id="surely not: it was one too many"),
    ],
)
async def test_what_must_not_be_done_twice(clock: Clock, answer: Answer, tries: int) -> None:
    google = Google(clock, [answer, GOOD], 0)
    await patiently(ACCESS, google.once, is_repeatable=False)
    assert len(google.given_s) == tries


async def test_the_wait_for_a_turn_is_not_counted(clock: Clock) -> None:
    google = Google(clock, [PASSING, PASSING, GOOD], 0)

    async def ready() -> None:
        await clock.sleep(1000)

    assert await patiently(ACCESS, google.once, ready=ready) is GOOD
    assert clock.now == 3 * 1000 + 1 + 2


async def test_whoever_asks_is_told_of_each_try_that_failed(clock: Clock) -> None:
    heard: list[Waiting] = []

    async def told(waiting: Waiting) -> None:
        heard.append(waiting)

    await patiently(ACCESS, Google(clock, [PASSING, NO_ANSWER, GOOD], 0).once, told=told)
    assert heard == [Waiting(PASSING, 1, 1), Waiting(NO_ANSWER, 2, 2)]
    heard.clear()
    await patiently(ACCESS, Google(clock, [Answer(429)], 0).once, told=told, is_repeatable=False)
    assert len(heard) > 1
    assert heard[-1].answer.status == 429, "of the last one, too: others go on"
