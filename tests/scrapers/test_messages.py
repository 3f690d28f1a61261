"""A citizen's message on its page: when it came, what became of it, since when; what is not said stays unsaid."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.page_details import MessageState
from scrapers.documents.details import read_details
from scrapers.documents.messages import OF_MESSAGES, STATES
from scrapers.documents.reading import examine_document
from scrapers.pages.page import Page

TODAY = date(2026, 11, 20)
TITLE = "解放路的路灯不亮"
ASKED = "<p>解放路的路灯不亮，请派人修理。</p>"
CAME = date(2026, 3, 5)


def message(body: str) -> MessageState | None:
    whole = f"""<html><head><title>{TITLE}</title></head><body><div class="nav"><a href="/">首页</a></div>
    <h2>{TITLE}</h2>{body}<div class="footer">版权所有：云溪市 办理状态：办理中</div></body></html>"""
    page = Page(url="http://xf.yunxi.example/letter/show?id=7", body=whole.encode())
    reading = examine_document(page, today=TODAY)
    found = read_details(page, reading, today=TODAY).message
    assert found is None or reading.state == "document", "however short a message is, its page is a document"
    return found


def said(body: str) -> dict[str, Any]:
    found = message(body)
    return found.model_dump(exclude_none=True) if found else {}


ANSWERED = {"arrived": CAME, "answered": date(2026, 3, 9), "reply": "given"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f"""<table><tr><th>来信时间</th><td>2026-03-05 10:22:31</td><th>办理状态</th><td>已办结</td></tr>
            <tr><th>来信内容</th><td colspan="3">{ASKED}</td></tr><tr><th>答复单位</th><td>市城管局</td>
            <th>答复时间</th><td>2026-03-09</td></tr>
            <tr><th>答复内容</th><td colspan="3">您好，路灯已经修好。</td></tr></table>""",
            {**ANSWERED, "state": "answered", "said": "已办结", "handler": "市城管局"},
            id="a table",
        ),
        pytest.param(
            """<table><tr><th>信件编号</th><th>留言日期</th><th>回复日期</th><th>状态</th></tr>
            <tr><td>2026-17</td><td>2026年3月5日</td><td></td><td>待处理</td></tr></table>""",
            {"arrived": CAME, "state": "unanswered", "said": "待处理"},
            id="a row of labels above a row of values",
        ),
        pytest.param(
            f"""<dl><dt>写信日期</dt><dd>2026/3/5</dd><dt>回复时间</dt><dd>2026/3/9</dd></dl>{ASKED}
            <h3>回复内容</h3><p>您好，路灯已经修好。</p>""",
            ANSWERED,
            id="a definition list, and the answer under a heading",
        ),
        pytest.param(
            f"""<p>提问时间：2026-03-05 浏览次数：12</p>{ASKED}<p>答复：您好，已经修好。 回复时间：2026-03-09</p>""",
            ANSWERED,
            id="labels with colons",
        ),
        pytest.param(
            f"""<ul><li><i>咨询时间</i><em>2026-03-05</em></li><li>【办理状态】正在办理</li></ul>{ASKED}""",
            {"arrived": CAME, "state": "unanswered", "said": "正在办理"},
            id="a list, and brackets",
        ),
        pytest.param(
            f"""<div><span>留 言 时 间：</span><span>2026-03-05</span></div>{ASKED}<div>状态：未回复</div>
            <div>回复内容：</div><div></div><div>满意度：</div>""",
            {"arrived": CAME, "state": "unanswered", "said": "未回复"},
            id="its word beside an empty place for the answer",
        ),
        pytest.param(
            f"<p>留言时间：2026-03-05</p>{ASKED}<p>是否回复：否</p>",
            {"arrived": CAME, "state": "unanswered", "said": "未回复"},
            id="yes or no",
        ),
    ],
)
def test_a_message_says_when_it_came_and_what_became_of_it(body: str, expected: dict[str, Any]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>发布时间：2026-03-05</p>", id="its publication is not its arrival"),
        pytest.param("<p>受理时间：2026-03-05 办理时间：2026-03-09</p>", id="neither is its acceptance"),
        pytest.param("<p>来信时间：03-05</p>", id="no year"),
        pytest.param("<p>来信时间： 发布时间：2026-03-05</p>", id="no value"),
        pytest.param("<p>来信时间：2026-03-05</p><p>来信时间：2026-03-06</p>", id="a list of messages"),
        pytest.param("<p>来信时间：2026-03-05</p>" * 3, id="a list of messages of one day"),
        pytest.param("<p>我的来信时间是2026-03-05，至今未回复。</p>", id="words of a sentence"),
        pytest.param('<div style="display:none">来信时间：2026-03-05</div>', id="what nobody sees"),
    ],
)
def test_a_page_that_does_not_say_when_a_message_came_is_none(body: str) -> None:
    assert message(f"{body}{ASKED}") is None


@pytest.mark.parametrize(
    ("rest", "unsaid"),
    [
        pytest.param("<p>办理状态：已受理</p>", "state", id="accepted says nothing of an answer"),
        pytest.param("<p>办理状态：已办结</p><p>回复状态：未回复</p>", "state", id="two that do not go together"),
        pytest.param("<p>办理进度：待受理 办理中 已办结</p>", "state", id="a bar of steps"),
        pytest.param("<h3>最新来信</h3><p>公交改线 状态：办理中</p>", "state", id="another message's state"),
        pytest.param("<p>状态：公开</p>", "state", id="another state"),
        pytest.param("<p>答复时间：</p>", "answered", id="no day"),
        pytest.param("<p>答复时间：2026-02-05</p>", "answered", id="answered before it came"),
        pytest.param("<p>答复时限：2026-03-09</p>", "answered", id="a day by which it is due"),
        pytest.param("<p>回复内容：</p>", "reply", id="nothing follows: a script may draw it"),
        pytest.param('<div>回复内容</div><div id="reply"></div>', "reply", id="a place that a script fills"),
        pytest.param('<div>回复内容</div><div><img src="a.png"></div>', "reply", id="an answer that is a picture"),
        pytest.param('<div>回复内容</div><div><p style="display:none">好</p></div>', "reply", id="hidden"),
        pytest.param("<dl><dt>答复内容</dt><dd><textarea>好</textarea></dd></dl>", "reply", id="in a form's field"),
        pytest.param("<button>回复</button><p>请文明留言，共建和谐网络。</p>", "reply", id="a button"),
    ],
)
def test_what_a_page_does_not_say_in_so_many_words_is_not_guessed(rest: str, unsaid: str) -> None:
    found = message(f"<p>来信时间：2026-03-05</p>{ASKED}{rest}")
    assert found is not None
    assert getattr(found, unsaid) is None


FILLED = "<script>$.ajax({url: '/api/reply?id=7', success: function (d) { $('.reply').html(d.content) }})</script>"
LOADED = '<script src="/js/letter.js"></script>'
GIVEN = "您好，路灯已经修好，感谢支持。"


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("<div>回复内容：</div><div></div>", id="empty"),
        pytest.param('<table><tr><td>回复内容</td><td class="reply"></td></tr></table>', id="a cell"),
        pytest.param("<table><tr><td>回复内容</td><td>--</td></tr></table>", id="a dash"),
        pytest.param(f'<div>回复内容：</div><div class="reply">暂无回复</div>{FILLED}', id="words a script replaces"),
        pytest.param(f'<div>回复内容：</div><div id="hf">暂无回复</div>{LOADED}', id="or a loaded one"),
        pytest.param(
            f'<p>办理状态：<span class="reply">办理中</span></p>{FILLED}', id="a state that a script replaces"
        ),
        pytest.param(f'<p>办理状态：<span id="zt">办理中</span></p>{LOADED}', id="or a loaded one replaces"),
        pytest.param("<p>回复内容：无</p><p>回复附件：<a href='/hf.pdf'>答复函.pdf</a></p>", id="the answer is a file"),
        pytest.param("<p>是否公开：否</p><p>回复内容：暂无回复</p>", id="it is not public"),
        pytest.param("<p>办理状态：未回复</p><p>答复内容不公开</p>", id="nor is this"),
        pytest.param("<p>办理状态：未回复（已电话答复来信人）</p>", id="answered otherwise"),
        pytest.param("<p>办理状态：办理中，已于3月9日修好路灯</p>", id="a sentence"),
        pytest.param("<p>状态：未受理，已告知来信人向供电公司反映</p>", id="a reason"),
        pytest.param("<p>办理情况：待办理 3 件</p>", id="a count"),
        pytest.param("<p>办理进度：处理中 → 回复 → 评价</p>", id="a bar of steps"),
        pytest.param("<ul><li>办理状态：待受理</li><li>办理状态：已评价</li></ul>", id="a history"),
        pytest.param("<p>办理状态：办理中</p><p>状态：已公开</p>", id="another state"),
        pytest.param("<p>是否回复：否 是</p>", id="a choice"),
        pytest.param("<h3>同类来信</h3><table><tr><th>状态</th></tr><tr><td>待回复</td></tr></table>", id="others"),
        pytest.param("<h3>信件选登</h3><p>公交改线 状态：办理中</p>", id="a selection"),
    ],
)
def test_that_there_is_no_answer_only_the_pages_own_word_for_it_says(rest: str) -> None:
    found = message(f"<p>来信时间：2026-03-05</p>{ASKED}{rest}")
    assert found is not None
    assert not found.is_unanswered


@pytest.mark.parametrize(
    "answer",
    [
        *(
            f"<p>{label}：{GIVEN}</p>"
            for label in (
                "答复信息",
                "回复详情",
                "办理反馈",
                "处理意见",
                "答复正文",
                "承办单位回复",
                "领导回复",
                "处理情况",
            )
        ),
        f"<p>云溪市城管局 2026-03-09 回复：</p><p>{GIVEN}</p>",
        f"<h3>官方回应</h3><p>{GIVEN}</p>",
        f"<table><tr><td>回复内容</td><td></td></tr><tr><td colspan=2>{GIVEN}</td></tr></table>",
        f"<dl><dt>回复内容</dt><dd></dd><dd>{GIVEN}</dd></dl>",
        "<p>来信收悉。经核实，该路灯属物业管理。</p>",
        "<p>您好！</p><p>路灯不亮。</p><p>您好！</p><p>已转物业。</p>",
        '<p>附：<a href="/hf.pdf">关于路灯的说明.pdf</a></p>',
    ],
)
def test_a_word_that_there_is_none_does_not_count_beside_what_may_be_the_answer(answer: str) -> None:
    for state in ("<p>办理状态：办理中</p>", "<p>回复内容：暂无回复</p>"):
        found = message(f"<p>来信时间：2026-03-05</p>{ASKED}{state}{answer}")
        assert found is not None
        assert not found.is_unanswered


@pytest.mark.parametrize(
    "reply",
    [
        "<p>浏览：35 回复：0</p>",
        "<p>回复：0条</p>",
        "<p>答复内容：请登录后查看</p>",
        "<p>答复内容：</p><p>您对本次答复是否满意？</p>",
        "<p>答复内容：您的来信正在办理中，请耐心等待。</p>",
        "<h3>部门回复</h3><div>该信件正在办理中，请耐心等待！</div>",
        "<p>回复内容：您好，您的来信已收到，已转有关部门处理。</p>",
        "<div>回复内容</div><div>正在加载...</div>",
        "<p>答复内容：该信件暂未答复</p>",
    ],
)
def test_what_only_says_that_an_answer_may_come_is_none(reply: str) -> None:
    found = message(f"<p>来信时间：2026-03-05</p>{ASKED}{reply}")
    assert found is not None
    assert not found.is_answered


@pytest.mark.parametrize(
    "told",
    [
        f"<p>回复内容：{GIVEN}</p><p>办结时间：2026-07-01</p>",
        f"<p>回复内容：{GIVEN}</p><p>满意度：满意</p><p>反馈时间：2026-07-01</p>",
        "<p>市城管局 2026-03-09 10:00 回复：已转供电公司。</p><p>部门回复：已修好。 回复时间：2026-07-01</p>",
        "<p>回复内容：您好，路灯已于2026年3月9日修好。</p><p>答复日期：2026-07-01</p>",
    ],
)
def test_a_day_that_may_be_later_than_the_answer_proves_only_that_there_was_one_by_then(told: str) -> None:
    found = message(f"<p>来信时间：2026-03-05</p>{ASKED}{told}")
    assert found is not None
    assert (found.answered, found.closed) == (None, date(2026, 7, 1))
    assert found.is_answered


@pytest.mark.parametrize("day", ["2026-07-01前", "2026年7月1日之前", "2026-07-01以前", "2026年7月1日内"])
def test_a_day_by_which_an_answer_is_owed_is_no_answer(day: str) -> None:
    found = message(f"<p>来信时间：2026-03-05</p>{ASKED}<p>办结时间：{day}</p><p>答复日期：{day}</p>")
    assert found is not None
    assert not found.is_answered


@pytest.mark.parametrize("words", ["无", "暂无回复", "尚未回复"])
def test_a_place_for_the_answer_that_says_there_is_none_is_empty(words: str) -> None:
    for body in (f"<p>回复内容：{words}</p>", f"<table><tr><td>回复内容</td><td>{words}</td></tr></table>"):
        found = message(f"<p>来信时间：2026-03-05</p>{body}")
        assert found is not None
        assert found.is_unanswered
        assert not found.is_answered


def test_of_several_answers_the_first_counts_and_a_number_beside_a_name_is_masked() -> None:
    found = message(
        "<p>来信时间：2026-03-05</p><p>回复时间：2026-03-20</p><p>回复时间：2026-03-09</p><p>承办单位：城管局13812345678</p>"
    )
    assert found is not None
    assert found.answered == date(2026, 3, 9)
    assert found.handler == "城管局138****5678"


@settings(max_examples=60)
@given(
    came=st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 200),
    word=st.sampled_from(sorted(STATES)),
    form=st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d %H:%M"]),
    layout=st.sampled_from(
        ["<p>{0}：{1}</p>", "<table><tr><td>{0}</td><td>{1}</td></tr></table>", "<dl><dt>{0}</dt><dd>{1}</dd></dl>"]
    ),
)
def test_a_message_is_read_the_same_however_its_page_is_laid_out(
    came: date, days: int, word: str, form: str, layout: str
) -> None:
    replied = date.fromordinal(came.toordinal() + days)
    pairs = [("来信时间", came.strftime(form)), ("回复日期", replied.strftime(form)), ("办理状态", word)]
    found = message("".join(layout.format(*pair) for pair in pairs))
    assert found == MessageState(arrived=came, answered=replied, state=STATES[word], said=word)


@settings(max_examples=60)
@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(sorted(label for label in OF_MESSAGES.meanings if label != "来信时间")),
            st.text("无已未回复办结2026-03：:（ 。<>", max_size=12),
        ),
        max_size=6,
    )
)
def test_whatever_stands_beside_labels_nothing_is_said_that_no_value_says(values: list[tuple[str, str]]) -> None:
    found = message("<p>来信时间：2026-03-05</p>" + "".join(f"<p>{label}：{value}</p>" for label, value in values))
    if found is not None:
        assert (found.state is None) == (found.said is None)
        assert found.answered is None or found.answered >= found.arrived
