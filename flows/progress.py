"""How far a long piece of work is: a bar on a terminal, one plain line now and then anywhere else. Always on stderr."""

import logging
import sys
import threading
from typing import Protocol

log = logging.getLogger("gongkai.progress")
STEPS = 10
"""Plain lines of one piece of work."""


class Progress(Protocol):
    """Work of a known size, done by several threads."""

    def advance(self, what: str) -> None:
        """One more piece is done; `what` says which."""

    def close(self) -> None:
        """The work has ended."""


def progress(title: str, *, total: int) -> Progress:
    """A bar if stderr is a terminal, plain lines otherwise."""
    return _Bar(title, total) if sys.stderr.isatty() else _Lines(title, total)


class _Bar:
    def __init__(self, title: str, total: int) -> None:
        from rich import progress as bars
        from rich.console import Console

        self._bars = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeElapsedColumn(),
            bars.TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bars.start()
        self._task = self._bars.add_task(title, total=total)

    def advance(self, what: str) -> None:
        self._bars.update(self._task, advance=1, refresh=False)

    def close(self) -> None:
        self._bars.stop()


class _Lines:
    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = title, total, 0
        self._lock = threading.Lock()

    def advance(self, what: str) -> None:
        with self._lock:
            self._done += 1
            step = max(1, self._total // STEPS)
            if self._done % step == 0 or self._done == self._total:
                log.info("%s: %d of %d (%s)", self._title, self._done, self._total, what)

    def close(self) -> None:
        pass
