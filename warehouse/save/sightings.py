"""What becomes of an item each time a list shows it: the span of its sightings, its words, and what these were before.

Nothing here asks the database. `warehouse.save.visits` reads the items that visits show again and writes what has
become of them; `warehouse.save.past` writes what they left behind.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Words(NamedTuple):
    """What a list says of an item."""

    title: str
    published: date | None
    published_raw: str | None
    issuer: str | None


class Sighting(NamedTuple):
    """A visit that shows an item."""

    at: datetime
    observation: int


class Visiting(NamedTuple):
    """A visit that is being saved."""

    seen: Sighting
    recorded_at: datetime
    read_again: bool
    """Its pages are another visit's, read by another reader."""


@dataclass(slots=True)
class Item:
    """An item that a column showed before, as it is to stand in the warehouse."""

    id: int
    column: int
    words: Words
    position: int
    first: Sighting
    last: Sighting
    seen_again: bool = False
    begins_earlier: bool = False
    reworded: bool = False


class Reworded(NamedTuple):
    """An item's words of before a visit that showed others."""

    item: Item
    words: Words
    last: Sighting
    visiting: Visiting


class Return(NamedTuple):
    """An item that a visit shows again, as it stood before."""

    item: Item
    published: date | None
    last: Sighting
    visiting: Visiting


class Late(NamedTuple):
    """A sighting between an item's first and last, saved after both."""

    item: Item
    published: date | None
    seen: Sighting


@dataclass
class Left:
    """What a number of visits leave behind of the items that they show again."""

    reworded: list[Reworded] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)

    def show(self, item: Item, visiting: Visiting, words: Words, position: int) -> None:
        """The visit shows the item: the latest one's words and place count, and the widest span of sightings."""
        seen = visiting.seen
        if seen.at >= item.last.at:
            if seen.at > item.last.at:
                self.returns.append(Return(item, item.words.published, item.last, visiting))
            if words != item.words:
                self.reworded.append(Reworded(item, item.words, item.last, visiting))
                item.words = words
                item.reworded = True
            item.position = position
            item.last = seen
            item.seen_again = True
        elif seen.at > item.first.at:
            self.late.append(Late(item, item.words.published, seen))
        if seen.at < item.first.at:
            item.first = seen
            item.begins_earlier = True
