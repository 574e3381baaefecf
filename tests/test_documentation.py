"""The Python of the documentation, run as a reader would run it."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from theodore import create_enhanced_processor

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

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


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs(name: str) -> None:
    run(EXAMPLES[name])


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
