"""Explain a reading: which list of the page was taken and why, what was turned down, and how to take another one.

For an operator who sets up a column. It is slow and thorough where reading is quick: every group of rows is read, and
the lines offered for a platform file are tried on the page before they are shown.
"""

from collections.abc import Iterator
from datetime import date

from schemas.entries import Entry
from schemas.explanations import Explanation, ListCandidate, Override
from schemas.platforms import ListSelectors, Platform
from scrapers.lists.configured import read_selected
from scrapers.lists.reading import Look, look_for_list
from scrapers.lists.selectors import date_selectors, row_selectors
from scrapers.lists.survey import Survey
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from scrapers.rows.choice import Candidate

MOST_SHOWN = 8
"""A page has dozens of groups of rows; those with less to say for themselves help nobody."""


def explain_list(page: Page, *, platforms: Platforms, platform: Platform | None = None, today: date) -> Explanation:
    """What `scrapers.lists.reading.examine` says of `page`, with its reasons. Never raises `ScrapeError`."""
    look = look_for_list(page, platforms=platforms, platform=platform, today=today)
    if look.origin == "data" or look.reading.state in ("blocked", "redirect"):
        return Explanation(reading=look.reading, origin=look.origin)
    candidates = sorted(_candidates(look.survey), key=lambda each: (each.objection is not None, -each.score))
    chosen = look.survey.chosen if look.origin == "rows" else None
    return Explanation(
        reading=look.reading,
        origin=look.origin,
        product=_product(look.survey.product),
        candidates=tuple(
            _shown(candidate, chosen=chosen is not None and candidate.group is chosen.group)
            for candidate in candidates[:MOST_SHOWN]
        ),
        override=_override(look, chosen),
    )


def _candidates(survey: Survey) -> Iterator[Candidate]:
    for group in survey.groups:
        candidate = survey.choice.weigh(group)
        if candidate is not None and (len(candidate.entries) > 1 or candidate.objection is None):
            yield candidate


def _shown(candidate: Candidate, *, chosen: bool) -> ListCandidate:
    days = [entry.published for entry in candidate.entries if entry.published is not None]
    return ListCandidate(
        rows=next(row_selectors(candidate.group)),
        entries=len(candidate.entries),
        dated=len(days),
        newest=max(days, default=None),
        first_title=candidate.entries[0].title,
        heading=candidate.stand.heading,
        signs=tuple(_signs(candidate)),
        score=round(candidate.score, 2),
        objection=candidate.objection,
        chosen=chosen,
    )


def _signs(candidate: Candidate) -> Iterator[str]:
    if candidate.stand.paged:
        yield "page numbers beside it"
    if candidate.stand.named:
        yield "the column's name above it"
    if candidate.below >= 0.5:
        yield "its links lie in the column's folder"
    if candidate.documents >= 0.5:
        yield "its links look like documents"


def _product(platform: Platform | None) -> str | None:
    return None if platform is None else f"{platform.name} ({platform.title})"


def _override(look: Look, chosen: Candidate | None) -> Override | None:
    """The shortest selectors that give the same entries; where none do, the plainest, and that they do not."""
    if chosen is None:
        return None
    choices = [
        ListSelectors(rows=rows, title=title, date=day)
        for rows in row_selectors(chosen.group)
        for title in _TITLES
        for day in (None, *date_selectors(chosen.group, chosen.entries))
    ]
    for selectors in choices:
        selected = read_selected(
            look.survey.page, selectors, next_page=None, base=look.survey.base, today=look.survey.today
        )
        if _facts(selected.entries) == _facts(chosen.entries):
            return Override(lines=_lines(selectors), exact=True)
    return Override(lines=_lines(choices[0]), exact=False)


_TITLES = ("a", "a[title]", "a:last-of-type", "td:nth-of-type(2)")
"""Where a row's title stands, the usual places first."""


def _facts(entries: tuple[Entry, ...]) -> list[tuple[str, str, date | None]]:
    return [(entry.title, entry.url, entry.published) for entry in entries]


def _lines(selectors: ListSelectors) -> str:
    lines = ["list:", f"  rows: {_quoted(selectors.rows)}"]
    if selectors.title != _TITLES[0]:
        lines.append(f"  title: {_quoted(selectors.title)}")
    if selectors.date:
        lines.append(f"  date: {_quoted(selectors.date)}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
