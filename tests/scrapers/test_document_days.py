"""A document's day of publication, among all the days that its page, its address and its text name."""

import pytest

from tests.support.written_documents import META, RECORD, TEXT, TITLE, document, in_cells, read


def test_every_date_is_kept_with_where_it_was_read() -> None:
    head = '<meta name="PubDate" content="2026-03-19 08:00:12"><meta name="Maketime" content="2026-03-30 01:02:03">'
    reading = read(document(), head=head, url="http://slj.example/art/2026/3/20/art_12_345.html")

    found = {(str(date.value), date.role, date.source) for date in reading.candidates}
    assert found == {
        ("2026-03-19", "published", "meta PubDate"),
        ("2026-03-30", "built", "meta Maketime"),
        ("2026-03-18", "published", "label 发布时间"),
        ("2026-03-16", "issued", "text 落款"),
        ("2026-03-20", "published", "address"),
    }
    assert reading.dates.model_dump(mode="json") == {
        "shown": "2026-03-18",
        "meta": "2026-03-19 08:00:12",
        "url": "2026-03-20",
        "issued": None,
    }
    assert (str(reading.published), reading.dates_conflict) == ("2026-03-18", True)


@pytest.mark.parametrize(
    "info",
    [
        "发布时间：2026-03-18",
        "发布日期：2026年3月18日 09:30",
        "【信息发布时间：2026-03-18阅读次数：<span></span>】【<a href='javascript:window.print();'>我要打印</a>】",
        "【时间：2026年03月18日 11:25】 【来源：示例日报】 【作者：张三】",
        "来源：市水利局 时间：2026-03-18 09:40",
        "时间：2026/3/18",
        "日期：2026.03.18　　字体：【大 中 小】",
        "信息来源：办公室发布时间：2026-03-18 10:00:00",
        "<span>发布时间</span><span>2026-03-18</span>",
        "<span>发 布 时 间 ：</span><em>2026-03-18</em>",
        "2026-03-18",
        "2026-03-18 09:30　来源：办公室　浏览次数：12",
        "市水利局　　2026-03-18　　<a href='#'>打印</a>",
        "发布于 2026-03-18 10:00",
        "二〇二六年三月十八日",
        "发布时间：<script>document.write('2026-03-18')</script>",
        "信息时间：2026/3/18 阅读次数：8",
        "发布时间：2026-03-18　　更新时间：2026-03-25",
        "成文日期：2026-03-01　　发布日期：2026-03-18",
        "<!-- 页面生成时间 2026-03-30 12:00:00 -->发布时间：2026-03-18",
    ],
)
def test_the_shown_day_of_publication_is_read(info: str) -> None:
    reading = read(document(info), url="http://slj.example/content/view.aspx?id=7001")

    assert (str(reading.dates.shown), reading.published_from) == ("2026-03-18", "shown")
    assert reading.dates_conflict is False
    assert reading.text is not None
    assert reading.text.startswith("各县（市、区）")


@pytest.mark.parametrize(
    "decoy",
    [
        "成文日期：2026-03-01",
        "更新时间：2026-03-01",
        "打印时间：2026-03-01",
        "页面生成时间：2026-03-01 10:00",
        "有效期：2026-03-01至2027-03-01",
        "施行日期：2026年3月1日",
        "截止时间：2026-03-01",
        "发布时间：",
        "发布时间：2026-02-30",
        "今天是2026年3月1日 星期日",
        "（2026年3月1日市人民政府第12次常务会议通过）",
        "浏览次数：20260301",
        "时间：2026年3月1日上午9时　地点：三楼会议室",
        "公示时间：2026-03-01至2026-03-08",
    ],
)
def test_a_decoy_is_never_the_day_of_publication(decoy: str) -> None:
    reading = read(document(decoy), url="http://slj.example/content/view.aspx?id=7001")

    assert (reading.state, reading.title) == ("document", TITLE)
    assert (reading.dates.shown, reading.published, reading.published_from) == (None, None, None)


def test_dates_in_title_text_widgets_and_footer_are_not_the_day_of_publication() -> None:
    title = "关于2026年3月1日城区计划停水的公告"
    markup = f"""<div class="today">今天是：2026年4月1日 星期三</div><div class="wz"><h1>{title}</h1>
    <p>因管网改造，定于2026年3月1日8时至18时对长堤路片区停水，请用户做好储水准备，不便之处敬请谅解。</p>
    <p>时间：2026年3月1日</p><p>2026年2月26日</p></div>
    <div class="related"><h3>相关信息</h3>
    <ul><li><a href="/a.html">关于城区计划停水的另一则公告</a><span>2026-03-30</span></li></ul></div>"""
    reading = read(markup, url="http://slj.example/content/view.aspx?id=7001")

    assert reading.title == title
    assert (reading.published, reading.dates.shown, reading.dates.issued) == (None, None, None)
    assert [(date.role, date.source) for date in reading.candidates] == [
        ("unknown", "label 时间"),
        ("issued", "text 落款"),
    ]


def test_a_labelled_day_at_the_foot_of_the_text_is_shown_too() -> None:
    markup = f"<h1>{TITLE}</h1><div class='zw'>{TEXT}</div><div class='below'>发布时间：2026-03-18</div>"
    assert str(read(markup, url="http://slj.example/view?id=7").published) == "2026-03-18"


def test_times_of_publication_in_rows_of_another_list_are_not_this_documents() -> None:
    others = "".join(f"<li>另一份文件{day}<span>发布时间：2026-02-0{day}</span></li>" for day in range(1, 6))
    markup = f"<h1>{TITLE}</h1><div class='zw'>{TEXT}</div><ul class='others'>{others}</ul>"
    assert read(markup, url="http://slj.example/view?id=7").published is None


def test_a_day_without_its_year_is_inferred_and_marked() -> None:
    reading = read(document("发布时间：05-12 10:20"), url="http://slj.example/view?id=7")
    assert str(reading.published) == "2025-05-12"
    assert [date.year_inferred for date in reading.candidates if date.role == "published"] == [True]


@pytest.mark.parametrize("name", ["PubDate", "pubdate", "PUBDATE", "PublishDate", "article:published_time"])
def test_nothing_shown_the_meta_counts_and_says_so(name: str) -> None:
    reading = read(document(""), head=META.format(name, "2026-03-18 10:57"))
    assert (str(reading.published), reading.published_from) == ("2026-03-18", "meta")
    assert (reading.dates.shown, reading.dates.meta) == (None, "2026-03-18 10:57")


def test_nothing_shown_and_no_meta_the_address_counts_and_says_so() -> None:
    reading = read(document(""))
    assert (str(reading.published), reading.published_from, reading.dates.url) == (
        "2026-03-18",
        "address",
        "2026-03-18",
    )


def test_where_meta_and_address_contradict_each_other_nothing_is_guessed() -> None:
    reading = read(document(""), head=META.format("PubDate", "2026-03-20"))
    assert (reading.published, reading.published_from, reading.dates_conflict) == (None, None, True)


@pytest.mark.parametrize(
    ("shown", "meta", "address", "conflict"),
    [
        ("2026-03-18", "2026-03-18 23:59", "/art/2026/3/18/art_1_2.html", False),
        ("2026-03-18", "2026-03-30 08:00", "/art/2026/3/18/art_1_2.html", True),
        ("2026-03-18", "2026-03-18", "/202603/t20260319_1.html", True),
        ("2026-03-18", "2026-03-18", "/202603/1234567.html", False),
        ("2026-03-18", "2026-03-18", "/202512/1234567.html", True),
        ("2026-03-18", "PubDate", "/2026-03/18/content_17.htm", False),
        ("2026-03-18", "{$pubdate}", "/c/20260318/9f0e.shtml", False),
        ("2026-03-18", "1970-01-01 08:00", "/2026/0318/12.html", False),
        ("2026-03-18", "2026-03-18", "/gkmlpt/content/3/2026/post_3202619.html", False),
        ("2026-03-18", "", "/col123/20259999/1.html", False),
    ],
)
def test_a_conflict_is_flagged_by_day(shown: str, meta: str, address: str, conflict: bool) -> None:
    head = META.format("PubDate", meta) if meta else ""
    reading = read(document(f"发布时间：{shown}"), head=head, url=f"http://slj.example{address}")
    assert (str(reading.published), reading.published_from, reading.dates_conflict) == (shown, "shown", conflict)


def test_the_day_of_signing_is_never_a_conflict() -> None:
    reading = read(in_cells(RECORD | {"成文日期": "2025-12-31"}) + document())
    assert (reading.dates_conflict, str(reading.dates.issued), str(reading.published)) == (
        False,
        "2025-12-31",
        "2026-03-18",
    )


def test_two_shown_days_of_publication_contradict_each_other() -> None:
    reading = read(in_cells(RECORD | {"发布日期": "2026-03-02"}) + document())
    assert (str(reading.published), reading.dates_conflict) == ("2026-03-18", True)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/tzgg/202105/t20210512_955312.html", "2021-05-12"),
        ("/art/2021/5/12/art_1229_58.html", "2021-05-12"),
        ("/zhengce/content/2021-05/12/content_5605.htm", "2021-05-12"),
        ("/2021/0512/c1001.html", "2021-05-12"),
        ("/c100/20210512/8f7a6b.shtml", "2021-05-12"),
        ("/xwzx/2021-05-12/77.html", "2021-05-12"),
        ("/gzdt/202105/88123.html", "2021-05"),
        ("/gzdt/2021/05/88123.html", "2021-05"),
        ("/info/1031/20215.htm", None),
        ("/view/2021051200123.html", None),
        ("/a/20211345/1.html", None),
        ("/plan/20350101/1.html", None),
        ("/art_20260318999.html", None),
        ("/view?date=20210512", None),
    ],
)
def test_the_day_in_an_address(address: str, expected: str | None) -> None:
    assert read(document(), url=f"http://slj.example{address}").dates.url == expected
