"""The events as the warehouse tells them, brought into the form in which they are scored."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.support.year.scoring import Found, Tally
from tests.support.year.sight import first_shown, item_at
from tests.support.year.watching import Watch
from tests.support.year.world import ZONE, at
from warehouse import facts


def events_of(watch: Watch, *kinds: str) -> list[dict[str, Any]]:
    """What happened to items in the whole time, as it is known at its end; of some kinds only, if they are named."""
    world = watch.year.world
    events = facts.item_events(
        watch.warehouse,
        agencies=watch.agencies(world.last),
        as_of=at(world.last, 23, 59, 59),
        zone=ZONE,
    )
    return [row for row in facts.plain_rows(events) if not kinds or row["kind"] in kinds]


def found_events(watch: Watch) -> Iterator[Found]:
    """The same as they are scored."""
    for row in events_of(watch):
        column = f"{row['agency']}/{row['column']}"
        yield Found(row["kind"], column, row["url"], row["other_column"], row["other_url"])


def batch_tally(watch: Watch) -> Tally:
    """Several items dated back that one visit showed first, whether or not they were put up together."""
    world, tally = watch.year.world, Tally("batch")
    together: dict[tuple[str, date | None], set[str]] = defaultdict(set)
    for event in watch.year.of("backdated"):
        item = item_at(world, event.columns[0], event.urls[0])
        together[event.columns[0], first_shown(watch, event.columns[0], item)].update(event.urls)
    tally.planted = {(column, *sorted(urls)) for (column, _), urls in together.items() if len(urls) > 1}
    batches = facts.backdated_batches(
        watch.warehouse,
        agencies=watch.agencies(world.last),
        as_of=at(world.last, 23, 59, 59),
        zone=ZONE,
    )
    tally.found = {
        (f"{row['agency']}/{row['column']}", *sorted(row["urls"].split())) for row in facts.plain_rows(batches)
    }
    return tally
