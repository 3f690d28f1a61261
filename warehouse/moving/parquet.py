"""Parquet through DuckDB: from lines of JSON into a file, and back into rows. Nothing is held as a whole in memory."""

import errno
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse.kinds import Field
from warehouse.moving.values import Row, writer

_JSON_TYPES = {"integer": "BIGINT", "float": "DOUBLE", "flag": "BOOLEAN"}
_TYPES = _JSON_TYPES | {"day": "DATE", "moment": "TIMESTAMPTZ"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_lines(fields: Sequence[Field], rows: Iterable[Row], out: TextIO) -> None:
    """Rows as lines of JSON, from which `write_parquet` makes a file."""
    names = [field.name for field in fields]
    texts = [(place, writer(field)) for place, field in enumerate(fields) if field.kind in ("day", "moment")]
    for row in rows:
        values = list(row)
        for place, write in texts:
            if values[place] is not None:
                values[place] = write(values[place])
        out.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")


def write_parquet(fields: Sequence[Field], lines: Path, out: Path) -> None:
    """A Parquet file of the lines in their order; the same lines make the same bytes. Raises `OSError`."""
    read_as = ", ".join(f"{_text(field.name)}: '{_JSON_TYPES.get(field.kind, 'VARCHAR')}'" for field in fields)
    columns = ", ".join(
        f"CAST({_name(field)} AS {_TYPES.get(field.kind, 'VARCHAR')}) AS {_name(field)}" for field in fields
    )
    source = f"read_json({_text(lines)}, format='newline_delimited', auto_detect=false, columns={{{read_as}}})"
    copy = f"COPY (SELECT {columns} FROM {source}) TO {_text(out)} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608  (names of our own)
    try:
        with _duckdb() as connection:
            connection.execute(copy)
    except duckdb.IOException as error:
        raise OSError(errno.EIO, str(error)) from error


def read_parquet(fields: Sequence[Field], file: Path, *, size: int) -> Iterator[list[list[Any]]]:
    """The file's rows in batches."""
    columns = ", ".join(
        f"epoch_us({_name(field)})" if field.kind == "moment" else _name(field)  # else DuckDB asks for pytz
        for field in fields
    )
    moments = [number for number, field in enumerate(fields) if field.kind == "moment"]
    with _duckdb() as connection:
        found = connection.execute(f"SELECT {columns} FROM read_parquet({_text(file)})")  # noqa: S608  (names of our own)
        while batch := found.fetchmany(size):
            rows = [list(row) for row in batch]
            for row in rows:
                for number in moments:
                    if row[number] is not None:
                        row[number] = _EPOCH + timedelta(microseconds=row[number])
            yield rows


def _duckdb() -> duckdb.DuckDBPyConnection:
    # One thread keeps the rows' order and the bytes the same; nothing is fetched from anywhere.
    settings = {"threads": "1", "memory_limit": "512MB", "autoinstall_known_extensions": "false"}
    return duckdb.connect(":memory:", config={**settings, "autoload_known_extensions": "false"})


def _name(field: Field) -> str:
    return f'"{field.name}"'


def _text(value: Path | str) -> str:
    return "'" + str(value).replace("'", "''") + "'"
