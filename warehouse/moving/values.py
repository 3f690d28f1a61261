"""How a stored value is written as text, and read back: the same text whichever database it lies in.

Moments are ISO 8601 in UTC to the microsecond, days ISO dates, flags `true` and `false`, JSON compact, with characters
as they are. A missing value is an empty cell.

A text that begins with one of `= + - @ '`, a tab or a line end has an apostrophe put before it, which spreadsheets take
as "this is text": nothing that a website published may run as a formula there. So has an empty text in a column that
may also be missing. Reading takes one apostrophe off. Source: OWASP, CSV Injection.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Text, cast
from sqlalchemy.types import JSON

from warehouse.kinds import Field

Row = Sequence[Any]
"""A row's values in the order of its fields: `int`, `float`, `bool`, `str`, `date`, `datetime` in UTC; JSON as text."""

_FORMULA = tuple("=+-@'\t\r\n")


def selected(field: Field, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as it is to be asked for: JSON as the text that it is, so that `null` and a missing value differ."""
    return cast(column, Text).label(field.name) if isinstance(column.type, JSON) else column


def canonical(fields: Sequence[Field]) -> Callable[[Iterable[Row]], list[list[Any]]]:
    """A function that makes rows from `selected` columns the same on every database."""
    jsons = [number for number, field in enumerate(fields) if field.kind == "json"]

    def rows(found: Iterable[Row]) -> list[list[Any]]:
        plain = [list(row) for row in found]
        for row in plain:
            for number in jsons:
                if row[number] is not None:
                    row[number] = json.dumps(json.loads(row[number]), ensure_ascii=False, separators=(",", ":"))
        return plain

    return rows


def writer(field: Field) -> Callable[[Any], str]:
    """How values of this field, none of them missing, become cells; chosen once for millions of them."""
    match field.kind:
        case "flag":
            return lambda value: "true" if value else "false"
        case "day":
            return date.isoformat
        case "moment":
            return _moment
        case "float":
            return lambda value: repr(float(value))
        case "text":
            return _text_or_missing if field.may_be_missing else _text
    return str


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _text_or_missing(value: str) -> str:
    return _text(value) if value else "'"


def as_value(field: Field, cell: str) -> Any:
    """What `writer` made the cell of."""
    if field.kind == "text" and cell.startswith("'"):
        return cell[1:]
    if not cell:
        return "" if field.kind == "text" and not field.may_be_missing else None
    match field.kind:
        case "flag":
            return cell == "true"
        case "day":
            return date.fromisoformat(cell)
        case "moment":
            return datetime.fromisoformat(cell)
        case "integer":
            return int(cell)
        case "float":
            return float(cell)
    return cell


class Written:
    """Rows as CSV on their way into a file, or nowhere: counted, and digested as they pass."""

    def __init__(self, fields: Sequence[Field], out: BinaryIO | None = None) -> None:
        self.rows = 0
        self._writers = [writer(field) for field in fields]
        self._names = [field.name for field in fields]
        self._sha256 = hashlib.sha256()
        self._out = out
        self._csv = csv.writer(self, lineterminator="\r\n")

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            pairs = zip(self._writers, row, strict=True)
            self._csv.writerow(["" if value is None else write(value) for write, value in pairs])
            self.rows += 1

    def header(self) -> None:
        """The first line, behind the mark by which spreadsheets know UTF-8."""
        self.write("\ufeff")
        self._csv.writerow(self._names)

    def write(self, text: str) -> None:
        """Called by the CSV writer."""
        data = text.encode()
        self._sha256.update(data)
        if self._out is not None:
            self._out.write(data)

    @property
    def digest(self) -> tuple[int, str]:
        """Rows, and the SHA-256 of all that was written."""
        return self.rows, self._sha256.hexdigest()
