"""Read stored evidence back, and trust nothing that does not match its digest."""

import hashlib
import re
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from scrapers.errors import EvidenceError
from scrapers.fetching.client import Validators
from scrapers.fetching.decompression import Broken, TooMuch, decompress
from scrapers.pages.page import Page

_RECORD = re.compile(r"(?P<file>evidence(?:/[A-Za-z0-9][A-Za-z0-9_-]*)+\.warc\.gz)#(?P<offset>\d+)")
LARGEST_PAGE = 200_000_000
"""Bytes of a stored page, decompressed: far above what is ever fetched."""
POSTED = "X-Request-Method"
"""Header of an answer's record that was not asked for with GET. Its request record, body included, follows it."""
TRUNCATED = "WARC-Truncated"
"""Header of an answer's record that ends before the answer did: only its beginning was wanted (WARC/1.1, 5.13)."""


class StoredAnswer(NamedTuple):
    """A stored answer: its headers (names in lower case) and its body as it came, still compressed if sent so.

    Of a page that a browser drew: the text it drew, with its content type alone.
    """

    headers: dict[str, str]
    body: bytes


def read_record(var_dir: Path, record: str, *, length: int | None = None) -> StoredAnswer:
    """The answer stored at `record` (`evidence/….warc.gz#offset`), after its digest has been verified.

    A record that points to an earlier one (unchanged page) is followed to the body. `length`: bytes of the record in
    its file, as the warehouse has it. Raises `EvidenceError` if the record is missing, damaged, or does not match its
    digest or length.
    """
    return _stored(var_dir, record, length=length).answer


def read_page(var_dir: Path, record: str) -> Page:
    """The page stored at `record`, decompressed, with the moment of the record itself. Raises `EvidenceError`."""
    stored = _stored(var_dir, record)
    headers, wire = stored.answer
    try:
        body = decompress(wire, encoding=headers.get("content-encoding", ""), cap=LARGEST_PAGE)
    except (Broken, TooMuch) as error:
        raise EvidenceError(f"{record}: {error}") from error
    return Page(
        url=stored.url,
        body=body,
        requested=stored.url,
        status=stored.status,
        headers=headers,
        fetched_at=stored.fetched_at,
    )


def validators_of(var_dir: Path, record: str) -> Validators | None:
    """What to hold of a stored page, so that it is neither sent nor stored again while it stays the same.

    `None` for the answer to a form and for a page that a browser drew: its address alone does not name it, so nothing
    asked there later is compared to it.
    Its `fetched_at` is when the body itself was last sent: a caller that finds it old asks without validators, for a
    server's word alone is not trusted for ever. Raises `EvidenceError` as `read_record` does.
    """
    stored = _stored(var_dir, record)
    if not stored.named_by_address:
        return None
    return Validators(
        url=stored.url,
        sha256=hashlib.sha256(stored.answer.body).hexdigest(),
        record=stored.body_record,
        fetched_at=stored.body_fetched_at,
        etag=stored.answer.headers.get("etag"),
        last_modified=stored.answer.headers.get("last-modified"),
    )


class _Stored(NamedTuple):
    answer: StoredAnswer
    url: str
    status: int
    fetched_at: datetime
    body_record: str
    body_fetched_at: datetime
    named_by_address: bool


def _stored(var_dir: Path, record: str, *, length: int | None = None) -> _Stored:
    warc, body = _load(var_dir, record, length=length)
    source, source_record = warc, record
    if warc.rec_type == "revisit":
        source_record = f"{_field(warc, 'Refers-To-Filename')}#{_field(warc, 'Refers-To-File-Offset')}"
        source, body = _load(var_dir, source_record)
    if source.rec_type == "conversion":
        return _drawn(source, record, body)
    if source.rec_type != "response" or source.http_headers is None:
        raise EvidenceError(f"{source_record}: holds a {source.rec_type} record, not an answer")
    _require_digest(warc, record, body)
    try:
        # A 304 carries few headers; how the body is to be read stands with the body.
        head = source.http_headers if _status(warc) == 304 else warc.http_headers
        headers = {name.lower(): value for name, value in head.headers}
        return _Stored(
            answer=StoredAnswer(headers, body),
            url=_field(warc, "Target-URI"),
            status=int(head.get_statuscode()),
            fetched_at=datetime.fromisoformat(_field(warc, "Date")),
            body_record=source_record,
            body_fetched_at=datetime.fromisoformat(_field(source, "Date")),
            named_by_address=warc.rec_headers.get_header(POSTED) is None,
        )
    except ValueError as error:
        raise EvidenceError(f"{record}: is no record of ours ({error})") from error


def _drawn(warc: Any, record: str, body: bytes) -> _Stored:
    """A page as a browser drew it: its text is its body, and no server said anything about it."""
    _require_digest(warc, record, body)
    moment = datetime.fromisoformat(_field(warc, "Date"))
    answer = StoredAnswer({"content-type": str(warc.rec_headers.get_header("Content-Type"))}, body)
    return _Stored(answer, _field(warc, "Target-URI"), 200, moment, record, moment, named_by_address=False)


def _require_digest(warc: Any, record: str, body: bytes) -> None:
    if _field(warc, "Payload-Digest") != f"sha256:{hashlib.sha256(body).hexdigest()}":
        raise EvidenceError(f"{record}: the stored body does not match its digest; the file was changed or is damaged")


def _status(warc: Any) -> int:
    return int(warc.http_headers.get_statuscode()) if warc.http_headers else 304


def _field(warc: Any, name: str) -> str:
    value = warc.rec_headers.get_header(f"WARC-{name}")
    if value is None:
        raise EvidenceError(f"a stored answer lacks WARC-{name}: it is no record of ours or was changed")
    return str(value)


def _load(var_dir: Path, record: str, *, length: int | None = None) -> tuple[Any, bytes]:
    # Slow to import, and a night that finds nothing stored has no use for it.
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    named = _RECORD.fullmatch(record)
    if named is None:
        raise EvidenceError(f"{record!r} is not the address of a stored answer (evidence/….warc.gz#offset)")
    try:
        with (var_dir / named["file"]).open("rb") as file:
            file.seek(int(named["offset"]))
            plain, taken = _one_member(file)
            if length not in (None, taken):
                raise EvidenceError(f"{record}: is {taken} bytes long, not {length}; the file was changed")
            warc = next(iter(ArchiveIterator(BytesIO(plain))))
            return warc, warc.raw_stream.read()
    except (OSError, ValueError, OverflowError, StopIteration, zlib.error, ArchiveLoadFailed) as error:
        raise EvidenceError(f"{record}: cannot be read ({error or 'nothing is stored there'})") from error


def _one_member(file: BinaryIO) -> tuple[bytes, int]:
    """The gzip member that begins here, and its length; warcio by itself forgives one whose checksum is wrong."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    plain = bytearray()
    taken = 0
    while not machine.eof:
        piece = file.read(65_536)
        if not piece:
            raise ValueError("the record breaks off")
        plain += machine.decompress(piece)
        taken += len(piece)
    return bytes(plain), taken - len(machine.unused_data)
