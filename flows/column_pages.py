"""Read from stored pages what columns' own pages say, where the measures in force ask whether it changes."""

import logging
from datetime import timedelta

from flows.opened import OpenOffice
from flows.progress import progress
from flows.reading_with import Reader
from schemas.own_pages import OwnPageReading
from scorecards.measures.page_changed_within import own_pages_owed
from scrapers.documents.own_page import READER
from scrapers.errors import EvidenceError
from scrapers.stored import read_page
from warehouse import facts, save
from warehouse.nights import Night

log = logging.getLogger("gongkai.crawl")

MOST_A_NIGHT = 2000
"""Bodies: a minute's work. A page that never changes is read once, one that changes every night once a night."""
_AT_ONCE = 200
_LONGER = timedelta(days=31)
"""Looks are read back to so long before the limit: one of them has to lie further back than it."""


def read_column_pages(office: OpenOffice, night: Night, reader: Reader) -> int:
    """Of the columns that owe it, every stored page not read yet, those seen last first; returns how many were read.

    Asks no server. What is not reached within a night's part is left to the next one; a page that is lost is left out.
    """
    w, day = office.warehouse, night.as_of.astimezone(office.zone).date()
    owed = own_pages_owed(office.folder.plan_for(day), office.folder.rules_for(day))
    keys = {key for each in owed for key in each.columns(office.folder.agencies, day)}
    if not keys:
        return 0
    since = night.as_of - timedelta(days=max(each.days for each in owed)) - _LONGER
    unread = facts.unread_column_pages(w, keys, since=since, reader=READER, most=MOST_A_NIGHT)
    if not unread:
        return 0
    removed, going, read = facts.removed_files(w), progress("columns' pages", total=len(unread)), 0
    try:
        for first in range(0, len(unread), _AT_ONCE):
            found = []
            for page in unread[first : first + _AT_ONCE]:
                going.advance(page.url)
                reading = None if _file(page) in removed else _read(office, page, reader)
                if reading is not None:
                    found.append(save.ReadColumnPage(page.column, reading, page.evidence))
            save.save_column_pages(w, found, reader=READER, recorded_at=office.clock())
            read += len(found)
    finally:
        going.close()
    log.info("columns' own pages: %d read for what they say", read)
    return read


def _file(page: facts.UnreadPage) -> str:
    return str(page.evidence.record).partition("#")[0]


def _read(office: OpenOffice, page: facts.UnreadPage, reader: Reader) -> OwnPageReading | None:
    try:
        stored = read_page(office.folder.var, str(page.evidence.record))
    except EvidenceError as error:
        log.warning("the page of %s cannot be read from what is stored: %s", page.url, error)
        return None
    return reader.own_page(stored, today=page.seen_at.astimezone(office.zone).date())
