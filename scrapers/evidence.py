"""Keep every answer as it came, so that somebody without this program can check what we saw (WARC/1.1, ISO 28500).

Each process writes files of its own, `evidence/2026/11/20/<name>.warc.gz`, one at a time; each record is a gzip member
of its own, and an answer is on the disk before anybody is told of it. A night that is cut off loses nothing that was
already judged by.
"""

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from schemas.results import Evidence
from scrapers.errors import EvidenceError
from scrapers.fetching.client import Validators
from scrapers.fetching.rendering import RENDERED_TYPE, Rendering
from scrapers.fetching.transport import Exchange
from scrapers.held import KeptExchange
from scrapers.pages.page import Page
from scrapers.stored import POSTED, TRUNCATED, read_page
from scrapers.warc.file import WarcFile, mend
from scrapers.warc.index import Indexed
from scrapers.warc.records import ORIGINALLY, http_head, new_id, public_address, record, warc_date
from scrapers.working import WORKING


class EvidenceStore:
    """Writes answers below `var_dir`. Safe to share between threads; two processes never share a file.

    To open it is to mend what a killed process left half-written. Files are readable by their owner only: a page may
    hold personal data that its agency has meanwhile taken down. Raises `EvidenceError` where nothing can be written.

    With `wait` an answer is on the disk when `keep` returns. Without, it survives the process but perhaps not a power
    failure, and whoever tells others of it calls `sync` first: one wait for many answers.
    """

    def __init__(self, var_dir: Path, *, wait: bool = True) -> None:
        self._var = var_dir
        self._wait = wait
        self._lock = threading.Lock()
        self._day: date | None = None
        self._file: WarcFile | None = None
        self._lost = False
        self._sizes: dict[str, int] = {}
        """Of files that hold earlier answers, as far as they were asked for."""
        with _told(var_dir / "evidence"):
            mend(var_dir)

    def keep(self, exchange: Exchange, *, earlier: Validators | None = None) -> Evidence:
        """Store `exchange` and say where. The day of the folder is that of `exchange.fetched_at`, in its own zone.

        If the page is still the one kept as `earlier` (the same body again, or a 304), its body is not stored again:
        the record points to it. A page that a browser drew is stored beside the answer it was drawn from, and what is
        given back is the drawn page, by which is judged. An answer that is held already is not stored again. Raises
        `EvidenceError` if the answer cannot be written; nothing half-written stays.
        """
        if isinstance(exchange, KeptExchange):
            return exchange.evidence
        with WORKING:
            kept, file, end = self._append(exchange, earlier)
        if self._wait:
            with _told(file.path):
                file.sync(end)
        return kept

    def _append(self, exchange: Exchange, earlier: Validators | None) -> tuple[Evidence, WarcFile, int]:
        """Where `exchange` is now, in which file, and that file's end behind it."""
        drawn = exchange if isinstance(exchange, Rendering) else None
        sent = drawn.original if drawn else exchange
        digest = hashlib.sha256(sent.wire_body).hexdigest()
        original = earlier if earlier is not None and not drawn and _is_still(earlier, sent, digest) else None
        name, moment = new_id(), warc_date(sent.fetched_at)
        sha256 = original.sha256 if original else digest
        answer = _revisit(sent, original, name, moment) if original else _response(sent, digest, name, moment)
        records = [answer, _request(sent, answer_id=name, moment=moment)]
        if drawn:
            # What the address names is written first.
            sha256 = hashlib.sha256(drawn.body).hexdigest()
            records.insert(0, _conversion(drawn, digest=sha256, refers_to=name))
        with self._lock:
            file = self._open(exchange.fetched_at)
            with _told(file.path):
                offset = file.append(records)
            end = file.written
            at = offset
            if drawn:
                _remember(file, drawn, "conversion", moment=moment, sha256=sha256, offset=at, length=len(records[0]))
                at += len(records[0])
            kind = "revisit" if original else "response"
            own = original.sha256 if original else digest
            refers_to = original.record if original else ""
            _remember(file, sent, kind, moment=moment, sha256=own, offset=at, length=len(answer), refers_to=refers_to)
        kept = Evidence(
            url=public_address(exchange.url),
            fetched_at=exchange.fetched_at,
            sha256=sha256,
            record=f"{file.name}#{offset}",
            length=len(records[0]),
        )
        return kept, file, end

    def sync(self) -> None:
        """Return when all that was kept is on the disk. Raises `EvidenceError`: what was kept last may be lost then."""
        with self._lock:
            self._require_nothing_lost()
            file = self._file
        if file is not None:
            with _told(file.path):
                file.sync(file.written)

    def page(self, record: str) -> Page:
        """The stored page; see `read_page`."""
        return read_page(self._var, record)

    def has(self, record: str) -> bool:
        """Whether the file of a stored answer is there and reaches to it."""
        file, _, offset = record.partition("#")
        if not offset.isdecimal():
            return False
        if int(offset) >= self._sizes.get(file, 0):
            try:
                self._sizes[file] = (self._var / file).stat().st_size
            except OSError:
                return False
        return int(offset) < self._sizes[file]

    def close(self) -> None:
        """Close the file and write its index; the next `keep` begins another file. Raises `EvidenceError`."""
        with self._lock:
            self._shut()

    def _open(self, moment: datetime) -> WarcFile:
        self._require_nothing_lost()
        if self._file is not None and self._day == moment.date():
            return self._file
        self._shut()
        name = f"{moment:%Y%m%d}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"
        path = self._var / f"evidence/{moment:%Y/%m/%d}" / name
        with _told(path):
            file = WarcFile(self._var, path)
            try:
                file.append([_about(name, moment)])
            except OSError:
                file.close()
                raise
        self._file, self._day = file, moment.date()
        return file

    def _shut(self) -> None:
        if self._file is None:
            return
        file, self._file, self._day = self._file, None, None
        try:
            with _told(file.path):
                file.close()
        finally:
            self._lost = self._lost or file.failed

    def _require_nothing_lost(self) -> None:
        """What once failed to reach the disk is not mended by going on: somebody may wait to hear that it did."""
        if self._lost or (self._file is not None and self._file.failed):
            raise EvidenceError(f"{self._var / 'evidence'}: what was kept before did not reach the disk; start anew")


def _is_still(earlier: Validators, exchange: Exchange, digest: str) -> bool:
    unchanged = exchange.status == 304 or (exchange.status == 200 and digest == earlier.sha256)
    return unchanged and earlier.url == exchange.url


def _answer_fields(exchange: Exchange, name: str, moment: str) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Record-ID", name),
        ("WARC-Target-URI", public_address(exchange.url)),
        ("WARC-Date", moment),
    ]
    if exchange.method != "GET":
        # A request that was posted is kept with its body: sent again, it brings the same page.
        fields.append((POSTED, exchange.method))
    return fields


def _answer_head(exchange: Exchange) -> bytes:
    """The body is kept without its chunks: the header that announces them is renamed."""
    headers = [
        (ORIGINALLY + key if key.lower() == "transfer-encoding" else key, value) for key, value in exchange.headers
    ]
    return http_head(f"{exchange.version} {exchange.status} {exchange.reason}".strip(), headers)


def _response(exchange: Exchange, digest: str, name: str, moment: str) -> bytes:
    cut = [(TRUNCATED, "length")] if exchange.cut else []
    return record(
        "response",
        [*_answer_fields(exchange, name, moment), *cut, ("WARC-Payload-Digest", f"sha256:{digest}")],
        _answer_head(exchange) + exchange.wire_body,
        content_type="application/http; msgtype=response",
        digest=False,
        packed=exchange.wire_body is not exchange.body,
    )


def _revisit(exchange: Exchange, original: Validators, name: str, moment: str) -> bytes:
    file, _, offset = original.record.partition("#")
    profile = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
    return record(
        "revisit",
        [
            *_answer_fields(exchange, name, moment),
            ("WARC-Profile", f"http://netpreserve.org/warc/1.1/revisit/{profile}"),
            ("WARC-Payload-Digest", f"sha256:{original.sha256}"),
            ("WARC-Refers-To-Target-URI", public_address(original.url)),
            ("WARC-Refers-To-Date", warc_date(original.fetched_at)),
            ("WARC-Refers-To-Filename", file),
            ("WARC-Refers-To-File-Offset", offset),
        ],
        _answer_head(exchange),
        content_type="application/http; msgtype=response",
        digest=True,
    )


def _request(exchange: Exchange, *, answer_id: str, moment: str) -> bytes:
    return record(
        "request",
        [
            ("WARC-Record-ID", new_id()),
            ("WARC-Target-URI", public_address(exchange.url)),
            ("WARC-Date", moment),
            ("WARC-Concurrent-To", answer_id),
        ],
        http_head(f"{exchange.method} {exchange.target} HTTP/1.1", exchange.request_headers) + exchange.sent,
        content_type="application/http; msgtype=request",
        digest=True,
    )


def _conversion(rendering: Rendering, *, digest: str, refers_to: str) -> bytes:
    """The page as drawn: another form of an answer, made here (WARC/1.1: `conversion`), with no header of a server."""
    return record(
        "conversion",
        [
            ("WARC-Record-ID", new_id()),
            ("WARC-Target-URI", public_address(rendering.url)),
            ("WARC-Date", warc_date(rendering.fetched_at)),
            ("WARC-Refers-To", refers_to),
            ("WARC-Payload-Digest", f"sha256:{digest}"),
            ("X-Drawn-By", rendering.engine),
            ("X-Drawn-From", f"the answer referred to and {rendering.parts} scripts and data answers"),
            ("X-Drawn-Note", "the document after its scripts had run, without them; not what came over the wire"),
        ],
        rendering.body,
        content_type=RENDERED_TYPE,
        digest=False,
    )


def _about(name: str, moment: datetime) -> bytes:
    return record(
        "warcinfo",
        [("WARC-Record-ID", new_id()), ("WARC-Filename", name), ("WARC-Date", warc_date(moment))],
        b"software: gongkai\r\nformat: WARC File Format 1.1\r\n",
        content_type="application/warc-fields",
        digest=True,
    )


def _remember(
    file: WarcFile,
    exchange: Exchange,
    kind: str,
    *,
    moment: str,
    sha256: str,
    offset: int,
    length: int,
    refers_to: str = "",
) -> None:
    file.remember(
        Indexed(
            url=public_address(exchange.url),
            date=moment,
            kind=kind,
            mime=RENDERED_TYPE if kind == "conversion" else exchange.header("Content-Type") or "",
            status=str(exchange.status),
            digest=f"sha256:{sha256}",
            offset=offset,
            length=length,
            refers_to=refers_to,
        )
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """An operating system's error as one sentence an operator can act on."""
    try:
        yield
    except OSError as error:
        raise EvidenceError(
            f"{path}: evidence cannot be written ({error.strerror or error}); the crawl stops here"
        ) from error
