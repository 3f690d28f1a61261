"""The picture of the tables in the docs, drawn from the tables: `python -m warehouse.data_model` renews it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table
from sqlalchemy.types import Float, Integer

from warehouse.tables import metadata

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data_model.md"
BEGIN = "<!-- drawn by `python -m warehouse.data_model`; do not edit by hand -->"
END = "<!-- end of the drawing -->"


def drawing() -> str:
    """A Mermaid entity diagram and one section a table, in Markdown."""
    return "\n".join([*_diagram(), "", *_sections()])


def with_drawing(page: str) -> str:
    """The page with its drawing renewed. Raises `ValueError` if the page has no place for it."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} does not hold the two marks between which the drawing stands")
    return f"{head}{BEGIN}\n\n{drawing()}\n{END}{tail}"


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for table in metadata.sorted_tables:
        yield f"    {table.name} {{"
        for column in table.columns:
            yield f"        {_type(column)} {column.name}{_keys(column)}"
        yield "    }"
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                one = "|o" if column.nullable else "||"
                yield f"    {key.column.table.name} {one}--o{{ {table.name} : {column.name}"
    yield "```"


def _sections() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield f"### {table.name}"
        yield ""
        yield f"{table.comment}."
        yield ""
        yield from _rows(table)
        yield ""


def _rows(table: Table) -> Iterator[str]:
    yield "| column | type | empty? | meaning |"
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        meaning = "; ".join(
            [*(f"→ {key.column.table.name}" for key in column.foreign_keys), *filter(None, [column.comment])]
        )
        empty = "may be" if column.nullable else ""
        yield f"| `{column.name}` | {_type(column)} | {empty} | {meaning.replace('|', chr(92) + '|')} |"


def _type(column: Column[object]) -> str:
    if isinstance(column.type, Integer):
        return "integer"
    if isinstance(column.type, Float):
        return "float"
    return {"String": "text", "Text": "text", "Date": "day", "Boolean": "flag"}.get(
        type(column.type).__name__, type(column.type).__name__.lower()
    )


def _keys(column: Column[object]) -> str:
    keys = [name for name, holds in (("PK", column.primary_key), ("FK", bool(column.foreign_keys))) if holds]
    return f" {', '.join(keys)}" if keys else ""


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
