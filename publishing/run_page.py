"""The run's page: what was tried, got and missed, how long it took, beside the night before."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from publishing.long_unseen import UnseenSite, unseen_sites
from publishing.night import Night
from publishing.site_weeks import SiteRow, probes_by_day, site_rows
from schemas.night import ColumnTime, RunFigures, UnseenColumn
from schemas.probes import ProbeDay

Unit = Literal["count", "seconds", "bytes"]


@dataclass(frozen=True)
class Figure:
    """One row of the comparison; `key` names its label, `before` is `None` without a previous night."""

    key: str
    unit: Unit
    now: float
    before: float | None


@dataclass(frozen=True)
class Cause:
    """The unseen columns of one cause and state."""

    cause: str
    state: str
    columns: tuple[UnseenColumn, ...]


@dataclass(frozen=True)
class Slow:
    time: ColumnTime
    width: int
    """Percent of the slowest."""


@dataclass(frozen=True)
class RunPage:
    figures: tuple[Figure, ...]
    causes: tuple[Cause, ...]
    slowest: tuple[Slow, ...]
    undecided: int
    """Columns that were read and are unknown all the same, such as a list without dates."""
    unknown: int
    """All unknown columns: the overview's figure."""
    long_unseen: tuple[UnseenSite, ...]
    sites: tuple[SiteRow, ...]
    probes: tuple[ProbeDay, ...]
    """Of all sites together; empty if nothing was probed."""


_SLOWEST = 10

_FIGURES: tuple[tuple[str, Unit, Callable[[RunFigures], float]], ...] = (
    ("tried", "count", lambda run: run.tried),
    ("read", "count", lambda run: run.read),
    ("blank", "count", lambda run: run.blank),
    ("our_failure", "count", lambda run: run.our_failure),
    ("not_assessable", "count", lambda run: run.not_assessable),
    ("rescued", "count", lambda run: run.rescued),
    ("new_items", "count", lambda run: run.new_items),
    ("requests", "count", lambda run: run.requests),
    ("bytes", "bytes", lambda run: run.bytes),
    ("seconds", "seconds", lambda run: run.seconds),
)


def run_page(night: Night) -> RunPage:
    """The run in figures, then what it missed (most frequent cause first), then what took longest."""
    now, before = night.run.tonight, night.run.previous
    slowest = night.run.slowest[:_SLOWEST]
    longest = max((time.seconds for time in slowest), default=0.0)
    unknown = {(c.agency, c.column) for c in night.checks.columns if c.status == "unknown"}
    unseen = {(c.agency, c.column) for c in night.run.unseen}
    sites = site_rows(night)
    return RunPage(
        figures=tuple(
            Figure(key, unit, read(now), None if before is None else read(before)) for key, unit, read in _FIGURES
        ),
        causes=_causes(night.run.unseen),
        slowest=tuple(Slow(time, round(100 * time.seconds / longest) if longest else 0) for time in slowest),
        undecided=len(unknown - unseen),
        unknown=len(unknown),
        long_unseen=unseen_sites(night),
        sites=sites,
        probes=probes_by_day(sites),
    )


def _causes(unseen: tuple[UnseenColumn, ...]) -> tuple[Cause, ...]:
    frequency = Counter((column.cause, column.state) for column in unseen)
    order = sorted(frequency, key=lambda key: (key[0] != "our_failure", -frequency[key], key[1]))
    return tuple(
        Cause(cause, state, tuple(c for c in unseen if (c.cause, c.state) == (cause, state))) for cause, state in order
    )
