"""Read an office's `registers/`: CSV and XLSX, Chinese or English headers. Files are read, never written over."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from schemas.mistakes import ConfigError, Mistake
from schemas.registers.rows import (
    Application,
    LastPost,
    Message,
    Nothing,
    Problem,
    RegisterEntry,
    RegisterName,
    Registers,
)
from schemas.tables import cell_value, read_table

ROWS: Mapping[str, type[RegisterEntry]] = {
    "applications": Application,
    "messages": Message,
    "problems": Problem,
    "accounts": LastPost,
}
CHINESE = {"依申请公开": "applications", "留言": "messages", "整改": "problems", "新媒体": "accounts"}
"""A file belongs to the register whose name its own begins with: `applications-2026.xlsx`, `依申请公开台账.csv`."""
NOTHING = ("无", "none")
_OURS = ("file", "row", "sha256")

assert set(ROWS) == set(get_args(RegisterName))


def read_registers(folder: Path, *, columns: Mapping[str, Collection[str]] | None = None) -> Registers:
    """All registers in `folder`, the office's `registers/`.

    `columns`: the codes of each agency's columns, by its own. Raises `ConfigError` naming every mistake with its file
    and row: files that are no register, unknown, missing and double headers, cells that are none, dates out of order,
    agencies and columns that are not among those given, numbers twice.
    """
    mistakes: list[Mistake] = []
    found: dict[str, list[RegisterEntry]] = {}
    nothing: list[Nothing] = []
    for path in sorted(folder.glob("*")):
        if path.name.startswith(("~$", ".")) or path.suffix.lower() not in (".csv", ".xlsx"):
            continue  # Excel's lock file beside an open workbook; notes and pictures
        register = _register_of(path)
        if register is None:
            remedy = f"begin its name with one of: {', '.join([*ROWS, *CHINESE])}"
            mistakes.append(Mistake(file=path, message="which register this is cannot be seen", remedy=remedy))
            continue
        try:
            rows = list(_read(path, register, mistakes))
        except ConfigError as error:
            mistakes.extend(error.mistakes)
            continue
        mistakes.extend(_strangers(path, rows, columns))
        nothing.extend(row for row in rows if isinstance(row, Nothing))
        found.setdefault(register, []).extend(row for row in rows if not isinstance(row, Nothing))
    for rows in found.values():
        mistakes.extend(_doubles(folder, rows))
    if mistakes:
        raise ConfigError(mistakes)
    return Registers.model_validate({**{name: tuple(rows) for name, rows in found.items()}, "nothing": tuple(nothing)})


def headers_of(register: RegisterName) -> tuple[str, ...]:
    """The Chinese headers of a register: whose row it is, what it says, up to when and by whom."""
    fields = ROWS[register].model_fields
    last = ("stated_on", "issued_by")
    names = ["agency", *(name for name in fields if name not in ("agency", *last, *_OURS)), *last]
    return tuple(fields[name].title or name for name in names)


def _register_of(path: Path) -> str | None:
    names = {**{name: name for name in ROWS}, **CHINESE}
    return next((name for begin, name in names.items() if path.stem.startswith(begin)), None)


def _read(path: Path, register: str, mistakes: list[Mistake]) -> Iterator[RegisterEntry]:
    model = ROWS[register]
    table = read_table(path)
    names, wrong = _header(path, model, table[0] if table else [])
    mistakes.extend(wrong)
    if wrong:
        return
    given = {"file": f"{path.parent.name}/{path.name}", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    for number, cells in enumerate(table[1:], start=2):
        values = {n: v for n, c in zip(names, cells, strict=False) if n and (v := cell_value(c)) is not None}
        if not values:
            continue
        whole = {**given, "row": number, **values}
        if values.get(model.KEY) in NOTHING:
            kept = ("agency", "stated_on", "issued_by", *_OURS)
            row = _row(path, Nothing, {"about": register} | {n: v for n, v in whole.items() if n in kept}, mistakes)
        else:
            row = _row(path, model, whole, mistakes)
        if row is not None:
            yield row


def _header(path: Path, model: type[RegisterEntry], cells: list[Any]) -> tuple[list[str], list[Mistake]]:
    titles = {field.title: name for name, field in model.model_fields.items() if name not in _OURS}
    written = [str(cell or "").strip() for cell in cells]
    names = [titles.get(text, text if text in titles.values() else "") for text in written]
    required = [name for name, field in model.model_fields.items() if field.is_required() and name not in _OURS]
    remedy = f"write the header {','.join(str(title) for title in titles)}"

    def wrong(message: str) -> Mistake:
        return Mistake(file=path, line=1, message=message, remedy=remedy)

    mistakes = [
        wrong(f"unknown header {text!r}") for text, name in zip(written, names, strict=True) if text and not name
    ]
    mistakes += [
        wrong(f"the header {_title(model, name)} ({name}) is missing") for name in required if name not in names
    ]
    doubles = sorted({name for name in names if name and names.count(name) > 1})
    mistakes += [wrong(f"the header {_title(model, name)} stands twice") for name in doubles]
    return names, mistakes


def _row(
    path: Path, model: type[RegisterEntry], values: dict[str, Any], mistakes: list[Mistake]
) -> RegisterEntry | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0]) if detail["loc"] else ""
            message = "is empty" if detail["type"] == "missing" else detail["msg"].removeprefix("Value error, ")
            mistakes.append(
                Mistake(
                    file=path,
                    line=values["row"],
                    message=f"{_title(model, name)}: {message}" if name else message,
                    remedy="fill or correct the cell" if name else "correct the dates",
                )
            )
        return None


def _title(model: type[RegisterEntry], name: str) -> str:
    field = model.model_fields.get(name)
    return (field.title if field else None) or name


def _strangers(
    path: Path, rows: list[RegisterEntry], columns: Mapping[str, Collection[str]] | None
) -> Iterator[Mistake]:
    if columns is None:
        return
    for row in rows:
        column = getattr(row, "column", None)
        if row.agency not in columns:
            remedy = f"write one of: {', '.join(columns)}" if len(columns) <= 20 else "write a code of agencies/"
            yield Mistake(file=path, line=row.row, message=f"单位代码 {row.agency!r} is not known", remedy=remedy)
        elif column is not None and column not in columns[row.agency]:
            message = f"栏目代码 {column!r} is no column of {row.agency}"
            remedy = f"write a code of agencies/{row.agency}.yml, or leave the cell empty"
            yield Mistake(file=path, line=row.row, message=message, remedy=remedy)


def _doubles(folder: Path, rows: list[RegisterEntry]) -> Iterator[Mistake]:
    first: dict[tuple[Any, ...], RegisterEntry] = {}
    for row in rows:
        told = (row.platform, row.stated_on) if isinstance(row, LastPost) else ()
        known = first.setdefault((row.agency, row.key, *told), row)
        if known is not row:
            yield Mistake(
                file=folder.parent / row.file,
                line=row.row,
                message=f"{_title(type(row), row.KEY)} {row.key!r} of {row.agency} stands twice "
                f"(first in {known.file}, row {known.row})",
                remedy="keep one row",
            )
