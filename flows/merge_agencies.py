"""Bring `agencies/*.yml` up to date with the register: what changed there is written, the rest is the file's own."""

from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from flows.hand_kept_yaml import read_checked, write_back
from schemas.agencies import AgencyFile
from schemas.column_codes import derive_code
from schemas.register import OF_AGENCY, RegisterRow
from schemas.yaml_files import plain

Said = dict[str, dict[str, Any]]
"""What a register said: agency code, or `agency/column`, to its fields; `SERVERS` to their owners."""

SERVERS = "*"
"""The key under which a register's servers stand, each with the codes of the agencies that have columns there."""


def merge_agencies(
    folder: Path, rows: tuple[RegisterRow, ...], before: Said, said: Said, notes: list[str]
) -> dict[Path, str]:
    """The text of each agency's file. `before` is what the register said last time; `said` gets what it says now, and
    `notes` what a person should know.
    """
    by_agency: dict[str, list[RegisterRow]] = {}
    for row in rows:
        by_agency.setdefault(row.agency_code, []).append(row)
    files = {
        path: _agency(path, agency_rows, before, said, notes)
        for code, agency_rows in by_agency.items()
        for path in [folder / "agencies" / f"{code}.yml"]
    }
    if rows:
        for path in sorted((folder / "agencies").glob("*.yml")):
            if path not in files:
                notes.append(
                    f"{path.stem} is no longer in the register; its file stays: delete it, or give its columns `until`"
                )
    return files


def _agency(path: Path, rows: list[RegisterRow], before: Said, said: Said, notes: list[str]) -> str:
    first = rows[0]
    if path.exists():
        node = read_checked(path, AgencyFile)
        was = plain(node)
    else:
        before = {}
        node = CommentedMap({"name": first.agency, "class": first.agency_class, "columns": CommentedSeq()})
        was = None
    said[path.stem] = {"name": first.agency, "class": first.agency_class, **_of_agency(rows)}
    _update(node, said[path.stem], before.get(path.stem, {}))
    columns: CommentedSeq = node["columns"]
    matched = _match(columns, rows)
    taken = {column["code"] for column in columns} | {row.column_code for row in rows if row.column_code}
    new: set[str] = set()
    for row in rows:
        column = matched.get(row.row)
        if column is None:
            column = CommentedMap(code=row.column_code or derive_code(row.column, taken=taken))
            column.fa.set_flow_style()
            columns.append(column)
            matched[row.row] = column
            taken.add(column["code"])
            new.add(column["code"])
        key = f"{path.stem}/{column['code']}"
        said[key] = _fields(row)
        # A column that somebody took out of the file is still owed: it comes back whole.
        _update(column, said[key], {} if column["code"] in new else before.get(key, {}))
    for column in columns:
        if not any(column is other for other in matched.values()):
            notes.append(
                f"{path.stem}/{column['code']} ({column['name']}) is not in the register; "
                "it stays: delete it, or give it `until`"
            )
    return write_back(path, node, was)


def _match(columns: CommentedSeq, rows: list[RegisterRow]) -> dict[int, CommentedMap]:
    """The file's column of each register row that has one, by the row's number.

    All rows are matched by code first, then the rest by address and issuer, and only what is left by name: a new row
    of the same name must not take another row's column, and its history with it.
    """
    matched: dict[int, CommentedMap] = {}
    free = list(columns)
    for same in (_same_code, _same_address, _same_name):
        for row in rows:
            column = next((column for column in free if same(column, row)), None)
            if row.row not in matched and column is not None:
                matched[row.row] = column
                free = [other for other in free if other is not column]
    return matched


def _same_code(column: CommentedMap, row: RegisterRow) -> bool:
    return row.column_code is not None and bool(column["code"] == row.column_code)


def _same_address(column: CommentedMap, row: RegisterRow) -> bool:
    return (column["url"], column.get("issuer")) == (row.url, row.issuer)


def _same_name(column: CommentedMap, row: RegisterRow) -> bool:
    return bool(column["name"] == row.column)


def _update(node: CommentedMap, now: dict[str, Any], before: dict[str, Any]) -> None:
    """Write what the register says now where it differs from what it said last time; the rest is the file's."""
    for key, value in now.items():
        if before and before.get(key) == value:
            continue
        if value is not None:
            # Without quotes the parser in C takes an address within {} for a mistake, and the slow one must read it.
            node[key] = DoubleQuotedScalarString(value) if key == "url" else value
        elif before:
            node.pop(key, None)


def _fields(row: RegisterRow) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": row.column,
        "kind": row.kind,
        "category": row.category,
        "url": row.url,
        "max_age_days": row.max_age_days,
        "min_items": row.min_items,
        "from": row.from_.isoformat() if row.from_ else None,
        "until": row.until.isoformat() if row.until else None,
        "issuer": row.issuer,
        "continues": row.continues,
    }
    return fields


def _of_agency(rows: list[RegisterRow]) -> dict[str, Any]:
    """What any of its rows says of the agency itself; `None` where none does."""
    said: dict[str, Any] = {}
    for field, key in OF_AGENCY.items():
        value = next((value for row in rows if (value := getattr(row, field))), None)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [{"name": former.name, "until": former.until.isoformat()} for former in value]
        said[key] = value
    return said
