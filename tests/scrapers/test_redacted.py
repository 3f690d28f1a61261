"""A page for other eyes: nobody's number in it, in whatever encoding it came, and nothing else changed."""

import pytest

from scrapers.pages.page import Page
from scrapers.pages.redacted import is_readable, redacted

NUMBER, HIDDEN = "11010519491231002X", "1101**********002X"
MARKUP = "<html><body><p>低保公示：张三，身份证号{number}，索引号330106201511200012</p></body></html>"


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "big5hkscs"])
def test_a_number_is_hidden_in_every_encoding_and_a_browser_reads_the_rest(code: str) -> None:
    text = (
        MARKUP
        if code != "big5hkscs"
        else MARKUP.replace("低保公示：张三，身份证号", "公告：身份證號").replace("号", "號")
    )
    page = Page(url="http://www.example.gov.cn/", body=text.format(number=NUMBER).encode(code))
    shown = redacted(page)
    assert shown is not None
    assert NUMBER.encode() not in shown
    assert NUMBER.encode("utf-16-le") not in shown
    assert shown.startswith(b"\xef\xbb\xbf")
    assert shown.decode("utf-8-sig") == text.format(number=HIDDEN)


@pytest.mark.parametrize("code", ["utf-8", "gbk", "utf-16"])
def test_a_page_without_numbers_stays_as_it_came(code: str) -> None:
    page = Page(url="http://www.example.gov.cn/", body=MARKUP.format(number="略").encode(code))
    assert redacted(page) is page.body


def test_a_few_bad_bytes_make_no_page_unreadable() -> None:
    body = MARKUP.format(number=NUMBER).encode("gbk").replace("张".encode("gbk"), b"\xff")
    shown = redacted(Page(url="http://www.example.gov.cn/", body=body))
    assert shown is not None
    assert HIDDEN in shown.decode("utf-8-sig")


@pytest.mark.parametrize(
    "front", [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf1 ", b"\x89PNG", b"\x00\x01"]
)
def test_where_nobody_can_see_the_numbers_nothing_is_called_readable(front: bytes) -> None:
    page = Page(url="http://www.example.gov.cn/a", body=front + NUMBER.encode() + bytes(range(256)))
    assert not is_readable(page)
    assert redacted(page) is None


def test_an_empty_page_is_readable() -> None:
    assert redacted(Page(url="http://www.example.gov.cn/", body=b"")) == b""
