"""What is remembered about each server, and who is asking it now: in memory, or in files for all crawls of an office.

In a folder each server has one small file with its state, and one lock file a slot. Locks are the operating system's
(flock): a process that dies, however it dies, lets go of them.
"""

import fcntl
import os
import struct
import threading
from dataclasses import dataclass, fields
from enum import IntEnum
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Protocol
from urllib.parse import quote

from scrapers.errors import ServersNotKept


class Shut(IntEnum):
    """Why a server is left alone for a while. The numbers stand in files."""

    NOT = 0
    FAILURES = 1
    CHALLENGES = 2
    ASKED = 3
    """It asked for a long rest itself."""


@dataclass(slots=True)
class ServerState:
    """One server. Moments are seconds of the machine's monotonic clock, which all its processes share."""

    at: float = 0.0
    """When this was written."""
    free_at: float = 0.0
    """No request begins before."""
    shut_until: float = 0.0
    """Nothing is asked before, for the reason `shut`."""
    slowed: float = 1.0
    """What the delay is multiplied by."""
    shut: int = Shut.NOT
    in_use: int = 0
    """The slots in which a request is under way, as bits."""
    in_a_row: int = 0
    """Requests since the last rest."""
    failures: int = 0
    """Pages in a row that could not be had."""
    challenges: int = 0
    """Challenge pages in a row."""
    since_challenge: int = 0
    """Pages that came since a challenge was last noticed."""
    night: int = 0
    """The night that `spent` belongs to: the day on which it began, as an ordinal number."""
    spent: int = 0
    """Requests in that night."""
    changes: int = 0
    """How often this was written; begins again at 2**32."""


class Slot(Protocol):
    """The right to ask a server, until it is given back."""

    @property
    def number(self) -> int:
        """Counted from 0."""

    def give_back(self) -> None:
        """Let the next one ask."""


class Record(Protocol):
    """A server's state for the length of a block; nobody else reads or changes it, and what it is then is kept."""

    def __enter__(self) -> ServerState: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Servers(Protocol):
    """Where slots and states are kept. Safe to share between threads."""

    def take_slot(self, server: str, *, of: int) -> Slot | None:
        """One of the server's `of` slots; `None` if all are taken. Does not wait."""

    def record(self, server: str) -> Record:
        """The state of the server; a server never met has a fresh one."""


class InMemory:
    """For one process by itself."""

    def __init__(self) -> None:
        self._states: dict[str, ServerState] = {}
        self._taken: set[tuple[str, int]] = set()
        self._lock = threading.Lock()

    def take_slot(self, server: str, *, of: int) -> Slot | None:
        with self._lock:
            for number in range(of):
                if (server, number) not in self._taken:
                    self._taken.add((server, number))
                    return _SlotInMemory(number, server, self._taken)
        return None

    def record(self, server: str) -> Record:
        with self._lock:
            return _RecordInMemory(self._states.setdefault(server, ServerState()), self._lock)


@dataclass(slots=True)
class _SlotInMemory:
    number: int
    server: str
    taken: set[tuple[str, int]]

    def give_back(self) -> None:
        self.taken.discard((self.server, self.number))


@dataclass(slots=True)
class _RecordInMemory:
    state: ServerState
    lock: threading.Lock

    def __enter__(self) -> ServerState:
        self.lock.acquire()
        return self.state

    def __exit__(self, *_: object) -> None:
        self.lock.release()


class InFolder:
    """For all processes on one machine that were given the same folder; it is made, readable for its owner alone.

    `ServersNotKept` is raised wherever the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, str] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _not_kept(folder, error) from error

    def take_slot(self, server: str, *, of: int) -> Slot | None:
        path = self._path(server)
        try:
            for number in range(of):
                handle = _open(f"{path}.slot{number}")
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    os.close(handle)
                    if not isinstance(error, BlockingIOError):
                        raise
                else:
                    return _SlotInFolder(number, handle)
        except OSError as error:
            raise _not_kept(self._folder, error) from error
        return None

    def record(self, server: str) -> Record:
        return _RecordInFolder(self._folder, self._path(server))

    def _path(self, server: str) -> str:
        path = self._paths.get(server)
        if path is None:
            # Two names so long that they are cut to the same one share their rests, and do no harm.
            path = self._paths[server] = str(self._folder / quote(server, safe=":[]")[:200])
        return path


@dataclass(slots=True)
class _SlotInFolder:
    number: int
    handle: int

    def give_back(self) -> None:
        os.close(self.handle)


# Small enough that one write replaces it: a process killed at any moment leaves the old state or the new one.
_FORM = struct.Struct("<4s4d9I")
_MARK = b"gks1"
_values = attrgetter(*(field.name for field in fields(ServerState)))
# A file that cannot be read any more: as if every slot had been left by a process that died a moment ago.
_EVERY_SLOT = 2**32 - 1


class _RecordInFolder:
    __slots__ = ("folder", "handle", "path", "state")

    def __init__(self, folder: Path, path: str) -> None:
        self.folder = folder
        self.path = path

    def __enter__(self) -> ServerState:
        try:
            self.handle = _open(self.path)
            fcntl.flock(self.handle, fcntl.LOCK_EX)
            text = os.pread(self.handle, _FORM.size, 0)
        except OSError as error:
            raise _not_kept(self.folder, error) from error
        if not text:
            self.state = ServerState()
        elif len(text) == _FORM.size and text.startswith(_MARK):
            self.state = ServerState(*_FORM.unpack(text)[1:])
        else:
            self.state = ServerState(in_use=_EVERY_SLOT)
        return self.state

    def __exit__(self, *_: object) -> None:
        try:
            os.pwrite(self.handle, _FORM.pack(_MARK, *_values(self.state)), 0)
        except OSError as error:
            raise _not_kept(self.folder, error) from error
        finally:
            os.close(self.handle)


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _not_kept(folder: Path, error: OSError) -> ServersNotKept:
    return ServersNotKept(f"{folder} cannot be written: {error.strerror}; check its rights and the disk")
