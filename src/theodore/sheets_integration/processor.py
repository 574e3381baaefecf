"""The enhanced batch processor: a table of companies in, a filled one out."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from pathlib import Path
from typing import Any, TypeGuard

from theodore.batch.caller import CallersPipeline, researcher_name
from theodore.batch.job import Report, run_job
from theodore.batch.known import known_site
from theodore.batch.single import Ended, with_retries
from theodore.batch.watch import Watcher
from theodore.in_sync import run_sync
from theodore.main_pipeline import TheodoreIntelligencePipeline
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason
from theodore.model.evidence import OWN
from theodore.policy.classify import classify_error as _classify_error
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.settings import Settings, changed, load, retry_values, timeout_values
from theodore.settings.sections import IdentitySettings
from theodore.sheets_integration.client import GoogleSheetsServiceClient
from theodore.wiring import callers_worker, job, own_worker, runner_config, source_of


class EnhancedBatchProcessor:
    """Processes a table of companies; make one with `create_enhanced_processor`."""

    def __init__(
        self,
        pipeline: TheodoreIntelligencePipeline | CallersPipeline | None = None,
        settings: Settings | None = None,
        watcher: Watcher | None = None,
        *,
        sheets_client: GoogleSheetsServiceClient | None = None,
        retry_config: RetryConfig | None = None,
        timeout_config: TimeoutConfig | None = None,
    ) -> None:
        """A processor with these settings, or those of the environment and theodore.toml.

        pipeline: one of Theodore's own brings its own settings of network, crawl and extraction. sheets_client: brings
        its key, and how Google is reached. retry_config, timeout_config: in the place of what the settings say. Raises
        ConfigurationError for a wrong value.
        """
        check_kinds(retry_config, timeout_config, sheets_client)
        self._settings = settings or load()
        if sheets_client is not None:
            self._settings = changed(self._settings, {"sheets": sheets_client.settings.sheets.model_dump()})
        self._researcher = OWN
        if _is_ours(pipeline):
            self._worker = pipeline.worker()
            self._settings = changed(self._settings, _outward(pipeline.settings))
            if not pipeline.settings.run.personal_data:
                self._settings = changed(self._settings, {"run": {"personal_data": False}})
        elif pipeline is None:
            self._worker = own_worker(self._settings)
        else:
            self._worker = callers_worker(pipeline)
            # a caller's pipeline goes its own way, and cannot be sent another
            self._settings = changed(self._settings, {"identity": IdentitySettings().model_dump()})
            self._researcher = researcher_name(pipeline)
        if not self._settings.run.personal_data and self._researcher == OWN:
            # the pipeline that was handed over may have been made to keep people's
            self._worker = own_worker(self._settings)
        self._watcher = watcher
        self.retry_config: RetryConfig = retry_config or self._settings.retry_config
        self.timeout_config: TimeoutConfig = timeout_config or self._settings.timeout_config
        self._current_settings()  # what is wrong is said here, and not by the first batch

    def process_batch(
        self,
        source: str | Path,
        use_parallel: bool = True,
        *,
        sink: str | Path | None = None,
        again: bool | None = None,
        fresh_for: float | str | None = None,
        refresh: bool | None = None,
        tab: str | None = None,
    ) -> dict[str, Any]:
        """Process all companies of a table, and fill the Google Sheet that it is in, or a new sheet beside the file.

        source: the id or the address of a Google Sheet, or the path of a file; what is there as a file is one.
        use_parallel: False takes one company after the other. sink: where the results of a file go (.xlsx or .csv);
        `leads.theodore.xlsx` for `leads.csv` where it is not given. again: True does every company again, with the
        pages that are fresh. fresh_for: companies that the same pipeline researched, and pages that were read, within
        this time are not asked for again; seconds, or "12h", "7d". refresh: True visits every company again, and takes
        nothing from earlier visits. tab: the worksheet with the companies, where there are several. Returns the summary
        that docs/reference/summary.md describes. Raises InputError for what is wrong before the first company, RunError
        where the run could not go on; calling it again resumes an unfinished run. Ctrl-C and SIGTERM wind it down
        cleanly: what was under way goes back to pending, the sheet is written, and KeyboardInterrupt is raised.
        """
        settings = changed(self._current_settings(), {"run": _given(again=again, fresh_for=fresh_for, refresh=refresh)})
        config = runner_config(settings)
        if not use_parallel:
            config = dataclasses.replace(config, concurrency=1)
        to = Path(sink) if sink is not None else None
        what = job(settings, source_of(str(source), settings), to, tab=tab, researcher=self._researcher)

        stop = asyncio.Event()

        async def work() -> Report:
            return await run_job(what, self._settings.journal.path, self._worker, config, self._watcher, stop=stop)

        report = run_sync(work, stop=stop)
        if report.interrupted:
            raise KeyboardInterrupt
        return report.summary

    def process_company_with_retry(self, company: Company | dict[str, Any], row: int = 0) -> dict[str, Any]:
        """One company with all its retries, outside of any run: nothing is written to the journal or a sheet.

        company: a Company, or a mapping with `name` and `website`. row: its number, for the result. Returns `success,
        row, company_name, website, partial, error_type, reason, error, attempts, processing_time, profile`.
        """
        what = company if isinstance(company, Company) else _company(company, row)
        return run_sync(lambda: self._with_retries(what, row))

    def classify_error(self, error: BaseException) -> ErrorType:
        """The class that an exception belongs to: by its type, number and status, never by its words."""
        return _classify_error(error)

    def _current_settings(self) -> Settings:
        """The settings with the configs as they are now; so they also stand in the journal."""
        check_kinds(self.retry_config, self.timeout_config)
        configs = {"retry": retry_values(self.retry_config), "timeouts": timeout_values(self.timeout_config)}
        return changed(self._settings, configs)

    async def _with_retries(self, company: Company, row: int) -> dict[str, Any]:
        site = await asyncio.to_thread(known_site, self._settings.journal.path, company.website)
        async with self._worker() as worker:
            ended = await with_retries(
                worker.pipeline,
                company,
                self.retry_config,
                self.timeout_config,
                site,
                draw=random.SystemRandom().random,
                ladder=runner_config(self._settings).ladder,
            )
        return _result(company, row, ended)


def _company(values: dict[str, Any], row: int) -> Company:
    missing = [name for name in ("name", "website") if name not in values]
    if missing:
        raise ConfigurationError(
            f"The company has no {' and no '.join(missing)}; give a mapping with name and website."
        )
    return Company(str(values.get("record_id", row)), str(values["name"]), str(values["website"]))


def _result(company: Company, row: int, ended: Ended) -> dict[str, Any]:
    outcome, conclusion = ended.outcome, ended.conclusion
    failure = conclusion.failure
    if outcome.hold is not None and failure is None:
        failure = Failure(Reason.HTTP_429, detail=outcome.hold.because, retry_after_s=outcome.hold.wait_s)
    success = outcome.has_content and conclusion.label in ("completed", "partial")
    return {
        "success": success,
        "row": row,
        "company_name": company.name,
        "website": company.website,
        "partial": conclusion.partial,
        "error_type": failure.type.value if failure else None,
        "reason": failure.reason.label if failure else None,
        "error": failure.message if failure else None,
        "attempts": ended.attempts,
        "processing_time": round(ended.seconds, 3),
        "profile": dict(outcome.extraction.profile) if outcome.extraction else {},
    }


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def check_kinds(retry_config: object, timeout_config: object, sheets_client: object = None) -> None:
    """None stands for what the settings say."""
    for name, given, kind in (
        ("retry_config", retry_config, RetryConfig),
        ("timeout_config", timeout_config, TimeoutConfig),
        ("sheets_client", sheets_client, GoogleSheetsServiceClient),
    ):
        if given is not None and not isinstance(given, kind):
            raise ConfigurationError(f"{name} is a {type(given).__name__}; give a {kind.__name__}.")


def _is_ours(
    pipeline: TheodoreIntelligencePipeline | CallersPipeline | None,
) -> TypeGuard[TheodoreIntelligencePipeline]:
    """Whether the batch may open it as it is; one that goes its own way with a company is a caller's."""
    way = getattr(pipeline, "process_single_company", None)
    return (
        isinstance(pipeline, TheodoreIntelligencePipeline)
        and getattr(way, "__func__", None) is TheodoreIntelligencePipeline.process_single_company
    )


def _outward(settings: Settings) -> dict[str, dict[str, Any]]:
    """What a pipeline keeps to, whoever uses it."""
    return {name: getattr(settings, name).model_dump() for name in ("network", "identity", "crawl", "extract")}
