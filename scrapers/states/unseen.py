"""Why a page that was read may show its visitors more than it holds."""

from scrapers.pages.page import Page
from scrapers.pages.words import main_lines
from scrapers.states.blank import is_cut_off, may_be_filled_from_outside
from scrapers.states.fillers import application_in, frame_in, request_in, template_in


def unseen(page: Page, *, links: int) -> str:
    """In words (English); empty if nothing speaks for it. `links`: how many the page has."""
    if is_cut_off(page.text):
        return "the page breaks off before its end"
    body = page.tree.find("body")
    root = page.tree if body is None else body
    lacking = (
        template_in(page, main_lines(page.tree))
        or frame_in(root)
        or application_in(root, links=links)
        or request_in(page, links=links)
    )
    if lacking is None and may_be_filled_from_outside(page):
        lacking = "a script named after lists or data fills parts of the page"
    return lacking or ""
