"""Time two ways of doing one thing in turns, so that a noisy machine is noisy for both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Medians in seconds of CPU time, and their ratio."""

    what: str
    ours: float
    peer: float
    peer_name: str
    per: int
    """Pieces of work in one round; times are shown for one."""

    @property
    def ratio(self) -> float:
        """How many times the peer takes what we take."""
        return self.peer / self.ours

    def __str__(self) -> str:
        ours, peer = self.ours / self.per * 1000, self.peer / self.per * 1000
        return f"{self.what:<44} {ours:9.2f} ms   {self.peer_name:<38} {peer:9.2f} ms   x{self.ratio:.2f}"


def compare(
    what: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], object], *, per: int = 1, rounds: int = 5
) -> Comparison:
    """Run both `rounds` times in turns, after one round of each that is not counted."""
    ours()
    peer()
    times: dict[str, list[float]] = {"ours": [], "peer": []}
    for _ in range(rounds):
        times["ours"].append(_cpu(ours))
        times["peer"].append(_cpu(peer))
    return Comparison(what, statistics.median(times["ours"]), statistics.median(times["peer"]), peer_name, per)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
