"""What was made to read a page is gone with it, without the cyclic collector: a crawl need not look for garbage."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from scrapers.documents.reading import examine_document
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from tests.support.saved_pages import TODAY, SavedPage, saved_pages

PLATFORMS = load_platforms()


def as_list(page: Page) -> object:
    return examine(page, platforms=PLATFORMS, today=TODAY)


def as_document(page: Page) -> object:
    return examine_document(page, today=TODAY)


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector waits, and never looks at what is there already."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


@pytest.mark.parametrize("read", [as_list, as_document])
@pytest.mark.parametrize("saved", saved_pages(), ids=lambda saved: saved.file)
def test_nothing_is_left_of_a_page(saved: SavedPage, read: Callable[[Page], object]) -> None:
    fresh = replace(saved.page)
    read(saved.page)  # what is made once and kept for ever
    with uncollected():
        read(fresh)
        del fresh
        assert gc.collect() == 0
