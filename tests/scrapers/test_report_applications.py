"""Applications for disclosure in running text: how many came, which way, what became of them, what was carried on."""

import pytest

from schemas.annual_reports import AnnualReport, Total
from tests.support.report_texts import report_of

CHAPTER = "三、依申请公开政府信息情况"


def singles(report: AnnualReport) -> dict[str, float | None]:
    said = report.applications
    totals: dict[str, Total | None] = {
        "received": said.received,
        "answered": said.answered,
        "carried_in": said.carried_in,
        "carried_over": said.carried_over,
    }
    return {name: total.value for name, total in totals.items() if total is not None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年收到政府信息公开申请15件。", {"received": 15}),
        ("本年度共受理依申请公开12件，均按时答复。", {"received": 12}),
        ("依申请公开受理、办理为0件。", {"received": 0}),
        ("本年度受理依申请公开事项0件。", {"received": 0}),
        ("我局收到公民、法人提出的信息公开申请八宗。", {"received": 8}),
        ("收到申请数：12件。", {"received": 12}),
        ("申请量为5件，按时答复率为100%。", {"received": 5}),
        ("全年共收到3件申请。", {"received": 3}),
        (
            "上年结转3件，本年新收21件，办结22件，结转下年度继续办理2件。",
            {"carried_in": 3, "received": 21, "answered": 22, "carried_over": 2},
        ),
        (
            "收到申请44件，加上上年结转的5件，合计49件；办结46件，结转至2018年继续办理3件。",
            {"received": 44, "carried_in": 5, "answered": 46, "carried_over": 3},
        ),
        ("收到申请6件；上年收到4件。", {"received": 6}),
        ("收到申请35件，同比增加11件。", {"received": 35}),
        ("收到书面申请1件，接到电话咨询120次。", {"received": 1}),
        ("4件申请均已答复。", {"answered": 4}),
        ("受理申请XX件。", {"received": None}),
        ("收到网民留言120条，答复118条。", {}),
        ("收到申请20件，结转1件，办结19件，结转2件。", {"received": 20, "answered": 19, "carried_over": 2}),
        ("办理政府信息公开申请21件（含上年结转1件）。", {"carried_in": 1}),
        ("没有收到政府信息公开申请。", {}),
        ("本年度未发生依申请公开事项。", {}),
        ("在15个工作日内答复申请人。", {}),
    ],
)
def test_how_many_came_and_were_answered(text: str, said: dict[str, float | None]) -> None:
    assert singles(report_of(text, chapter=CHAPTER)) == said


@pytest.mark.parametrize(
    ("text", "ways", "dispositions"),
    [
        ("收到申请15件，其中网络申请10件、信函申请3件，当面申请2件。", {"网上": 10, "信函": 3, "当面": 2}, {}),
        ("收到申请5件：网上提交3件，邮寄1件，其他方式1件。", {"网上": 3, "信函": 1, "其他": 1}, {}),
        ("收到申请3件，其中两件为网上申请，一件为信函申请。", {"网上": 2, "信函": 1}, {}),
        (
            "收到申请12件。其中：1.当面申请数：3件；2.传真申请数：0件；3.网络申请数：9件。",
            {"当面": 3, "传真": 0, "网上": 9},
            {},
        ),
        (
            "收到申请5件。答复结果：予以公开3件，部分公开1件，不予公开1件。",
            {},
            {"予以公开": 3, "部分公开": 1, "不予公开": 1},
        ),
        (
            "收到的5件申请中，3件予以公开，1件不予公开，1件告知不存在。",
            {},
            {"予以公开": 3, "不予公开": 1, "告知不存在": 1},
        ),
        ("办理结果是：公开十七件，不予公开一件，不存在三件。", {}, {"公开": 17, "不予公开": 1, "不存在": 3}),
        (
            "答复10件，其中“同意公开”4件，“同意部分公开”1件，“不属于本机关公开”2件，其他情况3件。",
            {},
            {"同意公开": 4, "同意部分公开": 1, "不属于本机关公开": 2, "其他": 3},
        ),
    ],
)
def test_ways_and_dispositions(text: str, ways: dict[str, float], dispositions: dict[str, float]) -> None:
    said = report_of(text, chapter=CHAPTER).applications
    assert {count.name: count.value for count in said.by_channel} == ways
    assert {count.name: count.value for count in said.dispositions} == dispositions


def test_applications_are_neither_totals_nor_groups() -> None:
    report = report_of("收到申请15件，其中网络申请10件、信函申请5件。", chapter=CHAPTER)
    assert (report.totals, report.groups) == ((), ())


def test_two_different_numbers_of_what_came_are_totals_against_each_other() -> None:
    report = report_of(
        "收到政府信息公开申请15件。\n三、依申请公开情况\n2017年收到申请16件。", chapter="二、依申请公开概况"
    )
    assert [(total.about, total.value) for total in report.totals] == [("依申请公开", 15), ("依申请公开", 16)]
    again = report_of(
        "收到政府信息公开申请15件。\n三、依申请公开情况\n2017年收到申请15件。", chapter="二、依申请公开概况"
    )
    assert again.totals == ()


def test_what_came_since_ever_is_told_apart() -> None:
    report = report_of("累计受理申请56件，其中2017年受理12件。", chapter=CHAPTER)
    assert singles(report) == {"received": 12}
    assert [(total.about, total.value, total.cumulative) for total in report.totals] == [("依申请公开", 56, True)]


@pytest.mark.parametrize(
    "text",
    [
        "全年办理行政许可申请1200件，受理信访投诉35件。",
        "受理低保申请230件。",
        "被申请行政复议1件，行政诉讼0件。",
    ],
)
def test_other_applications_are_none(text: str) -> None:
    assert singles(report_of(text, chapter="一、概述")) == {}


def test_reviews_and_suits_are_totals() -> None:
    text = "因政府信息公开被申请行政复议3件，其中维持2件、其他情形1件；行政诉讼0件。"
    report = report_of(text, chapter="五、因政府信息公开申请行政复议和提起行政诉讼情况")
    assert [(total.about, total.value) for total in report.totals] == [("行政复议", 3), ("行政诉讼", 0)]
    assert singles(report) == {}
    assert [{count.name: count.value for count in group.counts} for group in report.groups] == [
        {"维持": 2, "其他情形": 1}
    ]
