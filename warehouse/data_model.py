"""The picture of the tables and views in the docs, drawn from them: `python -m warehouse.data_model` renews it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table

from warehouse.kinds import kind_of
from warehouse.meanings import meaning_of_column, meaning_of_relation
from warehouse.tables import metadata
from warehouse.views import VIEWS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data_model.md"
BEGIN = "<!-- drawn by `python -m warehouse.data_model`; do not edit by hand -->"
END = "<!-- end of the drawing -->"


def drawing() -> str:
    """A Mermaid entity diagram, one section a table and one a view, in Markdown."""
    return "\n".join([*_diagram(), "", *_sections(), "## Views", "", *_views()])


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
            yield f"        {kind_of(column)} {column.name}{_keys(column)}"
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
        yield f"{meaning_of_relation(table.name)}。 {table.comment}."
        yield ""
        yield from _rows(table)
        yield ""


def _rows(table: Table) -> Iterator[str]:
    yield "| column | type | empty? | 含义 | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    for column in table.columns:
        meaning = "; ".join(
            [*(f"→ {key.column.table.name}" for key in column.foreign_keys), *filter(None, [column.comment])]
        )
        empty = "may be" if column.nullable else ""
        chinese = meaning_of_column(table.name, column.name)
        yield f"| `{column.name}` | {kind_of(column)} | {empty} | {chinese} | {meaning.replace('|', chr(92) + '|')} |"


def _views() -> Iterator[str]:
    for view in VIEWS:
        yield f"### {view.name}"
        yield ""
        yield f"{meaning_of_relation(view.name)}。"
        yield ""
        yield "| column | type | 含义 |"
        yield "| --- | --- | --- |"
        for field in view.fields:
            yield f"| `{field.name}` | {field.kind} | {meaning_of_column(view.name, field.name)} |"
        yield ""


def _keys(column: Column[object]) -> str:
    keys = [name for name, holds in (("PK", column.primary_key), ("FK", bool(column.foreign_keys))) if holds]
    return f" {', '.join(keys)}" if keys else ""


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
