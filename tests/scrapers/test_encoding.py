"""Bytes become the text their author wrote, whatever header and meta say."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.encoding import decode

TEXT = "市水务局关于开展防汛检查的通知，镕堃㐂𠮷，2026年3月18日。" * 4


def declared(charset: str, encoding: str, text: str = TEXT) -> bytes:
    return f'<meta charset="{charset}"><p>{text}</p>'.encode(encoding)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "iso-8859-1", "no-such-thing", ""])
def test_gbk_bytes_are_read_whatever_the_page_declares(charset: str) -> None:
    assert TEXT in decode(declared(charset, "gb18030"))


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=gb2312", "text/html;charset=ISO-8859-1"])
def test_utf8_bytes_are_read_whatever_the_header_declares(header: str) -> None:
    assert TEXT in decode(declared("gbk", "utf-8"), content_type=header)


@pytest.mark.parametrize(("mark", "name"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")])
def test_a_byte_order_mark_decides(mark: bytes, name: str) -> None:
    assert decode(mark + TEXT.encode(name), content_type="text/html; charset=gbk") == TEXT


def test_a_cut_at_the_end_loses_one_character_not_the_page() -> None:
    assert decode(TEXT.encode()[:-1]) == TEXT[:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_loses_one_character_not_the_page(encoding: str) -> None:
    before, after = ("关于防汛的通知" * 30).encode(encoding), ("水库安全管理" * 30).encode(encoding)
    text = decode(b'<meta charset="' + encoding.encode() + b'">' + before + b"\xff" + after)

    assert text.count("关于防汛的通知") == 30
    assert text.count("水库安全管理") >= 29


def test_big5_without_a_declaration_is_read_when_nothing_else_fits() -> None:
    body = declared("big5", "big5", "臺灣事務辦公室資訊公開")

    assert "資訊公開" in decode(body)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_and_any_header_give_text(body: bytes, header: str) -> None:
    assert isinstance(decode(body, content_type=header), str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff")))
def test_what_was_written_in_utf8_comes_back(text: str) -> None:
    if not text.encode().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert decode(text.encode()) == text
