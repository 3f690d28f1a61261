"""Keep every answer as it came, so that somebody without this program can check what we saw (WARC/1.1, ISO 28500).

One file a process and day, `evidence/2026/11/20/<name>.warc.gz`; each answer is a gzip member of its own and on the
disk before its page is read. A night that is cut off loses nothing that was already judged by.
"""

import hashlib
import os
import secrets
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.results import Evidence
from scrapers.errors import EvidenceError
from scrapers.fetching.client import Validators
from scrapers.fetching.rendering import RENDERED_TYPE, Rendering
from scrapers.fetching.transport import Exchange
from scrapers.pages.page import Page
from scrapers.stored import POSTED, read_page

_ID = "WARC-Record-ID"


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

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Store `exchange` and say where. The day of the folder is that of `exchange.fetched_at`, in its own zone.

        If the page is still the one kept as `earlier` (the same body again, or a 304), its body is not stored again:
        the record points to it. A page that a browser drew is stored beside the answer it was drawn from, and what is
        given back is the drawn page, by which is judged. Raises `EvidenceError` if the answer cannot be written;
        nothing half-written stays.
        """
        drawn = exchange if isinstance(exchange, Rendering) else None
        sent = drawn.original if drawn else exchange
        digest = hashlib.sha256(sent.wire_body).hexdigest()
        original = earlier if earlier is not None and not drawn and _is_still(earlier, sent, digest) else None
        answer, request = _records(sent, original, digest=digest)
        sha256 = original.sha256 if original else digest
        records = [answer, request]
        if drawn:
            sha256 = hashlib.sha256(drawn.body).hexdigest()
            records.insert(0, _conversion(drawn, digest=sha256, refers_to=answer.rec_headers.get_header(_ID)))
        with self._lock:
            self._open(exchange.fetched_at)
            # What the address names is written first.
            offset = self._append([_bytes(record) for record in records])
            place = f"{self._path}#{offset}"
        return Evidence(url=exchange.url, fetched_at=exchange.fetched_at, sha256=sha256, record=place)

    def page(self, record: str) -> Page:
        """The stored page; see `read_page`."""
        return read_page(self._var, record)

    def has(self, record: str) -> bool:
        """Whether the file of a stored answer is there and reaches to it."""
        file, _, offset = record.partition("#")
        try:
            return (self._var / file).stat().st_size > int(offset)
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        """Close the file; the next `keep` opens it again."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file = self._day = None

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


def _is_still(earlier: Validators, exchange: Exchange, digest: str) -> bool:
    unchanged = exchange.status == 304 or (exchange.status == 200 and digest == earlier.sha256)
    return unchanged and earlier.url == exchange.url


def _records(exchange: Exchange, original: Validators | None, *, digest: str) -> tuple[Any, Any]:
    """The answer and the request that led to it.

    A request that was posted is kept with its body: sent again, it brings the same page.
    """
    moment = _warc_date(exchange.fetched_at)
    answer_head = StatusAndHeaders(
        f"{exchange.status} {_ascii(exchange.reason)}".strip(), _stored_headers(exchange), protocol=exchange.version
    )
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    posted = {POSTED: exchange.method} if exchange.method != "GET" else {}
    if original is None:
        answer = builder.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.wire_body),
            length=len(exchange.wire_body),
            http_headers=answer_head,
            warc_headers_dict={"WARC-Date": moment, "WARC-Payload-Digest": f"sha256:{digest}", **posted},
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
    request = builder.create_warc_record(
        exchange.url,
        "request",
        payload=BytesIO(exchange.sent),
        length=len(exchange.sent),
        http_headers=StatusAndHeaders(
            f"{exchange.method} {exchange.target} HTTP/1.1", list(exchange.request_headers), is_http_request=True
        ),
        warc_headers_dict={
            "WARC-Date": moment,
            "WARC-Concurrent-To": answer.rec_headers.get_header(_ID),
        },
    )
    return answer, request


def _conversion(rendering: Rendering, *, digest: str, refers_to: str) -> Any:
    """The page as drawn: another form of an answer, made here (WARC/1.1: `conversion`), with no header of a server."""
    return WARCWriter(BytesIO(), gzip=True, warc_version="1.1").create_warc_record(
        rendering.url,
        "conversion",
        payload=BytesIO(rendering.body),
        length=len(rendering.body),
        warc_content_type=RENDERED_TYPE,
        warc_headers_dict={
            "WARC-Date": _warc_date(rendering.fetched_at),
            "WARC-Refers-To": refers_to,
            "WARC-Payload-Digest": f"sha256:{digest}",
            "X-Drawn-By": rendering.engine,
            "X-Drawn-From": f"the answer referred to and {rendering.parts} scripts and data answers",
            "X-Drawn-Note": "the document after its scripts had run, without them; not what came over the wire",
        },
    )


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


def _ascii(reason: str) -> str:
    """Some servers put Chinese into the status line, where the format has only ASCII."""
    return quote(reason, safe=string.punctuation + " ")


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
