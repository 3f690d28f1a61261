"""One WARC file while it is written: appended to by many threads, locked, and on the disk before anybody is told."""

import fcntl
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from scrapers.warc.index import Indexed, index_path, indexed, write_index
from scrapers.warc.members import BrokenRecord, members, whole_record_after
from scrapers.warc.private_files import private_folders, sync_folder

log = logging.getLogger("gongkai.evidence")

RECENT_DAYS = 3
"""Days (with evidence) in which a writer that was killed may have left half a record."""


class WarcFile:
    """A file of its own, locked until `close`: where the lock is free, the writer is gone. All methods raise `OSError`.

    `append` is for one thread at a time; `sync` for any number.
    """

    def __init__(self, top: Path, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(top).as_posix()
        private_folders(top, path.parent)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        sync_folder(path.parent)
        self._written = 0
        self._synced = 0
        self._syncing = threading.Lock()
        self._records: list[Indexed] = []
        self.failed = False
        """What was written last may not be on the disk, whatever the system says when asked again."""

    def append(self, records: Sequence[bytes]) -> int:
        """Write all records or none; where the first one begins. On the disk after `sync` only."""
        start = self._written
        data = memoryview(b"".join(records))
        end = start + len(data)
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError:
            os.ftruncate(self._file, start)
            raise
        self._written = end
        return start

    def remember(self, record: Indexed) -> None:
        """Put a record into the index that is written in the end."""
        self._records.append(record)

    @property
    def written(self) -> int:
        """Bytes appended so far."""
        return self._written

    def sync(self, end: int) -> None:
        """Return when the first `end` bytes are on the disk. Threads that wait together pay for one wait."""
        with self._syncing:
            if self._synced >= end:
                return
            if self.failed:
                raise OSError(None, "an earlier write did not reach the disk")
            written = self._written
            try:
                os.fsync(self._file)
            except OSError:
                self.failed = True
                raise
            self._synced = written

    def close(self) -> None:
        """Everything on the disk, its index beside it, and the lock free."""
        try:
            if not self.failed:
                self.sync(self._written)
                write_index(self.path, self._records)
        finally:
            os.close(self._file)


def being_written(path: Path) -> bool:
    """Whether a crawl or a round of probes holds the file at this moment. Raises `OSError`."""
    file = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def mend(var_dir: Path) -> None:
    """Cut off what killed writers left half-written in the last days' files, and give these files their index.

    Only what is no whole record goes, and only from the end of a file. Raises `EvidenceError` and `OSError`.
    """
    for day in sorted(var_dir.glob("evidence/????/??/??"))[-RECENT_DAYS:]:
        for path in sorted(day.glob("*.warc.gz")):
            if not index_path(path).exists():
                mend_file(path)


Mended = Literal["indexed", "at work", "damaged"]


def mend_file(path: Path) -> Mended:
    """The same for one file, its index written anew. One at work is left as it is, and so is one that is damaged.

    Damaged is what is not whole in its middle, or at its end after it once was closed: there nothing is cut off.
    """
    file = os.open(path, os.O_RDWR)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return "at work"
        try:
            for _ in members(path):
                pass
        except BrokenRecord as broken:
            if index_path(path).exists() or whole_record_after(path, broken.offset) is not None:
                log.warning("%s; it was whole once, so nothing is cut off: check the disk", broken)
                return "damaged"
            size = os.fstat(file).st_size
            os.ftruncate(file, broken.offset)
            os.fsync(file)
            log.info("%s: %d bytes of a record that was never finished are cut off", path, size - broken.offset)
        if os.fstat(file).st_size:
            write_index(path, indexed(path))
        return "indexed"
    finally:
        os.close(file)
