"""Where rows come from: a warehouse, or the folder of an export."""

import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError
from sqlalchemy import Connection, FromClause, select

from schemas.exports import MANIFEST, Export
from warehouse.connect import Warehouse
from warehouse.errors import UnusableExport
from warehouse.kinds import fields_of
from warehouse.moving.parquet import read_parquet
from warehouse.moving.values import as_value, canonical, selected
from warehouse.schema import HEAD
from warehouse.tables import metadata

BATCH = 2_000
"""Rows in memory at once."""


class Source(Protocol):
    """The rows of every table."""

    name: str

    def rows(self, table: FromClause) -> Iterator[list[list[Any]]]:
        """In batches, in the order of the primary key."""


class WarehouseSource:
    """A warehouse as it was at one moment."""

    def __init__(self, connection: Connection, *, name: str) -> None:
        self.name = name
        self._connection = connection

    @classmethod
    @contextmanager
    def of(cls, w: Warehouse) -> Iterator["WarehouseSource"]:
        """Everything read in the block is of one moment, also while a night is being written."""
        with w.read() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield cls(connection, name=w.name)

    def rows(self, table: FromClause, order: Sequence[str] = ()) -> Iterator[list[list[Any]]]:
        """`order`: columns to sort by instead of the primary key; a view has none."""
        yield from rows_of(self._connection, table, order)


class ExportSource:
    """The folder of an export. Raises `UnusableExport` unless it is whole, unchanged and of this program's schema."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder
        self._manifest = _manifest(folder)
        self._require_whole()

    def rows(self, table: FromClause) -> Iterator[list[list[Any]]]:
        file = self._folder / self._manifest.tables[str(table)].file
        fields = fields_of(table.columns)
        if self._manifest.format == "parquet":
            yield from read_parquet(fields, file, size=BATCH)
            return
        csv.field_size_limit(sys.maxsize)  # a scorecard is one cell
        with file.open(encoding="utf-8-sig", newline="") as lines:
            cells = csv.reader(lines)
            next(cells)
            while batch := list(islice(cells, BATCH)):
                yield [[as_value(field, cell) for field, cell in zip(fields, row, strict=True)] for row in batch]

    def _require_whole(self) -> None:
        if self._manifest.revision != HEAD:
            raise UnusableExport(
                self.name, f"is of schema revision {self._manifest.revision}, this program's is {HEAD}"
            )
        if missing := sorted(set(metadata.tables) - set(self._manifest.tables)):
            raise UnusableExport(self.name, f"lacks tables ({', '.join(missing[:3])})")
        for exported in self._manifest.tables.values():
            file = self._folder / exported.file
            if not file.is_file():
                raise UnusableExport(self.name, f"lacks its file {exported.file}")
            if digest_of(file) != exported.sha256:
                raise UnusableExport(self.name, f"{exported.file} is not as it was written")


def rows_of(connection: Connection, table: FromClause, order: Sequence[str] = ()) -> Iterator[list[list[Any]]]:
    """All rows of a table or view in batches, the same on every database."""
    fields = fields_of(table.columns)
    alike = canonical(fields)
    by = [table.columns[name] for name in order] or list(table.primary_key)
    statement = select(*(selected(field, table.columns[field.name]) for field in fields)).order_by(*by)
    found = connection.execute(statement, execution_options={"yield_per": BATCH})
    for batch in found.partitions():
        yield alike(batch)


def digest_of(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(folder: Path) -> Export:
    try:
        return Export.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise UnusableExport(str(folder), f"{MANIFEST} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise UnusableExport(str(folder), f"{MANIFEST} is not what an export writes") from error
