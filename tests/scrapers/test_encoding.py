"""Bytes become the text their author wrote, whatever header and meta say, and what cannot be read is not kept."""

import codecs
import random
import time
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.pages.encoding import decode
from scrapers.pages.plausible import hints_at_mojibake, is_mojibake, plausibility

TEXT = "市水务局关于开展防汛检查的通知，镕堃㐂𠮷，2026年3月18日。" * 4
SIMPLIFIED = "示例市水务局关于公布2026年度水利工程建设项目名单的通知（第一批），请各单位认真贯彻落实。"
TRADITIONAL = "示例市政府水務局資訊公開專區：關於公布本年度水利工程項目名單的通知，請各單位查照辦理。"
TITLE = "水利局通知公告"
TITLE_TRADITIONAL = "水利局資訊公開專區"


def declared(charset: str, encoding: str, text: str = TEXT) -> bytes:
    return f'<meta charset="{charset}"><p>{text}</p>'.encode(encoding)


WRITTEN = {
    "utf-8": ("utf-8", SIMPLIFIED),
    "utf-8 with mark": ("utf-8-sig", SIMPLIFIED),
    "utf-8, a title": ("utf-8", TITLE),
    "utf-8, traditional": ("utf-8", TRADITIONAL),
    "gb2312": ("gb2312", SIMPLIFIED),
    "gbk": ("gbk", SIMPLIFIED + "镕堃"),
    "gbk, a title": ("gbk", TITLE),
    "gbk, traditional": ("gbk", TRADITIONAL),
    "gb18030": ("gb18030", SIMPLIFIED + "㐂𠮷䶮"),
    "big5": ("big5", TRADITIONAL),
    "big5, a title": ("big5", TITLE_TRADITIONAL),
    "big5, Hong Kong": ("big5hkscs", TRADITIONAL + "嘅咗"),
}
SAID = {
    "nothing": ("", ""),
    "utf-8 in the page": ("", '<meta charset="utf-8">'),
    "gb2312 in the page": ("", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
    "gbk in the page": ("", "<meta charset=GBK>"),
    "nonsense in the page": ("", '<meta charset="no-such-thing">'),
    "rot13 in the page": ("", '<meta charset="rot13">'),
    "utf-8 in the header": ("text/html; charset=UTF-8", ""),
    "gb2312 in the header": ("text/html;charset=gb2312", ""),
    "Latin-1 in the header": ("text/html; charset=ISO-8859-1", ""),
    "windows-1252 in the page": ("", '<meta charset="windows-1252">'),
    "XML": ("application/xhtml+xml", '<?xml version="1.0" encoding="utf-8"?>'),
    "both, one wrong": ("text/html; charset=utf-8", '<meta charset="gbk">'),
    "UTF-16 in ASCII": ("", '<meta charset="utf-16">'),
}
CASES = list(product(WRITTEN, SAID))


@pytest.mark.parametrize(("written", "said"), CASES, ids=["; ".join(case) for case in CASES])
def test_a_page_is_read_as_it_was_written_whatever_is_said_of_it(written: str, said: str) -> None:
    encoding, text = WRITTEN[written]
    header, head = SAID[said]
    page = f"<html><head>{head}<title>{text}</title></head><body><p>{text}</p></body></html>"

    assert decode(page.encode(encoding), content_type=header) == page


@pytest.mark.parametrize("label", ["big5", "Big5-HKSCS", "cp950", "x-x-big5"])
@pytest.mark.parametrize("place", ["header", "page"])
def test_big5_that_says_so_is_read_even_where_it_is_short(label: str, place: str) -> None:
    meta = f'<meta charset="{label}">' if place == "page" else ""
    header = f"text/html; charset={label}" if place == "header" else ""

    assert decode(meta.encode() + "公告".encode("big5"), content_type=header) == f"{meta}公告"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("header", ["", "text/html; charset=gbk"])
def test_utf_16_is_known_by_its_mark_or_by_its_zeros(encoding: str, mark: bool, header: str) -> None:
    page = f"<html><p>{SIMPLIFIED}</p></html>"
    body = (codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE) if mark else b""

    assert decode(body + page.encode(encoding), content_type=header) == page


@pytest.mark.parametrize("name", ["euc-kr", "shift_jis", "koi8-r", "windows-1251"])
def test_other_codes_are_read_where_they_are_declared(name: str) -> None:
    text = {"euc-kr": "서울특별시 공지사항 목록입니다", "shift_jis": "東京都のお知らせ一覧です。"}.get(
        name, "Правительство Москвы, новости"
    )

    assert text in decode(f"<meta charset={name}><p>{text}</p>".encode(name))


@pytest.mark.parametrize("header", ["", "text/html; charset=ISO-8859-1", "text/html; charset=windows-1252"])
def test_a_western_page_keeps_its_accents(header: str) -> None:
    page = "<p>Café – Délibération du “conseil” à Orléans, señor</p>"

    assert decode(page.encode("cp1252"), content_type=header) == page


def test_a_mark_of_utf8_before_a_page_of_gbk_is_only_a_mark() -> None:
    assert decode(codecs.BOM_UTF8 + declared("gbk", "gbk", SIMPLIFIED)) == declared("gbk", "gbk", SIMPLIFIED).decode(
        "gbk"
    )


def test_two_characters_of_gbk_that_look_like_utf8_are_read_as_declared() -> None:
    assert decode("<meta charset=gbk>联通".encode("gbk")) == "<meta charset=gbk>联通"


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


def test_one_bad_byte_in_a_western_page_of_utf8_loses_one_character() -> None:
    page = "<p>Café – “quoted” words</p>" * 20

    assert decode(page.encode() + b"<p>\xff</p>" + page.encode()) == f"{page}<p>\ufffd</p>{page}"


@pytest.mark.parametrize("charset", ["utf-8", "gbk", ""])
@pytest.mark.parametrize(
    ("most", "pasted"),
    [("gbk", "utf-8"), ("utf-8", "gbk"), ("utf-8", "big5"), ("big5", "utf-8")],
)
def test_a_foot_in_another_code_than_the_page_is_read_too(charset: str, most: str, pasted: str) -> None:
    text = TRADITIONAL if "big5" in (most, pasted) else SIMPLIFIED
    head, foot = f"<meta charset={charset}>" + f"<p>{text}</p>" * 20, f"<div>{text}</div><p>{text[:4]}</p>"

    assert decode(head.encode(most) + foot.encode(pasted)) == head + foot


SIMPLE = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF))
COMPLEX = "".join(
    bytes((row, cell)).decode("big5") for row in range(0xA4, 0xC6) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
)


@given(
    st.text(alphabet=SIMPLE, min_size=12, max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030"]),
    st.sampled_from(["", "utf-8", "gb2312", "gbk", "gb18030", "iso-8859-1", "unknown"]),
)
def test_common_simplified_text_comes_back(text: str, encoding: str, charset: str) -> None:
    page = f"<meta charset='{charset}'><p>{text}</p>"

    assert decode(page.encode(encoding)) == page


@given(
    st.text(alphabet=COMPLEX, min_size=12, max_size=60),
    st.sampled_from(["utf-8", "big5", "big5hkscs"]),
    st.sampled_from(["utf-8", "big5", "big5-hkscs"]),
)
def test_common_traditional_text_comes_back(text: str, encoding: str, charset: str) -> None:
    page = f"<meta charset='{charset}'><p>{text}</p>"

    assert decode(page.encode(encoding)) == page


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["utf-8", "gbk"]), st.text(alphabet=SIMPLE, min_size=6, max_size=20)),
        min_size=1,
        max_size=8,
    )
)
def test_any_mixture_of_utf8_and_gbk_comes_back(pieces: list[tuple[str, str]]) -> None:
    body = b"".join(f"<p>名单：{text}</p>".encode(encoding) for encoding, text in pieces)

    assert decode(body) == "".join(f"<p>名单：{text}</p>" for _, text in pieces)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_and_any_header_give_text(body: bytes, header: str) -> None:
    assert isinstance(decode(body, content_type=header), str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff\x00")))
def test_what_was_written_in_utf8_comes_back(text: str) -> None:
    if not text.encode().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert decode(text.encode()) == text


BROKEN = {
    "UTF-8 read as GBK": SIMPLIFIED.encode().decode("gbk", "replace"),
    "a title of UTF-8 read as GBK": "通知公告".encode().decode("gbk", "replace"),
    "UTF-8 read as windows-1252": SIMPLIFIED.encode().decode("cp1252", "replace"),
    "UTF-8 read as Latin-1": SIMPLIFIED.encode().decode("latin-1"),
    "GBK read as windows-1252": SIMPLIFIED.encode("gbk").decode("cp1252", "replace"),
    "GBK read as Latin-1": SIMPLIFIED.encode("gbk").decode("latin-1"),
    "GBK read as UTF-8": SIMPLIFIED.encode("gbk").decode("utf-8", "replace"),
    "GBK lost in UTF-8, read as GBK": ("\ufffd" * 12).encode().decode("gbk", "replace"),
    "a mark lost twice": "ï¿½ï¿½ï¿½ï¿½",
    "empty memory": "烫烫烫烫烫烫",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_mojibake_is_known(text: str) -> None:
    assert is_mojibake(text)
    assert hints_at_mojibake(text) or len(text) < 8


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED,
        TRADITIONAL,
        TITLE,
        "关于锟铻大桥的通知",
        "生僻字：㐂𠮷䶮镕堃淼犇骉彧",
        "Délibération du conseil départemental à l’été – naïve façade",
        "Правительство Москвы",
        "これは日本語のページです",
        "2026-03-18 notice",
        "",
        "\ue602 更多通知公告",
        "关于防汛的通\ufffd（第一批）公布名单",
    ],
)
def test_what_people_write_is_no_mojibake(text: str) -> None:
    assert not is_mojibake(text)


@given(st.text(alphabet=SIMPLE.translate({ord("烫"): None, ord("屯"): None}) + "，。（）《》、：", max_size=80))
def test_common_text_is_never_mojibake(text: str) -> None:
    assert not is_mojibake(text)


def test_likely_text_is_told_from_unlikely() -> None:
    assert plausibility(SIMPLIFIED) > 0.95
    assert plausibility(TRADITIONAL) > 0.95
    assert plausibility(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.7
    assert plausibility(SIMPLIFIED.encode("gbk").decode("big5hkscs", "replace")) < 0.7
    assert plausibility("plain ASCII") == 0


@pytest.mark.parametrize(
    "body",
    [
        random.Random(7).randbytes(1_000_000),
        b"\xff" * 1_000_000,
        ("中国".encode() + b"\xff<") * 150_000,
        ("中国网站".encode() + b"<\xb2\xe2<") * 80_000,
        b"\x80" * 1_000_000,
        b"charset=" * 100_000 + b"\xb2\xe2",
    ],
    ids=["noise", "one byte", "broken UTF-8", "mixture", "no lead", "declarations"],
)
def test_hostile_bytes_are_read_within_a_second(body: bytes) -> None:
    begun = time.process_time()
    assert decode(body)

    assert time.process_time() - begun < 1


@pytest.mark.parametrize(("encoding", "most"), [("utf-8", 0.002), ("gbk", 0.02)])
def test_a_page_of_usual_size_is_decoded_in_no_time(encoding: str, most: float) -> None:
    body = (f"<p>{SIMPLIFIED}</p><a href='t20260301_1.html'>" * 500).encode(encoding)
    decode(body)
    begun = time.process_time()
    for _ in range(50):
        decode(body)

    assert (time.process_time() - begun) / 50 < most
