"""What a column inherits: the items of the column that it continues are its past, and so on back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Column, Connection, FromClause, Integer, exists, not_, or_, select, union_all

from schemas.agencies import Agency
from warehouse.facts.seen import Key, items_at, with_codes
from warehouse.save.bulk import keys_of
from warehouse.tables import columns

Pasts = Mapping[Key, tuple[Key, ...]]
"""Of each column that continues another: all whose past is its own, the nearest first."""


def pasts_of(agencies: Iterable[Agency]) -> Pasts:
    """The register's columns that continue others. A circle ends where it closes."""
    before: dict[Key, Key] = {}
    for agency in agencies:
        for column in agency.columns:
            if column.continues:
                owner, _, code = column.continues.partition("/")
                before[agency.code, column.code] = owner, code
    return {key: _back_from(key, before) for key in before}


def items_with_past(connection: Connection, pasts: Pasts, known_at: datetime | None) -> FromClause:
    """`items_at`, and each of `inherited_items` once more as its heir's: `column_id`, `url_sha256`, `published`."""
    own, inherited = items_at(known_at), inherited_items(connection, pasts, known_at)
    if inherited is None:
        return own
    both = (select(shown.c.column_id, shown.c.url_sha256, shown.c.published) for shown in (own, inherited))
    return union_all(*both).subquery("items_with_past")


def inherited_items(connection: Connection, pasts: Pasts, known_at: datetime | None) -> FromClause | None:
    """What columns show by their past alone, as the heir's `column_id`, `url_sha256`, `published`; `None`: no heirs.

    What the heir, or a nearer column of its past, shows itself is not inherited.
    """
    if not pasts:
        return None
    ids = {(row.agency, row.column): row.id for row in connection.execute(with_codes(columns.c.id))}
    pairs = [
        (ids[heir], ids[source], place)
        for heir, past in pasts.items()
        for place, source in enumerate(past)
        if heir in ids and source in ids
    ]
    if not pairs:
        return None
    own = items_at(known_at)
    names = [Column("heir", Integer), Column("source", Integer), Column("place", Integer)]
    handed, nearer, known = keys_of(connection, names, pairs), keys_of(connection, names, pairs).alias(), own.alias()
    shown_nearer = exists().where(
        known.c.url_sha256 == own.c.url_sha256,
        or_(
            known.c.column_id == handed.c.heir,
            known.c.column_id.in_(
                select(nearer.c.source)
                .where(nearer.c.heir == handed.c.heir, nearer.c.place < handed.c.place)
                .correlate(handed)
            ),
        ),
    )
    return (
        select(handed.c.heir.label("column_id"), own.c.url_sha256, own.c.published)
        .join(own, own.c.column_id == handed.c.source)
        .where(not_(shown_nearer))
        .subquery("inherited")
    )


def back_to_with_past(pasts: Pasts, back_to: Mapping[Key, date | None]) -> dict[Key, date | None]:
    """How far back is known of each column, its past included: no further than of that column of it known least."""
    whole = dict(back_to)
    for heir, past in pasts.items():
        days = [back_to.get(key) for key in (heir, *past)]
        whole[heir] = None if None in days else max(day for day in days if day is not None)
    return whole


def _back_from(key: Key, before: Mapping[Key, Key]) -> tuple[Key, ...]:
    past: list[Key] = []
    while key in before and before[key] not in past:
        key = before[key]
        past.append(key)
    return tuple(past)
