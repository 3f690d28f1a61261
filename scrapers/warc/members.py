"""Walk through a WARC file record by record, quickly, and know exactly where each one begins and ends."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from isal import igzip_lib, isal_zlib

from scrapers.errors import EvidenceError

_STEP = 16_384
_MAGIC = b"\x1f\x8b\x08"


class Member(NamedTuple):
    """One record and its place. `offset` and `length` count bytes of the compressed file."""

    offset: int
    length: int
    fields: dict[str, str]
    """The record's own header; names in lower case."""
    block: bytes

    @property
    def kind(self) -> str:
        """`response`, `revisit`, `request`, …"""
        return self.fields.get("warc-type", "")


class BrokenRecord(EvidenceError):
    """What stands at `offset` of a file is no whole record."""

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path}: no whole record at byte {offset}: {reason}")
        self.path = path
        self.offset = offset


def members(path: Path, *, start: int = 0) -> Iterator[Member]:
    """Every record from `start` on, in the order written, each with its checksum verified.

    Raises `BrokenRecord` at the first one that is not whole, after all before it, and `EvidenceError` if the file
    cannot be read.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_size <= start:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                while start < len(data):
                    member = _member(path, data, start)
                    yield member
                    start += member.length
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be read ({error.strerror})") from error


def whole_record_after(path: Path, offset: int) -> int | None:
    """Where the next whole record begins behind `offset`; `None` if there is none."""
    data = path.read_bytes()
    found = data.find(_MAGIC, offset + 1)
    while found != -1:
        try:
            next(members(path, start=found))
        except BrokenRecord:
            found = data.find(_MAGIC, found + 1)
        else:
            return found
    return None


def _member(path: Path, data: mmap.mmap, start: int) -> Member:
    machine = isal_zlib.decompressobj(31)
    plain: list[bytes] = []
    here = start
    try:
        while not machine.eof:
            piece = data[here : here + _STEP]
            if not piece:
                raise BrokenRecord(path, start, "it breaks off")
            plain.append(machine.decompress(piece))
            here += len(piece)
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub calls the class an instance
        raise BrokenRecord(path, start, str(error)) from error
    head, _, rest = b"".join(plain).partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    size = fields.get("content-length", "")
    if not version.startswith("WARC/") or not size.isdecimal() or len(rest) != int(size) + 4:
        raise BrokenRecord(path, start, "it is no WARC record")
    return Member(start, here - len(machine.unused_data) - start, fields, rest[:-4])
