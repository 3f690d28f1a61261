"""Show stored evidence to a person, or hand it to a third party. Private numbers are unreadable unless asked for."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.errors import FolderNotWritable
from flows.opened import OpenOffice
from schemas.mistakes import ConfigError, Mistake
from scrapers.documents.lines import SEAM, Line, read_lines, squeeze
from scrapers.errors import EvidenceError
from scrapers.held import Head
from scrapers.pages.private_numbers import masked, masked_markup, private_numbers
from scrapers.pages.redacted import is_readable, redacted
from scrapers.stored_exchange import StoredExchange, stored_bytes, stored_exchange
from scrapers.warc.private_files import write_private
from warehouse import facts

UNREDACTED = "unredacted: private numbers stand here as they were published; for the office's own eyes only"
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_COLUMN = re.compile(r"(?P<agency>[^/#]+)/(?P<column>[^/#]+)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""A stored page must not write to a terminal what moves its cursor, or turns lines round."""


def find(office: OpenOffice, name: str) -> StoredExchange:
    """The stored answer that `name` means: where it is stored, the SHA-256 of its body, or `AGENCY/COLUMN`.

    Of a body the latest answer that can be read; of a column the first page of its latest visit. Raises `ConfigError`
    if `name` means nothing here and `EvidenceError` if what it means cannot be read.
    """
    records = _records(office, name)
    for record in records[:-1]:
        try:
            return stored_exchange(office.folder.var, record)
        except EvidenceError:
            continue  # The same body is stored elsewhere.
    return stored_exchange(office.folder.var, records[-1])


def lines_of(found: StoredExchange, office: OpenOffice, *, raw: bool) -> Iterator[str]:
    """What was asked and when, what the server said, and the page's text; for a terminal."""
    said = _said(found, raw=raw)
    for line in (*_about(found, office, raw=raw), *(said if raw else map(masked, said))):
        yield _CONTROLS.sub("\ufffd", line)


@dataclass(frozen=True)
class Exported:
    """A file for somebody else. `sha256` is its own, `of_body` that of the body as it came over the wire."""

    file: Path
    found: StoredExchange
    sha256: str
    of_body: str
    redacted: bool
    """Private numbers were made unreadable in it."""


def export(office: OpenOffice, found: StoredExchange, out: Path, *, warc: bool, raw: bool) -> Exported:
    """Write the page, decompressed, or with `warc` the records of it, to `out`; readable by its owner only.

    Raises `ConfigError` if private numbers would have to be hidden where they cannot be: in records, whose digests
    would no longer hold, and in files that are no text. Raises `FolderNotWritable`.
    """
    page = found.page
    if warc and not raw:
        raise _wrong("--warc", "a record with changed text would no longer match its digest", "add --raw, or leave it")
    content = page.body if raw else redacted(page)
    if content is None:
        message = f"{found.record} is no text, so nothing can be hidden in it"
        raise _wrong("--out", message, "look into it, then add --raw")
    if warc:
        content = stored_bytes(office.folder.var, found.record)
    try:
        write_private(out, content)
    except OSError as error:
        raise FolderNotWritable(f"{out} cannot be written: {error.strerror}") from error
    own = hashlib.sha256(content).hexdigest()
    return Exported(out, found, own, found.sha256, redacted=not raw and content is not page.body)


def summary(done: Exported, office: OpenOffice) -> Iterator[str]:
    """What was written, and how it compares with what is stored."""
    yield f"wrote {done.file}"
    yield from _about(done.found, office, raw=False)
    yield f"sha256 of this file: {done.sha256}"
    if done.redacted:
        yield "private numbers are unreadable in it, so it differs from what is stored"


def _records(office: OpenOffice, name: str) -> list[str]:
    if "#" in name:
        return [name]
    if _SHA256.fullmatch(name):
        found = facts.records_with_body(office.warehouse, name.lower())
        remedy = "a body that nothing was judged by is found by where it is stored"
    elif column := _COLUMN.fullmatch(name):
        latest = facts.evidence_of_column(office.warehouse, column["agency"], column["column"])
        found = [latest.record] if latest and latest.record else []
        remedy = "write AGENCY/COLUMN as in agencies/; a column that never answered has none"
    else:
        remedy = "write evidence/….warc.gz#offset, a SHA-256, or AGENCY/COLUMN"
        raise _wrong("ID", f"{name!r} names no evidence", remedy)
    if not found:
        raise _wrong("ID", f"there is no evidence of {name}", remedy)
    return found


def _said(found: StoredExchange, *, raw: bool) -> Iterator[str]:
    """What we sent and what the server said."""
    if found.asked:
        yield from ("", f"asked:    {' '.join(found.asked.first)}", *_headers(found.asked))
        if sent := found.asked.body:
            yield from ("", sent.decode("utf-8", "replace") if raw else f"({len(sent)} bytes were sent with it)")
    yield from ("", f"answered: {' '.join(found.answered.first)}", *_headers(found.answered), "")
    page = found.page
    if not is_readable(page):
        yield f"({len(page.body)} bytes that are no text: export it to look at it)"
    elif "<" in page.text:
        yield from (_apart(line) for line in read_lines(page.tree).lines if line.text and not line.hidden)
    else:
        yield from (page.text if raw else masked_markup(page.text)).splitlines()


def _apart(line: Line) -> str:
    """Title and day of a row stand apart; not so the parts of a private number, which would be harder to see."""
    return line.text if private_numbers(line.text) else squeeze(line.raw.replace(SEAM, " "))


def _about(found: StoredExchange, office: OpenOffice, *, raw: bool) -> Iterator[str]:
    """Our own figures: only the address may hold a private number."""
    yield f"page:     {found.page.url if raw else masked(found.page.url)}"
    yield f"fetched:  {_moment(found.page.fetched_at, office)}"
    yield f"stored:   {found.record}"
    if found.unchanged:
        yield f"          unchanged; its body is stored at {found.body_record}"
    yield f"sha256:   {found.sha256}"
    if found.drawn_by:
        yield f"          of the page as {found.drawn_by} drew it; the answer follows it in the file"


def _headers(head: Head) -> Iterator[str]:
    return (f"          {name}: {value}" for name, value in head.headers)


def _moment(moment: datetime | None, office: OpenOffice) -> str:
    return moment.astimezone(office.zone).isoformat(sep=" ", timespec="seconds") if moment else "—"


def _wrong(option: str, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=Path(option), message=message, remedy=remedy)])
