"""What can go wrong, as one closed table and one tree of exceptions.

    TheodoreError
    ├── InputError                 wrong before the first company; exit code 2
    │   ├── ConfigurationError     a setting, a flag, a key
    │   └── SourceError            the table that holds the companies
    ├── RunError                   the run could not go on; exit code 3
    │   ├── JournalUnavailable     the journal's disk or database
    │   └── SinkUnavailable        the table that takes the results
    ├── CompanyError               one company, one attempt: carries a Failure
    │   ├── FetchFailed            one request
    │   │   ├── AddressRefused     an address that the guard does not let out
    │   │   └── CertificateRefused a site that cannot prove who it is
    │   └── ExtractionFailed       pages were read, their facts were not
    ├── GoogleFailed               one call of Google's; whoever made it says what that means for the run
    │   ├── GoogleRefused          it was understood and refused: asking again changes nothing
    │   └── GoogleUnavailable      there was no answer, or "not now": asking again later may help
    └── IllegalTransition          a state that may not follow another: a bug of ours

A failure is named by its `Reason`: one row of the table below, which says the class it belongs to, what it
means, whether another try can help, and what a person can do about it. Nothing outside the table can fail a
company.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class ErrorType(StrEnum):
    """The class of a failure: decides whether and when it is tried again."""

    TIMEOUT = "timeout"
    SSL_ERROR = "ssl_error"
    CONNECTION_ERROR = "connection_error"
    RATE_LIMIT = "rate_limit"
    PROTECTED_SITE = "protected_site"
    PARSING_ERROR = "parsing_error"
    SERVER_ERROR = "server_error"
    NOT_FOUND = "not_found"
    INVALID_INPUT = "invalid_input"
    MODEL_ERROR = "model_error"
    BUDGET_EXCEEDED = "budget_exceeded"
    INTERNAL_ERROR = "internal_error"
    UNKNOWN = "unknown"


class Retryable(Enum):
    """How often a reason is worth another try."""

    YES = "yes"
    ONCE = "once"
    NO = "no"


_T = ErrorType
_YES, _ONCE, _NO = Retryable.YES, Retryable.ONCE, Retryable.NO


class Reason(Enum):
    """One row of the closed table: (type, name, retryable, meaning, advice)."""

    # timeout
    CONNECT_TIMEOUT = (
        _T.TIMEOUT,
        "connect",
        _YES,
        "no connection was made in time",
        "The server may be overloaded or gone; try again later or raise --default-timeout.",
    )
    FIRST_BYTE_TIMEOUT = (
        _T.TIMEOUT,
        "first_byte",
        _YES,
        "the server took the request and sent no answer in time",
        "Raise --max-timeout, or try again when the site is less busy.",
    )
    BODY_TIMEOUT = (
        _T.TIMEOUT,
        "body",
        _YES,
        "the answer began and did not end in time",
        "Raise --max-timeout, or try again when the site is less busy.",
    )
    ATTEMPT_DEADLINE = (
        _T.TIMEOUT,
        "attempt_deadline",
        _YES,
        "the attempt's time was used up",
        "Raise --max-timeout or --max-retries for slow sites (--preset difficult).",
    )
    RENDER_TIMEOUT = (
        _T.TIMEOUT,
        "render",
        _YES,
        "the browser did not finish the page in time",
        "Raise --max-timeout.",
    )

    # ssl_error
    TLS_HANDSHAKE = (
        _T.SSL_ERROR,
        "handshake",
        _YES,
        "the TLS handshake broke off",
        "The server's TLS is faulty; try again later.",
    )
    CERTIFICATE_EXPIRED = (
        _T.SSL_ERROR,
        "certificate_expired",
        _NO,
        "the site's certificate has expired",
        "The site's owner has to renew it. --tls lenient reads it as unverified.",
    )
    CERTIFICATE_NOT_YET_VALID = (
        _T.SSL_ERROR,
        "certificate_not_yet_valid",
        _NO,
        "the site's certificate is not valid yet",
        "Check this machine's clock; else the site's owner has to mend it. --tls lenient reads it as unverified.",
    )
    CERTIFICATE_SELF_SIGNED = (
        _T.SSL_ERROR,
        "certificate_self_signed",
        _NO,
        "the site's certificate is signed by itself",
        "If you trust it, add it with --ca-file. --tls lenient reads it as unverified.",
    )
    CERTIFICATE_UNKNOWN_ISSUER = (
        _T.SSL_ERROR,
        "certificate_unknown_issuer",
        _NO,
        "the site's certificate comes from an authority that is not known here",
        "If you trust that authority, add it with --ca-file. --tls lenient reads it as unverified.",
    )
    CERTIFICATE_WRONG_HOST = (
        _T.SSL_ERROR,
        "certificate_wrong_host",
        _NO,
        "the site's certificate is for another host",
        "Check the website's spelling: the certificate names who answers. --tls lenient reads it as unverified.",
    )

    # connection_error
    REFUSED = (
        _T.CONNECTION_ERROR,
        "refused",
        _ONCE,
        "the server refused the connection",
        "Nothing listens there; check the address.",
    )
    RESET = (
        _T.CONNECTION_ERROR,
        "reset",
        _YES,
        "the connection was reset",
        "Usually passing; give the same command again.",
    )
    CLOSED = (
        _T.CONNECTION_ERROR,
        "closed",
        _YES,
        "the server closed the connection without an answer",
        "Usually passing; give the same command again.",
    )
    TRUNCATED = (
        _T.CONNECTION_ERROR,
        "truncated",
        _YES,
        "the answer broke off before its end",
        "Usually passing; give the same command again.",
    )
    UNREACHABLE = (
        _T.CONNECTION_ERROR,
        "unreachable",
        _YES,
        "there is no route to the server",
        "Check this machine's network; else the site is down.",
    )
    DNS_TIMEOUT = (
        _T.CONNECTION_ERROR,
        "dns_timeout",
        _YES,
        "the name service did not answer in time",
        "Check this machine's DNS.",
    )
    DNS_FAILURE = (
        _T.CONNECTION_ERROR,
        "dns_failure",
        _YES,
        "the name service failed",
        "Check this machine's DNS; else the domain's own name servers are down.",
    )
    PROXY = (
        _T.CONNECTION_ERROR,
        "proxy",
        _YES,
        "the proxy failed",
        "Check the proxies of [identity], the one before this site, or that of a pipeline of your own.",
    )
    PROTOCOL = (
        _T.CONNECTION_ERROR,
        "protocol",
        _YES,
        "the server's answer is not HTTP",
        "Check the address and its port.",
    )

    # rate_limit
    HTTP_429 = (
        _T.RATE_LIMIT,
        "http_429",
        _YES,
        "the site asked for fewer requests (429)",
        "Give the same command again later, or raise --max-retries.",
    )
    HTTP_503_RETRY_AFTER = (
        _T.RATE_LIMIT,
        "http_503_retry_after",
        _YES,
        "the site is busy and said when to come back (503 with Retry-After)",
        "Give the same command again later, or raise --max-retries.",
    )

    # protected_site
    CHALLENGE = (
        _T.PROTECTED_SITE,
        "challenge",
        _NO,
        "the site shows a bot challenge in place of its pages",
        "Look at this site by hand.",
    )
    FORBIDDEN = (
        _T.PROTECTED_SITE,
        "forbidden",
        _NO,
        "the site refuses automatic visitors (401, 403, 405, 406 or 451)",
        "Look at this site by hand.",
    )
    LOGIN_WALL = (
        _T.PROTECTED_SITE,
        "login_wall",
        _NO,
        "the site shows its pages to signed-in visitors only",
        "Look for a public website of this company.",
    )
    GEO_BLOCK = (
        _T.PROTECTED_SITE,
        "geo_block",
        _NO,
        "the site does not answer visitors from this country",
        "Run it on a machine in another country.",
    )
    ROBOTS_DISALLOWED = (
        _T.PROTECTED_SITE,
        "robots_disallowed",
        _NO,
        "the site's robots.txt asks programs to stay away",
        "Look at this site by hand.",
    )

    # parsing_error
    NOT_HTML = (
        _T.PARSING_ERROR,
        "not_html",
        _NO,
        "the home page is not HTML",
        "Check that the address is a website and not a file.",
    )
    BAD_ENCODING = (
        _T.PARSING_ERROR,
        "bad_encoding",
        _NO,
        "the page cannot be decoded to text",
        "Look at this site by hand.",
    )
    EMPTY = (
        _T.PARSING_ERROR,
        "empty",
        _NO,
        "the home page is empty",
        "Look at this site by hand.",
    )
    TOO_LARGE = (
        _T.PARSING_ERROR,
        "too_large",
        _NO,
        "the page is larger than the bound",
        "Check that the address is a website and not a download.",
    )
    REDIRECT_LOOP = (
        _T.PARSING_ERROR,
        "redirect_loop",
        _NO,
        "the site redirects without end",
        "Look at this site by hand: it may want cookies.",
    )

    # server_error
    HTTP_5XX = (
        _T.SERVER_ERROR,
        "http_5xx",
        _YES,
        "the site answers with a server error (5xx)",
        "Give the same command again later.",
    )
    ERROR_PAGE = (
        _T.SERVER_ERROR,
        "error_page",
        _YES,
        "the site shows an error page in place of its home page",
        "Give the same command again later.",
    )

    # not_found
    HTTP_404 = (
        _T.NOT_FOUND,
        "http_404",
        _NO,
        "the page does not exist (404)",
        "Check the address, or give the home page alone.",
    )
    HTTP_410 = (
        _T.NOT_FOUND,
        "http_410",
        _NO,
        "the page is gone for good (410)",
        "The company may have moved or closed.",
    )
    DNS_NO_SUCH_NAME = (
        _T.NOT_FOUND,
        "dns_no_such_name",
        _ONCE,
        "there is no such domain",
        "Check the spelling; the domain may have lapsed.",
    )
    PARKED = (
        _T.NOT_FOUND,
        "parked",
        _NO,
        "the domain is parked: it shows advertising in place of a company",
        "Look for the company's present website.",
    )
    FOR_SALE = (
        _T.NOT_FOUND,
        "for_sale",
        _NO,
        "the domain is for sale",
        "Look for the company's present website.",
    )
    DEFAULT_PAGE = (
        _T.NOT_FOUND,
        "default_page",
        _NO,
        "the server shows its default page: nothing is published there yet",
        "Look for the company's present website.",
    )

    # invalid_input
    NO_WEBSITE = (
        _T.INVALID_INPUT,
        "no_website",
        _NO,
        "the row has no website",
        "Fill in the website in your table, and give the same command again.",
    )
    BAD_URL = (
        _T.INVALID_INPUT,
        "bad_url",
        _NO,
        "the website's address cannot be read",
        "Write it like example.com or https://example.com/path.",
    )
    FORBIDDEN_ADDRESS = (
        _T.INVALID_INPUT,
        "forbidden_address",
        _NO,
        "the address lies in a private or special network",
        "If you mean it, allow it with --allow-private-addresses.",
    )
    NOT_A_WEBSITE = (
        _T.INVALID_INPUT,
        "not_a_website",
        _NO,
        "the address is not that of a website (only http and https are read)",
        "Write it like example.com or https://example.com/path.",
    )

    # model_error
    MODEL_RATE_LIMITED = (
        _T.MODEL_ERROR,
        "rate_limited",
        _YES,
        "the model's provider asked for fewer requests",
        "It slows down by itself; a higher limit at the provider helps.",
    )
    MODEL_QUOTA = (
        _T.MODEL_ERROR,
        "quota",
        _YES,
        "the account at the model's provider has no quota left",
        "Raise the quota or the account's credit.",
    )
    MODEL_UNAVAILABLE = (
        _T.MODEL_ERROR,
        "unavailable",
        _YES,
        "the model's provider is down",
        "Give the same command again later.",
    )
    MODEL_TIMEOUT = (
        _T.MODEL_ERROR,
        "timeout",
        _YES,
        "the model did not answer in time",
        "Give the same command again later.",
    )
    MODEL_BAD_ANSWER = (
        _T.MODEL_ERROR,
        "bad_answer",
        _YES,
        "the model's answer does not have the form that was asked for",
        "Another model may do better.",
    )
    MODEL_REFUSED = (
        _T.MODEL_ERROR,
        "refused",
        _NO,
        "the model refused to answer",
        "Another model may answer.",
    )
    MODEL_CONTEXT_TOO_LONG = (
        _T.MODEL_ERROR,
        "context_too_long",
        _NO,
        "the pages are longer than the model can read",
        "Use a model with a larger context.",
    )
    MODEL_BAD_KEY = (
        _T.MODEL_ERROR,
        "bad_key",
        _NO,
        "the model's provider does not accept the key",
        "Check the key.",
    )

    # others
    BUDGET_SPENT = (
        _T.BUDGET_EXCEEDED,
        "spent",
        _NO,
        "the run's budget is spent",
        "Theodore sets no budget: raise that of a pipeline of your own.",
    )
    BUG = (
        _T.INTERNAL_ERROR,
        "bug",
        _NO,
        "Theodore made a mistake here",
        "Please report it with the output of: theodore history COMPANY",
    )
    OTHER = (
        _T.UNKNOWN,
        "other",
        _NO,
        "something failed that Theodore does not know",
        "See: theodore history COMPANY",
    )

    def __init__(self, type_: ErrorType, label: str, retryable: Retryable, meaning: str, advice: str) -> None:
        self.type = type_
        self.label = label
        self.retryable = retryable
        self.meaning = meaning
        self.advice = advice

    @classmethod
    def find(cls, type_: str, label: str) -> Reason:
        """The row of this type and name; KeyError where the table has none."""
        return _BY_KEY[(ErrorType(type_), label)]


#: For these a site's certificate is refused.
CERTIFICATE_REFUSED = frozenset(
    {
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_NOT_YET_VALID,
        Reason.CERTIFICATE_SELF_SIGNED,
        Reason.CERTIFICATE_UNKNOWN_ISSUER,
        Reason.CERTIFICATE_WRONG_HOST,
    }
)

_BY_KEY = {(reason.type, reason.label): reason for reason in Reason}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt, or one request of it, did not succeed.

    detail: what was found, in words that may be shown to anybody: no secrets, no page text.
    url: where it was found. retry_after_s: seconds that the site itself asked us to wait, if it did.
    status: the HTTP status, where there was an answer.
    """

    reason: Reason
    detail: str = ""
    url: str | None = None
    retry_after_s: float | None = None
    status: int | None = None

    @property
    def type(self) -> ErrorType:
        return self.reason.type

    @property
    def retryable(self) -> bool:
        return self.reason.retryable is not Retryable.NO

    @property
    def message(self) -> str:
        """What was found, as one sentence without its advice."""
        return self.detail or self.reason.meaning

    @property
    def finding(self) -> str:
        """The sheet's Error Notes of a row that waits: "class: what was found"."""
        return f"{self.type.value}: {self.message.rstrip('.')}."

    @property
    def note(self) -> str:
        """The sheet's Error Notes of a row that has ended: "class: what was found, and what to do"."""
        return f"{self.finding} {self.reason.advice}"


class TheodoreError(Exception):
    """Whatever Theodore raises on purpose."""


class InputError(TheodoreError):
    """Something was found wrong before the first company; nothing was changed."""


class ConfigurationError(InputError):
    """A setting, a flag or an argument is wrong; the message says which, and the way out."""


class SourceError(InputError):
    """The table of companies cannot be used.

    source: its path or address. problem: what was found. advice: the way out.
    """

    def __init__(self, source: str, problem: str, advice: str) -> None:
        super().__init__(source, problem, advice)  # all three, so that a copy or a pickle can be made anew
        self.source = source
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.source}: {self.problem}. {self.advice.removesuffix('.')}."


class RunError(TheodoreError):
    """The run could not go on; what was done is in the journal, and the same command resumes it."""


class JournalUnavailable(RunError):
    """The journal cannot be read or written: disk full, file gone, database gone."""


class SinkUnavailable(RunError):
    """The results could not be written to the table; they are safe in the journal."""


class CompanyError(TheodoreError):
    """One company could not be had; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)  # itself, not its words: it crosses processes, and is made anew from this
        self.failure = failure

    def __str__(self) -> str:
        return f"{self.failure.type.value}/{self.failure.reason.label}: {self.failure.message}"


class FetchFailed(CompanyError):
    """One request failed."""


class AddressRefused(FetchFailed):
    """The guard does not let a request out to this address."""


class CertificateRefused(FetchFailed):
    """The site's certificate is not good.

    names: the hosts that it is for, as it says itself; none where it was not seen.
    """

    def __init__(self, failure: Failure, names: tuple[str, ...] = ()) -> None:
        super().__init__(failure)
        self.names = names


class ExtractionFailed(CompanyError):
    """The pages were read, but their facts could not be worked out within the bounds."""


class GoogleFailed(TheodoreError):
    """A call of one of Google's services came to nothing; the message says what to do."""


class GoogleRefused(GoogleFailed):
    """The call was refused, and would be again.

    status: of HTTP; 0 where nothing was asked because it could not be signed. code: Google's own word, like
    PERMISSION_DENIED; empty where it gave none.
    """

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class GoogleUnavailable(GoogleFailed):
    """No call came through, however often it was made; nothing is known to be wrong with what was asked."""


class IllegalTransition(TheodoreError):
    """A state change that the table of states does not allow."""
