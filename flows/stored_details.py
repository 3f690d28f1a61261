"""Read from stored pages what tonight's measures ask of documents that were read before anybody asked for it."""

import logging

from flows.opened import OpenOffice
from flows.progress import progress
from flows.reading_with import Reader
from schemas.document_visits import DocumentVisit
from scrapers.document_visit import visit_document
from scrapers.errors import EvidenceError
from scrapers.stored_pages import StoredPages
from warehouse import facts, save
from warehouse.nights import Night

log = logging.getLogger("gongkai.crawl")

MOST_A_NIGHT = 2000
"""Half a minute's work; an office that begins to ask has its last years read within a few nights."""
_AT_ONCE = 200


def read_stored_details(office: OpenOffice, night: Night, reader: Reader) -> int:
    """Ask no server; returns how many were read. One whose page is lost is fetched again by the next night."""
    w = office.warehouse
    unread = facts.unread_details(w, now=office.clock(), most=MOST_A_NIGHT)
    if not unread:
        return 0
    going, lost = progress("stored documents", total=len(unread)), []
    try:
        for first in range(0, len(unread), _AT_ONCE):
            visits: list[tuple[int, DocumentVisit]] = []
            for one in unread[first : first + _AT_ONCE]:
                going.advance(one.url)
                visit = _read(office, one, reader)
                if visit is not None and visit.details is not None:
                    visits.append((one.id, visit))
                else:
                    lost.append(one.id)
            save.save_details(w, night, visits, reader=reader.name, recorded_at=office.clock())
        save.look_again(w, lost, now=office.clock())
    finally:
        going.close()
    log.info("stored documents: %d read for what their pages carry, %d to be fetched again", len(unread), len(lost))
    return len(unread) - len(lost)


def _read(office: OpenOffice, one: facts.UnreadDetails, reader: Reader) -> DocumentVisit | None:
    try:
        pages = StoredPages(office.folder.var, one.url, [one.evidence], at=one.told_at)
    except EvidenceError as error:
        log.warning("document %s cannot be read from what is stored: %s", one.url, error)
        return None
    today = one.told_at.astimezone(office.zone).date()
    return visit_document(
        one.url, client=pages, store=pages, read=reader.document, read_details=reader.details, today=today
    )
