"""The index beside a WARC file (CDXJ): which answers are in it and where, one a line, in the order of their addresses.

As pywb and other archive readers have it: the address turned round, the moment in UTC, and a JSON object.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from scrapers.warc.members import Member, members
from scrapers.warc.private_files import write_private

_WWW = re.compile(r"^www\d*\.")
_SLASHES = re.compile("//+")
_AS_IT_IS = "".join(chr(each) for each in range(0x21, 0x7F) if chr(each) not in "#%")
_INDEXED = ("response", "revisit", "conversion")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Indexed(NamedTuple):
    """What the index says of one record. `date` is the record's own, in UTC; `digest` as the record has it."""

    url: str
    date: str
    kind: str
    mime: str
    status: str
    digest: str
    offset: int
    length: int
    refers_to: str = ""
    """Of an unchanged page: where its body is kept, `<file>#<offset>`."""


def index_path(warc: Path) -> Path:
    """The index that belongs to a WARC file."""
    return warc.with_name(warc.name.removesuffix(".warc.gz") + ".cdxj")


def write_index(warc: Path, records: Iterable[Indexed]) -> Path:
    """Write the index of `warc`, readable by its owner only. Raises `OSError`."""
    path = index_path(warc)
    write_private(path, "".join(sorted(_line(record, file=warc.name) + "\n" for record in records)).encode())
    return path


def indexed(warc: Path) -> list[Indexed]:
    """What the index of a file has to say, read from the file itself. Raises `EvidenceError`."""
    return [_of(member) for member in members(warc) if member.kind in _INDEXED]


def pointed_at(warc: Path) -> set[str]:
    """Where the bodies lie that a file's unchanged pages point to, by its index; raises `EvidenceError`.

    Where there is no index, or the file was changed after it, the file itself is read.
    """
    index = index_path(warc)
    try:
        if index.stat().st_mtime >= warc.stat().st_mtime:
            with index.open(encoding="utf-8") as lines:
                return {json.loads(line[line.index("{") :])["refers-to"] for line in lines if '"warc/revisit"' in line}
    except (OSError, ValueError, KeyError):
        pass  # An index is made from its file, so the file can always stand in for it.
    return {record.refers_to for record in indexed(warc) if record.refers_to}


def _of(member: Member) -> Indexed:
    fields = member.fields
    status, mime = "200", fields.get("content-type", "")
    if member.kind != "conversion":
        first, *headers = member.block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        status = [*first.split(" ", 2), ""][1]
        found = (line.partition(":")[2] for line in headers if line.lower().startswith("content-type:"))
        mime = next(found, "")
    return Indexed(
        url=fields.get("warc-target-uri", ""),
        date=fields.get("warc-date", ""),
        kind=member.kind,
        mime=mime,
        status=status,
        digest=fields.get("warc-payload-digest", ""),
        offset=member.offset,
        length=member.length,
        refers_to=refers_to(member),
    )


def refers_to(member: Member) -> str:
    """Where the body of an unchanged page is kept, `<file>#<offset>`; empty for every other record."""
    if member.kind != "revisit":
        return ""
    return f"{member.fields.get('warc-refers-to-filename', '')}#{member.fields.get('warc-refers-to-file-offset', '')}"


def _line(record: Indexed, *, file: str) -> str:
    mime = "warc/revisit" if record.kind == "revisit" else record.mime.partition(";")[0].strip().lower() or "unk"
    about = {
        "url": record.url,
        "mime": mime,
        "status": record.status,
        "digest": record.digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": file,
    }
    if record.kind == "conversion":
        about["type"] = "conversion"
    if record.refers_to:
        about["refers-to"] = record.refers_to
    return (
        f"{turned_round(record.url)} {re.sub('[^0-9]', '', record.date)[:14]} {json.dumps(about, ensure_ascii=False)}"
    )


def turned_round(url: str) -> str:
    """The address as archives sort it (SURT): `cn,gov,example)/gzdt/index.html?p=1`."""
    try:
        parts = urlsplit(url.strip())
        host = _host_turned(parts.scheme, parts.netloc)
    except ValueError:
        return _plain(url)
    path = _SLASHES.sub("/", _plain(parts.path)).rstrip("/") or "/"
    query = "&".join(sorted(_plain(parts.query).split("&")))
    return f"{host}){path}" + (f"?{query}" if query else "")


@lru_cache(1024)
def _host_turned(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = ",".join(reversed(_WWW.sub("", (parts.hostname or "").strip(".")).split(".")))
    return f"{host}:{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS.get(scheme) else host


def _plain(part: str) -> str:
    """Written in the one way that all spellings of it come to."""
    unquoted = part.encode()
    while (further := unquote_to_bytes(unquoted)) != unquoted:
        unquoted = further
    return quote(unquoted, safe=_AS_IT_IS).lower()
