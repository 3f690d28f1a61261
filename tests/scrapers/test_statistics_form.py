"""The statistics form beside a report: its rows are known by their words, and its two columns are kept apart."""

from scorecards.report_checks.registry import check_report
from tests.support.report_texts import report_of

FORM_OF_2014 = """政府信息公开情况统计表（2017年度）
统计指标\t单位\t统计数
一、主动公开情况\t——\t
（一）主动公开政府信息数\t条\t812
其中：主动公开规范性文件数\t条\t9
1．政府网站公开政府信息数\t条\t790
2．政务微信公开政府信息数\t条\t155
三、依申请公开情况\t——\t
（一）收到申请数\t件\t21
1．当面申请数\t件\t4
2．传真申请数\t件\t0
3．网络申请数\t件\t11
4．信函申请数\t件\t6
（二）申请办结数\t件\t20
1．按时办结数\t件\t19
2．延期办结数\t件\t1
（三）申请答复数\t件\t20
1．属于已主动公开范围数\t件\t5
2．同意公开答复数\t件\t8
3．同意部分公开答复数\t件\t1
4．不同意公开答复数\t件\t2
其中：1．涉及国家秘密\t件\t1
2．涉及商业秘密\t件\t1
5．不属于本行政机关公开数\t件\t3
6．申请信息不存在数\t件\t1
7．告知作出更改补充数\t件\t0
8．告知通过其他途径办理数\t件\t0
四、行政复议数量\t件\t3
（一）维持具体行政行为数\t件\t2
（二）被依法纠错数\t件\t1
（三）其他情形数\t件\t0
"""
FORM_OF_2010 = """指标\t累计数\t17年发生数
4.公开信息总数\t240\t36
其中：⑴规范性文件类信息数\t90\t11
⑵规划计划类信息数\t60\t9
⑶其他类信息数\t90\t16
其中：与公众利益密切相关事项类信息数\t40\t7
20.政府信息公开申请数\t—\t—
其中：⑴网上申请数\t—\t—
21.对申请的答复数\t—\t—
"""


def contradictions(text: str) -> list[tuple[str, object, object]]:
    return [(one.check, one.left, one.right) for one in check_report(report_of(text)) if one.status == "contradiction"]


def test_the_form_of_2014_is_read_into_totals_and_applications() -> None:
    report = report_of(FORM_OF_2014)
    said = report.form_applications
    assert {total.about: total.value for total in report.totals} == {"主动公开": 812, "行政复议": 3}
    assert said.received is not None
    assert said.answered is not None
    assert (said.received.value, said.answered.value) == (21, 20)
    assert {count.name: count.value for count in said.by_channel} == {"当面": 4, "传真": 0, "网上": 11, "信函": 6}
    assert sum(count.value or 0 for count in said.dispositions) == 20
    assert [{count.name: count.value for count in group.counts} for group in report.groups] == [
        {"维持具体行政行为": 2, "被依法纠错": 1, "其他情形": 0}
    ]


def test_each_number_of_the_form_stands_where_it_is_said_to_stand() -> None:
    report = report_of(FORM_OF_2014)
    said = report.form_applications
    for figure in (*report.totals, *said.by_channel, *said.dispositions):
        assert report.lines[figure.line - 1][figure.start :].startswith(figure.raw)


def test_a_sound_form_contradicts_nothing() -> None:
    assert contradictions(f"全年主动公开政府信息812条。\n{FORM_OF_2014}") == []


def test_a_form_is_held_against_itself_and_against_the_text() -> None:
    assert contradictions(f"全年主动公开政府信息821条。\n{FORM_OF_2014}") == [("totals_agree", 821, 812)]
    assert contradictions(FORM_OF_2014.replace("当面申请数\t件\t4", "当面申请数\t件\t5")) == [
        ("channels_sum_to_received", 21, 22)
    ]
    assert contradictions(FORM_OF_2014.replace("公开数\t件\t3", "公开数\t件\t2")) == [
        ("dispositions_sum_to_received", 20, 19)
    ]
    assert contradictions(FORM_OF_2014.replace("维持具体行政行为数\t件\t2", "维持具体行政行为数\t件\t3")) == [
        ("categories_sum_to_total", 3, 4)
    ]


def test_of_two_columns_one_is_of_the_year_and_one_since_ever() -> None:
    report = report_of(FORM_OF_2010)
    assert [(total.about, total.value, total.cumulative) for total in report.totals] == [
        ("主动公开", 36, False),
        ("主动公开", 240, True),
    ]
    assert [[count.value for count in group.counts] for group in report.groups] == [[11, 9, 16], [90, 60, 90]]
    assert report.form_applications.received is not None
    assert report.form_applications.received.value is None
    assert contradictions(FORM_OF_2010) == []


def test_a_table_of_other_things_is_no_form() -> None:
    report = report_of("项目\t单位\t数量\n道路维修\t条\t12\n路灯更换\t盏\t30\n井盖更换\t个\t8\n绿化\t处\t3")
    assert report.totals == ()
    assert report.form_applications.received is None
