"""What a report says it counted: totals, the parts they are said to make, and shares; nothing that only looks so."""

import pytest

from schemas.annual_reports import AnnualReport
from scorecards.report_checks.registry import check_report
from tests.support.report_texts import report_of

Total = tuple[str, float | None, str]


def totals(report: AnnualReport) -> list[Total]:
    """About, value, and what else is said of it."""
    return [
        (one.about, one.value, " ".join(filter(None, ("~" * one.approximate, "since" * one.cumulative, one.through))))
        for one in report.totals
    ]


def contradictions(report: AnnualReport) -> set[str]:
    return {one.check for one in check_report(report) if one.status == "contradiction"}


def groups(report: AnnualReport) -> list[tuple[float | None, dict[str, float | None]]]:
    return [(one.total.value if one.total else None, {c.name: c.value for c in one.counts}) for one in report.groups]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2017年，我局共主动公开政府信息123条。", [("主动公开", 123, "")]),
        ("全年公开政府信息一百二十三条。", [("主动公开", 123, "")]),
        ("全年主动公开信息总数达到2.3万余条。", [("主动公开", 23000, "~")]),
        ("我局主动公开政府信息的数量为89条。", [("主动公开", 89, "")]),
        ("全年向社会发布各类政务信息，共计56件。", [("主动公开", 56, "")]),
        ("今年以来，全局主动公开各类政府信息二百三十五条。", [("主动公开", 235, "")]),
        ("主动公开政府信息（不同渠道和方式公开相同信息计1条）共计１０２３条。", [("主动公开", 1023, "")]),
        ("在市政府信息公开平台公开信息97条。", [("主动公开", 97, "")]),
        ("上半年公开信息45条，下半年公开信息62条，全年共107条。", [("主动公开", 107, "")]),
        ("主动公开政府信息XX条。", [("主动公开", None, "")]),
        ("通过局门户网站公开信息80条。", [("主动公开", 80, "网站")]),
        ("微信公众号推送信息50条。", [("主动公开", 50, "微信公众号")]),
        ("发布政务微信180期，政务微博365条。", [("主动公开", 180, "微信公众号"), ("主动公开", 365, "政务微博")]),
        ("通过网站、微信等多种渠道公开信息80条。", [("主动公开", 80, "")]),
        ("截至2017年底，累计主动公开政府信息3456条。", [("主动公开", 3456, "since")]),
        ("自《条例》实施以来累计公开两千九百余条。", [("主动公开", 2900, "~ since")]),
        ("截至2017年12月31日，全年公开信息45条。", [("主动公开", 45, "")]),
        ("2017年累计公开信息45条。", [("主动公开", 45, "")]),
        ("累计公开信息900条，其中2017年公开信息120条。", [("主动公开", 900, "since"), ("主动公开", 120, "")]),
        ("2016年公开信息210条，2017年公开信息245条。", [("主动公开", 245, "")]),
        ("公开信息89条，去年同期为76条，同比增长17.1%。", [("主动公开", 89, "")]),
        ("公开信息约300条，较2016年增加近50条。", [("主动公开", 300, "~")]),
        ("公开信息203条，较上年的231条减少28条。", [("主动公开", 203, "")]),
        ("全市各单位共公开信息2万条，其中我局公开312条。", [("主动公开", 312, "")]),
        ("召开新闻发布会3次，发布政策解读稿件12篇。", [("新闻发布会", 3, ""), ("政策解读", 12, "")]),
        ("组织安全生产新闻发布会4场。", [("新闻发布会", 4, "")]),
        ("全年召开3场新闻发布会。", [("新闻发布会", 3, "")]),
        ("回复网民留言56条。", [("留言", 56, "")]),
        ("收到留言60条，回复留言56条。", [("留言", 60, ""), ("留言", 56, "")]),
        ("制定规范性文件6件，公开规范性文件5件。", [("规范性文件", 6, ""), ("公开规范性文件", 5, "")]),
        ("办理人大代表建议12件，政协提案20件。", [("人大代表建议", 12, ""), ("政协提案", 20, "")]),
        ("回应重大舆情6次（不同方式回应同一舆情计1次）。", [("回应舆情", 6, "")]),
        ("对14件规范性文件开展清理，保留13件。", [("清理规范性文件", 14, ""), ("保留规范性文件", 13, "")]),
        ("公开财政信息12条，公开人事信息5条。", [("财政信息", 12, ""), ("人事信息", 5, "")]),
        ("公开信息186条，较2016年的241条减少55条。", [("主动公开", 186, "")]),
        ("2017年1月至12月，公开信息95条。", [("主动公开", 95, "")]),
        ("2017年1-12月公开信息95条。", [("主动公开", 95, "")]),
        ("在县政府信息公开平台本局栏目共发布信息95条。", [("主动公开", 95, "")]),
        ("通过县政府网站、村务公开栏主动公开各类信息95条。", [("主动公开", 95, "")]),
        ("通过局网站主动公开政府信息95条。", [("主动公开", 95, "")]),
        ("在中国渔业市场网公开成交信息95条。", [("成交信息", 95, "中国渔业市场网")]),
        ("公开信息由上年的131条减少至95条。", [("主动公开", 95, "")]),
        ("公开信息由131条减少到95条。", [("主动公开", 95, "")]),
        (
            "近三年共公开信息395条，其中2015年131条，2016年169条，2017年95条。",
            [("主动公开", 395, "since"), ("主动公开", 95, "")],
        ),
        ("公开党务信息12条、政务信息23条、村务信息60条，合计95条。", [("党务信息", 12, ""), ("主动公开", 95, "")]),
        ("共公开信息95条，报送信息30条，被省局采用6条。", [("主动公开", 95, "")]),
        ("主动公开文件95件，不予公开文件12件。", [("主动公开", 95, "")]),
        ("在县政府网站、村务公开栏共公开信息95条。", [("主动公开", 95, "")]),
        ("以其他方式公开政府信息9条。", [("主动公开", 9, "其他方式")]),
    ],
)
def test_a_total_is_read_with_what_it_is_about(text: str, stated: list[Total]) -> None:
    read = totals(report_of(text))
    if "收到留言" in text:
        assert [value for _, value, _ in read] == [60, 56]
        assert len({about for about, _, _ in read}) == 2
    else:
        assert read == stated


@pytest.mark.parametrize(
    "text",
    [
        "全年培训120人次，召开会议5次，投入经费3.5万元。",
        "门户网站点击量达12万人次，日均访问300余次。",
        "每个科室每月至少公开信息2条，力争公开300条。",
        "去年公开信息110条。",
        "上年度我局公开信息110条。",
        "2017年3月，公开信息5条。",
        "全市水务系统全年公开信息1,380条。",
        "向市政府门户网站报送信息230条，采用120条。",
        "按照〔2017〕12号文件，第20条规定的信息在15个工作日内公开，咨询电话0512-88123456。",
        "全年没有公开信息。",
        "更新栏目12个，印发手册3000册。",
        "办理行政许可1200件，处罚案件35件。",
        "信息公开条例第九条、第十条规定的信息都已公开。",
        "公开率达到100%，提高3个百分点。",
        "接收各单位送交的公开信息纸质文本613件，其中今年新接收77件。",
        "编发政务信息320条，被县政府办采用65条。",
        "编制公开事项清单1份，收入事项89项。",
        "制发公文276件，其中主动公开58件、不予公开35件。",
        "主办件答复全文上网公开的71件。",
        "印发文件12份，编发工作简报16期。",
        "微信、微博分别发布18条、45条。",
        "微信公众号、微博分别发布118条、145条。",
    ],
)
def test_what_only_looks_like_a_total_is_none(text: str) -> None:
    assert totals(report_of(text)) == []


@pytest.mark.parametrize(
    ("text", "total", "parts", "whole"),
    [
        (
            "公开信息26条，其中机构概况8条、政策文件13条、其他5条。",
            26,
            {"机构概况": 8, "政策文件": 13, "其他": 5},
            True,
        ),
        (
            "公开信息21条，其中机构概况实际主动公开8条，政策文件实际主动公开13条，公务员招考0条，参加培训3次。",
            21,
            {"机构概况": 8, "政策文件": 13, "公务员招考": 0},
            True,
        ),
        (
            "公开信息21条，机构概况8条，规划计划6条，政策文件7条。",
            21,
            {"机构概况": 8, "规划计划": 6, "政策文件": 7},
            True,
        ),
        ("公开信息（含解读）21条，分别为机构概况8条、政策文件13条。", 21, {"机构概况": 8, "政策文件": 13}, True),
        ("公开信息21条，机构概况、政策文件分别为8条、13条。", 21, {"机构概况": 8, "政策文件": 13}, True),
        ("公开信息21条。按类别分：机构概况类8条；政策文件类13条。", 21, {"机构概况": 8, "政策文件": 13}, True),
        (
            "公开信息21条。\n其中：机构概况8条，政策文件7条，人事信息6条。",
            21,
            {"机构概况": 8, "政策文件": 7, "人事信息": 6},
            True,
        ),
        ("公开信息21条，分类如下：\n1．机构概况    8条\n2．政策文件   13条", 21, {"机构概况": 8, "政策文件": 13}, True),
        ("公开信息21条：一是机构概况8条；二是政策文件13条。", 21, {"机构概况": 8, "政策文件": 13}, True),
        ("公开信息21条（机构概况8条，政策文件13条），召开会议3次。", 21, {"机构概况": 8, "政策文件": 13}, True),
        ("公开信息30条。按季度看，一季度8条，二季度22条。", 30, {"一季度": 8, "二季度": 22}, True),
        ("机构类8条，文件类12条，动态类10条，共计公开信息30条。", 30, {"机构": 8, "文件": 12, "动态": 10}, True),
        ("公开信息30条。按月份分别为：3月8条、6月10条、9月12条。", 30, {"3月": 8, "6月": 10, "9月": 12}, True),
        ("公开信息50条，其中一季度8条，二季度22条。", 50, {"一季度": 8, "二季度": 22}, False),
        ("公开信息30条，其中1-6月8条，7-12月22条。", 30, {"1-6月": 8, "7-12月": 22}, True),
        (
            "公开信息21条（上年17条），其中机构概况8条（上年5条）、政策文件13条。",
            21,
            {"机构概况": 8, "政策文件": 13},
            True,
        ),
        ("公开信息21条，其中建议提案办理8条、政策解读13条。", 21, {"建议提案办理": 8, "政策解读": 13}, True),
        ("公开信息21条，其中水质公告（日检2项、月检4项）8条、其他13条。", 21, {"水质公告": 8, "其他": 13}, True),
        ("公开信息21条，其中镇本级（8条）、各村（13条）。", 21, {"镇本级": 8, "各村": 13}, True),
        ("公开信息21条。其中：\n机构概况　8条\n政策文件　13条", 21, {"机构概况": 8, "政策文件": 13}, True),
        (
            "公开信息21条。\n机构概况8条，占38%；\n政策文件9条，占43%；\n其他4条，占19%。",
            21,
            {"机构概况": 8, "政策文件": 9, "其他": 4},
            True,
        ),
        (
            "公开信息21条。机构方面公开8条。财务方面，发布预算3条、决算4条。人事方面公开6条。",
            21,
            {"机构方面公开": 8, "预算": 3, "决算": 4, "人事方面公开": 6},
            True,
        ),
        (
            "公开信息120条，居前三位的为：办公室50条、法规科40条、执法队20条。",
            120,
            {"办公室": 50, "法规科": 40, "执法队": 20},
            False,
        ),
        ("公开信息120条，全部公开；抽查50条，合格49条，其余1条已改。", 120, {"抽查": 50, "合格": 49, "其余": 1}, False),
        (
            "公开信息120条，其中：动态60条，公告20条，公示12条，预警9条。",
            120,
            {"动态": 60, "公告": 20, "公示": 12, "预警": 9},
            False,
        ),
        ("公开信息120条，其中政策文件8条。", 120, {"政策文件": 8}, False),
        ("公开信息120条，其中动态70条、公告20条、公示12条。", 120, {"动态": 70, "公告": 20, "公示": 12}, False),
        (
            "公开信息120条，其中动态70条、名单1批、公告20条、其他29条。",
            120,
            {"动态": 70, "公告": 20, "其他": 29},
            False,
        ),
        ("公开信息120条，其中政策文件8条、人事信息5条。", 120, {"政策文件": 8, "人事信息": 5}, False),
        ("公开信息120条，主要包括动态80条、公告20条、公示9条。", 120, {"动态": 80, "公告": 20, "公示": 9}, False),
        ("公开信息120条，其中动态80条、公告20条、公示9条等。", 120, {"动态": 80, "公告": 20, "公示": 9}, False),
    ],
)
def test_the_parts_of_a_total_are_read_with_it(
    text: str, total: int, parts: dict[str, float | None], whole: bool
) -> None:
    report = report_of(text)
    assert groups(report) == [(total, parts)]
    assert report.groups[0].whole is whole
    assert [one.value for one in report.totals if one.about == "主动公开"] == [total]


def test_parts_of_a_part_are_a_list_of_their_own() -> None:
    report = report_of("公开信息26条，其中政策类13条（其中规范性文件5条、其他文件8条），机构类8条，其他5条。")
    assert groups(report) == [(26, {"政策": 13, "机构": 8, "其他": 5}), (13, {"规范性文件": 5, "其他文件": 8})]


@pytest.mark.parametrize(
    "text",
    [
        "公开信息30条，其中：\n政策类10条，人事类3条；\n动态类12条，其他5条。",
        "公开信息30条，其中政策类10条；\n人事类3条；\n动态类12条；\n其他5条。",
        "公开信息30条。\n其中，政策类10条。\n人事类3条。\n动态类12条。\n其他5条。",
        "（一）公开数量。公开信息30条。\n（二）公开内容。\n1.政策类：10条；\n2.人事类：3条；\n3.动态类：12条；\n4.其他：5条。",
        "公开信息30条。公开内容：（1）政策类（10条）；（2）人事类（3条）；（3）动态类（12条）；（4）其他（5条）。",
        "公开政策类信息10条、人事类信息3条、动态类信息12条、其他信息5条，合计30条。",
    ],
)
def test_a_list_may_run_over_lines_in_any_way(text: str) -> None:
    ((total, parts),) = groups(report_of(text))
    assert (total, list(parts.values())) == (30, [10, 3, 12, 5])


def test_what_stands_beside_an_item_in_the_next_line_is_no_part_of_it() -> None:
    text = "1.公开信息30条；\n2.推送微信12条；\n3.发布微博20条；\n4.答复咨询5条。"
    assert groups(report_of(text)) == []


def test_of_one_kind_alone_is_no_total_of_all() -> None:
    report = report_of("公开信息30条：\n一是政策类，公开信息10条；\n二是动态类，公开信息20条。")
    assert [(about, value) for about, value, _ in totals(report)] == [
        ("主动公开", 30),
        ("政策类", 10),
        ("动态类", 20),
    ]


def test_below_the_heading_of_a_medium_a_number_is_what_went_through_it() -> None:
    text = "（一）总量。公开信息30条。\n（二）局网站。公开信息20条。\n（三）微信公众号。公开信息15条。"
    assert totals(report_of(text)) == [
        ("主动公开", 30, ""),
        ("主动公开", 20, "网站"),
        ("主动公开", 15, "微信公众号"),
    ]
    assert contradictions(report_of(text)) == set()


def test_where_details_end_is_what_adds_up() -> None:
    report = report_of("公开信息40条，其中机构类8条，政策类20条，其中规范性文件5条、其他文件15条，动态类12条。")
    assert groups(report) == [
        (40, {"机构": 8, "政策": 20, "动态": 12}),
        (20, {"规范性文件": 5, "其他文件": 15}),
    ]


def test_details_without_a_word_for_it_are_those_that_make_the_part_before_them() -> None:
    report = report_of("公开信息30条，其中机构类8条，政策类20条，规范性文件5条，其他文件15条，动态类2条。")
    assert groups(report)[0] == (30, {"机构": 8, "政策": 20, "动态": 2})


def test_lists_by_kind_and_by_channel_are_two_lists_of_one_total() -> None:
    report = report_of("公开信息30条。从内容看，政策类10条，动态类20条；从渠道看，网站30条，微信25条，公开栏4条。")
    assert [(one.kind, one.total.value if one.total else None, len(one.counts)) for one in report.groups] == [
        ("category", 30, 2),
        ("channel", 30, 3),
    ]


def test_two_lists_without_a_word_between_them_are_parted_where_the_first_adds_up() -> None:
    report = report_of("公开信息30条，其中镇本级10条、村20条，机构类12条、动态类18条。")
    assert groups(report)[0] == (30, {"镇本级": 10, "村": 20})


@pytest.mark.parametrize(
    "text",
    [
        "公开信息30条，其中涉及民生的18条、涉及重点工作的22条，有的信息重复计算。",
        "公开信息30条，其中民生信息40条、重点信息50条。",
        "公开信息30条，政策类10条，动态类20条，办结15条，公告类3条。",
        "因信息公开引发行政复议4件，维持3件，撤销1件，上年结转1件，审结4件。",
    ],
)
def test_parts_that_make_too_much_and_may_be_no_parts_are_not_held_against_the_total(text: str) -> None:
    assert not any(one.whole and sum(c.value or 0 for c in one.counts) > 30 for one in report_of(text).groups)
    assert contradictions(report_of(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "公开信息30条，其中政策类10条、动态类14条、其他8条。",
        "公开信息30条（政策类10条、动态类14条、其他4条）。",
        "公开信息30条。按季度看，一季度8条，二季度7条，三季度9条，四季度4条。",
        "公开信息30条，其中政策类10条（规范性文件4条、其他文件5条）、动态类20条。",
        "公开信息30条。其中：\n政策类 10条\n动态类 14条\n其他 8条",
        "公开信息30条，政策类、动态类、其他分别为10条、14条、5条。",
    ],
)
def test_a_list_that_leaves_nothing_in_doubt_is_held_against_its_total(text: str) -> None:
    assert contradictions(report_of(text)) == {"categories_sum_to_total"}


def test_one_website_with_other_posts_than_what_was_disclosed_contradicts_nothing() -> None:
    text = "主动公开政府信息30条，其中政策类10条、动态类20条。\n全年公开各类信息75条，其中网站45条、微信30条。"
    assert contradictions(report_of(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "受理投诉60件，其中噪声类36件，占60%，其他24件，占40%。公开信息30条，其中动态类24条、其他6条。",
        "公开信息30条，其中动态类24条、其他6条。受理投诉60件，其中噪声类36件，占60%，其他24件，占40%。",
        "干部36人，其中党员30人，占83.3%；本科32人，占88.9%；其他4人，占11.1%。公开信息30条。",
        "公开信息30条，其中网站公开的占97%，公开栏公开的占40%，其他占5%。",
    ],
)
def test_shares_of_other_things_contradict_nothing(text: str) -> None:
    assert contradictions(report_of(text)) == set()


def test_a_total_of_another_year_contradicts_nothing() -> None:
    assert contradictions(report_of("2017年公开信息30条。\n2016年公开信息22条。")) == set()


def test_a_list_without_a_total_takes_its_sum_for_it() -> None:
    report = report_of("主动公开信息情况如下：\n（1）机构职能类：5条；\n（2）法规文件类：12条。\n合计：17条。")
    assert groups(report) == [(17, {"机构职能": 5, "法规文件": 12})]
    assert totals(report) == [("主动公开", 17, "")]


def test_ways_of_publication_are_never_the_whole() -> None:
    """One item goes several ways."""
    report = report_of("公开信息100条，其中网站公开80条，微信公开60条，公开栏公开20条。")
    assert [(one.kind, one.whole) for one in report.groups] == [("channel", False)]


def test_a_part_that_is_not_understood_makes_the_list_incomplete() -> None:
    report = report_of("公开信息100条，其中机构概况8条，政策文件13条，我局自行收到的20条，其他49条。")
    assert [one.whole for one in report.groups] == [False]


def test_a_part_that_is_not_understood_is_one_where_the_list_adds_up_with_it() -> None:
    report = report_of("公开信息100条，其中机构概况8条，政策文件13条，我局自行收到的20条，其他59条。")
    assert [(one.whole, [count.value for count in one.counts]) for one in report.groups] == [(True, [8, 13, 20, 59])]


def test_a_governments_own_report_is_about_its_whole_area() -> None:
    text = "2017年，全市各级各部门主动公开政府信息182,640条。"
    assert totals(report_of(text)) == []
    title = "青石市人民政府2017年政府信息公开工作年度报告"
    assert totals(report_of(text, title=title)) == [("主动公开", 182640, "")]


def test_a_figure_stands_where_it_is_said_to_stand() -> None:
    report = report_of("2017年，我局公开信息 １２３ 条，其中动态约一百条、其他23条。\n收到申请两件。")
    figures = [*report.totals, *(count for group in report.groups for count in group.counts)]
    assert [one.raw for one in figures] == ["１２３", "一百", "23"]
    assert all(report.lines[one.line - 1].startswith(one.raw, one.start) for one in figures)
    assert {one.line for one in figures} == {5}


def test_numbers_of_plans_are_no_results() -> None:
    text = (
        "公开信息21条。\n六、存在问题及下一步打算\n（一）存在问题。更新不够。\n（二）下一步打算。2018年公开信息300条。"
    )
    assert totals(report_of(text)) == [("主动公开", 21, "")]


def test_a_form_with_two_columns_gives_no_totals() -> None:
    """累计数 beside 本年发生数: which is which is said by the column's head alone."""
    text = "指标\t累计数\t17年发生数\n4.公开信息总数\t130\t6\n其中：⑴规范性文件类信息数\t53\t3"
    assert totals(report_of(text)) == []


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        (
            "公开信息130条，其中动态53条，占比例的40.8%；公告77条，占59.2%。",
            [("动态", None, 40.8), ("公告", None, 59.2)],
        ),
        ("公开信息10条，其中动态4条（占40%）、公告6条（占总数的60%）。", [("动态", None, 40), ("公告", None, 60)]),
        ("按内容划分，动态信息占41.2%，公告信息占58.8%。", [("动态信息", None, 41.2), ("公告信息", None, 58.8)]),
        ("公开信息10条，动态4条，占比为百分之四十。", [("动态", None, 40)]),
        ("公开信息10条，比上年增长12%，办结率100%，提高3个百分点。", []),
        (
            "公开信息86条，公开率100%，其中文件12条、动态60条、其他14条，分别占14%、70%、16%。",
            [("文件", None, 14), ("动态", None, 70), ("其他", None, 16)],
        ),
        ("我局占12.6%。", []),
        ("解读24件，图文解读占比75%，音频解读占比25%。", [("图文解读", None, 75), ("音频解读", None, 25)]),
        ("公开信息60条，药占比28.5%，三四级手术占比61.2%，满意率96%。", []),
        ("公开信息60条，其中文件12条（图解8条、表格4条），占20%。", [("文件", None, 20)]),
    ],
)
def test_shares_are_read_with_what_they_are_of(text: str, shares: list[tuple[str, str | None, float]]) -> None:
    assert [(one.of, one.base, one.value) for one in report_of(text).percentages] == shares
