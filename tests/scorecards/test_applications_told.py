"""Applications as offices tell them, each in words of its own: a sound one contradicts nothing, a wrong one does."""

import pytest

from schemas.annual_reports import AnnualReport
from scorecards.report_checks.registry import check_report
from tests.support.report_texts import report_of

CHAPTER = "三、依申请公开政府信息情况"
CHECKS = ("applications_balance", "channels_sum_to_received", "dispositions_sum_to_received", "totals_agree")


def contradictions(report: AnnualReport) -> list[tuple[str, object, object]]:
    return [(one.check, one.left, one.right) for one in check_report(report) if one.status == "contradiction"]


@pytest.mark.parametrize(
    "text",
    [
        # details of a part, in brackets and behind 其中
        "全年收到申请30件。办理结果：同意公开11件，不同意公开12件（其中涉密4件、过程性信息8件），信息不存在7件。",
        "答复25件：同意公开10件（全部公开6件，部分公开4件），不予公开9件，其中商业秘密5件，个人隐私4件，不存在6件。",
        "不予公开的8件，理由是：个人隐私5件，国家秘密3件。已答复的20件中，予以公开12件，不予公开8件。",
        "受理申请40件，其中窗口递交13件（镇便民中心代收5件）、网上提交（含邮箱）20件、挂号信7件。",
        # how long it took
        "收到申请386件，按时办结379件，延期办结7件，没有逾期。",
        "收到申请60件，办结60件，其中15个工作日内答复52件，延长期限后答复8件。",
        # parts by office, applicant, subject, month
        "各部门受理申请210件，街道受理55件，区政府办公室受理31件。",
        "收到申请18件，其中自然人16件、企业2件；涉及征地的9件，涉及规划的5件，其余4件。",
        "收到申请12件，申请量前两位的是城建科（6件）、土地科（3件）。通过网络提交9件，邮寄3件。",
        "收到申请7件，分月看，3月2件，6月4件，11月1件。网上4件，信函3件。",
        # accepted out of those received
        "共收到申请17件，经审查受理16件，不予受理1件。受理的16件中，予以公开10件，信息不存在6件。",
        "自条例施行以来累计受理申请64件，其中2017年受理12件：网上8件，当面4件。",
        # words that nobody listed before
        "收到申请22件：手机客户端9件，邮政EMS 8件，办公室代转5件。",
        "收到申请15件。处理结果：满足10件，婉拒3件，指路2件。",
        "收到申请9件，其中公开5件，转请区水务所办复2件。",
        # carried
        "上年结转6件，本年新收41件，办结44件，转入2018年继续办理3件。答复中：公开30件，不予公开8件，不存在6件。",
        "2017年新收申请52件，加上2016年底尚未办结的1件，共需办理53件；答复50件，尚有3件未到答复期限。",
        "收到申请31件，其余2件正在征求第三方意见，依法延至2018年1月答复；办结29件，予以公开20件，不予公开9件。",
        # other years, growth
        "全年收到申请24件，比2016年的31件减少7件；网上10件，信函14件。2016年办结30件，今年少办6件。",
        # other things
        "收到申请5件，均已答复。12345热线转来工单6200件，办结6188件；接待查阅档案1700人次，复印病历930份。",
        "收到申请3件，予以公开2件，不予公开1件。信访局交办45件，按期办结44件。",
        "公文公开属性：主动公开58件、依申请公开83件、不予公开135件。全年收到信息公开申请4件，公开4件。",
        "收到申请6件：5件是邮寄来的，1件是到窗口当面交的。其中4件要的是办事流程，已当场告知；2件予以公开。",
        # the same told twice
        "收到申请36件。36件中信函25件，现场8件，网络3件。36件全部答复，其中公开30件，不存在6件。",
        "对35件申请的答复结果是：公开20件，不予公开15件。全年收到申请35件。",
        "省局收到公开申请19件，网上12件，信函7件。全系统共收到96件。",
        "共办理申请298件（新收290件、上年结转8件），办结291件，结转下年度7件。网上200件，信函90件。",
        "全年处理申请55件，其中上年结转5件，本年新收50件；答复53件，结转下年2件。答复中，公开40件，不予公开13件。",
        "本年新收申请50件，上年结转5件，共55件，已办结53件，剩余2件转至下年。",
        "收到申请20件，均已按期答复，其中公开12件、部分公开3件、不予公开5件。另收到群众咨询30件。",
        "2017年，共受理申请31件（县政府办6件，县直部门20件，乡镇5件），同比增长20%。按处理结果：公开25件，不公开6件。",
        "收到申请12件，其中：当面提交4件，网上提交8件，全部办结。予以公开10件，信息不存在2件（均已告知申请人）。",
        "收到信息公开申请8件，其中1件撤回，1件转至下年度，已答复6件：公开5件，不予公开1件。",
        "全年收到申请100件，其中征地类60件、规划类25件，其他15件。结果：公开70件，部分公开5件，不公开25件。",
        "全年接到申请16件，经补正后受理14件，2件视为放弃。14件中，公开10件，不存在4件。",
        "全年共收到申请6件，公开3件，非政府信息1件，其余2件不属本机关公开范围。",
        "收到申请9件，其中网络5件，信函4件；自然人8件，企业1件；已办结9件，其中公开6件、不公开2件、不存在1件。",
    ],
)
def test_what_adds_up_in_any_sensible_reading_is_no_contradiction(text: str) -> None:
    assert contradictions(report_of(text, chapter=CHAPTER)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "全年收到申请30件。办理结果：同意公开11件，不同意公开12件（其中涉密4件），信息不存在8件，均已答复。",
            [("dispositions_sum_to_received", 30, 31)],
        ),
        (
            "答复91件：予以公开52件、部分公开6件、不予公开11件（8件涉及他人协议）、信息不存在13件、非本机关掌握7件。收到91件。",
            [("dispositions_sum_to_received", 91, 89)],
        ),
        (
            "收到申请42件，以信函方式提出19件，通过网站在线提交13件，发送电子邮件4件，到办公室当面提出7件。",
            [("channels_sum_to_received", 42, 43)],
        ),
        (
            "2016年底结转3件，2017年新接收申请66件。2017年共答复71件，结转2018年继续办理2件。",
            [("applications_balance", 69, 73)],
        ),
        (
            (
                "收到申请57件。所有申请均已答复完毕，其中：\n（1）属于主动公开范围，告知查阅途径的12件；\n"
                "（2）同意公开的19件；\n（3）不予公开的8件，其中属个人隐私的5件，危及社会稳定的3件；\n（4）信息不存在的16件。"
            ),
            [("dispositions_sum_to_received", 57, 55)],
        ),
        (
            "收到申请28件，渠道：现场14件，邮政EMS 6件，门户网站7件。",
            [("channels_sum_to_received", 28, 27)],
        ),
    ],
)
def test_what_does_not_add_up_is_one(text: str, found: list[tuple[str, object, object]]) -> None:
    report = report_of(text, chapter=CHAPTER)
    assert contradictions(report) == found
