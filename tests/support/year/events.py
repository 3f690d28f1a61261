"""The events as the warehouse tells them, brought into the form in which they are scored."""

from collections.abc import Iterator
from typing import Any

from tests.support.year.scoring import Found
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
