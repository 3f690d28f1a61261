"""What happened to agencies, and what kept us from seeing: as planted, and as the warehouse tells it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from schemas.agencies import Agency
from tests.support.year.scoring import Key, Tally
from tests.support.year.watching import Watch
from tests.support.year.world import BASE, ZONE
from warehouse import facts

SITES = {urlsplit(base).netloc: site for site, base in BASE.items()}


def calendar_tallies(watch: Watch) -> list[Tally]:
    """Renames, mergers, moves to other addresses; nights without a crawl, without a network, without a website."""
    registers = {
        night: {agency.code: agency for agency in facts.register_at(watch.warehouse, told.known_at)}
        for night, told in watch.told.items()
    }
    return [_registered(watch, registers, kind, differs) for kind, differs in _CHANGES.items()] + _unseen(watch)


def _registered(
    watch: Watch,
    registers: Mapping[date, Mapping[str, Agency]],
    kind: str,
    differs: Callable[[Agency, Agency], bool],
) -> Tally:
    """A change is found if the register of one crawled night has it and that of the night before has not."""
    world, tally = watch.year.world, Tally(kind)
    for event in watch.year.of(kind):
        night = event.night + timedelta(days=world.register_delay.get(event.columns[0], 0))
        tally.planted.add((event.columns[0], _iso(next(day for day in world.nights if day >= night))))
    for before, night in pairwise(world.nights):
        tally.found |= {
            (code, _iso(night)) for code, agency in registers[night].items() if differs(registers[before][code], agency)
        }
    return tally


def _addresses(agency: Agency) -> dict[str, str]:
    return {column.code: column.url for column in agency.columns if column.continues is None}


_CHANGES: dict[str, Callable[[Agency, Agency], bool]] = {
    "renamed": lambda old, new: old.name != new.name and old.name in {former.name for former in new.former_names},
    "merged": lambda old, new: old.successor is None and new.successor is not None,
    "moved": lambda old, new: _addresses(old) != _addresses(new),
}


def _unseen(watch: Watch) -> list[Tally]:
    world = watch.year.world
    crawled = {night.as_of.astimezone(ZONE).date() for night in facts.nights(watch.warehouse, limit=1000)}
    missed = Tally("missed", _days(world.missed), _days(set(world.days) - crawled))
    offline, down = Tally("offline", _days(world.offline)), Tally("down")
    down.planted = {(site, _iso(day)) for site, day in world.down if day in crawled - world.offline}
    for day in sorted(crawled):
        states = dict(_states(watch, day))
        if set.union(*states.values()) == {"not_tried"}:
            offline.found.add((_iso(day),))
        down.found |= {(site, _iso(day)) for site, seen in states.items() if seen == {"unreachable"}}
    return [missed, offline, down]


def _states(watch: Watch, day: date) -> Iterator[tuple[str, set[str]]]:
    """By website: the states of its columns that were visited."""
    told = watch.told[day].columns
    visited = told[told["state"] != "never"]
    for host, states in visited.groupby("site")["state"]:
        yield SITES[str(host)], set(states)


def _days(days: set[date]) -> set[Key]:
    return {(_iso(day),) for day in days}


def _iso(day: date) -> str:
    return day.isoformat()
