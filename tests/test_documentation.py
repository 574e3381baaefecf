"""The Python of the documentation, run as a reader would run it."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import Farm, farm
from tests.emulated_sheets import cells_of, emulated
from theodore import create_enhanced_processor
from theodore.farm.sheets import Emulator
from theodore.farm.sheets.serving import read_companies

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

#: The Google Sheet of the examples.
SPREADSHEET_ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-AbCdEfG"

EXAMPLES = {
    f"{page.relative_to(ROOT)}-{number}": block
    for page in PAGES
    for number, block in enumerate(_BLOCK.findall(page.read_text(encoding="utf-8")), start=1)
}


@pytest.fixture(autouse=True)
def _a_folder_with_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_JOURNAL__FOLDER", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    # an address that Theodore does not go out to: no example depends on the network
    Path("leads.csv").write_text("Company,Website\nAcme,http://127.0.0.1:9\n", encoding="utf-8")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Twelve companies of the demo web with nothing wrong about them."""
    with farm(tmp_path_factory.mktemp("web"), sites=12, scale=10, more=["--share", "healthy=1"]) as serving:
        yield serving


@pytest.fixture
def google(web: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A Google with the key file that the examples name, on the way to those companies."""
    monkeypatch.setenv("THEODORE_NETWORK__RESOLVE_FILE", str(web.folder / "resolve.txt"))
    monkeypatch.setenv("THEODORE_NETWORK__CA_FILE", str(web.folder / "authority.pem"))
    monkeypatch.setenv("THEODORE_SHEETS__MIN_PAUSE", "0.1")
    with emulated(tmp_path, monkeypatch) as serving:
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
        serving.key_file(tmp_path).rename("google-key.json")
        yield serving


def run(example: str) -> dict[str, Any]:
    """The names that the example leaves behind."""
    names: dict[str, Any] = {"__name__": "example"}
    if ">>>" not in example:
        exec(compile(example, "example", "exec"), names)  # noqa: S102 - it is our own documentation
        return names
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(example, names, "example", None, 0)
    failed = doctest.DocTestRunner().run(test, out=said.append).failed
    assert failed == 0, "".join(said)
    return names


ON_GOOGLE = [name for name, example in EXAMPLES.items() if SPREADSHEET_ID in example]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in ON_GOOGLE])
def test_an_example_runs(name: str) -> None:
    run(EXAMPLES[name])


@pytest.mark.parametrize("name", ON_GOOGLE)
def test_an_example_fills_a_google_sheet(
    name: str, google: Emulator, web: Farm, capsys: pytest.CaptureFixture[str]
) -> None:
    companies, wanted = (12, 10) if "max_companies=10" in EXAMPLES[name] else (4, 4)
    google.add_book({"Companies": read_companies(web.folder).rows[: companies + 1]}, id=SPREADSHEET_ID)
    names = run(EXAMPLES[name])
    statuses = [row["Status"] for row in cells_of(google, SPREADSHEET_ID, "Companies")]
    if "results" not in names:
        assert statuses == ["completed"] * 4  # by the program's own calls
        return
    results, statistics = names["results"], names["results"]["statistics"]
    assert (results["success"], results["processed"], results["success_rate"]) == (wanted == companies, wanted, 1.0)
    assert statuses.count("completed") == wanted
    assert len(cells_of(google, SPREADSHEET_ID, "Details")) == wanted
    assert (statistics["processed"], statistics["failed"], statistics["ssl_errors"]) == (wanted, 0, 0)
    assert statistics["start_time"] < statistics["end_time"]
    assert {"retried", "timeouts"} <= set(statistics)
    said = capsys.readouterr().out
    assert ("Success rate: 100.0%\nStatistics: {" in said) != ("connection_error\n" in said)


def test_the_missions_two_usage_examples_are_in_the_readme() -> None:
    first, second = (EXAMPLES[f"README.md-{number}"] for number in (1, 2))
    assert "create_enhanced_processor(\n    sheets_client=sheets_client,\n    pipeline=pipeline," in first
    assert "process_batch(spreadsheet_id, use_parallel=True)" in first
    assert "processor.retry_config = RetryConfig(" in second
    assert "processor.timeout_config = TimeoutConfig(" in second


def test_the_readme_and_the_reference_have_examples() -> None:
    assert {name.rpartition("-")[0] for name in EXAMPLES} >= {"README.md", "docs/reference/python.md"}


def test_the_signature_in_the_reference_is_the_real_one() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    shown = run(_BLOCK.findall(page)[0])["create_enhanced_processor"]
    real = inspect.signature(create_enhanced_processor).parameters.values()
    assert [(one.name, one.default, one.kind) for one in inspect.signature(shown).parameters.values()] == [
        (one.name, one.default, one.kind) for one in real
    ]


def test_an_example_that_says_something_else_is_caught() -> None:
    with pytest.raises(AssertionError, match="Expected"):
        run(">>> 1 + 1\n3\n")


def test_the_service_account_is_made_in_ten_steps() -> None:
    page = (ROOT / "docs" / "how-to" / "google-sheets.md").read_text(encoding="utf-8")
    steps = page.partition("## The ten steps")[2].partition("\n## ")[0]
    assert re.findall(r"^(\d+)\. \*\*", steps, re.MULTILINE) == [str(number) for number in range(1, 11)]
