"""Read a site's home page: what it leads to, the days it shows, its tags, and who it says stands behind it."""

from datetime import date
from itertools import islice

from schemas.entries import ReadingState
from schemas.home_pages import HomeReading, HomeState
from scrapers.home.links import find_links
from scrapers.home.marks import find_marks
from scrapers.lists.survey import Survey
from scrapers.pages.links import resolve
from scrapers.pages.outline import MOST_ELEMENTS
from scrapers.pages.page import Page
from scrapers.pages.tags import read_tags
from scrapers.pages.words import shown
from scrapers.states.fillers import application_in, frame_in, request_in
from scrapers.states.page_state import cannot_be_decoded, error_in_title, what_stands_in_its_place
from scrapers.states.stubs import sent_on
from scrapers.states.unseen import unseen

READER = "home-1"
"""What home pages are read with; another name with every change of which links are found on the same page: a link that
an earlier reader missed is not new."""


def read_home(page: Page, *, today: date) -> HomeReading:
    """What the page says; raises nothing. `today`: the day in the office's zone, by which days without a year are read.

    A link leads to information if a day stands beside it, or if its address has the shape of a document's of the site
    itself.
    """
    verdict = cannot_be_decoded(page) or what_stands_in_its_place(page) or error_in_title(page)
    if verdict is not None:
        return HomeReading(state=_STATES[verdict.state], reason=verdict.reason, leads_to=_leads_to(page, verdict.state))
    survey = Survey(page, None, today)
    links, newest = find_links(survey)
    if not links:
        lacking = application_in(page.tree, links=0) or frame_in(page.tree) or request_in(page, links=0)
        return HomeReading(
            state="needs_data" if lacking else "not_a_home", reason=lacking or "nothing on the page leads anywhere"
        )
    return HomeReading(
        state="home",
        links=links,
        newest=newest,
        tags=read_tags(page.tree),
        marks=find_marks(page),
        unseen=_unseen(page, survey, links=len(links)),
        scripts=any(script.get("src") for script in page.tree.iter("script")),
    )


_STATES: dict[ReadingState, HomeState] = {
    "blocked": "blocked",
    "error_page": "error_page",
    "redirect": "redirect",
    "not_a_list": "not_a_home",
}


def _leads_to(page: Page, state: ReadingState) -> str | None:
    """Where a stub sends its visitor."""
    if state != "redirect":
        return None
    words = shown(page.tree, most=_SHORT)
    target = sent_on(page, words, list(islice(page.tree.iter("a"), _FEW_LINKS)))
    return resolve(page.url, target)


_SHORT, _FEW_LINKS = 600, 13


def _unseen(page: Page, survey: Survey, *, links: int) -> str:
    """Why the page may show its visitors more than it holds."""
    if not survey.outline.whole:
        return f"the page has more than {MOST_ELEMENTS} elements; not all were read"
    return unseen(page, links=links)
