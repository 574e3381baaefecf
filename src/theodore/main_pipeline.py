"""The intelligence pipeline under its public name: one company in, its facts out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from theodore.batch.job import Opened
from theodore.in_sync import run_sync
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError
from theodore.model.outcome import Hints, Outcome
from theodore.settings import Settings, load
from theodore.wiring import own_worker


@dataclass(frozen=True, slots=True)
class CompanyIntelligenceConfig:
    """How a pipeline goes out and what it reads; None leaves what the environment and theodore.toml say.

    max_pages: pages of a website. allow_private_addresses: visit private and loopback addresses too. ca_files:
    authorities to trust beside the usual ones. resolve: lines NAME[:PORT]=ADDRESS[:PORT]. resolve_file: a file of
    such lines. contact: a mail address or page that the user agent names. tls: strict, or lenient: read sites with bad
    certificates too, and mark their evidence as unverified. workers: processes that work out facts. personal_data:
    False keeps people's names, mail addresses and direct lines out of the facts.
    """

    max_pages: int | None = None
    allow_private_addresses: bool | None = None
    ca_files: tuple[Path | str, ...] | None = None
    resolve: tuple[str, ...] | None = None
    resolve_file: Path | str | None = None
    contact: str | None = None
    tls: Literal["strict", "lenient"] | None = None
    workers: int | None = None
    personal_data: bool | None = None

    def flags(self) -> dict[str, dict[str, Any]]:
        """The same as settings."""
        return {
            "network": {
                "allow_private_addresses": self.allow_private_addresses,
                "ca_file": self.ca_files,
                "resolve": self.resolve,
                "resolve_file": self.resolve_file,
                "contact": self.contact,
                "tls": self.tls,
            },
            "crawl": {"max_pages": self.max_pages},
            "extract": {"workers": self.workers},
            "run": {"personal_data": self.personal_data},
        }


class TheodoreIntelligencePipeline:
    """Crawls a company's website and works out its facts.

    Hand it to `create_enhanced_processor`, or ask it for one company at a time.
    """

    def __init__(
        self,
        config: CompanyIntelligenceConfig | None = None,
        pinecone_api_key: str | None = None,
        pinecone_environment: str | None = None,
        pinecone_index: str | None = None,
    ) -> None:
        """Raises ConfigurationError for a wrong setting, and for Pinecone: there are no vectors to store yet."""
        if any((pinecone_api_key, pinecone_environment, pinecone_index)):
            raise ConfigurationError(
                "The pinecone_ arguments have no use yet: this version stores no vectors. Leave them out; all facts "
                "are in the journal and the sheet."
            )
        self.config = config or CompanyIntelligenceConfig()
        self.settings: Settings = load(self.config.flags())
        self._worker = own_worker(self.settings)

    def worker(self) -> Opened:
        """The pipeline as the batch opens it, on a loop of its own."""
        return self._worker

    def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        """One attempt at one company.

        timeout: seconds that the network may take; the default deadline where it is not given. Returns `success,
        job_id, company_name, website, error_type, reason, error, profile, evidence, blanks, pages`.
        """
        company = Company(job_id or "single", company_name, website)
        deadline = timeout or self.settings.timeouts.default

        async def attempt() -> Outcome:
            async with self._worker() as worker:
                return await worker.pipeline.attempt(company, deadline, Hints(), lambda _: None)

        outcome = run_sync(attempt)
        return _as_dict(company, job_id, outcome)


def _as_dict(company: Company, job_id: str | None, outcome: Outcome) -> dict[str, Any]:
    failure, extraction = outcome.failure, outcome.extraction
    return {
        "success": outcome.has_content,
        "job_id": job_id,
        "company_name": company.name,
        "website": company.website,
        "error_type": failure.type.value if failure else None,
        "reason": failure.reason.label if failure else None,
        "error": failure.message if failure else None,
        "profile": dict(extraction.profile) if extraction else {},
        "evidence": list(extraction.evidence) if extraction else [],
        "blanks": {name: blank.value for name, blank in extraction.blanks.items()} if extraction else {},
        "pages": [page.final_url for page in outcome.crawl.content],
    }
