"""The page: well-formed, held by its policy, and no place for what others write."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.materials import failed, full, material, row
from tests.report.payloads import PAYLOADS, hostile
from tests.report.reading import read
from theodore.model.states import State
from theodore.report.material import MOST_ROWS, WITHOUT_SCRIPT, Material
from theodore.report.page import chunks, is_report

NOBODY = row(state=State.SKIPPED, is_chosen=False, coverage=None, attempts=0, progress="not chosen")


def made(what: Material) -> str:
    return "".join(chunks(what))


REPORTS = {
    "no company": material([]),
    "one company": material([row()]),
    "one failure": material([failed()]),
    "all kinds": full([row(), failed(), NOBODY, row(state=State.WAITING, progress="again at noon"), row(partial=True)]),
    "more rows than can be read without a script": full([row(f"n{number}") for number in range(150)]),
    "a run on its way": material([row(state=State.PENDING, attempts=0, coverage=None)], state="running"),
}


@pytest.mark.parametrize("what", REPORTS.values(), ids=REPORTS)
def test_it_is_well_formed(what: Material) -> None:
    reading = read(made(what))
    assert reading.faults == []
    ids = Counter(element.attributes["id"] for element in reading.elements if "id" in element.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    named = {
        name
        for element in reading.elements
        for key in ("aria-labelledby", "for")
        for name in element.attributes.get(key, "").split()
    }
    assert named <= set(ids)
    anchors = {link.attributes["href"][1:] for link in reading.all("a") if link.attributes["href"].startswith("#")}
    assert anchors <= set(ids)


def test_its_policy_lets_in_what_is_its_own_by_its_digest() -> None:
    reading = read(made(REPORTS["all kinds"]))
    [policy] = [one.attributes["content"] for one in reading.all("meta") if "http-equiv" in one.attributes]
    [style] = reading.all("style")
    data, script = reading.all("script")
    assert data.attributes["type"] == "application/json"
    digests = [base64.b64encode(hashlib.sha256(one.text.encode()).digest()).decode() for one in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_nothing_in_it_is_fetched() -> None:
    page = made(REPORTS["all kinds"])
    reading = read(page)
    assert {element.tag for element in reading.elements if "src" in element.attributes} == set()
    assert [link.attributes for link in reading.all("link")] == [{"rel": "icon", "href": "data:,"}]
    # neither styles in attributes nor handlers, which the policy would refuse, nor addresses in the styles
    assert [one.tag for one in reading.elements if {"style", "onclick", "onload"} & set(one.attributes)] == []
    assert "url(" not in page
    assert "@import" not in page


def test_links_to_websites_tell_them_nothing() -> None:
    links = [link.attributes for link in read(made(REPORTS["all kinds"])).all("a")]
    outward = [link for link in links if not link["href"].startswith("#")]
    assert outward
    assert {link["rel"] for link in outward} == {"noopener noreferrer nofollow"}
    assert all(link["href"].startswith(("https://", "http://")) for link in outward)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_others_write_is_text(payload: str) -> None:
    page, plain = read(made(hostile(payload))), read(made(hostile("plain")))
    assert page.faults == []
    # the same elements, but for links, of which some are none: nothing of the payload became one
    links = {"a", "bdi"}
    kinds = [[one.tag for one in reading.elements if one.tag not in links] for reading in (page, plain)]
    assert kinds[0] == kinds[1]
    names = {name for element in page.elements for name in element.attributes}
    assert names <= {name for element in plain.elements for name in element.attributes}
    hrefs = [link.attributes["href"] for link in page.all("a")]
    assert all(re.match(r"#|https?://", href) for href in hrefs)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_others_write_is_data_to_the_script(payload: str) -> None:
    [data, _] = read(made(hostile(payload))).all("script")
    rows = json.loads(data.text)["rows"]
    assert len(rows) == 4
    assert not set(data.text) & set("<>&\u2028\u2029")


def test_passwords_in_addresses_are_nowhere() -> None:
    secret = "https://me:s3cret@acme.test/"
    page = made(hostile(secret))
    assert "s3cret" not in page
    assert "***@acme.test" in page


def test_an_empty_chart_is_left_out_or_says_why() -> None:
    page = made(REPORTS["no company"])
    assert "The table has no companies." in page
    assert "Nothing had to be tried again." in page
    assert "No company was completed, so there are no facts to tell of." in page
    for name in ("progress", "failures", "time"):
        assert f'id="{name}"' not in page
    some = made(REPORTS["one company"])
    assert "stated by none of the companies." in some


def test_it_says_what_was_chosen_and_of_whom_the_shares_are() -> None:
    page = read(made(material([row(), row(), failed(), NOBODY], chosen="Country=<DE>")))
    assert "Country=<DE>" in [one.text for one in page.all("bdi")]
    said = " ".join(page.all("body")[0].text.split())
    assert "Of the 2 companies that are completed or skipped as fresh, the share that has each field." in said
    assert "Chosen" not in [one.text for one in read(made(material())).all("dt")]


def test_failures_come_with_an_example_and_what_to_do() -> None:
    page = re.sub(r"<[^>]+>", "", made(full([row(), failed()])))
    assert "Check the address, or give the home page alone." in page
    assert "For example Gone, gone.test" in page
    assert "nothing came in 30 s" in page


def test_without_a_script_the_first_rows_can_be_read() -> None:
    page = made(REPORTS["more rows than can be read without a script"])
    table = page.partition('<table id="table">')[2].partition("</table>")[0]
    assert table.count("<tr>") == WITHOUT_SCRIPT + 1
    assert "Without JavaScript these are the first 100 of 150 companies" in page
    assert len(json.loads(read(page).all("script")[0].text)["rows"]) == 150


def test_beyond_its_bound_the_table_says_where_the_rest_is() -> None:
    asked: list[int] = []

    def rows(most: int) -> list[object]:
        asked.append(most)
        return []

    what = material([row()])
    page = made(replace(what, summary={**what.summary, "total": 1_000_000}, rows=rows))  # type: ignore[arg-type]  # none
    assert sorted(asked) == [WITHOUT_SCRIPT, MOST_ROWS]
    assert "the first 20,000 of 1,000,000 companies" in page
    assert "theodore export 20261124-1 --out companies.csv" in page


def test_it_is_written_as_its_rows_come() -> None:
    taken = 0

    def rows(most: int) -> object:
        nonlocal taken
        for number in range(min(most, 5_000)):
            taken += 1
            yield row(f"n{number}", "acme.test/" + "x" * 100)

    what = material([row()])
    seen = []
    for chunk in chunks(replace(what, rows=rows)):  # type: ignore[arg-type]  # rows as they come
        seen.append(taken)
        assert len(chunk) < 200_000
    assert len(set(seen)) > 5


def test_a_report_is_known_as_one(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert not is_report(file)
    file.write_text("<!doctype html><title>Mine</title>")
    assert not is_report(file)
    file.write_text(made(material()), encoding="utf-8")
    assert is_report(file)
