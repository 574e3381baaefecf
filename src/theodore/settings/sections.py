"""The settings, section by section, with their defaults and bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)
from pydantic_settings import (
    NoDecode,
)

from theodore.net.google.access import SHEETS_API
from theodore.settings.values import (
    ApiBase,
    Bytes,
    Concurrency,
    Count,
    CustomFields,
    ErrorTypes,
    Factor,
    FieldNames,
    Files,
    KeyPlace,
    NameOverrides,
    Place,
    Proxies,
    Seconds,
    tiers_of_words,
)


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(Section):
    """How a run is made."""

    concurrency: Concurrency = "auto"
    max_concurrency: Count = Field(200, ge=1, description="the bound of --concurrency auto")
    max_companies: Count | None = Field(None, ge=1, description="stop after so many companies; the next run goes on")
    fresh_for: Seconds = Field(
        7 * 86_400.0, description="companies researched, and pages read, within this time are not asked for again"
    )
    again: bool = Field(False, description="do every company again; its pages answer as long as they are fresh")
    refresh: bool = Field(False, description="visit every company again, and take nothing from earlier visits")
    personal_data: bool = Field(
        True, description="false keeps people's names, mailboxes and direct lines out of everything, and stores no page"
    )
    verbose: bool = False


class RetrySettings(Section):
    """How often and how patiently a company is tried again."""

    max_retries: Count = Field(3, ge=0)
    base_backoff: Seconds = 2.0
    max_backoff: Seconds = 60.0
    jitter: bool = True
    retry_on: ErrorTypes = Field(None, description="the classes that are tried again; those that can be, if none")
    max_retry_after: Seconds = Field(600.0, description="a site that asks for a longer wait ends the row's turn")


class TimeoutSettings(Section):
    """The deadlines of attempts, in seconds."""

    default: Seconds = 30.0
    simple: Seconds = 20.0
    complex: Seconds = 60.0
    max: Seconds = 120.0
    increase_factor: Factor = Field(1.5, ge=1)
    complex_after: Seconds = 40.0


class NetworkSettings(Section):
    """How Theodore goes out."""

    contact: str | None = Field(None, description="a mail address or page that the user agent names")
    allow_private_addresses: bool = False
    ca_file: Files = Field((), description="certificate authorities to trust beside the usual ones")
    resolve: NameOverrides = Field((), description="NAME[:PORT]=ADDRESS[:PORT]")
    resolve_file: Place | None = None
    tls: Literal["strict", "lenient"] = Field("strict", description="what becomes of a site with a bad certificate")


class ProxyTier(Section):
    """Proxies of one price."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$")
    proxies: Proxies = ()
    file: Place | None = None


class IdentitySettings(Section):
    """As whom and from where sites are visited that turn us away; nothing of it is done unless it is set."""

    browser_headers: bool = Field(False, description="present ourselves as a browser, one for each site")
    browser_tls: bool = Field(False, description="shake hands as that browser does; needs theodore[impersonate]")
    proxy: Proxies = Field((), description="addresses with their user names and passwords")
    proxy_file: Place | None = Field(None, description="a file of such addresses, one a line")
    tiers: Annotated[tuple[ProxyTier, ...], NoDecode, BeforeValidator(tiers_of_words)] = Field(
        (), description="proxies by price, the cheapest first: name, and proxies or file"
    )
    lowest: str = Field("plain", description="nothing below this rung is used: plain, headers, tls, or a tier's name")
    max_climbs: Count = Field(3, ge=0, le=20, description="steps up the ladder that one row may take in a run")
    forget_after: Seconds = Field(7 * 86_400.0, description="a site is tried one rung lower again after this time")
    proxy_timeout: Seconds = Field(10.0, gt=0, description="for a connection through a proxy, before another is tried")


class CrawlSettings(Section):
    """What is read of a website."""

    max_pages: Count = Field(8, ge=1, le=100)
    max_page_bytes: Bytes = 5_000_000


class BrowserSettings(Section):
    """The browser that makes the pages which are made by their scripts."""

    render: Literal["auto", "never"] = Field("auto", description="auto: only pages that cannot be read without")
    path: Place | None = Field(None, description="the browser; one that is found, if none")
    pages: Count = Field(4, ge=1, le=16, description="so many at once, others wait")
    timeout: Seconds = Field(15.0, gt=0, description="the longest that one page may take")


class ExtractSettings(Section):
    """How facts are worked out."""

    workers: Count | None = Field(None, ge=1, description="processes; all cores where it is not given")
    timeout: Seconds = Field(20.0, gt=0, description="the longest that one company's pages may take")


class FieldSettings(Section):
    """Which facts are looked for."""

    # before the names of those that are off, which may be of these
    custom: CustomFields = Field(None, description="fields of your own: name, type, and a rule that finds them")
    off: FieldNames = Field((), description="facts that are not looked for, and do not count in the coverage")


class SheetsSettings(Section):
    """How a Google Sheet is reached, and how often."""

    api_base: ApiBase = Field(SHEETS_API, description="the service's address: https, or this machine")
    key_file: KeyPlace | None = Field(
        None, description="a service account's key; GOOGLE_APPLICATION_CREDENTIALS, else gcloud's own file, if none"
    )
    reads_per_minute: Count = Field(50, ge=1, description="calls that read; Google allows an account 60")
    writes_per_minute: Count = Field(50, ge=1, description="calls that write; Google allows an account 60")
    min_pause: Seconds = Field(1.5, description="seconds between two rounds of writing into a sheet")
    timeout: Seconds = Field(60.0, gt=0, description="seconds for the first try of a call; the next ones get more")
    give_up_after: Seconds = Field(
        180.0, gt=0, description="seconds for all tries of a call, with the waits between them"
    )


class JournalSettings(Section):
    """Where the truth about all work is kept."""

    folder: Place = Field(default_factory=lambda: Path(platformdirs.user_data_dir("theodore", appauthor=False)))
    workspace: str = Field("default", pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")
    snapshot_limit: Bytes = Field(2_000_000_000, description="bound on the pages kept on disk, oldest go first")

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self.folder / f"{self.workspace}.sqlite"
