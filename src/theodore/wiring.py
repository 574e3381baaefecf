"""The composition root: from settings to a ready program. Nothing else builds a room from another's parts."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from theodore.batch.caller import CallerPipeline, CallersPipeline
from theodore.batch.entry import Job
from theodore.batch.job import Opened, Worker
from theodore.batch.noted import COLUMNS
from theodore.batch.online import GoogleSheet, google_sheet
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import Selection
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.leniency import LenientCrawler
from theodore.crawl.letting_go import looking_seldom
from theodore.crawl.politeness import Sites
from theodore.extract.pool import ExtractionPool
from theodore.extract.reading.own_rules import check_rule
from theodore.model.custom import CUSTOM, CustomField, definitions_of
from theodore.model.errors import ConfigurationError
from theodore.model.evidence import OWN, PRIVATELY
from theodore.model.fields import PERSONAL_FIELDS
from theodore.model.ports import Pipeline
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings, find_browser
from theodore.net.client import HttpClient
from theodore.net.google.access import GoogleAccess
from theodore.net.identities import Identities
from theodore.net.overrides import Overrides
from theodore.net.proxies import Tier, read_proxies, read_proxy_file
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyAddress
from theodore.pipeline import CompanyPipeline, PrivatePipeline
from theodore.policy.ladder import Ladder, ladder_of
from theodore.settings import CONFIG_FILE, Settings, changed, variable
from theodore.settings.sections import ProxyTier
from theodore.sheets.headers import ColumnChoice
from theodore.store.figures import OFF
from theodore.store.profiles import extractor


def net_settings(settings: Settings) -> NetSettings:
    """How to go out; raises ConfigurationError for a faulty override, authority or address."""
    network = settings.network
    from_file = Overrides.read(network.resolve_file) if network.resolve_file else Overrides()
    return NetSettings(
        contact=network.contact,
        allow_private=network.allow_private_addresses,
        overrides=from_file | Overrides.parse(network.resolve),
        ca_files=network.ca_file,
        folder=settings.journal.folder,
        max_wire_bytes=settings.crawl.max_page_bytes,
        max_body_bytes=2 * settings.crawl.max_page_bytes,
        proxy_connect_s=settings.identity.proxy_timeout,
    )


#: The tier of the proxies that are given without one.
_ONLY_TIER = "proxies"
_OTHER_RUNGS = frozenset({"plain", "headers", "tls"})


def identities(settings: Settings) -> Identities:
    """As whom and from where sites are visited.

    Raises ConfigurationError, which repeats no proxy's address, also where what a rung needs is not installed.
    """
    tiers = _tiers(settings)
    return Identities(_ladder(settings, tiers), tiers)


def _ladder(settings: Settings, tiers: tuple[Tier, ...]) -> Ladder:
    identity = settings.identity
    return ladder_of(
        tuple(tier.name for tier in tiers),
        browser_headers=identity.browser_headers,
        browser_tls=identity.browser_tls,
        lowest=identity.lowest,
        max_climbs=identity.max_climbs,
        forget_after_s=identity.forget_after,
    )


def _tiers(settings: Settings) -> tuple[Tier, ...]:
    """The proxies by price, the cheapest first."""
    found: dict[str, Tier] = {}
    for tier in _given_tiers(settings):
        if tier.name in found or tier.name in _OTHER_RUNGS:
            raise ConfigurationError(f"identity.tiers: the name {tier.name!r} is taken. Give each tier one of its own.")
        found[tier.name] = Tier(tier.name, _proxies(tier))
    return tuple(found.values())


def _given_tiers(settings: Settings) -> tuple[ProxyTier, ...]:
    identity = settings.identity
    only = ProxyTier(name=_ONLY_TIER, proxies=identity.proxy, file=identity.proxy_file)
    return (*((only,) if identity.proxy or identity.proxy_file else ()), *identity.tiers)


def _proxies(tier: ProxyTier) -> tuple[ProxyAddress, ...]:
    given_by = "identity.proxy (--proxy)" if tier.name == _ONLY_TIER else f"identity.tiers, {tier.name!r}"
    written = read_proxies((one.get_secret_value() for one in tier.proxies), given_by)
    in_file = read_proxy_file(tier.file) if tier.file else ()
    proxies = tuple(dict.fromkeys((*written, *in_file)))
    if not proxies:
        raise ConfigurationError(f"identity.tiers: {tier.name!r} has no proxy. Give it proxies, or a file of them.")
    return proxies


def browser_settings(settings: Settings) -> BrowserSettings:
    """How pages are rendered; raises ConfigurationError where the browser that was named is none."""
    chosen = settings.browser
    told = BrowserSettings(chosen.render == "auto", chosen.path, chosen.pages, chosen.timeout)
    if chosen.path is not None and told.render and find_browser(chosen.path) is None:
        raise ConfigurationError(
            f"The setting browser.path is wrong: {chosen.path} is no program that can be started. "
            f"Name a Chromium ({variable('browser', 'path')}, or [browser] in {CONFIG_FILE}), or leave it out."
        )
    return told


def google_access(settings: Settings) -> GoogleAccess:
    """How Google Sheets is reached; whether there is a key, and a good one, shows when it is used."""
    sheets = settings.sheets
    return GoogleAccess(
        api_base=sheets.api_base,
        key_file=sheets.key_file,
        ca_files=settings.network.ca_file,
        reads_per_minute=sheets.reads_per_minute,
        writes_per_minute=sheets.writes_per_minute,
        min_pause_s=sheets.min_pause,
        timeout_s=sheets.timeout,
        give_up_after_s=sheets.give_up_after,
    )


def source_of(text: str, settings: Settings) -> Path | GoogleSheet:
    """The table that a person names: the path of a file that is there, else the address or the id of a Google Sheet.

    Whatever else it is, it is taken for a path. Raises ConfigurationError for an address that leads to no such sheet.
    """
    if os.path.exists(text):  # noqa: PTH110 - Path.exists raises for a name that is too long
        return Path(text)
    return google_sheet(text, google_access(settings)) or Path(text)


def extraction(settings: Settings) -> ExtractionPool:
    """What works pages out, to be entered: for whoever has them already, too.

    Raises ConfigurationError for a field of the user's own whose rule is none.
    """
    extract, fields = settings.extract, settings.fields
    return ExtractionPool(
        workers=extract.workers,
        timeout_s=extract.timeout,
        off=frozenset(fields.off),
        personal_data=settings.run.personal_data,
        custom=own_fields(settings),
    )


def own_fields(settings: Settings) -> tuple[CustomField, ...]:
    """The user's own fields; raises ConfigurationError where the rule of one is none."""
    for number, each in enumerate(settings.fields.custom or (), start=1):
        try:
            check_rule(each)
        except ValueError as wrong:
            raise ConfigurationError(f"{CONFIG_FILE}, [[fields]] number {number} ({each.name}): {wrong}.") from None
    return settings.fields.custom or ()


def with_fields_of(settings: Settings, told: Mapping[str, Any]) -> Settings:
    """The settings with the run's own fields, where they define none: written down in its settings, `told`.

    So a command that is given in another folder, where there is no theodore.toml, loses nothing of a run.
    """
    custom = definitions_of(told)
    if settings.fields.custom is not None or not custom:
        return settings
    return changed(settings, {"fields": {"custom": custom}})


def told_fields(settings: Settings) -> dict[str, Any]:
    """What a run writes down of the fields that are looked for."""
    return {
        OFF: sorted(settings.fields.off),
        CUSTOM: [each.to_table() for each in settings.fields.custom or ()],
    }


def rules_of(settings: Settings) -> str:
    """What names the rules that pages are worked out by: the same text for the same rules."""
    custom = told_fields(settings)[CUSTOM]
    told = [f"+{json.dumps(custom, sort_keys=True)}"] if custom else []
    return " ".join([extractor(), *(f"-{name}" for name in sorted(settings.fields.off)), *told])


def own_worker(settings: Settings) -> Opened:
    """Theodore's own pipeline, as something to open on the event loop that uses it.

    Raises ConfigurationError for whatever is wrong with the network's settings: before there is a run, not in it.
    """
    net, rendering = net_settings(settings), browser_settings(settings)
    HttpClient(net)  # one for nobody: it reads the authorities, and belongs to no loop before it is entered
    identities(settings)  # the same: it looks whether what a rung needs is installed
    own_fields(settings)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Worker]:
        with looking_seldom():
            async with HttpClient(net) as client, Browser(rendering) as browser, extraction(settings) as pool:
                crawler = SiteCrawler(
                    client,
                    Sites(),
                    max_pages=settings.crawl.max_pages,
                    identities=identities(settings),
                    browser=browser,
                )
                lenient = LenientCrawler(crawler) if settings.network.tls == "lenient" else crawler
                own: Pipeline = CompanyPipeline(lenient, pool)
                if not settings.run.personal_data:
                    own = PrivatePipeline(own)
                yield Worker(own, backlog=lambda: pool.backlog)

    return opened


def callers_worker(pipeline: CallersPipeline) -> Opened:
    """A caller's own pipeline in the place of ours."""
    made = CallerPipeline(pipeline)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Worker]:
        async with made.open():
            yield Worker(made, occupied=made.lingering)

    return opened


def runner_config(settings: Settings) -> RunnerConfig:
    """What the runner keeps to. Raises ConfigurationError for faulty proxies."""
    return RunnerConfig(
        retry=settings.retry_config,
        timeouts=settings.timeout_config,
        concurrency=settings.run.concurrency,
        max_concurrency=settings.run.max_concurrency,
        max_companies=settings.run.max_companies,
        snapshot_limit=settings.journal.snapshot_limit,
        fresh_for_s=settings.run.fresh_for,
        refresh=settings.run.refresh,
        keeps_pages=settings.run.personal_data,
        ladder=_ladder(settings, _tiers(settings)),
    )


def job(
    settings: Settings,
    source: Path | GoogleSheet,
    sink: Path | None,
    columns: ColumnChoice | None = None,
    *,
    tab: str | None = None,
    fields: tuple[str, ...] | None = None,
    in_place: bool = False,
    selection: Selection | None = None,
    researcher: str = OWN,
) -> Job:
    """What is to be done, with the settings written down as they were. All others: see `Job`.

    Raises ConfigurationError where a Google Sheet is to have its results elsewhere, and where a caller's own pipeline
    is to keep no personal data: what it tells is not looked through.
    """
    if isinstance(source, GoogleSheet):
        if sink is not None:
            raise ConfigurationError(
                f"{source}: a Google Sheet is filled itself, beside your own columns, so --to {sink} has no use. Leave "
                "it out; for a file, download the sheet (File > Download) and give its path."
            )
        in_place = True
    off, personal_data = frozenset(settings.fields.off), settings.run.personal_data
    if not personal_data:
        if researcher != OWN:
            raise ConfigurationError(
                f"{researcher} is a pipeline of your own, and only Theodore's keeps personal data out of its facts. "
                "See to that in yours, and leave personal_data as it is; or let Theodore's do the work."
            )
        researcher, off = PRIVATELY, off | PERSONAL_FIELDS
    chosen = None if selection is None or selection.is_all else selection
    told: dict[str, Any] = {
        "researcher": researcher,
        "fields": fields,
        "selection": None if chosen is None else chosen.to_json(),
        **told_fields(settings),
        OFF: sorted(off),
    }
    if researcher not in (OWN, PRIVATELY):
        # a caller's own pipeline follows no rule of ours
        told[CUSTOM] = []
    if columns is not None and columns != ColumnChoice():
        # whoever writes the sheet later, without the flags of this command, needs to know
        told[COLUMNS] = asdict(columns)
    return Job(
        source=source,
        sink=sink,
        columns=columns or ColumnChoice(),
        tab=tab,
        fields=fields,
        in_place=in_place,
        selection=chosen,
        fresh_for_s=0.0 if settings.run.again or settings.run.refresh else settings.run.fresh_for,
        unproved=settings.network.tls == "lenient",
        researcher=researcher,
        personal_data=personal_data,
        settings=_plain(settings) | told,
    )


#: The settings that a run writes down; of the proxies, which may hold passwords, the names of their tiers alone.
_TOLD: Final[Any] = {
    **dict.fromkeys(("run", "retry", "timeouts", "crawl", "browser", "extract"), True),
    "network": {"tls"},
    "identity": {"browser_headers", "browser_tls", "lowest", "max_climbs", "forget_after"},
}


def _plain(settings: Settings) -> dict[str, Any]:
    # what a later reader of the run wants to know; addresses and files of this machine say nothing to them
    plain = settings.model_dump(mode="json", include=_TOLD)
    plain["identity"]["tiers"] = [tier.name for tier in _given_tiers(settings)]
    return plain
