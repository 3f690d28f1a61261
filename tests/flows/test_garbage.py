"""What reading a page leaves behind is gone with the page, and the program's own settings come back."""

import gc

import pytest

from flows.garbage import sweep, swept_page_by_page
from scrapers.pages.outline import Block, Outline
from scrapers.pages.page import Page


def test_the_parts_of_a_page_are_gone_with_it() -> None:
    page = Page(url="http://www.yunxi.example/", body=b"<ul><li><a href='/1'>one</a></li></ul>" * 50)

    def parts() -> int:
        return sum(isinstance(each, Block) for each in gc.get_objects())

    with swept_page_by_page():
        for _ in range(3):
            Outline(page.tree)
        assert parts() > 450, "each points to what holds it and back"
        sweep()
        assert parts() == 0


def test_the_collector_is_as_before_also_after_an_error() -> None:
    def fails() -> None:
        with swept_page_by_page():
            assert gc.get_freeze_count() > before[1]
            raise KeyError

    before = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(KeyError):
        fails()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
