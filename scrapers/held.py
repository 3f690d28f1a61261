"""What a night that was cut off holds already, so that its restart asks no server for it again."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from schemas.results import Evidence
from scrapers.errors import EvidenceError
from scrapers.fetching.decompression import Broken, TooMuch, decompress
from scrapers.fetching.transport import Exchange
from scrapers.stored import LARGEST_PAGE, POSTED, TRUNCATED, read_record
from scrapers.warc.members import BrokenRecord, Member, members
from scrapers.warc.records import ORIGINALLY

RequestKey = tuple[str, str, bytes]
"""Method, address, and the request's own body."""


@dataclass(frozen=True, kw_only=True)
class KeptExchange(Exchange):
    """An answer that was stored in an earlier attempt of this night. To keep it again gives back its `evidence`."""

    evidence: Evidence


def held(var_dir: Path, since: datetime, known: Collection[str]) -> dict[RequestKey, KeptExchange]:
    """The answers stored since `since` (with a zone) that nobody has used: their place is not in `known`.

    Of several answers to one request only the latest counts: if that one is known, or an error, the request has none.
    Given are answers with a page or a redirect (200, 206, 3xx; a 304 where the page it stands for is there), but for
    those from which a browser drew a page. Moments are in the zone of `since`. A record that is damaged is passed over.
    Raises `EvidenceError` if a file cannot be read.
    """
    latest: dict[RequestKey, _Found] = {}
    known = frozenset(known)
    # A folder is named by the day of its answers in the office's zone, which may be another than that of `since`.
    for path in _files_since(var_dir, since - timedelta(days=1)):
        place = path.relative_to(var_dir).as_posix()
        for answer, request in _answers(path):
            moment = _moment(answer)
            if moment is None or moment < since:
                continue
            record = f"{place}#{answer.offset}"
            found = _Found(record, moment, answer, request, used=record in known)
            before = latest.get(found.key)
            if before is None or before.moment <= moment:
                latest[found.key] = found
    kept = ((key, _exchange(var_dir, found, since.tzinfo)) for key, found in latest.items())
    return {key: exchange for key, exchange in kept if exchange is not None}


class _Found:
    """An answer and its request; of one that was used already only what is needed to know it."""

    __slots__ = ("answer", "key", "moment", "place", "request", "status")

    def __init__(self, place: str, moment: datetime, answer: Member, request: Member, *, used: bool) -> None:
        sent = request.block.partition(b"\r\n\r\n")[2]
        self.key: RequestKey = (
            answer.fields.get(POSTED.lower(), "GET"),
            answer.fields.get("warc-target-uri", ""),
            sent,
        )
        self.place = place
        self.moment = moment
        status = answer.block[:16].split(b" ")[1:2]
        self.status = int(status[0]) if status and status[0].isdigit() else 0
        self.answer = None if used else answer
        self.request = None if used else request

    @property
    def usable(self) -> bool:
        return self.status in (200, 206) or 300 <= self.status < 400


class Head(NamedTuple):
    """The head of a request or an answer."""

    first: list[str]
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _exchange(var_dir: Path, found: _Found, zone: tzinfo | None) -> KeptExchange | None:
    """`None` if it was used, is no page, is damaged, or what it points to is."""
    if found.answer is None or found.request is None or not found.usable:
        return None
    answer_fields = found.answer.fields
    answer, request = head_of(found.answer.block), head_of(found.request.block)
    sha256 = answer_fields.get("warc-payload-digest", "").removeprefix("sha256:")
    wire = answer.body
    encoding = next((value for name, value in answer.headers if name.lower() == "content-encoding"), "")
    try:
        if found.answer.kind == "revisit":
            # Read also for a 304, which has no body: it is worth nothing without the page it stands for.
            original = read_record(var_dir, found.place).body
            wire = b"" if found.status == 304 else original
        elif found.status == 304 or hashlib.sha256(wire).hexdigest() != sha256:
            return None
        body = decompress(wire, encoding=encoding, cap=LARGEST_PAGE)
    except (EvidenceError, Broken, TooMuch):
        return None
    method, url, sent = found.key
    version, _, reason = (*answer.first, "", "")[:3]
    fetched_at = found.moment.astimezone(zone)
    return KeptExchange(
        url=url,
        status=found.status,
        reason=reason,
        headers=answer.headers,
        wire_body=wire,
        body=body,
        fetched_at=fetched_at,
        target=(*request.first, "")[1],
        request_headers=request.headers,
        version=version,
        method=method,
        sent=sent,
        cut=TRUNCATED.lower() in answer_fields,
        evidence=Evidence(
            url=url, fetched_at=fetched_at, sha256=sha256, record=found.place, length=found.answer.length
        ),
    )


def _answers(path: Path) -> Iterator[tuple[Member, Member]]:
    """Each answer of a file with the request that led to it, as far as the file is whole."""
    answer: Member | None = None
    drawn: str | None = None
    try:
        for member in members(path):
            name = member.fields.get("warc-record-id")
            if member.kind == "conversion":
                drawn = member.fields.get("warc-refers-to")
            elif member.kind in ("response", "revisit"):
                answer = None if name == drawn else member
            elif member.kind == "request" and answer is not None:
                if member.fields.get("warc-concurrent-to") == answer.fields.get("warc-record-id"):
                    yield answer, member
                answer = None
    except BrokenRecord:
        # Its writer is at work, or was killed there: what was acknowledged lies before.
        return


def _files_since(var_dir: Path, first: datetime) -> Iterator[Path]:
    for day in sorted(var_dir.glob("evidence/????/??/??")):
        if day.relative_to(var_dir / "evidence").as_posix() >= f"{first:%Y/%m/%d}":
            yield from sorted(day.glob("*.warc.gz"))


def _moment(member: Member) -> datetime | None:
    try:
        return datetime.fromisoformat(member.fields.get("warc-date", ""))
    except ValueError:
        return None


def head_of(block: bytes) -> Head:
    """First line (at most three words), headers as they came, and what follows them."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.removeprefix(ORIGINALLY), value.strip(" \t")) for name, _, value in pairs)
    return Head(first.split(" ", 2), headers, body)
