"""Quotas: how many calls a minute, and what is said to one too many."""

from __future__ import annotations

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Kind, SheetsConfig, running
from theodore.farm.sheets.errors import ApiError
from theodore.farm.sheets.quota import Quota

CONFIG = SheetsConfig(reads_per_minute=3, writes_per_minute=2, project_reads=5, project_writes=3)


def taken(quota: Quota, kind: Kind, account: str, *moments: float) -> list[str]:
    """What each call meets: "" or the limit that it exceeds."""
    met = []
    for now in moments:
        try:
            quota.take(kind, account, now)
        except ApiError as refusal:
            met.append(refusal.details[0]["metadata"]["quota_limit"])
        else:
            met.append("")
    return met


@pytest.mark.parametrize(
    ("kind", "moments", "met"),
    [
        pytest.param(Kind.WRITE, (0, 1, 2), ["", "", "WriteRequestsPerMinutePerUser"], id="one too many"),
        pytest.param(
            Kind.WRITE, (0, 30, 60, 89, 90), ["", "", "", "WriteRequestsPerMinutePerUser", ""], id="the minute slides"
        ),
        pytest.param(Kind.READ, (0, 0, 0, 0), ["", "", "", "ReadRequestsPerMinutePerUser"], id="reads have their own"),
        pytest.param(Kind.TOKEN, (0,) * 9, [""] * 9, id="tokens have none"),
    ],
)
def test_an_account_has_so_many_calls_a_minute(kind: Kind, moments: tuple[float, ...], met: list[str]) -> None:
    assert taken(Quota(CONFIG), kind, "a", *moments) == met


def test_a_refused_call_is_not_counted() -> None:
    quota = Quota(CONFIG)
    assert taken(quota, Kind.WRITE, "a", 0, 1, *range(2, 60)) == ["", "", *["WriteRequestsPerMinutePerUser"] * 58]
    assert taken(quota, Kind.WRITE, "a", 60, 61) == ["", ""]


def test_a_project_has_so_many_for_all_its_accounts() -> None:
    quota = Quota(CONFIG)
    assert taken(quota, Kind.WRITE, "a", 0, 0) == ["", ""]
    assert taken(quota, Kind.WRITE, "b", 0, 0) == ["", "WriteRequestsPerMinutePerProject"]


def test_a_minute_may_be_shorter() -> None:
    quota = Quota(SheetsConfig(writes_per_minute=1, minute_s=2))
    assert taken(quota, Kind.WRITE, "a", 0, 1, 2) == ["", "WriteRequestsPerMinutePerUser", ""]


def test_one_too_many_is_told_so_and_does_nothing() -> None:
    with running(SheetsConfig(writes_per_minute=1)) as google:
        caller, book = Caller(google), google.add_book({"A": [["x"]]})
        assert caller.put(book, "A!A1", [["y"]]).status == 200
        refused = caller.put(book, "A!A1", [["z"]])
        assert google.values(book, "A") == [["y"]]
        # reads go on
        assert caller.values(book, "A!A1").status == 200
        assert [(call.kind, call.status) for call in google.calls] == [
            ("token", 200),
            ("write", 200),
            ("write", 429),
            ("read", 200),
        ]
    message = (
        "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' "
        "of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'."
    )
    assert refused.refusal == (429, "RESOURCE_EXHAUSTED", message)
    info = refused.body["error"]["details"][0]
    assert info["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_metric"] == "sheets.googleapis.com/write_requests"
    assert info["metadata"]["quota_limit"] == "WriteRequestsPerMinutePerUser"
    assert info["metadata"]["quota_limit_value"] == "1"
    assert "Retry-After" not in refused.headers
