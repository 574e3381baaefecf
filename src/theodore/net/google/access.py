"""What is set of how Google Sheets is reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from theodore.model.errors import ConfigurationError
from theodore.net.google.addresses import trusted
from theodore.policy.retry import RetryConfig

SHEETS_API: Final = "https://sheets.googleapis.com"
_BACKOFF: Final = RetryConfig(base_backoff=1.0, max_backoff=32.0)


@dataclass(frozen=True, slots=True)
class GoogleAccess:
    """How Google Sheets is reached, with which key, and how patiently.

    api_base: the service's address; https, or this machine. key_file: a service account's key, or gcloud's user
    credentials; None takes what the environment names, else gcloud's own file. ca_files: authorities that are trusted
    beside certifi's. reads_per_minute, writes_per_minute: as many calls are made in minute_s seconds. min_pause_s:
    seconds between two rounds of the live writer. connect_s, timeout_s: seconds for a connection, and for the whole of
    one try; the next try of a call gets half as long again. give_up_after_s: seconds of tries and waits, after which a
    call is given up. backoff: the waits between tries. max_answer_bytes: of one answer, unpacked.

    Raises ConfigurationError for an address that a key should not be sent to.
    """

    api_base: str = SHEETS_API
    key_file: Path | None = None
    ca_files: tuple[Path, ...] = ()
    reads_per_minute: int = 50
    writes_per_minute: int = 50
    minute_s: float = 60.0
    min_pause_s: float = 1.5
    connect_s: float = 10.0
    timeout_s: float = 60.0
    give_up_after_s: float = 180.0
    backoff: RetryConfig = _BACKOFF
    max_answer_bytes: int = 100_000_000

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "api_base", trusted(self.api_base))
        except ValueError as wrong:
            raise ConfigurationError(f"The address of Google Sheets (sheets.api_base) is wrong: {wrong}.") from None
