"""Read one document's page: title, day of publication, directory record, text and attachments, without configuration.

A page that is not understood raises; it is never an empty document.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from lxml import etree

from schemas.document_readings import Attachment, CandidateDate, DocumentReading, DocumentState
from scrapers.documents.attachments import read_attachments
from scrapers.documents.dates import (
    Publication,
    address_date,
    comment_dates,
    day_below_title,
    decide,
    line_of_publication,
    meta_dates,
    shown_dates,
    signature_date,
)
from scrapers.documents.labels import DATES, label_alone, said
from scrapers.documents.lines import MOST_ELEMENTS, Line, Lines, is_sentence, read_lines, squeeze
from scrapers.documents.messages import read_message
from scrapers.documents.metadata import Pair, Record, pairs_in, read_metas, read_record
from scrapers.documents.text import block_of_text, end_of_document, end_of_head, paragraphs
from scrapers.documents.title import Title, announced, title_as_announced, title_as_placed
from scrapers.errors import Blocked, ErrorPage, LayoutChanged, Redirected, ScrapeError
from scrapers.pages.links import base_of, is_home, looks_like_document
from scrapers.pages.page import Element, Page
from scrapers.states.page_state import cannot_be_decoded, error_in_title, what_stands_in_its_place


def read_document(page: Page, *, today: date) -> DocumentReading:
    """The document on `page`, state `document`. `today`: the day (in the office's zone) that ends its possible dates.

    Raises `Blocked`, `ErrorPage`, `Redirected` or `LayoutChanged`, with the address and the words seen.
    """
    reading = examine_document(page, today=today)
    error = _ERRORS.get(reading.state)
    if error is not None:
        raise error(page.url, reading.reason or reading.state)
    return reading


def examine_document(page: Page, *, today: date) -> DocumentReading:
    """The same as `read_document`, but a page that shows no document is answered with state and reason, not raised."""
    if page.requested and page.requested != page.url and is_home(page.url) and not is_home(page.requested):
        return _nothing(page, "redirect", f"{page.requested} now ends at the home page")
    if unreadable := cannot_be_decoded(page):
        return _nothing(page, "not_a_document", unreadable.reason)
    body = page.tree.find("body")
    found = read_lines(page.tree if body is None else body)
    if not found.whole:
        reason = f"the page has more than {MOST_ELEMENTS} elements, more than any document"
        return _nothing(page, "not_a_document", reason)
    parts = _read(page, found, today=today)
    points = _points(page, parts)
    if points < _CERTAIN:
        verdict = what_stands_in_its_place(page) or error_in_title(page)
        if verdict is not None:
            return _nothing(page, cast(DocumentState, verdict.state), verdict.reason)
    if is_home(page.url):
        return _nothing(page, "not_a_document", "the address is a site's home page")
    if points < _ENOUGH:
        return _nothing(page, "not_a_document", _why_not(parts))
    return _reading(page, parts)


_ERRORS: dict[str, type[ScrapeError]] = {
    "blocked": Blocked,
    "error_page": ErrorPage,
    "redirect": Redirected,
    "not_a_document": LayoutChanged,
}


@dataclass(frozen=True)
class _Parts:
    """All that was found on a page, before anything is concluded from it."""

    metas: dict[str, str]
    title: Title | None
    record: Record
    source: str | None
    publication: Publication
    candidates: tuple[CandidateDate, ...]
    beside_title: bool
    """A day of publication is shown beside the title."""
    paragraphs: list[str]
    sentences: int
    """Characters of running text."""
    rows: int
    """Lines that are links of some length, as lists have them."""
    attachments: tuple[Attachment, ...]
    is_message: bool
    """It says when one citizen's message came, however short that is."""


def _read(page: Page, found: Lines, *, today: date) -> _Parts:
    tree = page.tree
    lines = found.lines
    if lines and not page.text.rstrip().endswith(">"):
        del lines[-1]  # the answer was cut off in the middle of this line; half a date is another date
    metas = read_metas(tree)
    said_title = announced(metas, squeeze(tree.findtext(".//title") or ""))
    title = title_as_announced(found, said_title)
    first = _first_sentence(lines, title.end if title else 0)
    pairs = list(pairs_in(lines, range(first)))
    if title is None:
        title = title_as_placed(found, said_title, above=line_of_publication(lines, pairs, first), text=first)
        if title and title.end > first:  # what looked like the text was a slogan above the title
            first = _first_sentence(lines, title.end)
            pairs = list(pairs_in(lines, range(first)))
    start = title.end if title and title.end else _first_pair_end(pairs)
    title_lines = range(title.first, title.end) if title else range(0)
    taken = {index for pair in pairs if _of_head(pair) for index in range(pair.line, pair.last + 1)}
    bare = day_below_title(lines, pairs, title=title_lines, taken=taken)
    head_end = end_of_head(lines, start, taken | ({bare[0]} if bare else set()))
    end = end_of_document(lines, head_end)
    block = block_of_text(lines, head_end, end)
    text = list(paragraphs(lines, head_end, end, block))
    # At the end of the text only 发布时间 is believed: 发布单位 may be anybody's there.
    pairs += (pair for pair in pairs_in(lines, range(max(first, end - _TAIL), end)) if pair.meaning in DATES)
    pairs += pairs_in(lines, range(max(first, end), min(len(lines), end + _TAIL)))
    shown = shown_dates(pairs, title=title_lines, head_end=head_end, today=today)
    if bare:
        shown.append(bare[1])
    of_metas = list(meta_dates(metas))
    address = address_date(page.url, today=today)
    signed = signature_date(text)
    comments = [comment.text or "" for comment in tree.iter(etree.Comment)] if "生成" in page.text else []
    record = read_record(pairs)
    attachments = read_attachments(
        found, start=title.end if title else 0, end=end, base=base_of(page.tree, page.url), frames=list(_frames(tree))
    )
    region = lines[head_end:end]
    rows = sum(line.linked * 2 > len(line.text) >= _ROW_LENGTH and line.seen for line in region if line.linked) - len(
        attachments
    )
    return _Parts(
        metas=metas,
        title=title if title or not record.get("title") else Title(record.get("title") or "", certain=False),
        record=record,
        source=_source(pairs, metas, title.text if title else ""),
        publication=decide(shown, of_metas, address, has_record=len(record) > 1),
        candidates=tuple(
            candidate
            for candidate in (*of_metas, *(one.candidate for one in shown), signed, *comment_dates(comments), address)
            if candidate is not None
        ),
        beside_title=any(one.candidate.role == "published" and one.beside_title for one in shown),
        paragraphs=text,
        sentences=sum(len(line.text) for line in region if is_sentence(line)),
        rows=rows,
        attachments=attachments,
        is_message=read_message(page, lines, title.first if title else 0) is not None,
    )


def _points(page: Page, parts: _Parts) -> int:
    """How much says that the page is one document. A list of links speaks against it."""
    stated = parts.metas.get("articletitle") not in (None, parts.metas.get("columnname"), parts.metas.get("sitename"))
    return (
        2 * stated
        + 2 * parts.beside_title
        + 2 * (len(parts.record) > 2)
        + (parts.sentences >= 30)
        + (parts.sentences >= 300)
        + looks_like_document(page.url)
        + bool(parts.attachments)
        + 3 * parts.is_message
        + (parts.title is not None and parts.title.certain and (parts.title.end > 0 or parts.sentences > 0))
        - 3 * (parts.rows >= _MANY_ROWS and parts.rows * 40 > parts.sentences)
    )


_CERTAIN, _ENOUGH = 5, 3
_MANY_ROWS, _ROW_LENGTH = 5, 10
_TAIL = 12
"""So many lines around the end of the text are looked at for a record or a time of publication below it."""
_LONGEST_SEARCH = 250


def _frames(tree: Element) -> Iterator[str]:
    """The addresses shown inside the page."""
    for frame in tree.iter("iframe", "embed", "object"):
        yield frame.get("src") or frame.get("data") or ""


def _first_sentence(lines: list[Line], start: int) -> int:
    """The first line of running text from `start` on; as far as a head may reach where there is none."""
    limit = min(len(lines), start + _LONGEST_SEARCH)
    return next(
        (index for index in range(start, limit) if is_sentence(lines[index]) and not _is_value(lines, index)), limit
    )


def _is_value(lines: list[Line], index: int) -> bool:
    """The line stands right behind a label of the record, such as 内容概述."""
    return index > 0 and label_alone(lines[index - 1].raw) is not None


def _of_head(pair: Pair) -> bool:
    return pair.in_table or pair.meaning not in ("other_date", "of_text")


def _first_pair_end(pairs: list[Pair]) -> int:
    return pairs[0].line if pairs else 0


def _source(pairs: list[Pair], metas: dict[str, str], title: str) -> str | None:
    shown = next((pair.value for pair in pairs if pair.meaning == "content_source" and pair.value), None)
    stated = said(metas.get("contentsource"))
    return shown or (stated if stated != title else None)  # some templates put the title there


def _why_not(parts: _Parts) -> str:
    if parts.rows >= _MANY_ROWS:
        return f"a list of {parts.rows} links, not one document"
    return "nothing on the page looks like one document with a title and a text"


def _nothing(page: Page, state: DocumentState, reason: str) -> DocumentReading:
    return DocumentReading(source=page.url, state=state, reason=reason)


def _reading(page: Page, parts: _Parts) -> DocumentReading:
    publication, record = parts.publication, parts.record
    return DocumentReading(
        source=page.url,
        state="document",
        title=parts.title.text if parts.title else None,
        published=publication.published,
        published_raw=publication.raw,
        published_from=publication.came_from,
        dates=publication.dates,
        dates_conflict=publication.conflict,
        index_no=record.get("index_no"),
        doc_no=record.get("doc_no"),
        issuer=record.get("issuer"),
        category=record.get("category") or record.get("classification"),
        validity=record.get("validity"),
        topic_words=record.get("topic_words"),
        content_source=parts.source,
        attachments=parts.attachments,
        text="\n".join(parts.paragraphs) or None,
        candidates=parts.candidates,
    )
