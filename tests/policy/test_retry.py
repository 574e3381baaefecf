"""Whether a failed attempt is made again, and after which wait."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason, Retryable
from theodore.policy.retry import DEFAULT_RETRY_ON, Decision, Defer, GiveUp, Retry, RetryConfig, backoff_s, decide

PLAIN = RetryConfig(jitter=False)
BASE_3 = RetryConfig(jitter=False, base_backoff=3.0)

TIMEOUT, SSL, CONNECTION = ErrorType.TIMEOUT, ErrorType.SSL_ERROR, ErrorType.CONNECTION_ERROR
RATE_LIMIT, SERVER, MODEL = ErrorType.RATE_LIMIT, ErrorType.SERVER_ERROR, ErrorType.MODEL_ERROR


@pytest.mark.parametrize(
    ("config", "error", "retry", "wait"),
    [
        pytest.param(PLAIN, TIMEOUT, 1, 2.0, id="the first retry waits base"),
        pytest.param(PLAIN, TIMEOUT, 2, 4.0, id="timeouts double"),
        pytest.param(PLAIN, TIMEOUT, 3, 8.0, id="and double again"),
        pytest.param(PLAIN, SSL, 3, 8.0, id="TLS faults double"),
        pytest.param(PLAIN, CONNECTION, 3, 8.0, id="connection faults double"),
        pytest.param(PLAIN, SERVER, 3, 8.0, id="server errors double"),
        pytest.param(PLAIN, MODEL, 3, 8.0, id="model errors double"),
        pytest.param(BASE_3, RATE_LIMIT, 1, 3.0, id="429s at base 3: 3"),
        pytest.param(BASE_3, RATE_LIMIT, 2, 9.0, id="429s triple, they do not double: 9"),
        pytest.param(BASE_3, RATE_LIMIT, 3, 27.0, id="and 27"),
        pytest.param(PLAIN, RATE_LIMIT, 3, 18.0, id="429s at the default base"),
        pytest.param(PLAIN, TIMEOUT, 6, 60.0, id="64 is above the cap"),
        pytest.param(PLAIN, RATE_LIMIT, 10_000, 60.0, id="a number beyond any float"),
        pytest.param(RetryConfig(base_backoff=0, jitter=False), TIMEOUT, 10_000, 0.0, id="base 0 never waits"),
        pytest.param(RetryConfig(max_backoff=0, jitter=False), TIMEOUT, 1, 0.0, id="nor does cap 0"),
    ],
)
def test_the_wait_before_a_retry(config: RetryConfig, error: ErrorType, retry: int, wait: float) -> None:
    assert backoff_s(config, error, retry) == wait


@pytest.mark.parametrize(
    ("retry", "draw", "wait"),
    [
        pytest.param(1, 0.0, 2.0, id="no draw, no stretch"),
        pytest.param(1, 0.5, 2.25, id="half a draw, an eighth more"),
        pytest.param(3, 0.8, 9.6, id="8 s, a fifth more"),
        pytest.param(6, 0.0, 48.0, id="at the cap there is room left for the stretch"),
        pytest.param(6, 0.8, 57.6, id="which stays under the cap"),
    ],
)
def test_jitter_stretches_by_up_to_a_quarter(retry: int, draw: float, wait: float) -> None:
    assert backoff_s(RetryConfig(), TIMEOUT, retry, draw=draw) == pytest.approx(wait)


SECONDS = st.floats(0, 1e6)
DRAWS = st.floats(0, 1, exclude_max=True)
CONFIGS = st.builds(
    RetryConfig,
    max_retries=st.integers(0, 8),
    base_backoff=SECONDS,
    max_backoff=SECONDS,
    jitter=st.booleans(),
    max_retry_after=SECONDS,
)


@given(CONFIGS, st.sampled_from(ErrorType), st.integers(1, 2_000), DRAWS)
def test_a_wait_is_never_negative_nor_above_the_cap(
    config: RetryConfig, error: ErrorType, retry: int, draw: float
) -> None:
    assert 0 <= backoff_s(config, error, retry, draw=draw) <= config.max_backoff


@given(CONFIGS, st.sampled_from(ErrorType), st.integers(1, 2_000), DRAWS)
def test_at_the_same_draw_a_later_retry_never_waits_less(
    config: RetryConfig, error: ErrorType, retry: int, draw: float
) -> None:
    assert backoff_s(config, error, retry + 1, draw=draw) >= backoff_s(config, error, retry, draw=draw)


@given(CONFIGS, st.sampled_from(ErrorType), st.integers(1, 20), DRAWS)
def test_jitter_adds_at_most_a_quarter(config: RetryConfig, error: ErrorType, retry: int, draw: float) -> None:
    least = backoff_s(config, error, retry, draw=0.0)
    assert least <= backoff_s(config, error, retry, draw=draw) <= least * 1.25 + 1e-9


#: The classes' rows of the table, with the default settings.
RETRIED = {TIMEOUT, SSL, CONNECTION, RATE_LIMIT, SERVER, MODEL}
ONCE = {Reason.REFUSED, Reason.DNS_NO_SUCH_NAME}
NEVER = {
    Reason.CERTIFICATE_EXPIRED: "a bad certificate stays bad",
    Reason.CERTIFICATE_NOT_YET_VALID: "for longer than a run",
    Reason.CERTIFICATE_SELF_SIGNED: "a bad certificate stays bad",
    Reason.CERTIFICATE_UNKNOWN_ISSUER: "a bad certificate stays bad",
    Reason.CERTIFICATE_WRONG_HOST: "a bad certificate stays bad",
    Reason.MODEL_BAD_KEY: "a key does not mend itself",
    Reason.MODEL_REFUSED: "it would refuse again",
    Reason.MODEL_CONTEXT_TOO_LONG: "the pages stay as long",
}


def test_the_classes_that_are_tried_again() -> None:
    assert DEFAULT_RETRY_ON == RETRIED


@pytest.mark.parametrize("reason", list(Reason), ids=lambda reason: f"{reason.type}/{reason.label}")
@pytest.mark.parametrize("max_retries", [0, 1, 3])
def test_how_many_retries_a_reason_has(reason: Reason, max_retries: int) -> None:
    if reason in ONCE:
        expected = min(1, max_retries)
    else:
        expected = max_retries if reason.type in RETRIED and reason not in NEVER else 0
    assert RetryConfig(max_retries=max_retries).retries(reason) == expected


@pytest.mark.parametrize(
    ("retry_on", "reason", "retries"),
    [
        pytest.param(["timeout"], Reason.BODY_TIMEOUT, 3, id="a class by its name"),
        pytest.param([TIMEOUT], Reason.BODY_TIMEOUT, 3, id="a class as a member"),
        pytest.param([TIMEOUT], Reason.HTTP_429, 0, id="a class that was not chosen"),
        pytest.param([], Reason.BODY_TIMEOUT, 0, id="none chosen"),
        pytest.param(["protected_site"], Reason.CHALLENGE, 0, id="choosing does not make the hopeless worth it"),
        pytest.param(["ssl_error"], Reason.CERTIFICATE_EXPIRED, 0, id="an expired certificate is not retried"),
        pytest.param(["not_found"], Reason.DNS_NO_SUCH_NAME, 1, id="a missing name, by its own class, once"),
        pytest.param(["not_found"], Reason.HTTP_404, 0, id="whose other reasons stay final"),
        pytest.param(["timeout"], Reason.DNS_NO_SUCH_NAME, 0, id="a missing name, not chosen"),
    ],
)
def test_classes_can_be_chosen(retry_on: list[Any], reason: Reason, retries: int) -> None:
    assert RetryConfig(retry_on=retry_on).retries(reason) == retries


def test_chosen_classes_are_kept_as_a_value() -> None:
    config = RetryConfig(retry_on=iter(["timeout", "rate_limit"]))
    assert config == RetryConfig(retry_on=[RATE_LIMIT, TIMEOUT])
    assert hash(config) == hash(RetryConfig(retry_on=[RATE_LIMIT, TIMEOUT]))


def failed(reason: Reason, retry_after_s: float | None = None) -> Failure:
    return Failure(reason, retry_after_s=retry_after_s)


@pytest.mark.parametrize(
    ("failure", "done", "decision"),
    [
        pytest.param(failed(Reason.FIRST_BYTE_TIMEOUT), 0, Retry(2.0), id="the first failure is tried again"),
        pytest.param(failed(Reason.FIRST_BYTE_TIMEOUT), 2, Retry(8.0), id="the third too: one try, three retries"),
        pytest.param(failed(Reason.FIRST_BYTE_TIMEOUT), 3, GiveUp("3 of 3 retries made"), id="the fourth is the last"),
        pytest.param(failed(Reason.REFUSED), 0, Retry(2.0), id="refused is tried once more"),
        pytest.param(failed(Reason.REFUSED), 1, GiveUp("1 of 1 retries made"), id="and no more"),
        pytest.param(failed(Reason.DNS_NO_SUCH_NAME), 0, Retry(2.0), id="so is a missing name"),
        pytest.param(failed(Reason.CHALLENGE), 0, GiveUp("another try would not help"), id="a challenge is final"),
        pytest.param(failed(Reason.HTTP_429, 7), 0, Retry(7.0), id="a longer Retry-After is obeyed"),
        pytest.param(failed(Reason.HTTP_429, 7), 2, Retry(18.0), id="a shorter one does not shorten the wait"),
        pytest.param(failed(Reason.HTTP_429, 90), 0, Retry(90.0), id="it may pass max_backoff"),
        pytest.param(failed(Reason.HTTP_429, 600), 0, Retry(600.0), id="up to max_retry_after"),
        pytest.param(failed(Reason.HTTP_429, 601), 0, Defer(601), id="beyond it the row's turn ends"),
        pytest.param(
            failed(Reason.HTTP_429, 601), 3, GiveUp("3 of 3 retries made"), id="with no retries left it fails"
        ),
        pytest.param(failed(Reason.HTTP_503_RETRY_AFTER, 30), 1, Retry(30.0), id="a busy site is a rate limit"),
        pytest.param(failed(Reason.HTTP_429, -5), 0, Retry(2.0), id="a time in the past is no wait"),
    ],
)
def test_what_follows_a_failure(failure: Failure, done: int, decision: Decision) -> None:
    assert decide(PLAIN, failure, done) == decision


FAILURES = st.builds(failed, st.sampled_from(Reason), st.none() | SECONDS)


@given(CONFIGS, FAILURES, DRAWS)
def test_every_row_comes_to_an_end(config: RetryConfig, failure: Failure, draw: float) -> None:
    decisions = [decide(config, failure, done, draw=draw) for done in range(config.max_retries + 1)]
    tries = list(itertools.takewhile(lambda decision: not isinstance(decision, GiveUp), decisions))
    assert len(tries) == config.retries(failure.reason) <= config.max_retries
    assert failure.reason.retryable is not Retryable.ONCE or len(tries) <= 1


@given(CONFIGS, FAILURES, st.integers(0, 8), DRAWS)
def test_a_site_is_never_asked_before_it_allowed(config: RetryConfig, failure: Failure, done: int, draw: float) -> None:
    decision = decide(config, failure, done, draw=draw)
    if not isinstance(decision, GiveUp):
        assert decision.wait_s >= (failure.retry_after_s or 0.0)
        assert isinstance(decision, Defer) == ((failure.retry_after_s or 0.0) > config.max_retry_after)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        pytest.param({"max_retries": -1}, "max_retries is -1", id="fewer than none"),
        pytest.param({"base_backoff": -0.1}, "base_backoff is -0.1", id="a negative wait"),
        pytest.param({"base_backoff": float("nan")}, "base_backoff is nan", id="a wait that is no number"),
        pytest.param({"max_backoff": -1}, "max_backoff is -1", id="a negative cap"),
        pytest.param({"max_backoff": float("inf")}, "max_backoff is inf", id="an endless cap"),
        pytest.param({"max_retry_after": -1}, "max_retry_after is -1", id="a negative bound"),
        pytest.param({"retry_on": ["timeuot"]}, "no error class 'timeuot'", id="a class that is misspelt"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        RetryConfig(**settings)


def test_a_misspelt_class_is_told_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"known: timeout, ssl_error, .*unknown"):
        RetryConfig(retry_on=["429"])
