"""Whether stored evidence is all there and unchanged: every record by itself, every place something rests on."""

import hashlib
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from scrapers.errors import EvidenceError
from scrapers.stored import read_record
from scrapers.warc.check import Stored, Wrong, check_file
from scrapers.warc.file import being_written
from scrapers.warc.files import name_of

_DIGEST_BYTES = 32


class Checked:
    """What was looked through so far, and what is wrong. Kept small: years of evidence hold millions of answers."""

    def __init__(self, var_dir: Path) -> None:
        self._var = var_dir
        self._contents: dict[str, _Contents] = {}
        self._wrong: dict[str, str] = {}
        self._lost: dict[str, _Lost] = {}
        self._read: set[tuple[str, str | None]] = set()

    @property
    def files(self) -> int:
        """WARC files looked through."""
        return len(self._contents)

    @property
    def answers(self) -> int:
        """Whole answers found in them."""
        return sum(len(contents.offsets) for contents in self._contents.values())

    def look_through(self, warc: Path) -> None:
        """Every record of a file; what unchanged pages of it point to. The end of a file at work is none of ours."""
        name = name_of(self._var, warc)
        contents = self._contents[name] = _Contents()
        try:
            # Asked first: a writer that ends meanwhile has finished its last record.
            at_work = being_written(warc)
        except OSError as error:
            self._wrong[name] = f"cannot be read ({error.strerror})"
            return
        found: list[Wrong] = []
        for each in check_file(self._var, warc):
            if isinstance(each, Wrong):
                found.append(each)
            else:
                contents.add(each)
                if each.refers_to:
                    self.require(each.refers_to, each.sha256, needed_by="unchanged pages")
        if at_work and found and _offset(found[-1].where) >= contents.end:
            found.pop()
        self._wrong |= {wrong.where: wrong.what for wrong in found}

    def require(self, record: str, sha256: str | None, *, length: int | None = None, needed_by: str) -> None:
        """Somebody rests on an answer: it must be there, with this body and of this length in its file."""
        file = record.partition("#")[0]
        contents = self._contents.get(file)
        place = record
        what: str | None
        if file in self._wrong:
            place, what = file, self._wrong[file]
        elif contents is not None and _offset(record) < contents.end:
            what = contents.problem(_offset(record), sha256, length)
        elif not (self._var / file).exists():
            place, what = file, "the file is gone"
        else:
            what = self._problem_when_read(record, sha256, length)
        if what is not None:
            self._lost.setdefault(place, _Lost(what)).needed_by[needed_by] += 1

    def wrong(self) -> list[Wrong]:
        """Everything that is not as it should be, in the order of its places; each place once."""
        rows = dict(self._wrong)
        for place, lost in self._lost.items():
            who = ", ".join(f"{count} of {table}" for table, count in sorted(lost.needed_by.items()))
            rows[place] = f"{rows.get(place, lost.what)}; needed by {who}"
        return [Wrong(where, what) for where, what in sorted(rows.items(), key=lambda row: _in_order(row[0]))]

    def _problem_when_read(self, record: str, sha256: str | None, length: int | None) -> str | None:
        """The same for a place that was not looked through: another day's, or written since."""
        if length is None and (record, sha256) in self._read:
            return None
        try:
            body = read_record(self._var, record, length=length).body
        except EvidenceError as error:
            return str(error).removeprefix(f"{record}: ")
        if sha256 not in (None, hashlib.sha256(body).hexdigest()):
            return _ANOTHER_BODY
        self._read.add((record, sha256))
        return None


_ANOTHER_BODY = "another body is stored there"


@dataclass
class _Lost:
    what: str
    needed_by: Counter[str] = field(default_factory=Counter)


class _Contents:
    """The whole answers of one file, in its order."""

    def __init__(self) -> None:
        self.offsets = array("Q")
        self._lengths = array("Q")
        self._digests = bytearray()
        self.end = 0
        """Bytes of the file up to the end of its last whole answer."""

    def add(self, stored: Stored) -> None:
        self.offsets.append(stored.offset)
        self._lengths.append(stored.length)
        self._digests += bytes.fromhex(stored.sha256) if stored.sha256 else bytes(_DIGEST_BYTES)
        self.end = stored.offset + stored.length

    def problem(self, offset: int, sha256: str | None, length: int | None) -> str | None:
        place = bisect_left(self.offsets, offset)
        if place == len(self.offsets) or self.offsets[place] != offset:
            return "no whole answer begins there"
        start = place * _DIGEST_BYTES
        if sha256 not in (None, self._digests[start : start + _DIGEST_BYTES].hex()):
            return _ANOTHER_BODY
        if length not in (None, self._lengths[place]):
            return f"it is {self._lengths[place]} bytes long, not {length}"
        return None


def _offset(record: str) -> int:
    offset = record.partition("#")[2]
    return int(offset) if offset.isdecimal() else 0


def _in_order(place: str) -> tuple[str, int]:
    return place.partition("#")[0], _offset(place)
