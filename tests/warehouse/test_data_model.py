"""The picture of the tables is the tables."""

import pytest

from warehouse.data_model import PAGE, drawing, with_drawing
from warehouse.tables import metadata


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
