"""The events as the warehouse tells them, brought into the form in which they are scored."""

from collections.abc import Iterator
from datetime import date

from tests.support.year.scoring import Found
from tests.support.year.watching import Watch
from tests.support.year.world import ZONE, at
from warehouse import facts


def found_events(watch: Watch) -> Iterator[Found]:
    """Everything that happened to items in the whole time, as it is known at its end."""
    world = watch.year.world
    events = facts.item_events(
        watch.warehouse,
        agencies=watch.agencies(world.last),
        as_of=at(world.last, 23, 59, 59),
        zone=ZONE,
    )
    for row in facts.plain_rows(events):
        yield Found(row["kind"], f"{row['agency']}/{row['column']}", row["url"], row["other"])


def found_batches(watch: Watch) -> Iterator[tuple[str, date, int]]:
    """Column, night and number of items of every batch of back-dated items."""
    yield from ()
