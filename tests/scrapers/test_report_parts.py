"""The parts of a report: numbered headings as printed, what it announces and what it lists, passages, channels."""

import pytest

from scrapers.reports.lines import number_lines
from scrapers.reports.sections import read_parts, read_sections
from tests.support.report_texts import blocks, report_of


def sections(text: str) -> list[tuple[str, int, str]]:
    return [(one.number, one.level, one.title) for one in read_sections(number_lines(blocks(text)).lines)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "一、概述\n（一）领导\n1.会议\n二、公开",
            [("一", 1, "概述"), ("（一）", 2, "领导"), ("1", 3, "会议"), ("二", 1, "公开")],
        ),
        (
            "第一部分  概述\n一、领导\n第二部分  公开",
            [("第一部分", 1, "概述"), ("一", 2, "领导"), ("第二部分", 1, "公开")],
        ),
        ("（一）概述\n（二）公开", [("（一）", 1, "概述"), ("（二）", 1, "公开")]),
        ("1、概述\n2、公开情况", [("1", 1, "概述"), ("2", 1, "公开情况")]),
        (
            "1、概述\n1. 我局重视，抓得紧。\n二、公开\n三、问题",
            [("1", 1, "概述"), ("二", 1, "公开"), ("三", 1, "问题")],
        ),
        ("一、概述\n三、公开\n三、问题", [("一", 1, "概述"), ("三", 1, "公开"), ("三", 1, "问题")]),
        ("壹、概述\n贰、公开", [("壹", 1, "概述"), ("贰", 1, "公开")]),
        ("一、概述。2017年我局做了很多工作，成效明显。", [("一", 1, "概述")]),
        ("一、概述\n（一）公开数量。全年公开信息10条。", [("一", 1, "概述"), ("（一）", 2, "公开数量")]),
        ("一、概述\n1.机构概况：8条\n2.人事信息 3条", [("一", 1, "概述")]),
        (
            "一、甲\n二、乙\n三、丙\n四、丁\n附表\n一、人员\n二、数量",
            [("一", 1, "甲"), ("二", 1, "乙"), ("三", 1, "丙"), ("四", 1, "丁")],
        ),
        (
            "一、总体情况\n一、本年新收政府信息公开申请数量 3 1 0 0 4\n二、主动公开情况",
            [("一", 1, "总体情况"), ("二", 1, "主动公开情况")],
        ),
        (
            "【概述】我局重视。\n【公开】12条。\n一、网站\n二、公示栏\n【申请】无。\n【收费】无。",
            [
                ("【】", 1, "概述"),
                ("【】", 1, "公开"),
                ("一", 2, "网站"),
                ("二", 2, "公示栏"),
                ("【】", 1, "申请"),
                ("【】", 1, "收费"),
            ],
        ),
        ("【字号：大 中 小】\n一、概述\n二、公开", [("一", 1, "概述"), ("二", 1, "公开")]),
        (
            "第一部分 概述\n一、甲\n二、乙\n三、丙\n四、丁\n第二部分 公开\n一、戊",
            [
                ("第一部分", 1, "概述"),
                *((number, 2, title) for number, title in zip("一二三四", "甲乙丙丁", strict=True)),
                ("第二部分", 1, "公开"),
                ("一", 2, "戊"),
            ],
        ),
        ("没有标题的正文，只有一段话。", []),
        ("2017年12月31日", []),
    ],
)
def test_headings_are_kept_as_printed(text: str, found: list[tuple[str, int, str]]) -> None:
    assert sections(text) == found


@pytest.mark.parametrize(
    ("text", "count", "titles"),
    [
        (
            "本报告由概述、主动公开情况、依申请公开情况以及问题和措施等四部分组成。",
            4,
            ("概述", "主动公开情况", "依申请公开情况", "问题和措施"),
        ),
        ("年报全文共分三个部分：一、概述；二、主动公开情况；三、其他。", 3, ("概述", "主动公开情况", "其他")),
        ("本报告包括六个部分内容。", 6, ()),
        ("报告分3部分，即概述、公开情况、问题和改进措施。", 3, ("概述", "公开情况", "问题、改进措施")),
        ("报告分为五个部分，反映的是一年的工作。", 5, ()),
        ("报告内容包括概述、公开情况、问题八个方面。", 8, ("概述", "公开情况", "问题")),
        ("本报告由因政府信息公开申请行政复议、提起行政诉讼的情况等两部分组成。", 2, None),
        (
            "报告由总体情况、主动公开情况、其他需要报告的事项组成。",
            None,
            ("总体情况", "主动公开情况", "其他需要报告的事项"),
        ),
        ("本报告根据《条例》编制。共分六个部分。", 6, ()),
        (
            "本报告由青石市教育局编制，由概述、公开情况、存在问题三部分组成，另附统计表。",
            3,
            ("概述", "公开情况", "存在问题"),
        ),
    ],
)
def test_the_parts_that_are_announced(text: str, count: int | None, titles: tuple[str, ...] | None) -> None:
    parts = read_parts(number_lines(blocks(text)).lines)
    assert parts is not None
    assert (parts.count.value if parts.count else None) == count
    if titles is not None:
        assert parts.titles == titles
    else:
        assert len(parts.titles) == 1
    if parts.count:
        assert text.startswith(parts.count.raw, parts.count.start)


NONE = [
    "全年公开信息12条。共分六个部分。",
    "报告期内，我局把公开工作分为三个部分推进。",
    "按照年度报告的要求，公开目录分为六个部分。",
]


@pytest.mark.parametrize("text", ["本报告由市教育局等三个部门编制。", "工作分为三个部分推进。", "报告如下。", *NONE])
def test_no_parts_are_announced(text: str) -> None:
    assert read_parts(number_lines(blocks(text)).lines) is None


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("从三个方面推进：一是抓学；二是抓改；三是抓查；四是抓评。", [(3, 4)]),
        ("主要存在三方面问题：首先，认识不足；其次，人手少；最后，更新慢。", [(3, 3)]),
        ("重点做好以下四点工作：\n1.加强学习。\n2.加强公开。\n3.加强监督。", [(4, 3)]),
        (
            "从以下三个方面改进。\n（一）强化意识。\n（二）强化责任。\n（三）强化监督。一是查；二是改。\n（四）强化保障。",
            [(3, 4)],
        ),
        ("完成了2项工作：（1）修订指南；（2）更新目录；（3）清理栏目。", [(2, 3)]),
        ("存在的问题有两条：一是更新慢，二是标准不统一。", [(2, 2)]),
        ("一年来推出三项新举措：一是按季发布；二是全文公开。", [(3, 2)]),
        ("坚持“三个到位”。一是领导到位，二是人员到位，三是经费到位。", [(3, 3)]),
        ("从三个方面改进：一是抓学。\n二是抓改。\n三是抓查。", [(3, 3)]),
        ("取得了3项成效。\n第一，栏目更规范。\n第二，更新更及时。", [(3, 2)]),
        ("问题有两个方面：一是慢；二是少。改进办法：一是快；二是多。", [(2, 2)]),
        ("从三个方面改进：1、更新指南；2、规范6个栏目；3、加强解读。", [(3, 3)]),
        ("有五项工作走在前列，我局占两项：一是河长制；二是水权。", [(2, 2)]),
        ("从三方面改进：一、健全机制；二、优化平台；三、加强考核。", [(3, 3)]),
        ("抓好四类信息的公开：一、财政信息；二、人事信息；三、项目信息。", [(4, 3)]),
        ("重点推进三项工作：\n一、主动公开\n全年12条。\n二、依申请公开\n无。", []),
        ("做到“三个严格”：严格审查、严格时限、严格督办。", [(3, 3)]),
        ("实现“四个覆盖”（乡镇覆盖、部门覆盖、社区覆盖），渠道更宽。", [(4, 3)]),
        ("在“三个更”上用力：更早，更全，更细。", []),
        ("坚持三个“进一步”：进一步学习条例，进一步向县、乡延伸，进一步公开。", [(3, 3)]),
        ("落实“两个责任”：主体责任、监督责任，层层传导。", []),
        ("从三个方面抓：一是学；二是改；最后，抓督查。", []),
        ("从四个方面抓：一是学；二是改；三是查。此外，加强保障。", []),
        ("从四个方面抓：一是学；二是改；三是查，四、抓保障。", []),
        ("从三个方面抓：一是学；三是改；四是查。", []),
        ("从四个方面抓：一是学；二是改；二是查；三是评。", []),
        ("抓好以下三项工作：\n一是学习。每月一次。\n二是培训。\n三是检查。", [(3, 3)]),
        ("从三个方面抓公开，取得明显成效。一是领导重视；二是群众满意。", []),
        ("围绕五个重点领域开展工作，公开信息12条。一是财政；二是民生。", []),
        ("公开信息12条。一是财政；二是民生。", []),
        ("从三个方面推进公开，成效明显。", []),
        ("落实五公开，做到四个统一。", []),
        ("第三个方面是监督：一是查；二是改。", []),
    ],
)
def test_a_listing_counts_where_it_clearly_belongs_to_its_announcement(
    text: str, counts: list[tuple[int, int]]
) -> None:
    found = report_of(text).enumerations
    assert [(one.announced.value, one.listed) for one in found] == counts
    assert all(len(one.lines) == one.listed for one in found)


def test_passages_about_problems_and_next_steps() -> None:
    text = (
        "公开信息12条。\n六、存在的主要问题及改进措施\n主要问题是更新慢。\n还有人手少。\n下一步，一要学，二要改。\n年内完成。\n"
        "七、其他\n无。"
    )
    report = report_of(text)
    assert [(one.kind, one.first, one.last) for one in report.passages] == [("problems", 6, 8), ("next_steps", 9, 10)]


@pytest.mark.parametrize(
    "heading",
    [
        "（一）代表建议和政协提案办理",
        "（二）强化措施，健全机制",
        "（三）投诉与整改",
        "（四）工作安排",
        "（五）意见建议征集",
    ],
)
def test_what_was_done_is_no_plan(heading: str) -> None:
    assert report_of(f"{heading}\n全年办理12件，公开信息30条。").passages == ()


def test_a_part_of_a_chapter_on_problems_may_say_measures_alone() -> None:
    report = report_of("全年公开12条。\n三、存在的问题\n（一）问题\n更新慢。\n（二）措施\n每月更新。")
    assert [(one.kind, one.first, one.last) for one in report.passages] == [("problems", 6, 8), ("next_steps", 9, 10)]


def test_ways_of_publication_are_named_once_in_their_order() -> None:
    text = "通过门户网站、微信公众号、微博、今日头条和抖音发布，局网站每日更新，并用公示栏张贴。"
    expected = ("网站", "微信公众号", "政务微博", "头条号", "抖音号", "公开栏")
    assert report_of(text).channels == expected
