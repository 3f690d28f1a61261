"""Every page of tests/pages/ is read as its entry in the manifest says, without any configuration for its site."""

from collections import defaultdict
from typing import Any, get_args

import pytest

from schemas.document_readings import DocumentReading, DocumentState
from schemas.entries import READABLE, ListReading, ReadingState
from scrapers.documents.reading import examine_document
from scrapers.errors import ScrapeError
from scrapers.lists.reading import examine, read_list
from scrapers.pages.platforms import Platforms, load_platforms
from tests.support.saved_pages import MANIFEST, PAGES, TODAY, SavedPage, saved_pages

SAVED = saved_pages()
LISTS = [saved for saved in SAVED if saved.kind == "list"]
DOCUMENTS = [saved for saved in SAVED if saved.kind == "document"]

FORMS = {
    "ul",
    "dl",
    "cards",
    "layout tables",
    "table with a heading row",
    "table with heading rows and merged cells",
    "several lists on one page",
    "date before the link",
    "date after the link",
    "date inside the link",
    "date in brackets",
    "date in parentheses",
    "with time",
    "YYYY/MM/DD",
    "YYYY.MM.DD",
    "YYYY年M月D日",
    "二〇一八年一月三日",
    "MM-DD without year",
    "trailing nbsp",
    "dates in titles",
    "date in a summary",
    "date in a comment and in the footer",
    "two date columns",
    "no dates",
    "cut titles",
    "not in date order",
    "pinned rows",
    "list in a comment",
    "script array",
    "datastore",
    "JSON answer",
    "RSS",
    "Atom",
    "numbered files",
    "reverse numbered paging",
    "__doPostBack",
    "GB2312",
    "GBK",
    "GB18030",
    "Big5",
    "UTF-8 BOM",
    "declared one and sent another",
    "mixed bytes",
}
"""The forms of lists and the encodings that must stand among the saved pages."""


@pytest.mark.parametrize("saved", LISTS, ids=lambda saved: saved.file)
def test_a_page_told_to_be_a_list_is_read_as_a_person_sees_it(saved: SavedPage) -> None:
    reading = examine(saved.page, platforms=load_platforms(), today=TODAY)

    assert differences(saved.expected, seen_in_list(reading)) == {}, reading.reason
    assert reading.state == "list" or reading.items == ()
    assert reading.state == "list" or reading.reason


UNREADABLE = [saved for saved in LISTS if saved.state not in READABLE]


@pytest.mark.parametrize("saved", UNREADABLE, ids=lambda saved: saved.file)
def test_what_is_no_list_is_raised_with_its_address_unless_its_data_can_be_asked_for(saved: SavedPage) -> None:
    platforms = load_platforms()
    if examine(saved.page, platforms=platforms, today=TODAY).data is not None:
        assert read_list(saved.page, platforms=platforms, today=TODAY).state == saved.state == "needs_data"
        return
    with pytest.raises(ScrapeError) as raised:
        read_list(saved.page, platforms=platforms, today=TODAY)

    assert raised.value.state == saved.state
    assert saved.expected["address"] in str(raised.value)


@pytest.mark.parametrize("saved", [saved for saved in LISTS if saved.state == "list"], ids=lambda saved: saved.file)
def test_entries_are_found_without_any_platform_file(saved: SavedPage) -> None:
    with_files = examine(saved.page, platforms=load_platforms(), today=TODAY)
    without = examine(saved.page, platforms=Platforms({}), today=TODAY)

    assert without.items == with_files.items
    assert len({entry.url for entry in without.items}) == len(without.items)


@pytest.mark.parametrize("saved", DOCUMENTS, ids=lambda saved: saved.file)
def test_a_page_told_to_be_a_document_is_read_as_a_person_sees_it(saved: SavedPage) -> None:
    reading = examine_document(saved.page, today=TODAY)

    assert differences(saved.expected, seen_in_document(reading)) == {}, reading.reason
    text = reading.text or ""
    assert saved.expected.get("text_has", "") in text
    assert "text_lacks" not in saved.expected or saved.expected["text_lacks"] not in text


def seen_in_list(reading: ListReading) -> dict[str, Any]:
    """The reading under the names of the manifest."""
    items, identity = reading.items, reading.identity
    return {
        "state": reading.state,
        "product": reading.product,
        "items": len(items),
        "newest": reading.newest and str(reading.newest),
        "oldest": reading.oldest and str(reading.oldest),
        "first": items[0].title if items else None,
        "last": items[-1].title if items else None,
        "next": reading.next,
        "next_form": reading.next_form,
        "pages": reading.pages,
        "total": reading.total,
        "year_inferred": all(entry.year_inferred for entry in items),
        "site_name": identity.site_name,
        "site_id_code": identity.site_id_code,
        "column_name": identity.column_name,
    }


def seen_in_document(reading: DocumentReading) -> dict[str, Any]:
    """The reading under the names of the manifest; dates as the days they name."""
    dates = {name: str(value)[:10] for name, value in reading.dates.model_dump().items() if value is not None}
    return {
        "state": reading.state,
        "title": reading.title,
        "published": reading.published and str(reading.published),
        "dates": dates,
        "conflict": reading.dates_conflict,
        "index_no": reading.index_no,
        "doc_no": reading.doc_no,
        "issuer": reading.issuer,
        "category": reading.category,
        "attachments": [attachment.url for attachment in reading.attachments],
    }


def differences(expected: dict[str, Any], seen: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What of `expected` was seen otherwise: expected, then seen. Of `next_form` only the named fields count."""
    wrong = {}
    for key, value in expected.items():
        if key not in seen:
            continue
        got = seen[key]
        if key == "next_form":
            got = {name: (got or {}).get(name) for name in value}
        if got != value:
            wrong[key] = (value, got)
    return wrong


def test_every_file_has_an_entry_and_every_entry_a_file() -> None:
    files = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file() and path != MANIFEST}

    assert files == {saved.file for saved in SAVED}


def test_every_entry_says_enough_to_be_wrong() -> None:
    about_the_page = {"address", "read", "shows", "text_has", "text_lacks"}
    compared = {
        "list": seen_in_list(ListReading(source="", state="blank")).keys(),
        "document": seen_in_document(DocumentReading(source="", state="blocked")).keys(),
    }
    for saved in SAVED:
        expected = saved.expected
        assert expected.keys() <= compared[saved.kind] | about_the_page, saved.file
        assert {"address", "read", "state"} <= expected.keys(), saved.file
        if saved.state == "list":
            assert {"items", "newest", "oldest", "first"} <= expected.keys(), saved.file
        if saved.state == "document":
            assert {"title", "published", "dates", "conflict", "attachments", "text_has"} <= expected.keys(), saved.file


def test_every_product_has_a_list_a_document_and_a_page_that_failed() -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    for saved in SAVED:
        shown[saved.folder].add(saved.state if saved.state in ("list", "document") else "failure")
    products = {platform.name for platform in load_platforms()}

    assert {product: shown[product] for product in products} == {
        product: {"list", "document", "failure"} for product in products
    }


def test_every_state_is_shown_by_a_page() -> None:
    assert {saved.state for saved in LISTS} == set(get_args(ReadingState))
    assert {saved.state for saved in DOCUMENTS} == set(get_args(DocumentState))


def test_every_form_of_a_list_is_shown_by_a_page() -> None:
    assert {form for saved in SAVED for form in saved.expected.get("shows", ())} >= FORMS
