"""How many items a column has, kept with the items: a night's facts are not to count those of all years."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from warehouse.save.bulk import insert_rows, update_rows
from warehouse.save.sightings import Item, Left
from warehouse.tables import item_counts


class Count(NamedTuple):
    """Of one column's items."""

    items: int
    dated: int
    """Those that carry a day."""


def counts_of(connection: Connection, columns: Collection[int]) -> dict[int, Count]:
    """The counts of those of the columns that have items."""
    rows = connection.execute(select(item_counts).where(item_counts.c.column_id.in_(columns)))
    return {row.column_id: Count(row.items, row.dated) for row in rows}


def save_counts(
    connection: Connection, before: Mapping[int, Count], new: Iterable[tuple[int, Sequence[Item]]], changed: Left
) -> None:
    """Write what becomes of the counts: `new` items by column, and among the `changed` those that got or lost a day."""
    more, dated = Counter[int](), Counter[int]()
    for column, items in new:
        more[column] += len(items)
        dated[column] += sum([item.words.published is not None for item in items])
    # An item that was worded anew several times, or is new itself, counts once, as it is by now.
    for item in {
        (each.item.column, each.item.key): each.item for each in changed.reworded if each.item.was_dated is not None
    }.values():
        dated[item.column] += (item.words.published is not None) - bool(item.was_dated)
    first = [(column, more[column], dated[column]) for column in more if column not in before]
    again = [
        (column, before[column].items + more[column], before[column].dated + dated[column])
        for column in {*more, *dated} & before.keys()
    ]
    insert_rows(connection, item_counts, ("column_id", *Count._fields), first)
    update_rows(connection, item_counts, ("column_id",), Count._fields, again)
