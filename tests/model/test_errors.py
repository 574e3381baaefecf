"""The closed table of reasons, and the tree of exceptions."""

from __future__ import annotations

import copy
import pickle
import re
from collections import defaultdict

import pytest

from theodore.model import errors
from theodore.model.errors import (
    AddressRefused,
    CertificateRefused,
    CompanyError,
    ConfigurationError,
    ErrorType,
    ExtractionFailed,
    Failure,
    FetchFailed,
    GoogleFailed,
    GoogleRefused,
    GoogleUnavailable,
    IllegalTransition,
    InputError,
    JournalUnavailable,
    Reason,
    Retryable,
    RunError,
    SinkUnavailable,
    SourceError,
    TheodoreError,
)

#: The table of the design, word for word.
TABLE = {
    "timeout": "connect, first_byte, body, attempt_deadline, render",
    "ssl_error": "handshake, certificate_expired, certificate_not_yet_valid, certificate_self_signed, "
    "certificate_unknown_issuer, certificate_wrong_host",
    "connection_error": "refused, reset, closed, truncated, unreachable, dns_timeout, dns_failure, proxy, protocol",
    "rate_limit": "http_429, http_503_retry_after",
    "protected_site": "challenge, forbidden, login_wall, geo_block, robots_disallowed",
    "parsing_error": "not_html, bad_encoding, empty, too_large, redirect_loop",
    "server_error": "http_5xx, error_page",
    "not_found": "http_404, http_410, dns_no_such_name, parked, for_sale, default_page",
    "invalid_input": "no_website, bad_url, forbidden_address, not_a_website",
    "model_error": "rate_limited, quota, unavailable, timeout, bad_answer, refused, context_too_long, bad_key",
    "budget_exceeded": "spent",
    "internal_error": "bug",
    "unknown": "other",
}

#: What another try cannot mend, class by class; "all" for a class that is never tried again.
NOT_RETRYABLE = {
    "ssl_error": {
        "certificate_expired",
        "certificate_not_yet_valid",
        "certificate_self_signed",
        "certificate_unknown_issuer",
        "certificate_wrong_host",
    },
    "protected_site": "all",
    "parsing_error": "all",
    "not_found": "all",
    "invalid_input": "all",
    "model_error": {"bad_key", "refused", "context_too_long"},
    "budget_exceeded": "all",
    "internal_error": "all",
    "unknown": "all",
}
ONCE = {Reason.REFUSED, Reason.DNS_NO_SUCH_NAME}

EVERY_REASON = [pytest.param(reason, id=f"{reason.type}/{reason.label}") for reason in Reason]


def test_the_table_is_the_designs_in_its_order() -> None:
    built: dict[str, list[str]] = defaultdict(list)
    for reason in Reason:
        built[reason.type].append(reason.label)
    assert {type_: ", ".join(labels) for type_, labels in built.items()} == TABLE


def test_the_missions_seven_classes_have_the_missions_names() -> None:
    seven = {"timeout", "ssl_error", "connection_error", "rate_limit", "protected_site", "parsing_error", "unknown"}
    assert seven <= {error.value for error in ErrorType}


def test_every_class_has_a_reason() -> None:
    assert {reason.type for reason in Reason} == set(ErrorType)


def test_no_row_hides_behind_another() -> None:
    # two members of the same value would be one member with two names
    assert len(Reason.__members__) == len(list(Reason))


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_what_another_try_can_mend(reason: Reason) -> None:
    hopeless = NOT_RETRYABLE.get(reason.type, set())
    expected = Retryable.NO if hopeless == "all" or reason.label in hopeless else Retryable.YES
    assert reason.retryable is (Retryable.ONCE if reason in ONCE else expected)


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_a_reason_is_found_by_its_type_and_name(reason: Reason) -> None:
    assert Reason.find(reason.type.value, reason.label) is reason


@pytest.mark.parametrize(
    ("type_", "label"),
    [
        pytest.param("timeout", "refused", id="a name of another class"),
        pytest.param("timeout", "", id="no name"),
    ],
)
def test_a_reason_outside_of_the_table_is_a_key_error(type_: str, label: str) -> None:
    with pytest.raises(KeyError):
        Reason.find(type_, label)


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_a_reason_reads_as_a_clause_and_its_advice_as_sentences(reason: Reason) -> None:
    assert reason.meaning[0].islower() or reason.meaning.startswith("Theodore")
    assert not reason.meaning.endswith(".")
    assert re.match(r"[A-Z]", reason.advice)
    assert reason.advice.endswith((".", "COMPANY"))  # a command to copy bears no full stop


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_a_note_says_class_finding_and_advice(reason: Reason) -> None:
    note = Failure(reason, "the answer was odd").note
    assert note == f"{reason.type.value}: the answer was odd. {reason.advice}"


@pytest.mark.parametrize(
    ("detail", "note"),
    [
        pytest.param("", "the connection was reset. Usually", id="no detail: the meaning stands in"),
        pytest.param("reset after 3 bytes", "reset after 3 bytes. Usually", id="the detail, where there is one"),
        pytest.param("reset after 3 bytes.", "reset after 3 bytes. Usually", id="one full stop, not two"),
    ],
)
def test_a_notes_finding(detail: str, note: str) -> None:
    assert Failure(Reason.RESET, detail).note.startswith(f"connection_error: {note}")


def test_a_failure_asks_its_reason() -> None:
    failure = Failure(Reason.REFUSED)
    assert (failure.type, failure.retryable) == (ErrorType.CONNECTION_ERROR, True)
    assert not Failure(Reason.CERTIFICATE_EXPIRED).retryable


TREE: list[tuple[type[TheodoreError], type[TheodoreError]]] = [
    (InputError, TheodoreError),
    (ConfigurationError, InputError),
    (SourceError, InputError),
    (RunError, TheodoreError),
    (JournalUnavailable, RunError),
    (SinkUnavailable, RunError),
    (CompanyError, TheodoreError),
    (FetchFailed, CompanyError),
    (AddressRefused, FetchFailed),
    (CertificateRefused, FetchFailed),
    (ExtractionFailed, CompanyError),
    (GoogleFailed, TheodoreError),
    (GoogleRefused, GoogleFailed),
    (GoogleUnavailable, GoogleFailed),
    (IllegalTransition, TheodoreError),
]


@pytest.mark.parametrize(("child", "parent"), TREE)
def test_the_tree_is_the_one_drawn(child: type[Exception], parent: type[Exception]) -> None:
    assert child.__base__ is parent
    assert errors.__doc__ is not None
    assert child.__name__ in errors.__doc__


def test_every_exception_is_drawn() -> None:
    ours = {
        value.__name__
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, TheodoreError)
    }
    assert ours == {child.__name__ for child, _ in TREE} | {"TheodoreError"}


FAILURE = Failure(Reason.HTTP_429, "asked for less", url="https://a.test/", retry_after_s=7.0, status=429)


def test_a_company_error_names_class_reason_and_finding() -> None:
    assert str(FetchFailed(FAILURE)) == "rate_limit/http_429: asked for less"


def test_a_source_error_says_where_what_and_the_way_out() -> None:
    error = SourceError("leads.csv", "no column for the website (found: Name, Link)", "Pass --website-column.")
    assert str(error) == "leads.csv: no column for the website (found: Name, Link). Pass --website-column."
    assert (error.source, error.advice) == ("leads.csv", "Pass --website-column.")


@pytest.mark.parametrize("kind", [FetchFailed, AddressRefused, CertificateRefused, ExtractionFailed])
def test_a_company_error_crosses_processes_whole(kind: type[CompanyError]) -> None:
    # the extraction's workers raise them in another process
    for twin in (pickle.loads(pickle.dumps(kind(FAILURE))), copy.copy(kind(FAILURE))):  # noqa: S301 # our own bytes
        assert type(twin) is kind
        assert twin.failure == FAILURE
        assert twin.failure.reason is Reason.HTTP_429


def test_a_source_error_crosses_processes_whole() -> None:
    twin = pickle.loads(pickle.dumps(SourceError("a.csv", "is empty", "Add rows.")))  # noqa: S301 # our own bytes
    assert (str(twin), twin.problem) == ("a.csv: is empty. Add rows.", "is empty")
