"""The words around a number in its line, for what two numbers about one thing may differ in."""

import re

from schemas.annual_reports import AnnualReport, Figure


def clause_of(report: AnnualReport, figure: Figure) -> str:
    """The words of its clause before the number: `全年共收到申请` of 全年共收到申请52件. Empty without its line."""
    before = _before(report, figure)
    return _MARKS.split(before)[-1]


def sentence_of(report: AnnualReport, figure: Figure) -> str:
    """Its sentence, as far as it stands on its line. Empty without its line."""
    before = _before(report, figure)
    return _ENDS.split(before)[-1] + _ENDS.split(_line(report, figure)[figure.start :])[0]


def deeds_of(report: AnnualReport, figure: Figure) -> frozenset[str]:
    """What was done with the things counted, by its clause: 收到 and 答复 count different ones."""
    clause = _NOUN.sub("", clause_of(report, figure))
    return frozenset(deed for deed, words in _DEEDS.items() if words.search(clause))


def words_after(report: AnnualReport, figure: Figure) -> str:
    """The number, its unit and a word: `21件（含上年`."""
    return _line(report, figure)[figure.start :][: len(figure.raw) + 6]


def _before(report: AnnualReport, figure: Figure) -> str:
    return _line(report, figure)[: figure.start]


def _line(report: AnnualReport, figure: Figure) -> str:
    return report.lines[figure.line - 1] if 0 < figure.line <= len(report.lines) else ""


_NOUN = re.compile("(?:政府)?信息公开")
_MARKS = re.compile(r"[，。；：、！？,;:\t（(]")
_ENDS = re.compile(r"[。；！？;\t]")
_DEEDS = {
    "received": re.compile("收到|接到|接收|受理|新收|征集"),
    "answered": re.compile("答复|回复|办结|办理|回应|处理|采纳"),
    "made": re.compile("制发|制定|出台|印发|新增|起草"),
    "ended": re.compile("废止|失效|宣布|清理|修改|修订"),
    "in_force": re.compile("有效|保留|现有|继续"),
    "explained": re.compile("解读|图解"),
    "disclosed": re.compile("公开|公示"),
    "published": re.compile("发布|公布|刊登|更新|推送|上传|报送|转载"),
    "attended": re.compile("出席|参加|培训|浏览|点击|访问|阅读|关注|查阅|下载"),
}
