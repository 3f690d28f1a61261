"""Try one link: ask for the beginning of what it leads to, keep the answer, say whether it is what was promised.

HEAD is not used: many servers answer it otherwise than GET, or not at all. What may be meant for us alone, or may be
gone in an hour, is never the link's fault.
"""

import re
from datetime import datetime
from typing import Any, Protocol

from schemas.link_checks import LinkCheck, LinkKind
from scrapers.asking import Store
from scrapers.errors import LeftAlone, Refused, ScrapeError
from scrapers.fetching.addresses import NameNotFound
from scrapers.fetching.client import Trace
from scrapers.fetching.transport import Exchange
from scrapers.pages.file_kinds import FIRST_BYTES, is_web_page, keeps, media_type, promised
from scrapers.pages.page import Page
from scrapers.pages.words import shown
from scrapers.states.notices import says_it_is_gone
from scrapers.states.page_state import Verdict, error_in_title, what_stands_in_its_place

PAGE_BYTES = 65_536
"""Of a page: nearly all that says 页面不存在 is shorter, and what is longer is a page."""

_GONE = frozenset({404, 410})
_WHOLE = re.compile(r"bytes\s+\S+/(\d+)", re.IGNORECASE)
_FILE_NAME = re.compile(r"filename\*?\s*=\s*(?:UTF-8'')?\"?([^\";]+)", re.IGNORECASE)
_WORDS_OF_A_PAGE = 20
"""Characters that a visitor reads: with fewer, it may be a script that is to let browsers through."""


class Begins(Protocol):
    """What a check needs of `scrapers.fetching.client.Client`."""

    def beginning(
        self, url: str, *, first: int, came_from: str | None = None, trace: Trace | None = None
    ) -> Exchange: ...

    def challenged(self, url: str) -> None: ...

    def now(self) -> datetime: ...


def check_link(
    url: str, *, kind: LinkKind, came_from: str | None, client: Begins, store: Store, names_are_known: bool
) -> LinkCheck:
    """Try `url`, which a page at `came_from` leads to.

    `names_are_known`: somebody else's name was just found, so that a name without an address is no fault of our own
    network. Raises `LeftAlone` if the server is not to be asked now, which goes for its other links as well, and
    `EvidenceError` if an answer cannot be stored; no other `ScrapeError`.
    """
    at, trace = client.now(), Trace()
    first = FIRST_BYTES if kind == "attachment" else PAGE_BYTES
    facts: dict[str, Any]
    try:
        answer = client.beginning(url, first=first, came_from=came_from, trace=trace)
    except LeftAlone:
        raise
    except ScrapeError as error:
        facts = _without_answer(error, names_are_known=names_are_known)
    else:
        facts = of_answer(answer, url, kind)
        if facts.pop("challenge", False):
            client.challenged(answer.url)
    kept = [store.keep(exchange) for exchange in trace.exchanges]
    # An answer before which another request failed does not show why the link does not open.
    last = trace.exchanges[-1] if trace.exchanges and trace.requests <= len(trace.exchanges) else None
    return LinkCheck(
        url=url,
        checked_at=at,
        status=last.status if last else None,
        evidence=kept[-1] if last else None,
        requests=trace.requests,
        **facts,
    )


def _without_answer(error: ScrapeError, *, names_are_known: bool) -> dict[str, Any]:
    match error:
        case NameNotFound() if not error.temporary and names_are_known:
            return {"outcome": "broken", "fault": "no_name", "reason": error.reason}
        case Refused() | NameNotFound():
            outcome = "not_asked"
        case _:
            # Also where it now leads to the home page: that may be meant so.
            outcome = "blocked"
    return {"outcome": outcome, "reason": error.reason}


def of_answer(answer: Exchange, url: str, kind: LinkKind) -> dict[str, Any]:
    """What an answer says of the link `url`, as fields of a `LinkCheck`; `challenge`: it is one, and no page."""
    said = {"bytes": _length(answer), "media_type": media_type(answer.body) or _content_type(answer)}
    if answer.status in _GONE:
        return {
            **said,
            "outcome": "broken",
            "fault": "gone",
            "reason": f"answers {answer.status} {answer.reason}".strip(),
        }
    empty = kind == "attachment" and said["bytes"] == 0
    if answer.status == 416 and empty:
        return {**said, "outcome": "broken", "fault": "empty", "reason": "the file is empty"}
    if answer.status not in (200, 206):
        return {**said, "outcome": "blocked", "reason": f"answers {answer.status} {answer.reason}".strip()}
    if not answer.body.strip():
        # Firewalls send programs an empty page, but nobody makes an empty file for them.
        if empty:
            return {**said, "outcome": "broken", "fault": "empty", "reason": "the file is empty"}
        return {**said, "outcome": "blocked", "reason": "the answer is empty"}
    promise = promised(_file_name(answer) or "") or promised(url)
    if is_web_page(answer.body):
        return said | _of_page(answer, promise)
    match keeps(promise, answer.body):
        case False:
            reason = f"called .{promise}, but is {said['media_type']}"
            return {**said, "outcome": "broken", "fault": "not_the_file", "reason": reason}
        case None:
            return {**said, "outcome": "blocked", "reason": f"called .{promise}, but does not begin like one"}
    return {**said, "outcome": "works"}


def _of_page(answer: Exchange, promise: str | None) -> dict[str, Any]:
    """A web page, perhaps in place of a file."""
    page = Page(
        url=answer.url,
        body=answer.body,
        status=200,
        headers={name.lower(): value for name, value in answer.headers},
        fetched_at=answer.fetched_at,
    )
    whole = not answer.cut and _length(answer) == len(answer.body)
    # Of a page that goes on, nothing can be said of what it lacks.
    if whole and (stands := what_stands_in_its_place(page)):
        words = shown(page.tree)
        return _instead(stands, " ".join((stands.reason, words.title, *words.lines)))
    if stands := error_in_title(page):
        return _instead(stands, stands.reason)
    if keeps(promise, answer.body):
        return {"outcome": "works"}
    reason = f"called .{promise}, but is a web page"
    if shown(page.tree, most=_WORDS_OF_A_PAGE).length < _WORDS_OF_A_PAGE:
        return {"outcome": "blocked", "reason": f"{reason} without words"}
    return {"outcome": "broken", "fault": "not_the_file", "reason": reason}


def _instead(stands: Verdict, words: str) -> dict[str, Any]:
    gone = stands.state == "error_page" and says_it_is_gone(words)
    return {
        "outcome": "broken" if gone else "blocked",
        "fault": "says_so" if gone else None,
        "reason": stands.reason,
        "challenge": stands.state == "blocked",
    }


def _length(answer: Exchange) -> int | None:
    """Bytes of the whole, as the server states them, or as they came."""
    stated = _WHOLE.match(answer.header("Content-Range") or "")
    if stated:
        return int(stated[1])
    if not answer.cut:
        return None if answer.status == 206 else len(answer.body)
    announced = answer.header("Content-Length") or ""
    return int(announced) if announced.isdecimal() else None


def _content_type(answer: Exchange) -> str | None:
    return (answer.header("Content-Type") or "").partition(";")[0].strip().lower()[:100] or None


def _file_name(answer: Exchange) -> str | None:
    found = _FILE_NAME.search(answer.header("Content-Disposition") or "")
    return found[1].strip() if found else None
