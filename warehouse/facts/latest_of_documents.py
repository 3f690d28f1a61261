"""The latest rows about the document that a query is at."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, select

from warehouse.tables import document_versions, documents, page_details


def latest_version() -> ScalarSelect[int]:
    """The id of what it said last."""
    return _latest(document_versions, "fetched_at")


def latest_details() -> ScalarSelect[int]:
    """The id of what its page was last found to carry."""
    return _latest(page_details, "read_at")


def _latest(table: Table, moment: str) -> ScalarSelect[int]:
    own = table.alias("own")
    number: ColumnElement[Any] = own.c.id
    return (
        select(number)
        .where(own.c.document_id == documents.c.id)
        .order_by(own.c[moment].desc(), number.desc())
        .limit(1)
        .correlate(documents)
        .scalar_subquery()
    )
