"""Look through stored evidence for what is damaged, changed or gone."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scrapers.errors import EvidenceError
from scrapers.warc.files import name_of
from scrapers.warc.index import refers_to
from scrapers.warc.members import BrokenRecord, Member, members, whole_record_after


class Stored(NamedTuple):
    """One whole answer (or drawn page) of a file. `sha256` is of the body it stands for; `None` if not stated."""

    offset: int
    length: int
    sha256: str | None
    refers_to: str
    """Of an unchanged page: where its body is kept."""


class Wrong(NamedTuple):
    """Something that is not as it should be, and where: `<file>#<offset>`, or the file."""

    where: str
    what: str


def check_file(var_dir: Path, warc: Path) -> Iterator[Stored | Wrong]:
    """Every answer of a file, and everything in it that is wrong; each record's checksum and digests are computed."""
    name = name_of(var_dir, warc)
    start: int | None = 0
    while start is not None:
        try:
            for member in members(warc, start=start):
                yield from _check(name, member)
            return
        except BrokenRecord as broken:
            yield Wrong(f"{name}#{broken.offset}", str(broken).partition(": ")[2])
            start = whole_record_after(warc, broken.offset)
        except EvidenceError as error:
            yield Wrong(name, str(error))
            return


def _check(name: str, member: Member) -> Iterator[Stored | Wrong]:
    fields, block = member.fields, member.block
    payload = block if member.kind == "conversion" else block.partition(b"\r\n\r\n")[2]
    stated = fields.get("warc-payload-digest", "")
    if not _holds(fields.get("warc-block-digest", ""), block):
        yield Wrong(f"{name}#{member.offset}", f"the {member.kind} record does not match its digest")
    elif member.kind in ("response", "conversion") and not _holds(stated, payload):
        yield Wrong(f"{name}#{member.offset}", "the body does not match its digest")
    if member.kind in ("response", "conversion", "revisit"):
        sha256 = _SHA256.fullmatch(stated)
        yield Stored(member.offset, member.length, sha256[1] if sha256 else None, refers_to(member))


_SHA256 = re.compile("sha256:([0-9a-f]{64})")


def _holds(digest: str, content: bytes) -> bool:
    """Whether a stated digest is that of the content; one that is not stated, or of a kind unknown, says nothing."""
    algorithm, _, value = digest.partition(":")
    if algorithm not in ("sha256", "sha1"):
        return True
    computed = hashlib.new(algorithm, content, usedforsecurity=False)
    return value.lower() in (computed.hexdigest(), base64.b32encode(computed.digest()).decode().lower())
