"""Times in which a column was stale or blank, as its pages showed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tests.support.year.scoring import Key, Tally
from tests.support.year.sight import statuses
from tests.support.year.watching import ONE_DAY, Watch
from tests.support.year.world import ZONE
from warehouse import facts


@dataclass(frozen=True)
class Spell:
    """One column was so on every day on which it was seen, from `first` to `last`."""

    column: str
    status: str
    before: date
    """The last day on which it was seen otherwise; `date.min`: there is none."""
    first: date
    last: date
    after: date
    """The first day on which it was seen otherwise again; `date.max`: there is none."""

    def is_told(self, column: str, status: str, begin: date, last: date) -> bool:
        """Somebody who was told of these days was told of this spell, and of nothing beyond it."""
        same = (column, status) == (self.column, self.status)
        return same and self.before < begin <= self.first and self.last <= last < self.after


def spells(watch: Watch) -> Iterator[Spell]:
    """Every stale or blank spell that somebody saw."""
    by_column: dict[str, list[tuple[date, str]]] = {}
    for (column, day), status in sorted(statuses(watch).items()):
        by_column.setdefault(column, []).append((day, status))
    for column, days in by_column.items():
        runs = [list(run) for _, run in groupby(days, key=lambda each: each[1])]
        for place, run in enumerate(runs):
            if run[0][1] != "fresh":
                before = runs[place - 1][-1][0] if place else date.min
                after = runs[place + 1][0][0] if place + 1 < len(runs) else date.max
                yield Spell(column, run[0][1], before, run[0][0], run[-1][0], after)


def spell_tallies(watch: Watch) -> list[Tally]:
    """Stale and blank spells as they were seen, and as they are told."""
    world, seen = watch.year.world, list(spells(watch))
    tallies = {status: Tally(status, {_key(one) for one in seen if one.status == status}) for status in _STATUSES}
    told = facts.stale_spells(
        watch.warehouse,
        agencies=watch.agencies(world.last),
        rules=watch.rules,
        first=world.first,
        last=world.last,
        zone=ZONE,
    )
    for row in facts.plain_rows(told):
        if row["status"] in tallies:
            column, last = f"{row['agency']}/{row['column']}", row["end"] or date.max - ONE_DAY
            match = [_key(one) for one in seen if one.is_told(column, row["status"], row["begin"], last)]
            tallies[row["status"]].found |= set(match) or {(column, row["begin"].isoformat())}
    return list(tallies.values())


def _key(spell: Spell) -> Key:
    return (spell.column, spell.first.isoformat(), spell.last.isoformat())


_STATUSES = ("stale", "blank")
