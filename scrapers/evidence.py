"""Keep every answer as it came, so that somebody without this program can check what we saw (WARC/1.1, ISO 28500).

One file a process and day, `evidence/2026/11/20/<name>.warc.gz`; each answer is a gzip member of its own and on the
disk before its page is read. A night that is cut off loses nothing that was already judged by.
"""

import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.results import Evidence
from scrapers.client import Validators
from scrapers.decompression import Broken, TooMuch, decompress
from scrapers.errors import EvidenceError
from scrapers.page import Page
from scrapers.transport import Exchange

_RECORD = re.compile(r"(?P<file>evidence(?:/[A-Za-z0-9][A-Za-z0-9_-]*)+\.warc\.gz)#(?P<offset>\d+)")
_LARGEST_PAGE = 200_000_000


class EvidenceStore:
    """Writes answers below `var_dir`. Safe to share between threads; two processes never share a file.

    Files are readable by their owner only: a page may hold personal data that its agency has meanwhile taken down.
    """

    def __init__(self, var_dir: Path) -> None:
        self._var = var_dir
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._day: date | None = None
        self._file: int | None = None
        self._path = ""
        self._kept: dict[tuple[str, str], Validators] = {}

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Store `exchange` and say where. The day of the folder is that of `exchange.fetched_at`, in its own zone.

        A body that is already kept (in this run, or as `earlier`) is not stored again: the record points to it. A 304
        needs `earlier`. Raises `EvidenceError` if the answer cannot be written; nothing half-written stays behind.
        """
        with self._lock:
            original = self._original(exchange, earlier)
            self._open(exchange.fetched_at)
            offset = self._append(_records(exchange, original))
            record = f"{self._path}#{offset}"
            digest = original.sha256 if original else hashlib.sha256(exchange.wire_body).hexdigest()
            self._kept[exchange.url, digest] = original or Validators(
                url=exchange.url, sha256=digest, record=record, fetched_at=exchange.fetched_at
            )
        return Evidence(url=exchange.url, fetched_at=exchange.fetched_at, sha256=digest, record=record)

    def page(self, record: str) -> Page:
        """The stored page; see `read_page`."""
        return read_page(self._var, record)

    def close(self) -> None:
        """Close the file; the next `keep` opens it again."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file = self._day = None

    def _original(self, exchange: Exchange, earlier: Validators | None) -> Validators | None:
        if exchange.status == 304:
            if earlier is None:
                raise EvidenceError(f"{exchange.url}: a 304 proves nothing without the answer it refers to")
            return earlier
        digest = hashlib.sha256(exchange.wire_body).hexdigest()
        if earlier is not None and (earlier.url, earlier.sha256) == (exchange.url, digest):
            return earlier
        return self._kept.get((exchange.url, digest))

    def _open(self, moment: datetime) -> None:
        if self._file is not None and self._day == moment.date():
            return
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._path = f"evidence/{moment:%Y/%m/%d}/{moment:%Y%m%d}-{self._name}.warc.gz"
        path = self._var / self._path
        with _told(path):
            _private_folders(self._var, path.parent)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._day = moment.date()
        if os.fstat(self._file).st_size == 0:
            self._append([_about(path.name, moment)])

    def _append(self, records: list[bytes]) -> int:
        """Write all records or none; the offset of the first one."""
        assert self._file is not None
        start = os.fstat(self._file).st_size
        data = memoryview(b"".join(records))
        with _told(self._var / self._path):
            try:
                while data:
                    data = data[os.write(self._file, data) :]
                os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, start)
                raise
        return start


class StoredAnswer(NamedTuple):
    """A stored answer: its headers (names in lower case) and its body as it came, still compressed if sent so."""

    headers: dict[str, str]
    body: bytes


def read_record(var_dir: Path, record: str) -> StoredAnswer:
    """The answer stored at `record` (`evidence/….warc.gz#offset`), after its digest has been verified.

    A record that points to an earlier one (unchanged page) is followed to the body. Raises `EvidenceError` if the
    record is missing, damaged or does not match its digest.
    """
    return _stored(var_dir, record).answer


def read_page(var_dir: Path, record: str) -> Page:
    """The page stored at `record`, decompressed, with the moment of the record itself. Raises `EvidenceError`."""
    stored = _stored(var_dir, record)
    headers, wire = stored.answer
    try:
        body = decompress(wire, encoding=headers.get("content-encoding", ""), cap=_LARGEST_PAGE)
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
    """What to send with the next request so that an unchanged page need not come again.

    `None` if the stored answer carried neither ETag nor Last-Modified. Its `fetched_at` is when the body itself was
    last sent: a caller that finds it old asks without validators, for a server's word alone is not trusted for ever.
    Raises `EvidenceError` as `read_record` does.
    """
    stored = _stored(var_dir, record)
    etag = stored.answer.headers.get("etag")
    last_modified = stored.answer.headers.get("last-modified")
    if not (etag or last_modified):
        return None
    return Validators(
        url=stored.url,
        sha256=hashlib.sha256(stored.answer.body).hexdigest(),
        record=stored.body_record,
        fetched_at=stored.body_fetched_at,
        etag=etag,
        last_modified=last_modified,
    )


class _Stored(NamedTuple):
    answer: StoredAnswer
    url: str
    status: int
    fetched_at: datetime
    body_record: str
    body_fetched_at: datetime


def _stored(var_dir: Path, record: str) -> _Stored:
    warc, body = _load(var_dir, record)
    fetched_at = _moment(warc.rec_headers.get_header("WARC-Date"))
    digest = warc.rec_headers.get_header("WARC-Payload-Digest")
    source, source_record, source_date = warc, record, fetched_at
    if warc.rec_type == "revisit":
        file = warc.rec_headers.get_header("WARC-Refers-To-Filename")
        source_record = f"{file}#{warc.rec_headers.get_header('WARC-Refers-To-File-Offset')}"
        source, body = _load(var_dir, source_record)
        source_date = _moment(source.rec_headers.get_header("WARC-Date"))
    if source.rec_type != "response":
        raise EvidenceError(f"{source_record}: holds a {source.rec_type} record, not an answer")
    if digest != f"sha256:{hashlib.sha256(body).hexdigest()}":
        raise EvidenceError(f"{record}: the stored body does not match its digest; the file was changed or is damaged")
    # A 304 carries few headers; how the body is to be read stands with the body.
    headers = {name.lower(): value for name, value in source.http_headers.headers}
    return _Stored(
        answer=StoredAnswer(headers, body),
        url=warc.rec_headers.get_header("WARC-Target-URI"),
        status=int(source.http_headers.get_statuscode()),
        fetched_at=fetched_at,
        body_record=source_record,
        body_fetched_at=source_date,
    )


def _load(var_dir: Path, record: str) -> tuple[Any, bytes]:
    named = _RECORD.fullmatch(record)
    if named is None:
        raise EvidenceError(f"{record!r} is not the address of a stored answer (evidence/….warc.gz#offset)")
    try:
        with (var_dir / named["file"]).open("rb") as file:
            file.seek(int(named["offset"]))
            warc = next(iter(ArchiveIterator(file)))
            return warc, warc.raw_stream.read()
    except (OSError, StopIteration, ArchiveLoadFailed) as error:
        raise EvidenceError(f"{record}: cannot be read ({error or 'nothing is stored there'})") from error


def _records(exchange: Exchange, original: Validators | None) -> list[bytes]:
    """The answer and the request that led to it; the answer first, so that the offset is its own."""
    moment = _warc_date(exchange.fetched_at)
    answer_head = StatusAndHeaders(
        f"{exchange.status} {exchange.reason}".strip(), _stored_headers(exchange), protocol=exchange.version
    )
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    if original is None:
        digest = hashlib.sha256(exchange.wire_body).hexdigest()
        answer = builder.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.wire_body),
            length=len(exchange.wire_body),
            http_headers=answer_head,
            warc_headers_dict={"WARC-Date": moment, "WARC-Payload-Digest": f"sha256:{digest}"},
        )
    else:
        file, _, offset = original.record.partition("#")
        profile = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
        answer = builder.create_warc_record(
            exchange.url,
            "revisit",
            http_headers=answer_head,
            warc_headers_dict={
                "WARC-Date": moment,
                "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
                "WARC-Payload-Digest": f"sha256:{original.sha256}",
                "WARC-Refers-To-Target-URI": original.url,
                "WARC-Refers-To-Date": _warc_date(original.fetched_at),
                "WARC-Refers-To-Filename": file,
                "WARC-Refers-To-File-Offset": offset,
            },
        )
    path = exchange.url.split("/", 3)[3] if exchange.url.count("/") > 2 else ""
    request = builder.create_warc_record(
        exchange.url,
        "request",
        http_headers=StatusAndHeaders(f"GET /{path} HTTP/1.1", list(exchange.request_headers), is_http_request=True),
        warc_headers_dict={
            "WARC-Date": moment,
            "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
        },
    )
    return [_bytes(answer), _bytes(request)]


def _stored_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """The answer's headers. The body is kept without its chunks: the header that announces them is renamed."""
    headers = [
        ("X-Archive-Orig-" + name if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    if exchange.header("Content-Length") is None and exchange.status != 304:
        headers.append(("Content-Length", str(len(exchange.wire_body))))
    return headers


def _about(name: str, moment: datetime) -> bytes:
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    info = {"software": "gongkai", "format": "WARC File Format 1.1"}
    record = builder.create_warcinfo_record(name, info)
    record.rec_headers.replace_header("WARC-Date", _warc_date(moment))
    return _bytes(record)


def _bytes(record: Any) -> bytes:
    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version="1.1").write_record(record)
    return out.getvalue()


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(warc_date: str) -> datetime:
    return datetime.fromisoformat(warc_date)


def _private_folders(top: Path, folder: Path) -> None:
    """`folder` and what lies between it and `top`, readable by the owner only."""
    top.mkdir(parents=True, exist_ok=True)
    missing = [part for part in (folder, *folder.parents) if part != top and part.is_relative_to(top)]
    for part in reversed(missing):
        part.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """An operating system's error as one sentence an operator can act on."""
    try:
        yield
    except OSError as error:
        raise EvidenceError(f"{path}: evidence cannot be written ({error.strerror}); the crawl stops here") from error
