"""How many distinct addresses an agency shows in a category or a column, dated in a range or without a day."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, select, union_all

from warehouse.facts.inherited import Pasts, inherited_items
from warehouse.facts.seen import Key, columns_at, items_at
from warehouse.tables import agencies

_Which = Callable[[FromClause], ColumnElement[bool]]
"""SQL condition on what has `published`."""


class Addresses:
    """Those that all columns had shown as of `known_at` (`None`: by now), of retired columns too.

    A column that continues another shows also what that one showed.
    """

    def __init__(self, connection: Connection, pasts: Pasts, known_at: datetime | None) -> None:
        self._connection = connection
        self._columns = columns_at(known_at)
        self._items = items_at(known_at)
        self._inherited = inherited_items(connection, pasts, known_at)

    def dated(self, by: str, first: date, last: date) -> dict[Key, int]:
        """Those dated from `first` to `last`, by agency and `by`, which is `category` or `code`."""
        return self._count(by, lambda shown: shown.c.published.between(first, last))

    def undated(self, by: str, told: date) -> dict[Key, int]:
        """Those without a day of publication, or with one after `told`, the day of the latest look.

        A day that had not come yet when the item was seen is a slip of the pen (2062 for 2026) and tells no age.
        """
        return self._count(by, lambda shown: shown.c.published.is_(None), lambda shown: shown.c.published > told)

    def _count(self, by: str, *conditions: _Which) -> dict[Key, int]:
        """Of the items that any of the conditions holds of."""
        columns, items = self._columns, self._items
        # A left join, and a part a condition: so each column's range of days is looked up, and no other year's items.
        parts = [
            select(columns.c.id.label("column_id"), items.c.url_sha256).select_from(
                columns.outerjoin(items, and_(items.c.column_id == columns.c.id, which(items)))
            )
            for which in conditions
        ]
        if (past := self._inherited) is not None:
            parts += [select(past.c.column_id, past.c.url_sha256).where(which(past)) for which in conditions]
        shown = union_all(*parts).subquery("shown")
        rows = self._connection.execute(
            select(agencies.c.code, columns.c[by], func.count(shown.c.url_sha256.distinct()))
            .select_from(shown)
            .join(columns, columns.c.id == shown.c.column_id)
            .join(agencies, agencies.c.id == columns.c.agency_id)
            .group_by(agencies.c.code, columns.c[by])
        )
        return {(agency, key): count for agency, key, count in rows}
