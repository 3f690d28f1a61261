"""What kind of value a column holds, in the words of the documentation and of exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Boolean, Date, Float, Integer
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import JSON

from warehouse.tables import Moment

Kind = Literal["integer", "float", "text", "day", "moment", "flag", "json"]

_KINDS: tuple[tuple[type, Kind], ...] = (
    (Boolean, "flag"),
    (Integer, "integer"),
    (Float, "float"),
    (Date, "day"),
    (Moment, "moment"),
    (JSON, "json"),
)


@dataclass(frozen=True)
class Field:
    """A column of a table or view."""

    name: str
    kind: Kind
    may_be_missing: bool


def kind_of(column: KeyedColumnElement[Any]) -> Kind:
    """`day`: a calendar day in the office's zone. `moment`: a point in time, UTC."""
    return next((kind for of, kind in _KINDS if isinstance(column.type, of)), "text")


def fields_of(columns: Iterable[KeyedColumnElement[Any]]) -> tuple[Field, ...]:
    """The columns of a table or view, in its order."""
    return tuple(Field(column.key, kind_of(column), getattr(column, "nullable", True)) for column in columns)
