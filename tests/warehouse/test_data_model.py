"""The documentation shows tables and views as they are, and says what each of them, and each column, means."""

from collections.abc import Iterator

import pytest

from warehouse.data_model import PAGE, drawing, with_drawing
from warehouse.dictionary import DICTIONARY
from warehouse.meanings import COLUMNS, RELATIONS, meaning_of_column
from warehouse.tables import metadata
from warehouse.views import VIEWS


def all_columns() -> Iterator[tuple[str, str]]:
    """Every column of every table and view, with the name of what it is in."""
    for table in metadata.sorted_tables:
        yield from ((table.name, column.name) for column in table.columns)
    for view in VIEWS:
        yield from ((view.name, field.name) for field in view.fields)
    yield from (("v_dictionary", name) for name in DICTIONARY)


def test_the_page_shows_the_tables_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_drawing(page) == page, "run `python -m warehouse.data_model`"


def test_every_table_and_every_relation_is_drawn_and_explained() -> None:
    drawn = drawing()
    for table in metadata.sorted_tables:
        assert table.comment, f"{table.name} does not say what it is"
        assert f"### {table.name}\n" in drawn
        for key in table.foreign_keys:
            assert f"--o{{ {table.name} : {key.parent.name}" in drawn


def test_a_page_without_a_place_for_the_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        with_drawing("# The data model\n")


def test_every_table_view_and_column_has_a_meaning() -> None:
    assert sorted({relation for relation, _ in all_columns()} - set(RELATIONS)) == []
    assert [f"{relation}.{name}" for relation, name in all_columns() if not meaning_of_column(relation, name)] == []


def test_no_meaning_stands_for_nothing() -> None:
    named = {f"{relation}.{name}" for relation, name in all_columns()}
    assert sorted(set(RELATIONS) - {relation for relation, _ in all_columns()}) == []
    unused = {key for key in COLUMNS if key not in named and key not in {name.partition(".")[2] for name in named}}
    assert sorted(unused) == []
