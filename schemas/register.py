"""The register an office keeps in Excel already: one row a column, Chinese or English headers, CSV or XLSX."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, ValidationError

from schemas.agencies import ColumnPlace, Days, FormerName, Minimum, WebAddress
from schemas.base import Code, Frozen, Text
from schemas.mistakes import ConfigError, Mistake
from schemas.tables import cell_value, read_table
from schemas.vocabulary import Vocabulary, load_vocabulary

HEADERS = {
    "单位代码": "agency_code",
    "单位名称": "agency",
    "单位类别": "agency_class",
    "栏目": "column",
    "网址": "url",
    "栏目类型": "kind",
    "信息类别": "category",
    "更新时限(天)": "max_age_days",
    "最少条数": "min_items",
    "栏目代码": "column_code",
    "起始日期": "from",
    "截止日期": "until",
    "发布机构": "issuer",
    "承接栏目": "continues",
    "单位起始日期": "agency_from",
    "单位截止日期": "agency_until",
    "单位曾用名": "former_names",
    "承接单位代码": "successor",
}
_CHINESE = {english: title for title, english in HEADERS.items()}
REQUIRED = ("agency_code", "agency", "agency_class", "column", "url", "kind", "category")


OF_AGENCY = {
    "agency_from": "from",
    "agency_until": "until",
    "former_names": "former_names",
    "successor": "successor",
}
"""What is said of an agency beside its name and class, in one of its rows or in several: header, key of its file."""

_FORMER_NAME = re.compile(r"(?P<name>.+?)\s*[(（]?\s*(?:至|until)\s*(?P<until>\d{4}-\d{1,2}-\d{1,2})\s*[)）]?")


def _former_names(cell: Any) -> Any:
    """`市水务局至2025-03-31；市水利水电局至2019-12-31`: each former name with its last day."""
    if not isinstance(cell, str):
        return cell
    names = []
    for part in filter(None, map(str.strip, re.split("[;；\n]", cell))):
        found = _FORMER_NAME.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is no former name with its last day; write 市水务局至2025-03-31")
        year, month, day = map(int, found["until"].split("-"))
        names.append({"name": found["name"], "until": date(year, month, day)})
    return tuple(names)


class RegisterRow(Frozen):
    """One row of the register: one column of one agency."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # a workbook keeps the code 1001 as a number

    row: int
    """Its row in the file, the header being row 1."""
    agency_code: Code
    agency: Text
    agency_class: Text
    column: Text
    url: WebAddress
    kind: Text
    category: Text
    max_age_days: Days | None = None
    min_items: Minimum | None = None
    column_code: Code | None = None
    from_: date | None = None
    until: date | None = None
    issuer: Text | None = None
    continues: ColumnPlace | None = None
    agency_from: date | None = None
    agency_until: date | None = None
    former_names: Annotated[tuple[FormerName, ...], BeforeValidator(_former_names)] = ()
    successor: Code | None = None


def read_register(path: Path) -> tuple[RegisterRow, ...]:
    """Every row of the register.

    Raises `ConfigError` naming every mistake with its row: unknown or missing headers, missing cells, addresses that
    are none, kinds nobody knows, the same address or column code twice in one agency, one agency code with two names.
    """
    table = read_table(path)
    if not table:
        empty = Mistake(file=path, message="the register is empty", remedy="export it again, with its header row")
        raise ConfigError([empty])
    names, mistakes = _header(path, table[0])
    if mistakes:
        raise ConfigError(mistakes)
    vocabulary = load_vocabulary()
    rows: list[RegisterRow] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell not in (None, "") for cell in cells):
            continue
        row = _row(path, number, dict(zip(names, cells, strict=False)), vocabulary, mistakes)
        if row:
            rows.append(row)
    mistakes.extend(_contradictions(path, rows))
    if not rows and not mistakes:
        mistakes.append(
            Mistake(file=path, message="the register has no row below its header", remedy="add one row a column")
        )
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(rows)


def _header(path: Path, cells: list[Any]) -> tuple[list[str], list[Mistake]]:
    mistakes = []
    names = []
    for cell in cells:
        text = str(cell or "").strip().replace("（", "(").replace("）", ")")
        name = HEADERS.get(text, text if text in HEADERS.values() else "")
        if not name and text:
            mistakes.append(
                Mistake(
                    file=path, line=1, message=f"unknown header {text!r}", remedy=f"write one of: {', '.join(HEADERS)}"
                )
            )
        names.append(name)
    for name in REQUIRED:
        if name not in names:
            mistakes.append(
                Mistake(
                    file=path,
                    line=1,
                    message=f"the header {_CHINESE[name]} ({name}) is missing",
                    remedy="add the column",
                )
            )
    for name in {name for name in names if name and names.count(name) > 1}:
        mistakes.append(Mistake(file=path, line=1, message=f"the header {name} stands twice", remedy="remove one"))
    return names, mistakes


def _row(
    path: Path, number: int, cells: dict[str, Any], vocabulary: Vocabulary, mistakes: list[Mistake]
) -> RegisterRow | None:
    values: dict[str, Any] = {"row": number}
    for name, cell in cells.items():
        value = cell_value(cell)
        if name and value is not None:
            values["from_" if name == "from" else name] = value
    if "kind" in values:
        kind = vocabulary.kind(str(values["kind"]))
        if kind is None:
            mistakes.append(
                Mistake(
                    file=path,
                    line=number,
                    message=f"unknown kind {values['kind']!r} (栏目类型)",
                    remedy=f"write one of: {', '.join(vocabulary.kinds)}",
                )
            )
        values["kind"] = kind or "其他"
    try:
        return RegisterRow.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0]).rstrip("_")
            message = "is empty" if detail["type"] == "missing" else detail["msg"].removeprefix("Value error, ")
            mistakes.append(
                Mistake(
                    file=path,
                    line=number,
                    message=f"{_CHINESE.get(name, name)}: {message}",
                    remedy="fill or correct the cell",
                )
            )
        return None


def _contradictions(path: Path, rows: list[RegisterRow]) -> list[Mistake]:
    mistakes = []
    names: dict[str, tuple[str, str]] = {}
    of_agency: dict[tuple[str, str], Any] = {}
    addresses: dict[tuple[str, str, str | None], int] = {}
    codes: dict[tuple[str, str], int] = {}
    for row in rows:
        for field in OF_AGENCY:
            value = getattr(row, field)
            said = of_agency.setdefault((row.agency_code, field), value) if value else value
            if said != value:
                mistakes.append(
                    Mistake(
                        file=path,
                        line=row.row,
                        message=f"{_CHINESE[field]} of {row.agency_code} differs from a row above",
                        remedy="say it in one of the agency's rows, or the same in all",
                    )
                )
        known = names.setdefault(row.agency_code, (row.agency, row.agency_class))
        if known != (row.agency, row.agency_class):
            mistakes.append(
                Mistake(
                    file=path,
                    line=row.row,
                    message=f"{row.agency_code} is {known[0]} ({known[1]}) above, "
                    f"{row.agency} ({row.agency_class}) here",
                    remedy="give one code one name and one class",
                )
            )
        address = (row.agency_code, row.url, row.issuer)
        if address in addresses:
            mistakes.append(
                Mistake(
                    file=path,
                    line=row.row,
                    message=f"the address {row.url} stands twice in {row.agency} (first in row {addresses[address]})",
                    remedy="keep one of them, or give each its 发布机构",
                )
            )
        addresses.setdefault(address, row.row)
        if row.column_code is not None:
            first = codes.setdefault((row.agency_code, row.column_code), row.row)
            if first != row.row:
                mistakes.append(
                    Mistake(
                        file=path,
                        line=row.row,
                        message=f"the column code {row.column_code!r} stands twice in {row.agency} "
                        f"(first in row {first})",
                        remedy="give each column its own 栏目代码, or leave it empty",
                    )
                )
        if row.from_ and row.until and row.from_ > row.until:
            mistakes.append(
                Mistake(file=path, line=row.row, message="起始日期 is after 截止日期", remedy="swap the two dates")
            )
    return mistakes
