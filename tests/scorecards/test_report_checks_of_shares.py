"""Shares in percent against counts, and against each other."""

import pytest

from schemas.annual_reports import Applications, Count
from tests.scorecards.said_in_reports import (
    Number,
    counts,
    found,
    group,
    report,
    share,
    statuses,
    total,
)


@pytest.mark.parametrize(
    ("part", "whole", "printed", "status"),
    [
        (105, 387, "27.13", "ok"),
        (105, 387, "27.1", "ok"),
        (105, 387, "27", "ok"),
        (105, 387, "27.14", "contradiction"),
        (105, 387, "27.12", "contradiction"),
        (2, 3, "66.67", "ok"),
        (2, 3, "66.66", "approximate"),
        (2, 3, "66.68", "contradiction"),
        (1, 8, "12.5", "ok"),
        (1, 8, "12", "ok"),
        (1, 8, "13", "ok"),
        (25, 250, "12", "contradiction"),
        (0, 250, "0", "ok"),
        (0, 0, "0", "not_reported"),
        (250, 250, "100", "ok"),
        (None, 250, "10", "not_reported"),
        (25, None, "10", "not_reported"),
    ],
)
def test_percentages_match(part: Number, whole: Number, printed: str, status: str) -> None:
    told = group(total(whole), {"甲": part, "乙": 1, "丙": 1}, whole=False)
    read = report(groups=(told,), percentages=(share(float(printed), "甲", raw=printed),))
    assert statuses("percentages_match", read) == [status]


def test_a_share_that_is_about_so_much() -> None:
    told = group(total(250), {"甲": 100, "乙": 150})
    near = report(groups=(told,), percentages=(share(40, "甲", raw="近40"),))
    assert statuses("percentages_match", near) == ["approximate"]
    far = report(groups=(told,), percentages=(share(70, "甲", raw="约70"),))
    assert statuses("percentages_match", far) == ["contradiction"]


def test_a_share_of_applications_and_one_through_a_channel() -> None:
    own = Applications(received=total(28), by_channel=counts({"当面": 6, "网上": 18, "信函": 4}))
    read = report(applications=own, percentages=(share(64.3, "网上", base="依申请公开"), share(14.3, "信函")))
    assert statuses("percentages_match", read) == ["ok", "ok"]
    through = report(
        totals=(total(200), total(150, through="网站", start=9)), percentages=(share(70, "网站", base="主动公开"),)
    )
    (one,) = found("percentages_match", through)
    assert (one.status, one.left, one.right) == ("contradiction", 70, 75)


@pytest.mark.parametrize(("printed", "status"), [(41.5, "ok"), (39.3, "ok"), (40.4, "contradiction")])
def test_a_share_of_outcomes_is_of_those_answered_or_of_those_received(printed: float, status: str) -> None:
    """收到申请56件，已答复53件，同意公开22件，占41.5%: what was carried over has no outcome yet."""
    own = Applications(received=total(56), answered=total(53), dispositions=counts({"同意公开": 22, "不予公开": 31}))
    assert statuses("percentages_match", report(applications=own, percentages=(share(printed, "同意公开"),))) == [
        status
    ]


def test_two_websites_are_two_totals() -> None:
    """市政府门户网站公开273条，局网站公开1047条."""
    both = report(totals=(total(273, through="网站"), total(1047, through="网站", line=2)))
    assert statuses("totals_agree", both) == []


def test_of_two_parts_of_one_name_a_share_is_of_the_one_before_it() -> None:
    others = Count(name="其他", value=15, raw="15", line=1, start=20)
    first = group(total(250), {"甲": 235}).model_copy(update={"counts": (*counts({"甲": 235}), others)})
    results = (*counts({"予以公开": 7}), others.model_copy(update={"value": 3, "raw": "3", "start": 90}))
    own = Applications(received=total(10), dispositions=results)
    shares = (share(6, "其他"), share(30, "其他"))
    at = tuple(one.model_copy(update={"start": start}) for one, start in zip(shares, (25, 95), strict=True))
    read = report(groups=(first,), applications=own, percentages=at)
    assert statuses("percentages_match", read) == ["ok", "ok"]
    assert statuses("percentages_match", read.model_copy(update={"percentages": shares})) == ["not_reported"] * 2


def test_a_share_of_what_is_not_counted_is_not_judged() -> None:
    assert statuses("percentages_match", report(percentages=(share(99.3, "按时办结"),))) == ["not_reported"]


def test_one_share_of_all_may_be_rounded_so_that_they_make_100() -> None:
    told = group(total(300), {"甲": 100, "乙": 100, "丙": 100})
    thirds = [share(value, name, raw=str(value)) for value, name in ((33.3, "甲"), (33.3, "乙"), (33.4, "丙"))]
    assert statuses("percentages_match", report(groups=(told,), percentages=tuple(thirds))) == [
        "ok",
        "ok",
        "approximate",
    ]
    assert statuses("percentages_match", report(groups=(told,), percentages=(thirds[2],))) == ["contradiction"]


def test_a_share_of_a_detail_may_be_one_of_the_whole() -> None:
    outer = group(total(200), {"政策": 50, "动态": 150})
    inner = group(total(50, "政策"), {"规范性文件": 20, "其他": 30}, about="政策")
    for value, status in ((40, "ok"), (10, "ok"), (25, "contradiction")):
        read = report(groups=(outer, inner), percentages=(share(value, "规范性文件"),))
        assert statuses("percentages_match", read) == [status]


def test_a_part_of_the_same_name_in_another_place_is_not_meant() -> None:
    """投诉中…其他占5%, far below a list of categories with 其他."""
    told = group(total(200), {"动态": 150, "其他": 50})
    shares = (share(70, "噪声", line=9), share(25, "油烟", line=9), share(5, "其他", line=9))
    assert statuses("percentages_match", report(groups=(told,), percentages=shares)) == ["not_reported"] * 3
    both = (share(75, "动态", line=9), share(20, "其他", line=9))
    assert statuses("percentages_match", report(groups=(told,), percentages=both)) == ["ok", "contradiction"]


FIVE = {"甲": 412, "乙": 285, "丙": 173, "丁": 98, "戊": 32}


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.2"), ["ok"], id="all"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.4"), ["ok"], id="within rounding"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.6"), ["contradiction"], id="more than rounding"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "2.8"), ["contradiction"], id="less than rounding"),
        pytest.param(("41", "29", "17", "10", "4"), ["ok"], id="whole percents"),
        pytest.param(("41", "29", "17", "10", "6"), ["contradiction"], id="whole percents, too many"),
        pytest.param(("41.2", "28.5", "17.3", "9.8"), [], id="not of all parts"),
    ],
)
def test_percentages_sum_to_100(printed: tuple[str, ...], status: list[str]) -> None:
    shares = tuple(share(float(one), name, raw=one) for name, one in zip(FIVE, printed, strict=False))
    read = report(groups=(group(total(1000), FIVE),), percentages=shares)
    assert statuses("percentages_sum_to_100", read) == status


@pytest.mark.parametrize(
    ("shares", "status"),
    [
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 31.3}, ["contradiction"]),
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 29.3}, ["contradiction"]),
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 30.3}, ["ok"]),
        ({"抽检": 41.2, "处罚": 28.5, "许可": 10.3}, []),
        ({"抽检": 41.2, "其他": 90.0}, []),
        ({"男": 60, "女": 40, "网上": 55.5, "信函": 30.0, "其他": 14.5}, ["ok"]),
        ({"网站": 90, "公开栏": 35, "其他": 5}, ["not_reported"]),
    ],
)
def test_shares_without_counts(shares: dict[str, float], status: list[str]) -> None:
    read = report(percentages=tuple(share(value, name) for name, value in shares.items()))
    assert statuses("percentages_sum_to_100", read) == status
