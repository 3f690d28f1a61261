"""What an operator is told about a reading: the page's lists, the one taken, lines that would take it again."""

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from schemas.explanations import Explanation
from schemas.platforms import ListSelectors, Platform
from scrapers.lists.explain import explain_list
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms, load_platforms

PAGES = Path(__file__).resolve().parents[1] / "pages"
TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/index.html"


def explain(name: str, url: str = URL) -> Explanation:
    page = Page(url=url, body=(PAGES / name).read_bytes())
    return explain_list(page, platforms=load_platforms(), today=TODAY)


def test_the_chosen_list_comes_first_and_every_other_one_with_what_speaks_against_it() -> None:
    explanation = explain("forms/ul_date_before.html")

    chosen, *others = explanation.candidates
    assert chosen.chosen
    assert chosen.entries == len(explanation.reading.items)
    assert "page numbers beside it" in chosen.signs
    assert others
    assert all(not other.chosen and (other.objection or other.score <= chosen.score) for other in others)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("forms/ul_date_before.html", URL),
        ("forms/ul_date_in_brackets.html", "http://slj.example/gzdt/index.shtml"),
        ("forms/table_gbk.html", "http://slj.example/xxgk/list.jsp?col=7"),
        ("forms/table_two_date_columns.html", "http://lcj.example/zcwj/list.do"),
    ],
)
def test_the_lines_offered_for_a_platform_file_read_the_page_as_it_was_read(name: str, url: str) -> None:
    explanation = explain(name, url)
    assert explanation.override is not None
    assert explanation.override.exact

    selectors = ListSelectors(**YAML(typ="safe").load(explanation.override.lines)["list"])
    own = Platform(name="own", title="own", source="test", list=selectors)
    page = Page(url=url, body=(PAGES / name).read_bytes())
    again = examine(page, platforms=Platforms({}), platform=own, today=TODAY)

    assert [(entry.title, entry.url, entry.published) for entry in again.items] == [
        (entry.title, entry.url, entry.published) for entry in explanation.reading.items
    ]


def test_a_page_that_is_not_understood_shows_its_lists_and_why_none_was_taken() -> None:
    explanation = explain("states/unknown_layout.html")

    assert explanation.reading.state == "not_a_list"
    assert explanation.override is None
    assert not any(candidate.chosen for candidate in explanation.candidates)
    assert all(candidate.objection for candidate in explanation.candidates)


def test_a_blocked_page_has_nothing_to_explain() -> None:
    explanation = explain("states/challenge_script.html")

    assert explanation.reading.state == "blocked"
    assert explanation.candidates == ()
