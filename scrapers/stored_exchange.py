"""One stored answer with everything that was kept beside it: what was asked, what the server said, the page."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scrapers.errors import EvidenceError
from scrapers.held import Head, head_of
from scrapers.pages.page import Page
from scrapers.stored import read_page, read_record
from scrapers.warc.index import refers_to
from scrapers.warc.members import BrokenRecord, Member, members


@dataclass(frozen=True)
class StoredExchange:
    """What is stored at `record`. The page's digest has been verified."""

    record: str
    page: Page
    sha256: str
    """Of the body as it came over the wire; of a page that a browser drew, of the page as drawn."""
    body_record: str
    """Where that body is stored; `record` itself, unless the page was found unchanged."""
    asked: Head | None
    """Absent only where the file breaks off behind the answer."""
    answered: Head
    drawn_by: str | None
    """The browser, if the page is what a browser drew from the answer."""

    @property
    def unchanged(self) -> bool:
        """The page was found as it had been before, and its body was not stored again."""
        return self.body_record != self.record


def stored_exchange(var_dir: Path, record: str) -> StoredExchange:
    """Everything that belongs to the answer stored at `record`. Raises `EvidenceError`; see `read_record`."""
    page = read_page(var_dir, record)
    sha256 = hashlib.sha256(read_record(var_dir, record).body).hexdigest()
    first, *more = _together(var_dir, record)
    drawn = first.kind == "conversion"
    answer = next((member for member in (first, *more) if member.kind in ("response", "revisit")), None)
    request = next((member for member in more if member.kind == "request"), None)
    if answer is None:
        raise EvidenceError(f"{record}: the answer that the page was drawn from does not stand behind it")
    return StoredExchange(
        record=record,
        page=page,
        sha256=sha256,
        body_record=refers_to(first) or record,
        asked=head_of(request.block) if request else None,
        answered=head_of(answer.block),
        drawn_by=first.fields.get("x-drawn-by", "a browser") if drawn else None,
    )


def stored_bytes(var_dir: Path, record: str) -> bytes:
    """The records of an answer as they stand in their file, each a gzip member: a WARC file of their own.

    Before an unchanged page stands the answer that it refers to. Raises `EvidenceError`.
    """
    read_page(var_dir, record)
    first, *more = _together(var_dir, record)
    before = stored_bytes(var_dir, refers_to(first)) if first.kind == "revisit" else b""
    last = (more or [first])[-1]
    file, _, _ = record.partition("#")
    try:
        with (var_dir / file).open("rb") as stored:
            stored.seek(first.offset)
            return before + stored.read(last.offset + last.length - first.offset)
    except OSError as error:
        raise EvidenceError(f"{record}: cannot be read ({error.strerror})") from error


def _together(var_dir: Path, record: str) -> Iterator[Member]:
    """The record at this place, the answer that it was drawn from, and their request, as they stand in the file."""
    file, _, offset = record.partition("#")
    reading = members(var_dir / file, start=int(offset))
    try:
        first = answer = next(reading)
        yield first
        if first.kind == "conversion":
            answer = next(reading)
            if answer.fields.get("warc-record-id") != first.fields.get("warc-refers-to"):
                return
            yield answer
        request = next(reading)
        if request.fields.get("warc-concurrent-to") == answer.fields.get("warc-record-id"):
            yield request
    except (StopIteration, BrokenRecord):
        return  # The record itself was read before: what is missing is what was written behind it.
