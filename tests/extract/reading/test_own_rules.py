"""Which rules of a user's are run: the others are refused before a run, with the way out."""

from __future__ import annotations

import re
import warnings

import pytest
from selectolax.lexbor import LexborHTMLParser

from theodore.extract.reading.own_rules import check_rule
from theodore.extract.reading.selectors import MOST_TAGS, TooManyTags, select
from theodore.model.custom import CustomField, RuleKind


def field(rule: str, how: str) -> CustomField:
    return CustomField("x", "str", "X", "", RuleKind(rule), how)


@pytest.mark.parametrize(
    ("rule", "how", "problem"),
    [
        pytest.param("selector", "p[", "selector 'p[': it is no CSS selector; write it as CSS has it", id="a bracket"),
        pytest.param("selector", "p:nope", "it is no CSS selector", id="a class that is none"),
        pytest.param("selector", "p{color:red}", "it is more than a selector", id="a whole rule of CSS"),
        pytest.param("selector", "p:has(a:has(b))", "one :has() is run", id="a search in each search"),
        pytest.param("selector", "p:has(a:nth-child(2))", "one :has() is run", id="counting in each search"),
        pytest.param("json_path", "$.a..", "json_path '$.a..': '..' is no step of a path; write it like", id="a path"),
        pytest.param("pattern", "(", "pattern '(': it is no regular expression", id="a pattern"),
        pytest.param("link", "[z-a]", "link '[z-a]': it is no regular expression", id="a link's pattern"),
        pytest.param("pattern", "[[a]", "it is no regular expression", id="one that will be read otherwise"),
        pytest.param("pattern", "a{99999999999}", "it is no regular expression", id="a count too large"),
        pytest.param("pattern", "(a)(b)", "it has 2 groups, and one can be the value; make others", id="two groups"),
        pytest.param("pattern", "a*", "it fits nothing at all", id="a pattern of nothing"),
    ],
)
def test_what_is_refused(rule: str, how: str, problem: str) -> None:
    with warnings.catch_warnings():
        # what Python itself would say of the pattern would be said to nobody
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=re.escape(problem)):
            check_rule(field(rule, how))


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        pytest.param("selector", "dt:lexbor-contains('Staff' i) + dd", id="by its neighbour's text"),
        pytest.param("selector", "tr:nth-child(2) td:nth-child(2)", id="by its place"),
        pytest.param("selector", "li:first-child a:first-child", id="by its being the first"),
        pytest.param("selector", ".team h3, a[href*=careers]", id="several"),
        pytest.param("pattern", r"(?i)founded in (\d{4})", id="one group"),
        pytest.param("pattern", "(?:a|b)c", id="a group that is none"),
        pytest.param("link", "careers|jobs", id="a link"),
        pytest.param("json_path", "$..telephone", id="a path"),
    ],
)
def test_what_is_run(rule: str, how: str) -> None:
    check_rule(field(rule, how))


@pytest.mark.parametrize(
    ("selector", "is_run"),
    [
        pytest.param("p", True, id="its time is that of the page"),
        pytest.param("p:nth-child(3n)", False, id="it counts the neighbours of each"),
        pytest.param("p:has(b)", False, id="it looks through each"),
    ],
)
def test_a_page_of_too_many_tags(selector: str, is_run: bool) -> None:
    html = "<p>a" * (MOST_TAGS + 1)
    tree = LexborHTMLParser(html)
    if is_run:
        assert len(select(tree, html, selector)) == 100
    else:
        with pytest.raises(TooManyTags):
            select(tree, html, selector)
    small = "<p>a<b>b</b></p>" * 10
    assert select(LexborHTMLParser(small), small, selector)
