"""How many items a column has, kept with the items: a night's facts are not to count those of all years."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from schemas.entries import Entry
from warehouse.save.bulk import Question, insert_rows, update_rows
from warehouse.save.sightings import Left
from warehouse.tables import item_counts


class Count(NamedTuple):
    """Of one column's items."""

    items: int
    dated: int
    """Those that carry a day."""


_OF_COLUMNS = Question(
    [item_counts.c.column_id],
    lambda wanted: select(item_counts).join(wanted, item_counts.c.column_id == wanted.c.column_id),
)


def counts_of(connection: Connection, columns: Iterable[int]) -> dict[int, Count]:
    """The counts of those of the columns that have items."""
    rows = _OF_COLUMNS.about(connection, [(column,) for column in columns])
    return {row.column_id: Count(row.items, row.dated) for row in rows}


def save_counts(
    connection: Connection, before: Mapping[int, Count], new: Iterable[tuple[int, Sequence[Entry]]], left: Left
) -> None:
    """Write what becomes of the counts: `new` items by column, and among those that changed who got or lost a day."""
    more, dated = Counter[int](), Counter[int]()
    for column, entries in new:
        more[column] += len(entries)
        dated[column] += sum([entry.published is not None for entry in entries])
    for each in left.reworded:
        dated[each.item.column] += (each.item.words.published is not None) - (each.words.published is not None)
    first = [(column, more[column], dated[column]) for column in more if column not in before]
    again = [
        (column, before[column].items + more[column], before[column].dated + dated[column])
        for column in {*more, *dated} & before.keys()
    ]
    insert_rows(connection, item_counts, ("column_id", *Count._fields), first)
    update_rows(connection, item_counts, ("column_id",), Count._fields, again)
