"""What falls due within 10, 5 and 2 working days, as the pages show it: the warnings beside their lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from publishing.night import Night
from schemas.early_warnings import WITHIN, EarlyWarning
from schemas.results import AgencyCard, Line


@dataclass(frozen=True)
class Upcoming:
    """One line of a scorecard that falls due."""

    warning: EarlyWarning
    card: AgencyCard
    line: Line


@dataclass(frozen=True)
class UpcomingGroup:
    """What falls due in `first` to `within` working days, both included, the nearest first."""

    first: int
    within: int
    lines: tuple[Upcoming, ...]


def upcoming(night: Night, cards: Iterable[AgencyCard]) -> tuple[UpcomingGroup, ...]:
    """The night's warnings about `cards`, the nearest group first; groups without any are left out."""
    known = {(card.code, line.id): (card, line) for card in cards for line in card.lines}
    found = [
        Upcoming(warning, *known[warning.agency, warning.line])
        for warning in night.warnings
        if (warning.agency, warning.line) in known
    ]
    groups = (
        UpcomingGroup(before + 1, mark, tuple(one for one in found if one.warning.within == mark))
        for before, mark in pairwise((-1, *sorted(WITHIN)))
    )
    return tuple(group for group in groups if group.lines)


def warned_columns(night: Night) -> frozenset[tuple[str, str]]:
    """Agency and column of every warning that is about one column."""
    return frozenset((warning.agency, warning.columns[0]) for warning in night.warnings if len(warning.columns) == 1)
