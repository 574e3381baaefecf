"""What a refusal of Google's means for a person, and the way out: decided by status and codes, never by a message."""

from __future__ import annotations

import re
from typing import Final

from yarl import URL

from theodore.model.errors import CERTIFICATE_REFUSED, GoogleFailed, GoogleRefused, GoogleUnavailable, Reason
from theodore.net.google.credentials import GUIDE, NEW_KEY, SIGN_IN, Credentials, UserAccount
from theodore.net.google.pace import Kind
from theodore.net.google.problems import Problem
from theodore.net.google.transport import Answer

#: Google takes an assertion whose times are off by a few minutes.
_CLOCK_OFF_S: Final = 180.0
_PROJECT: Final = re.compile(r"projects/([A-Za-z0-9:._-]{1,100})")
_SET_PROJECT: Final = "gcloud auth application-default set-quota-project PROJECT"


def host(address: str) -> str:
    """Who stands behind an address, for a message."""
    return URL(address).host or address


def again(failed: GoogleFailed) -> GoogleFailed:
    """The same, to be raised once more: an exception that many raise would collect all of their places."""
    if isinstance(failed, GoogleRefused):
        return GoogleRefused(str(failed), failed.status, failed.code)
    return type(failed)(str(failed))


def no_answer(name: str, answer: Answer, problem: Problem | None = None) -> GoogleUnavailable:
    """That nothing came, however often it was tried. name: who was asked."""
    asked = f" and asks to wait {answer.retry_after_s:.0f} s" if answer.retry_after_s else ""
    if answer.status == 429:
        said = _said(problem or Problem())
        return GoogleUnavailable(
            f"{name} takes no more calls for now{asked}{said}. Others use the same account or project too: give the "
            "same command again later, or use an account of its own."
        )
    way_out = "Give" if answer.was_sent else "Check this machine's network, and give"
    return GoogleUnavailable(
        f"{name} gives no usable answer: {_of_an_answer(answer.words)}{asked}. {way_out} the same command again later."
    )


def not_usable(name: str, answer: Answer) -> GoogleRefused:
    """That what comes would be the same each time, and is no answer. name: who was asked."""
    if answer.reason in CERTIFICATE_REFUSED:
        way_out = (
            "If this network looks into TLS connections, name its authority with --ca-file; "
            "else check this machine's clock"
        )
    elif answer.reason is Reason.TOO_LARGE:
        way_out = "The sheet is too large to be read at once: move what is not needed to another"
    else:
        way_out = "Check the address (sheets.api_base)"
    return GoogleRefused(f"{name}: {_of_an_answer(answer.words)}. {way_out}.", answer.status)


def _of_an_answer(words: str) -> str:
    """The meaning of a reason, which is put for websites."""
    return words.replace("the site's", "its").replace("the page", "the answer")


# tokens


def token_refused(who: Credentials, answer: Answer, problem: Problem) -> GoogleRefused:
    """That there is no token for this account."""
    name = host(who.token_uri)
    if answer.fault:
        return not_usable(name, answer)
    words = f"{who}: {name} gives no token{_said(problem)}. {_way_to_a_token(who, answer, problem)}."
    return GoogleRefused(words, answer.status, problem.code)


def _way_to_a_token(who: Credentials, answer: Answer, problem: Problem) -> str:
    if isinstance(who, UserAccount):
        return f"Sign in again with `{SIGN_IN}`"
    if problem.code == "invalid_grant" and abs(answer.ahead_s) > _CLOCK_OFF_S:
        minutes, late = abs(answer.ahead_s) / 60, "slow" if answer.ahead_s > 0 else "fast"
        return f"This machine's clock is {minutes:.0f} minutes {late}, which Google does not take: set it"
    if problem.code in ("invalid_grant", "invalid_client", "unauthorized_client"):
        return f"The key or its account was deleted or disabled; make another key. {NEW_KEY}"
    return f"Check that the file is the account's key as Google gave it; {GUIDE} says how to get one"


# calls


def refused(who: Credentials, sheet: str, kind: Kind, answer: Answer, problem: Problem) -> GoogleRefused:
    """That this call is not allowed, or is none.

    sheet: its address; empty where the call was about none.
    """
    if answer.fault:
        return not_usable(sheet or "Google Sheets", answer)
    words = _about_the_account(who, answer, problem) or _about_the_sheet(who, kind, answer, problem)
    return GoogleRefused(f"{sheet}: {words}" if sheet else _capital(words), answer.status, problem.code)


def _about_the_account(who: Credentials, answer: Answer, problem: Problem) -> str:
    """What would hold for each sheet; empty where it is not that."""
    if answer.status == 401:
        return f"a token that {who.account} has just been given is not taken{_said(problem)}. {_new_access(who)}."
    if answer.status != 403:
        return ""
    if problem.reason == "SERVICE_DISABLED":
        return _not_enabled(who, problem)
    if problem.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
        return f"{who.account} gave access to no spreadsheets. {_new_access(who)}."
    if problem.reason == "USER_PROJECT_DENIED" and isinstance(who, UserAccount):
        return (
            f"{who.account} may not use the project {who.quota_project or 'that was named'}{_said(problem)}. Name one "
            f"of yours with `{_SET_PROJECT}`."
        )
    return ""


def _not_enabled(who: Credentials, problem: Problem) -> str:
    project = _PROJECT.fullmatch(problem.metadata.get("consumer", ""))
    if isinstance(who, UserAccount) and not who.quota_project:
        return (
            "gcloud's user credentials name no project whose Google Sheets API could be used. Name one with "
            f"`{_SET_PROJECT}`."
        )
    where = f" in the project {project[1]} of {who.account}" if project else f" in the project of {who.account}"
    query = f"?project={project[1]}" if project else ""
    return (
        f"the Google Sheets API is not enabled{where}. Enable it on "
        f"https://console.cloud.google.com/apis/library/sheets.googleapis.com{query}, wait a minute, and give the same "
        "command again."
    )


def _about_the_sheet(who: Credentials, kind: Kind, answer: Answer, problem: Problem) -> str:
    share = f"share the sheet with {who.account} as Editor"
    said = _said(problem)
    if answer.status == 403 and kind == "read":
        return f"{who.account} may not open it{said}. {_capital(share)}: the button Share, at its top right."
    if answer.status == 403:
        return (
            f"{who.account} may not change it{said}. {_capital(share)}, if it is Viewer or Commenter there; if it is "
            "Editor, let it in under Data > Protect sheets and ranges."
        )
    if answer.status == 404:
        return f"there is no such sheet, or it is not shared. Check the address; if it is right, {share}."
    if answer.status == 400 and problem.code == "FAILED_PRECONDITION":
        return (
            f"Google Sheets cannot work on it{said}. If it is an Excel file that lies in Google Drive, open it there, "
            "choose File > Save as Google Sheets, and give the address of that sheet."
        )
    return f"Google refuses the request ({answer.status}){said}."


def _new_access(who: Credentials) -> str:
    if isinstance(who, UserAccount):
        return f"Sign in again with `{SIGN_IN}`"
    return f"Make another key. {NEW_KEY}"


def _said(problem: Problem) -> str:
    """Google's own words, in front of a full stop."""
    said = problem.message or problem.code
    return f": {said.rstrip('.')}" if said else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
