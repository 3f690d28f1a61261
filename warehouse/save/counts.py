"""How many items a column has, kept with the items: a night's facts are not to count those of all years."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from warehouse.save.bulk import insert_rows, update_rows
from warehouse.save.sightings import Item
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


def save_counts(connection: Connection, before: Mapping[int, Count], shown: Iterable[Item]) -> None:
    """Write what becomes of the counts with the items that are shown: new ones, and those that got or lost a day."""
    new, dated = Counter[int](), Counter[int]()
    for item in shown:
        new[item.column] += item.was_dated is None
        dated[item.column] += (item.words.published is not None) - bool(item.was_dated)
    added = [(column, more, dated[column]) for column, more in new.items() if column not in before]
    changed = [
        (column, before[column].items + more, before[column].dated + dated[column])
        for column, more in new.items()
        if column in before and (more or dated[column])
    ]
    insert_rows(connection, item_counts, ("column_id", *Count._fields), added)
    update_rows(connection, item_counts, ("column_id",), Count._fields, changed)
