"""The public names, used as a caller uses them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import theodore
from theodore import (
    CompanyIntelligenceConfig,
    EnhancedBatchProcessor,
    ErrorType,
    RetryConfig,
    TheodoreIntelligencePipeline,
    TimeoutConfig,
    create_enhanced_processor,
)
from theodore.batch.caller import CallerPipeline
from theodore.batch.job import Opened
from theodore.model.errors import ConfigurationError, JournalUnavailable, SourceError
from theodore.model.outcome import Hold, Outcome
from theodore.store.journal import Journal
from theodore.wiring import callers_worker

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

HERE = Path(__file__).parents[1]

SUMMARY = {
    "success",
    "run_id",
    "source",
    "sink",
    "total",
    "processed",
    "failed",
    "skipped",
    "deferred",
    "cancelled",
    "duration_seconds",
    "companies_per_minute",
    "companies_per_hour",
    "success_rate",
    "statistics",
    "field_coverage",
    "results",
}


@pytest.fixture(autouse=True)
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THEODORE_JOURNAL__FOLDER", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,acme.test\nBeta,beta.test\n", encoding="utf-8")
    return source


NOT_ONE: Any = object()


class Mine:
    """A caller's own pipeline, which fails the first time that it is asked for Beta."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, Any]:
        self.calls.append(company_name)
        if company_name == "Beta" and self.calls.count("Beta") == 1:
            raise ConnectionResetError
        return {"industry": "Anvils", "not a field": 1}


def test_the_public_names_are_all_there() -> None:
    assert set(theodore.__all__) <= set(dir(theodore))
    for name in theodore.__all__:
        assert getattr(theodore, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'bogus'"):
        _ = theodore.bogus


def test_the_missions_imports_work() -> None:
    from theodore.main_pipeline import TheodoreIntelligencePipeline as FromMain
    from theodore.sheets_integration import create_enhanced_processor as from_sheets

    assert FromMain is TheodoreIntelligencePipeline
    assert from_sheets is create_enhanced_processor


def test_a_batch_with_a_callers_pipeline(leads: Path) -> None:
    mine = Mine()
    summary = create_enhanced_processor(pipeline=mine, base_backoff=0.01).process_batch(leads)
    assert set(summary) >= SUMMARY
    assert summary["success"]
    assert summary["statistics"]["retried"] == 1
    assert sorted(mine.calls) == ["Acme", "Beta", "Beta"]
    assert Path(summary["sink"]) == leads.with_name("leads.theodore.xlsx")
    assert Path(summary["sink"]).exists()
    json.dumps(summary)


def test_a_batch_inside_a_running_loop(leads: Path) -> None:
    async def notebook() -> dict[str, Any]:
        return create_enhanced_processor(pipeline=Mine(), base_backoff=0.01).process_batch(str(leads))

    assert asyncio.run(notebook())["success"]


def test_the_loop_is_asyncios_own_whatever_the_caller_uses(leads: Path) -> None:
    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            raise AssertionError("asked for another loop")

    asyncio.set_event_loop_policy(Policy())
    try:
        assert create_enhanced_processor(pipeline=Mine(), base_backoff=0.01).process_batch(leads)["success"]
    finally:
        asyncio.set_event_loop_policy(None)


def test_one_after_the_other(leads: Path) -> None:
    mine = Mine()
    create_enhanced_processor(pipeline=mine, base_backoff=0.01).process_batch(leads, use_parallel=False)
    assert mine.calls[0] == "Acme"


def test_one_company_with_its_retries() -> None:
    processor = create_enhanced_processor(pipeline=Mine(), base_backoff=0.01)
    result = processor.process_company_with_retry({"name": "Beta", "website": "beta.test"}, 7)
    assert result["success"]
    assert (result["row"], result["attempts"], result["profile"]) == (7, 2, {"industry": "Anvils"})


def test_one_company_that_fails_for_good() -> None:
    class Broken:
        def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            raise ssl.SSLCertVerificationError

    processor = create_enhanced_processor(pipeline=Broken(), max_retries=0)
    result = processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})
    assert not result["success"]
    assert result["error_type"] == "ssl_error"


def test_a_company_without_a_website_key_is_refused_with_advice() -> None:
    processor = create_enhanced_processor(pipeline=Mine())
    with pytest.raises(ConfigurationError, match="no website"):
        processor.process_company_with_retry({"name": "Acme"})


def test_an_error_is_classified_by_its_type() -> None:
    processor = create_enhanced_processor(pipeline=Mine())
    assert processor.classify_error(TimeoutError("429")) is ErrorType.TIMEOUT
    assert processor.classify_error(TypeError("timeout")) is ErrorType.INTERNAL_ERROR


def test_the_settings_reach_the_processor() -> None:
    processor = create_enhanced_processor(max_retries=5, base_backoff=1.5, max_timeout=90, default_timeout=45)
    assert isinstance(processor, EnhancedBatchProcessor)
    assert processor.retry_config == RetryConfig(max_retries=5, base_backoff=1.5)
    assert processor.timeout_config == TimeoutConfig(default=45, max_timeout=90)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        pytest.param(lambda: create_enhanced_processor(sheets_client=NOT_ONE), "sheets_client", id="no client"),
        pytest.param(lambda: create_enhanced_processor(pipeline=NOT_ONE), "process_single_company", id="no pipeline"),
        pytest.param(lambda: create_enhanced_processor(concurrency=0), "concurrency", id="no slot"),
        pytest.param(lambda: create_enhanced_processor(max_timeout=0), "max", id="no time"),
        pytest.param(lambda: TheodoreIntelligencePipeline(pinecone_api_key="k"), "vectors", id="no vectors yet"),
        pytest.param(
            lambda: TheodoreIntelligencePipeline(CompanyIntelligenceConfig(resolve=("nonsense",))),
            "has no '='",
            id="a faulty override",
        ),
    ],
)
def test_refusals_say_what_to_do(call: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        call()


def test_a_missing_file_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"missing\.csv"):
        create_enhanced_processor(pipeline=Mine()).process_batch(tmp_path / "missing.csv")
    assert not (tmp_path / "missing.theodore.xlsx").exists()


def test_a_script_without_a_main_guard_works_with_our_own_pipeline(tmp_path: Path, leads: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from theodore import TheodoreIntelligencePipeline\n"
        "result = TheodoreIntelligencePipeline().process_single_company('Acme', 'http://127.0.0.1:9')\n"
        "print(result['error_type'], result['reason'])\n",
        encoding="utf-8",
    )
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.splitlines() == ["invalid_input forbidden_address"], ran.stderr


class Waits:
    """An async pipeline that says when it was called, by a file, and never returns."""

    def __init__(self, called: Path) -> None:
        self.called = called

    async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
        self.called.touch()
        await asyncio.sleep(60)


class Stubborn(Waits):
    """Nor does it heed its cancellation."""

    async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
        while True:
            with suppress(asyncio.CancelledError):
                await super().process_single_company(company_name, website, job_id)


SCRIPT = """
import asyncio, sys
from pathlib import Path
from theodore import create_enhanced_processor
from tests.test_facade import Stubborn, Waits

kind = Stubborn if "stubborn" in sys.argv else Waits
processor = create_enhanced_processor(pipeline=kind(Path("called")))

async def notebook():
    return call()

def call():
    if "single" in sys.argv:
        return processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})
    return processor.process_batch("leads.csv")

try:
    asyncio.run(notebook()) if "notebook" in sys.argv else call()
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize(
    "manner",
    [
        ("script",),
        ("notebook",),
        ("script", "single"),
        ("notebook", "single"),
        ("script", "stubborn"),
        ("notebook", "stubborn"),
        ("script", "single", "stubborn"),
    ],
    ids=" ".join,
)
def test_ctrl_c_ends_the_work_and_reaches_the_caller(tmp_path: Path, leads: Path, manner: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *manner],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE / "src")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as script:
        limit = time.monotonic() + 30
        while not (tmp_path / "called").exists():
            assert time.monotonic() < limit
            time.sleep(0.02)
        script.send_signal(signal.SIGINT)
        try:
            told, complaints = script.communicate(timeout=30)
        finally:
            script.kill()
    assert told == "interrupted\n", complaints
    if "single" not in manner:
        summary = create_enhanced_processor(pipeline=Mine(), base_backoff=0.01).process_batch(leads)
        assert summary["success"]
        assert leads.with_name("leads.theodore.xlsx").exists()


def test_one_processor_twice_in_a_row(leads: Path, tmp_path: Path) -> None:
    processor = create_enhanced_processor(pipeline=Mine(), base_backoff=0.01)
    more = tmp_path / "more.csv"
    more.write_text("Company,Website\nGamma,gamma.test\n", encoding="utf-8")
    assert processor.process_batch(leads)["success"]
    assert processor.process_batch(more)["success"]


def test_one_processor_from_two_threads_with_different_files(tmp_path: Path) -> None:
    processor = create_enhanced_processor(pipeline=Mine(), base_backoff=0.01)
    sources = [tmp_path / f"leads{number}.csv" for number in range(2)]
    for number, source in enumerate(sources):
        rows = "".join(f"Company {number} {row},c{number}-{row}.test\n" for row in range(5))
        source.write_text(f"Company,Website\n{rows}", encoding="utf-8")
    with ThreadPoolExecutor(2) as threads:
        summaries = list(threads.map(processor.process_batch, sources))
    assert [summary["processed"] for summary in summaries] == [5, 5]
    assert all(summary["success"] for summary in summaries)


@pytest.mark.parametrize("error", [JournalUnavailable("full"), ConfigurationError("wrong")])
def test_what_is_no_companys_fault_is_raised(error: Exception) -> None:
    class Broken:
        def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            raise error

    processor = create_enhanced_processor(pipeline=Broken())
    with pytest.raises(type(error)):
        processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})


@pytest.mark.parametrize(
    ("wait_s", "attempts"),
    [
        pytest.param(0.0, 6, id="holds are bounded"),
        pytest.param(3600.0, 1, id="an hour is not waited for"),
    ],
)
def test_a_site_that_always_asks_to_be_left_alone_has_an_end(
    monkeypatch: pytest.MonkeyPatch, wait_s: float, attempts: int
) -> None:
    async def held(*_: Any) -> Outcome:
        return Outcome(hold=Hold(wait_s, "the site asked to be left alone"))

    monkeypatch.setattr(CallerPipeline, "attempt", held)
    processor = create_enhanced_processor(pipeline=Mine(), max_retries=2)
    result = processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})
    assert not result["success"]
    assert (result["error_type"], result["attempts"]) == ("rate_limit", attempts)


def test_a_single_company_heeds_what_the_journal_knows_of_its_site(journal: Path) -> None:
    with Journal.open(journal / "default.sqlite") as opened:
        opened.write(lambda ledger: ledger.hold_site("acme.test", time.time() + 3600))
    mine = Mine()
    result = create_enhanced_processor(pipeline=mine).process_company_with_retry({"name": "A", "website": "acme.test"})
    assert (result["error_type"], result["attempts"], mine.calls) == ("rate_limit", 0, [])


def test_a_single_company_whose_pipeline_is_cancelled_from_within_fails(leads: Path) -> None:
    class Cancels:
        async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            raise asyncio.CancelledError

    processor = create_enhanced_processor(pipeline=Cancels())
    result = processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})
    assert (result["error_type"], result["reason"]) == ("internal_error", "bug")


def test_a_library_that_nobody_configured_says_nothing(tmp_path: Path, leads: Path) -> None:
    script = (
        "from theodore import create_enhanced_processor\n"
        "class Broken:\n"
        "    def process_single_company(self, company_name, website, job_id=None):\n"
        "        raise TypeError(company_name)\n"
        "create_enhanced_processor(pipeline=Broken()).process_batch('leads.csv')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert (ran.stdout, ran.stderr) == ("", "")


class AlwaysReset:
    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
        raise ConnectionResetError


ONLY_TIMEOUTS = RetryConfig(retry_on=["timeout"], base_backoff=0.01)


def test_a_whole_retry_config_decides_in_the_batch_and_for_one_company_alike(leads: Path) -> None:
    processor = create_enhanced_processor(pipeline=AlwaysReset(), retry_config=ONLY_TIMEOUTS)
    assert processor.retry_config == ONLY_TIMEOUTS
    assert [result["attempts"] for result in processor.process_batch(leads)["results"]] == [1, 1]
    assert processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})["attempts"] == 1


def test_a_config_that_is_put_in_its_place_later_decides_in_the_batch_too(leads: Path) -> None:
    processor = create_enhanced_processor(pipeline=AlwaysReset())
    processor.retry_config = RetryConfig(max_retries=1, base_backoff=0.01)
    assert [result["attempts"] for result in processor.process_batch(leads)["results"]] == [2, 2]


def test_the_configs_stand_in_the_journal_as_they_were(leads: Path, journal: Path) -> None:
    timeouts = TimeoutConfig(default=7, increase_factor=2)
    processor = EnhancedBatchProcessor(Mine(), retry_config=ONLY_TIMEOUTS, timeout_config=timeouts)
    processor.process_batch(leads)
    with Journal.open_reader(journal / "default.sqlite") as opened, opened.read() as reader:
        (run,) = reader.runs()
    assert (run.settings["retry"]["retry_on"], run.settings["retry"]["base_backoff"]) == (["timeout"], 0.01)
    assert (run.settings["timeouts"]["default"], run.settings["timeouts"]["increase_factor"]) == (7.0, 2.0)


def test_classes_that_are_tried_again_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RETRY__RETRY_ON", "timeout")
    assert create_enhanced_processor(pipeline=Mine()).retry_config.retry_on == {ErrorType.TIMEOUT}
    of_its_own = create_enhanced_processor(pipeline=Mine(), retry_config=RetryConfig())
    assert of_its_own.retry_config == RetryConfig(), "a whole config says everything"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(
            {"max_retries": 5, "retry_config": RetryConfig(max_retries=2)},
            "max_retries is 5, and retry_config says 2",
            id="retries",
        ),
        pytest.param(
            {"jitter": False, "retry_config": RetryConfig()}, "jitter is False, and retry_config says True", id="jitter"
        ),
        pytest.param(
            {"max_timeout": 90, "timeout_config": TimeoutConfig()},
            "max_timeout is 90, and timeout_config says 120",
            id="a timeout",
        ),
        pytest.param({"retry_config": TimeoutConfig()}, "give a RetryConfig", id="the one for the other"),
        pytest.param({"timeout_config": TimeoutConfig(default=10**12)}, "timeouts.default is wrong", id="no end"),
    ],
)
def test_contradictions_and_wrong_configs_are_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        create_enhanced_processor(pipeline=Mine(), **given)


def test_what_agrees_may_be_said_twice() -> None:
    config = TimeoutConfig(default=45, complex_after=50)
    assert create_enhanced_processor(default_timeout=45, timeout_config=config).timeout_config == config


NOBODY = {"name": "Nobody", "website": "http://127.0.0.1:9"}
AT_HOME = CompanyIntelligenceConfig(allow_private_addresses=True, max_pages=2)


@pytest.mark.parametrize("make", [EnhancedBatchProcessor, create_enhanced_processor])
def test_a_pipelines_own_config_is_kept_to(make: Any) -> None:
    processor = make(pipeline=TheodoreIntelligencePipeline(AT_HOME), retry_config=RetryConfig(max_retries=0))
    assert processor.process_company_with_retry(NOBODY)["reason"] == "refused", "it was let out to try"
    assert processor._settings.crawl.max_pages == 2, "and the journal says so"


def test_a_subclass_that_goes_its_own_way_with_a_company_is_asked(leads: Path) -> None:
    class MyPipeline(TheodoreIntelligencePipeline):
        def process_single_company(self, company_name: str, website: str, *_: Any, **__: Any) -> dict[str, Any]:
            return {"industry": "Anvils", "location": website}

    processor = EnhancedBatchProcessor(MyPipeline())
    result = processor.process_company_with_retry({"name": "Acme", "website": "acme.test"})
    assert result["profile"] == {"industry": "Anvils", "location": "acme.test"}


def test_a_subclass_that_asks_its_parent_passes_its_failures_on() -> None:
    class MyPipeline(TheodoreIntelligencePipeline):
        def process_single_company(self, *given: Any, **more: Any) -> dict[str, Any]:
            return super().process_single_company(*given, **more)

    processor = EnhancedBatchProcessor(MyPipeline(AT_HOME), retry_config=RetryConfig(max_retries=0))
    result = processor.process_company_with_retry(NOBODY)
    assert (result["error_type"], result["reason"]) == ("connection_error", "refused")


def test_a_subclass_may_open_the_work_in_its_own_way() -> None:
    class MyPipeline(TheodoreIntelligencePipeline):
        def worker(self) -> Opened:
            return callers_worker(Mine())

    result = EnhancedBatchProcessor(MyPipeline()).process_company_with_retry({"name": "Acme", "website": "acme.test"})
    assert result["profile"] == {"industry": "Anvils"}


class Stub:
    """One that was there first, and says something else."""

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, str]:
        return {"industry": "Stubs"}


def visited(leads: Path, pipeline: Any, **more: Any) -> tuple[int, int]:
    """How many companies a batch visited, and how many it skipped."""
    summary = create_enhanced_processor(pipeline=pipeline, base_backoff=0.01).process_batch(leads, **more)
    return summary["processed"], summary["skipped"]


def test_what_another_pipeline_found_is_not_fresh(leads: Path) -> None:
    assert visited(leads, Stub()) == (2, 0)
    assert visited(leads, Stub()) == (0, 2), "it would find the same"
    mine = Mine()
    assert visited(leads, mine) == (2, 0)
    assert set(mine.calls) == {"Acme", "Beta"}


def test_nor_is_it_for_our_own(leads: Path) -> None:
    visited(leads, Stub())
    leads.write_text("Company,Website\nAcme,http://127.0.0.1:9\n", encoding="utf-8")
    visited(leads, Stub())
    (result,) = create_enhanced_processor().process_batch(leads)["results"]
    assert result["reason"] == "forbidden_address", "it was visited"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, (0, 2), id="fresh for a week"),
        pytest.param({"again": True}, (2, 0), id="again"),
        pytest.param({"fresh_for": 0}, (2, 0), id="fresh for no time"),
        pytest.param({"fresh_for": "12h"}, (0, 2), id="in words"),
        pytest.param({"again": False}, (0, 2), id="not again"),
    ],
)
def test_who_is_visited_again(leads: Path, more: dict[str, Any], expected: tuple[int, int]) -> None:
    visited(leads, Stub())
    assert visited(leads, Stub(), **more) == expected


def test_whom_all_batches_visit_again(leads: Path) -> None:
    processor = create_enhanced_processor(pipeline=Stub(), again=True)
    assert [processor.process_batch(leads)["processed"] for _ in range(2)] == [2, 2]
    assert processor.process_batch(leads, again=False)["skipped"] == 2


def test_a_wrong_time_is_refused(leads: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"run\.fresh_for is wrong: write it like 90, 30m, 12h or 7d"):
        create_enhanced_processor(pipeline=Stub()).process_batch(leads, fresh_for="a week")
