"""The data dictionary: what every column of every table and view means, in the database and beside every export."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from schemas.exports import Export
from warehouse.kinds import fields_of
from warehouse.meanings import meaning_of_column, meaning_of_relation
from warehouse.tables import metadata
from warehouse.views import VIEWS

DICTIONARY = ("relation", "relation_kind", "relation_meaning", "position", "name", "kind", "unit", "meaning", "note")
"""Columns of `v_dictionary` and of `dictionary.csv`."""

VIEW_NAMES = (*(view.name for view in VIEWS), "v_dictionary")
"""Every view that a warehouse has."""

_UNITS = {"moment": "UTC", "day": "办公室所在时区的日历日"}


def dictionary_rows(only: Sequence[str] = ()) -> Iterator[tuple[str | int, ...]]:
    """The cells of `DICTIONARY` for every column of every table and view; `only`: of these."""
    for table in metadata.sorted_tables:
        if not only or table.name in only:
            for place, field in enumerate(fields_of(table.columns), 1):
                note = table.columns[field.name].comment or ""
                yield _row(table.name, "table", place, field.name, field.kind, note)
    for view in VIEWS:
        if not only or view.name in only:
            for place, field in enumerate(view.fields, 1):
                yield _row(view.name, "view", place, field.name, field.kind, "")
    if not only:
        for place, name in enumerate(DICTIONARY, 1):
            yield _row("v_dictionary", "view", place, name, "integer" if name == "position" else "text", "")


def _row(relation: str, what: str, place: int, name: str, kind: str, note: str) -> tuple[str | int, ...]:
    meaning = meaning_of_column(relation, name)
    return relation, what, meaning_of_relation(relation), place, name, kind, _UNITS.get(kind, ""), meaning, note


def dictionary_csv(relations: Sequence[str]) -> str:
    """`dictionary.csv`: what every column of these tables and views means."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(DICTIONARY)
    rows.writerows(dictionary_rows(relations))
    return out.getvalue()


def read_me(export: Export) -> str:
    """The page that lies beside the files of an export, in Chinese."""
    lines = [
        f"# {export.office or '（未登记）'}：监测数据导出",
        "",
        f"格式：{export.format}。数据结构版本：{export.revision}。",
        f"“日”按 {export.zone or '办公室所在时区'} 计，时刻一律为 UTC。",
        "",
        "各列的含义见 `dictionary.csv`。分析请用 `v_` 开头的视图；其余为原始表，用于核对和迁移。",
        "`manifest.json` 载有每个文件的行数和 SHA-256；内容相同的两次导出逐字节相同，与所用数据库无关。",
        "",
    ]
    if export.format == "csv":
        lines += [
            "CSV 为 UTF-8（带 BOM），可直接用 Excel 打开。空单元格表示没有值。",
            "以 = + - @ ' 或制表、换行开头的文本前加了一个撇号，以免被当作公式；程序读取时去掉第一个撇号即可。",
            "",
        ]
    lines += ["| 文件 | 行数 | 含义 |", "| --- | --- | --- |"]
    for name, written in [*export.views.items(), *export.tables.items()]:
        lines.append(f"| `{written.file}` | {written.rows} | {meaning_of_relation(name)} |")
    return "\n".join(lines) + "\n"
