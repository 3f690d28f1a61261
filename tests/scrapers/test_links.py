"""Addresses on a page: the quick way of joining them gives what the standard way gives."""

from urllib.parse import urldefrag, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages.links import is_below, is_index, looks_like_document, resolve

BASES = st.sampled_from(
    ["http://a.example/x/y/index.html", "http://a.example/", "http://a.example", "https://a.example:8443/x/?q=/z/"]
)
PART = st.text("abcXYZ019_-.", min_size=1, max_size=6)
LEAD = st.sampled_from(["", "/", "./", "../", "../../", "../../../", "./../"])


@given(BASES, LEAD, st.lists(PART, max_size=4), st.sampled_from(["", "/", "?", "?a=1&b=c.d"]))
def test_a_plain_path_is_joined_as_browsers_join_it(base: str, lead: str, parts: list[str], end: str) -> None:
    href = lead + "/".join(parts) + end

    assert resolve(base, href) == (urldefrag(urljoin(base, href)).url if href else None)


@pytest.mark.parametrize(
    "href", [None, "", "#", "#top", "javascript:;", "javascript:void(0)", "mailto:a@b.example", "http://[/"]
)
def test_what_leads_nowhere_is_no_address(href: str | None) -> None:
    assert resolve("http://a.example/x/", href) is None


def test_an_address_lies_below_its_columns_folder_on_the_same_host_only() -> None:
    column = "http://a.example/zwgk/gzdt/index.html"

    assert is_below("http://a.example/zwgk/gzdt/202105/t20210512_7.html", column)
    assert is_below("https://a.example/zwgk/gzdt/7.html", column)
    assert not is_below("http://a.example/zwgk/tzgg/7.html", column)
    assert not is_below("http://b.example/zwgk/gzdt/7.html", column)
    assert not is_below("http://a.example/7.html", "http://a.example/")


@pytest.mark.parametrize(
    ("url", "index", "document"),
    [
        ("http://a.example/gzdt/", True, False),
        ("http://a.example/gzdt/index.html", True, False),
        ("http://a.example/gzdt/index.html#:~:text=7", True, False),
        ("http://a.example/gzdt/t20210512_955312.html", False, True),
        ("http://a.example/view.jsp?id=7", False, True),
        ("http://a.example/2021/05/12/a.html", False, True),
        ("http://20210512.example/gzdt/list.html", False, False),
    ],
)
def test_documents_and_front_pages_are_told_by_their_addresses(url: str, index: bool, document: bool) -> None:
    assert (is_index(url), looks_like_document(url)) == (index, document)
