"""Definitions of a user's own fields: read with care, written down, and known again."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.model.custom import CUSTOM, CustomField, RuleKind, catalogue_of, catalogue_with, definitions_of
from theodore.model.custom_tables import MOST_FIELDS, WrongDefinition, definitions
from theodore.model.fields import Tab, catalogue, coverage
from theodore.model.page import PageKind

FIELD = {"name": "iso_27001", "type": "boolean", "pattern": "ISO 27001"}
WHOLE = FIELD | {
    "type": "enum:gold | silver",
    "title": "ISO level",
    "description": "As it says itself.",
    "pages": ["home", "about"],
    "confidence": 0.9,
}


def but(**changes: Any) -> dict[str, Any]:
    """The field with these keys; without those that are None."""
    return {key: value for key, value in (FIELD | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        pytest.param("iso", "it is no table", id="no table"),
        pytest.param(but(selektor="p"), "no key 'selektor'; keys are name, type, title", id="an unknown key"),
        pytest.param(but(name=None), "it has no name", id="no name"),
        pytest.param(but(name=27001), "name is to be a text", id="a number for a name"),
        pytest.param(but(name="  "), "name is to be a text", id="a blank name"),
        pytest.param(but(name="ISO 27001"), "write small letters", id="a title for a name"),
        pytest.param(but(name="iso-27001"), "write small letters", id="a dash"),
        pytest.param(but(name="2fa"), "write small letters", id="a digit first"),
        pytest.param(but(name="iso__27001"), "write small letters", id="two underscores"),
        pytest.param(but(name="größe"), "write small letters", id="other letters"),
        pytest.param(but(name="emails"), "a field that Theodore has itself (Emails)", id="a name of ours"),
        pytest.param(but(title="Founding year"), "has itself (Founding Year)", id="a header of ours"),
        pytest.param(but(name="founding_Year"), "write small letters", id="a capital"),
        pytest.param(but(title=""), "title is to be a text", id="an empty title"),
        pytest.param(but(title="=1+1"), "no header of a column", id="a formula for a title"),
        pytest.param(but(title="Status (Theodore)"), "no header of a column", id="a title that is the sheet's"),
        pytest.param(but(title="a\u202eb"), "no header of a column", id="a title that turns the line"),
        pytest.param(but(title="x" * 61), "title has 61 characters; most are 60", id="a long title"),
        pytest.param(but(type=None), "it has no type; types are text, number", id="no type"),
        pytest.param(but(type="bolean"), "no type 'bolean'; types are text, number", id="a misspelt type"),
        pytest.param(but(type="enum:gold"), "two or more different values", id="one value to choose from"),
        pytest.param(but(type="enum:a|a"), "two or more different values", id="one value twice"),
        pytest.param(but(type="enum:a|A"), "two or more different values", id="one value in capitals too"),
        pytest.param(but(type="enum:a||b"), "two or more different values", id="a value that is none"),
        pytest.param(but(pattern=None), "it has no rule; give it a selector, pattern", id="no rule"),
        pytest.param(but(link="jobs"), "it has 2 rules (pattern, link)", id="two rules"),
        pytest.param(but(pattern=""), "pattern is to be a text", id="an empty rule"),
        pytest.param(but(pattern="x" * 1001), "pattern has 1,001 characters", id="a rule without end"),
        pytest.param(but(pattern="\bISO\b"), "write it between single quotes", id="a backspace for an edge"),
        pytest.param(but(attribute="href"), "its rule is a pattern; leave it out", id="an attribute of a pattern"),
        pytest.param(but(pattern=None, question="Who?"), "this version has none; give it a selector", id="a question"),
        pytest.param(but(question="Who?"), "a question needs a model", id="a question beside a rule"),
        pytest.param(but(pages="home"), "pages is to be a list", id="one page that is no list"),
        pytest.param(but(pages=["hom"]), "no kind of page 'hom'; kinds are home, about", id="a misspelt kind"),
        pytest.param(but(pages=["robots"]), "no kind of page 'robots'", id="a page that nobody reads"),
        pytest.param(but(confidence=90), "confidence is to be a number from 0 to 1", id="percent"),
        pytest.param(but(confidence=True), "confidence is to be a number", id="a truth value for a number"),
        pytest.param(but(description=1), "description is to be a text", id="a number for a description"),
    ],
)
def test_what_defines_no_field(table: Any, problem: str) -> None:
    good = {"name": "good", "type": "text", "selector": "h1"}
    with pytest.raises(WrongDefinition, match="number 2") as raised:
        definitions([good, table])
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        pytest.param(FIELD, "write each field as a table of its own: \\[\\[fields\\]\\]", id="one table alone"),
        pytest.param([FIELD] * (MOST_FIELDS + 1), "51 fields are too many; most are 50", id="too many"),
        pytest.param([FIELD, FIELD], "number 2 \\(iso_27001\\): 'iso_27001' is taken", id="one name twice"),
        pytest.param([FIELD, but(name="x", title="iso 27001")], "'iso 27001' is taken", id="one title twice"),
    ],
)
def test_tables_that_do_not_go_together(tables: Any, problem: str) -> None:
    with pytest.raises(WrongDefinition, match=problem):
        definitions(tables)


@pytest.mark.parametrize(
    ("told", "type_"),
    [
        pytest.param("text", "str", id="text"),
        pytest.param("number", "float", id="number"),
        pytest.param("integer", "int", id="integer"),
        pytest.param("boolean", "bool", id="boolean"),
        pytest.param("list", "list[str]", id="list"),
        pytest.param("list[url]", "list[url]", id="list of addresses"),
        pytest.param("str", "str", id="by the catalogue's own word"),
        pytest.param("enum: a | b", "enum:a|b", id="a choice"),
    ],
)
def test_types(told: str, type_: str) -> None:
    assert definitions([but(type=told)])[0].type == type_


def test_what_is_not_said() -> None:
    (made,) = definitions([FIELD])
    assert made == CustomField("iso_27001", "bool", "Iso 27001", "", RuleKind.PATTERN, "ISO 27001")
    assert (made.pages, made.confidence) == ((), 0.5)


@pytest.mark.parametrize("table", [pytest.param(FIELD, id="the least"), pytest.param(WHOLE, id="all there is")])
def test_a_definition_is_known_again(table: dict[str, Any]) -> None:
    made = definitions([table])
    written = [each.to_table() for each in made]
    assert definitions(written) == made
    assert definitions_of({CUSTOM: written}) == made


def test_what_a_run_wrote_down_of_another_version_is_left_out() -> None:
    written = definitions([WHOLE])[0].to_table()
    others = [{"name": "x"}, written | {"name": "emails"}, written | {"name": "y", "pages": ["lobby"]}]
    assert [each.name for each in definitions_of({CUSTOM: [*others, written, written]})] == ["iso_27001"]
    assert definitions_of({}) == ()


def test_they_stand_after_our_own_facts_on_the_details() -> None:
    made = definitions([WHOLE])
    names = [field.name for field in catalogue_with(made).fields]
    assert names[names.index("iso_27001") - 1] == "ai_summary"
    assert [name for name in names if name != "iso_27001"] == [field.name for field in catalogue().fields]
    field = catalogue_of({CUSTOM: [made[0].to_table()]})["iso_27001"]
    assert (field.header, field.choices, field.tabs) == ("ISO level", ("gold", "silver"), frozenset({Tab.DETAILS}))
    assert made[0].pages == (PageKind.HOME, PageKind.ABOUT)


def test_they_count_in_the_coverage() -> None:
    every = {field.name for field in catalogue().extractable}
    profile = {"emails": ["a@b.c"], "iso_27001": True}
    assert coverage(profile, off=every - {"emails", "phones"}, custom=("iso_27001", "other")) == 0.5
    assert coverage(profile, off=every | {"other"}, custom=("iso_27001", "other")) == 1
