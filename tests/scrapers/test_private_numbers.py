"""A monitor must not republish what it accuses: private numbers are found in every dress, and nothing else is."""

import html
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages.private_numbers import masked, masked_markup, private_numbers

COUNTIES = ("110105", "330106", "440304", "510107", "620102", "820000"[:4] + "01")


def identity(county: str, born: date, serial: int) -> str:
    digits = f"{county}{born:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
    return digits + "0123456789X"[(12 - total) % 11]


def card(front: str, length: int, filler: str) -> str:
    digits = (front + filler)[: length - 1]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


identities = st.builds(
    identity,
    st.sampled_from(COUNTIES[:5]),
    st.dates(date(1920, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)
mobiles = st.builds(lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 10**9 - 1))
cards = st.builds(
    card, st.sampled_from(["622202", "621700", "6013"]), st.sampled_from([16, 18, 19]), st.text("3456789", min_size=19)
)
around = st.sampled_from(["", "电话：", "（", "，", " ", "\n", "张三", "身份证号:", "/", "、", ";"])


@given(number=identities | mobiles | cards, before=around, after=around)
def test_every_private_number_is_found_whole_and_cannot_be_read_afterwards(
    number: str, before: str, after: str
) -> None:
    text = before + number + after
    (found,) = private_numbers(text)
    assert text[found.start : found.end] == number
    hidden = masked(text)
    assert number not in hidden
    assert len(hidden) == len(text)
    assert private_numbers(hidden) == []
    assert hidden.startswith(before + number[:3])
    assert hidden.endswith(number[-4:] + after)


@given(number=identities | mobiles | cards, cuts=st.sets(st.integers(1, 10), max_size=4), data=st.data())
def test_tags_and_character_references_within_a_number_hide_nothing(
    number: str, cuts: set[int], data: st.DataObject
) -> None:
    markup = ""
    for place, digit in enumerate(number):
        if place in cuts:
            markup += data.draw(st.sampled_from(["<span>", "</span>", '<font color="red">', "<!-- x -->", "<b>"]))
        markup += data.draw(st.sampled_from([digit, digit, f"&#{ord(digit)};", f"&#x{ord(digit):x};"]))
    hidden = masked_markup(f"<td>{markup}</td>")
    digits = "".join(
        html.unescape(piece) for piece in hidden.replace("<", "\n<").replace(">", ">\n").split("\n") if "<" not in piece
    )
    assert number not in digits
    assert digits.endswith(number[-4:])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_a_page_in_any_encoding_is_made_unreadable_as_text(encoding: str) -> None:
    page = "<p>手機 13812345678 身份 11010519491231002X</p>".encode(encoding).decode(encoding)
    assert masked_markup(page) == "<p>手機 138****5678 身份 1101**********002X</p>"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("110105 19491231 002x", "1101** ******** 002x"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("13812345678/13912345678", "138****5678/139****5678"),
        ("6222 0212 3456 7890 128", "6222 **** **** ***0 128"),
        ('<a href="tel:13812345678">', '<a href="tel:138****5678">'),
        ("http://a.cn/x?phone=13812345678", "http://a.cn/x?phone=138****5678"),
        ('{"mobile":"13812345678"}', '{"mobile":"138****5678"}'),
        ("<input value=13812345678>", "<input value=138****5678>"),
    ],
)
def test_spellings(text: str, hidden: str) -> None:
    assert masked_markup(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "索引号：330100202105120001",
        "11330106002492346X/2021-12345",
        "发文字号：杭政办函〔2021〕13812号",
        "20261120023015123",
        "1605763815123",
        "统一社会信用代码 123301004703000000",
        "0571-87654321",
        "110105194912310021",
        "110105194913310023",
        "100000194912310022",
        "12813812345678",
        "138123456789",
        "3.13812345678",
        "a13812345678",
        "http://www.example.gov.cn/art/2021/5/12/art_1229_13812345678.html",
        '<a href="/col/13812345678/index.html">',
        "6222021234567890129",
        "620102202105120004",
        "<td>1381234</td><td>5678</td>",
        "13812 345678",
    ],
)
def test_what_is_no_private_number_stays(text: str) -> None:
    assert masked_markup(text) == text


@given(st.text(max_size=200))
def test_nothing_but_digits_is_ever_changed(text: str) -> None:
    hidden = masked(text)
    assert all(new == old or (new == "*" and old.isdigit()) for new, old in zip(hidden, text, strict=True))


@given(st.text("<>&#;\"'=ab1 3x8/!-", max_size=80))
def test_broken_markup_is_no_reason_to_fail(markup: str) -> None:
    assert masked_markup(markup) == markup or "*" in masked_markup(markup)


def test_a_page_without_private_numbers_comes_out_as_it_went_in() -> None:
    page = '<html><!-- 1 --><p title="a>b">2021-05-12 &amp; &#8212; &nbsp;</p><script>if(a<b&&c>1){}</script>'
    assert masked_markup(page) == page
