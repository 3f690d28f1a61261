"""What stands in an export's files is what was stored, whatever it was."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.kinds import Field
from warehouse.moving.parquet import read_parquet, write_lines, write_parquet
from warehouse.moving.values import Written, as_value, writer

FIELDS = tuple(
    Field(f"{kind}_{missing}", kind, missing)
    for kind in ("integer", "float", "flag", "day", "moment", "text", "json")
    for missing in (True, False)
)
# PostgreSQL stores no NUL, and nobody can encode half a surrogate pair.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from(
    ["", "'", "''", "=1", "\t", "\r", "\n", "\r\n", '"', ",", "-", "null", "\ufeff", "\u2028", "NULL"]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "flag": st.booleans(),
    "day": st.dates(),
    "moment": st.datetimes(timezones=st.just(UTC)),
    "text": TEXTS,
    "json": st.sampled_from(["{}", "null", '{"a":"甲\\n乙","b":[1,2.5,null]}', '"=1"']),
}
ROWS = st.lists(
    st.tuples(*(st.none() | VALUES[field.kind] if field.may_be_missing else VALUES[field.kind] for field in FIELDS)),
    min_size=1,
    max_size=5,
)


@given(ROWS)
def test_a_row_is_read_back_from_csv_as_it_was(rows: list[Sequence[Any]]) -> None:
    out = BytesIO()
    written = Written(FIELDS, out)
    written.header()
    written.add(rows)
    cells = list(csv.reader(StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert cells[0] == [field.name for field in FIELDS]
    read = [tuple(as_value(field, cell) for field, cell in zip(FIELDS, row, strict=True)) for row in cells[1:]]
    assert read == [tuple(row) for row in rows]
    assert written.digest[0] == len(rows)


def test_a_row_is_read_back_from_parquet_as_it_was(tmp_path: Path) -> None:
    full: list[Any] = []
    for field in FIELDS:
        full.append(
            {
                "integer": -(2**63),
                "float": 0.1 + 0.2,
                "flag": False,
                "day": date(1, 1, 1),
                "moment": datetime(2026, 2, 28, 15, 59, 59, 123456, tzinfo=UTC),
                "text": "=第\r\n\u2028𠮷\"'\\",
                "json": "null",
            }[field.kind]
        )
    empty = ["" if field.kind == "text" else value for field, value in zip(FIELDS, full, strict=True)]
    missing = [None if field.may_be_missing else value for field, value in zip(FIELDS, full, strict=True)]
    rows = [full, empty, missing] * 3
    with (tmp_path / "lines").open("w", encoding="utf-8") as out:
        write_lines(FIELDS, rows, out)
    write_parquet(FIELDS, tmp_path / "lines", tmp_path / "a.parquet")
    write_parquet(FIELDS, tmp_path / "lines", tmp_path / "b.parquet")
    assert [row for batch in read_parquet(FIELDS, tmp_path / "a.parquet", size=2) for row in batch] == rows
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_disk_that_takes_no_file_is_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="gone"):
        write_parquet(FIELDS, tmp_path / "lines", tmp_path / "gone" / "a.parquet")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@a", "\tx", "\rx", "'x"])
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert writer(Field("title", "text", may_be_missing=False))(text) == f"'{text}"
