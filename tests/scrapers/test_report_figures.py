"""Numbers that count something are read with their places; years, clauses, telephones and spans of time are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.reports.figures import han_number, number_of, numbers_in, shares_in


def read(text: str) -> list[tuple[float | None, bool, str, str]]:
    return [(one.value, one.approximate, one.raw, one.unit) for one in numbers_in(text)]


def test_a_number_right_before_its_share_is_counted_as_the_one_before_it() -> None:
    assert read("公开96件，占60%；部分公开64，占40%。电话12345，占线时请稍候。") == [
        (96, False, "96", "件"),
        (64, False, "64", "件"),
    ]
    assert read("部分公开64，占40%。") == []


@pytest.mark.parametrize(
    ("text", "value", "approximate", "raw", "unit"),
    [
        ("公开信息123条", 123, False, "123", "条"),
        ("公开信息 １２３ 条", 123, False, "１２３", "条"),
        ("公开信息1,234条", 1234, False, "1,234", "条"),
        ("公开信息1，234条", 1234, False, "1，234", "条"),
        ("公开信息1 206条", 1206, False, "1 206", "条"),
        ("公开信息一百二十三条", 123, False, "一百二十三", "条"),
        ("公开信息二百三十件", 230, False, "二百三十", "件"),
        ("公开信息一千零五条", 1005, False, "一千零五", "条"),
        ("公开信息二〇三条", 203, False, "二〇三", "条"),
        ("收到申请两件", 2, False, "两", "件"),
        ("收到申请十件", 10, False, "十", "件"),
        ("收到申请0件", 0, False, "0", "件"),
        ("受理申请０件", 0, False, "０", "件"),
        ("点击1.2万次", 12000, False, "1.2万", "次"),
        ("点击1.2万余次", 12000, True, "1.2万余", "次"),
        ("发布信息万余条", 10000, True, "万余", "条"),
        ("发布信息上千条", 1000, True, "千", "条"),
        ("发布信息近百条", 100, True, "百", "条"),
        ("发布信息100多条", 100, True, "100多", "条"),
        ("发布信息十余条", 10, True, "十余", "条"),
        ("发布信息二十多件", 20, True, "二十多", "件"),
        ("发布信息约300条", 300, True, "300", "条"),
        ("发布信息近400条", 400, True, "400", "条"),
        ("发布信息超过500条", 500, True, "500", "条"),
        ("发布信息500条以上", 500, True, "500", "条"),
        ("发布信息50条左右", 50, True, "50", "条"),
        ("预约3次", 3, False, "3", "次"),
        ("最近3次", 3, False, "3", "次"),
        ("网上5件", 5, False, "5", "件"),
        ("经费3.5万元", 3.5, False, "3.5", "万元"),
        ("公开信息XX条", None, False, "XX", "条"),
        ("公开信息××条", None, False, "××", "条"),
        ("公开信息____条", None, False, "____", "条"),
        ("公开信息（  ）条", None, False, "（  ）", "条"),
        ("主动公开  条", None, False, "  ", "条"),
        ("教师队伍类148条", 148, False, "148", "条"),
    ],
)
def test_a_number_is_read_as_it_is_written(
    text: str, value: float | None, approximate: bool, raw: str, unit: str
) -> None:
    assert read(text) == [(value, approximate, raw, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "根据第二十条规定",
        "根据第20条规定",
        "国办公开办函〔2019〕60号",
        "2017年1月1日至12月31日",
        "电话：0570-1234567，邮编330100",
        "在15个工作日内答复",
        "二十个工作日",
        "3个月内",
        "第3次会议",
        "每5条一组",
        "依照条例办理",
        "一条龙服务、一次性告知、一件事一次办",
        "进一步统一思想",
        "公开3-5条",
        "公开3至5条",
        "公开10～20条",
        "两三条",
        "数十条、几十件、十几次、若干条",
        "百余人的名单",
        "《关于办好100件实事的通知》",
        "拨打12345热线",
        "占40.8%，提高3个百分点",
        "分为六个部分",
        "三个方面",
        "1.机构概况",
        "（3）人事信息",
        "信息 条例",
        "9:30上班",
    ],
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert [one for one in read(text) if one[3] != "人"] == []


@pytest.mark.parametrize(
    ("text", "value", "approximate"),
    [
        ("占40.8%", 40.8, False),
        ("占４０．８％", 40.8, False),
        ("占百分之五十", 50, False),
        ("占百分之十二点五", 12.5, False),
        ("达到百分之百", 100, False),
        ("约占30%", 30, False),
        ("占约30%", 30, True),
        ("占30%左右", 30, True),
        ("占XX%", None, False),
    ],
)
def test_shares_are_read(text: str, value: float | None, approximate: bool) -> None:
    assert [(one.value, one.approximate) for one in shares_in(text)] == [(value, approximate)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            ("一", 1),
            ("两", 2),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零五", 105),
            ("一百二", 120),
            ("三千六", 3600),
        ),
        *(
            ("一万二千", 12000),
            ("十二万三千四百五十六", 123456),
            ("一亿", 10**8),
            ("二三", None),
            ("十百", None),
            ("", None),
        ),
        ("某", None),
    ],
)
def test_chinese_numerals(written: str, value: int | None) -> None:
    assert han_number(written) == value


@settings(max_examples=200)
@given(st.integers(0, 99_999_999))
def test_every_numeral_is_read_back(number: int) -> None:
    assert han_number(in_han(number)) == number
    assert number_of(f"{number:,}") == number
    assert [one.value for one in numbers_in(f"公开信息{number:,}条")] == [number]
    assert [one.value for one in numbers_in(f"公开信息{in_han(number)}条")] == [number]


def in_han(number: int) -> str:
    """As it is said: 10,203 is 一万零二百零三."""
    high, low = divmod(number, 10_000)
    said, gap = (f"{in_han(high)}万", low < 1000) if high else ("", False)
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = low // place % 10
        if digit:
            said += ("零" if gap and said else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return said or "零"


WORDS = st.sampled_from(
    [
        *(
            "公开信息",
            "其中",
            "，",
            "。",
            "条",
            "件",
            "万",
            "余",
            "占",
            "%",
            "％",
            "第",
            "年",
            "月",
            "日",
            "个工作日",
            "《",
            "》",
            "（",
            "）",
        ),
        *(
            "一",
            "二",
            "十",
            "百",
            "两",
            "约",
            "近",
            "X",
            "×",
            " ",
            "\u3000",
            "1",
            "23",
            "4,567",
            "８",
            "．",
            "-",
            "：",
            "；",
            "申请",
            "收到",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=40))
def test_a_number_stands_where_it_is_said_to_stand(words: list[str]) -> None:
    text = "".join(words)
    for one in (*numbers_in(text), *shares_in(text)):
        assert text.startswith(one.raw, one.start)
        assert one.raw
        assert one.start + len(one.raw) <= one.end <= len(text)
        assert one.value is not None or not one.approximate
