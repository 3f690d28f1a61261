"""JSON answers: the pages behind lists that a script fills."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.data.answers import data_kind, read_answer, read_data
from scrapers.data.records import Answer
from scrapers.pages.page import Page
from tests.support.shared_pages import real_pages
from tests.support.written_answers import TODAY, page, read


def rows(count: int = 3, **also: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": n,
            "title": f"关于第{n}批水利项目的公示",
            "url": f"/tzgg/{n}001.html",
            "pubDate": f"2026-03-{n:02} 09:30",
            **also,
        }
        for n in range(1, count + 1)
    ]


def days(answer: Answer) -> list[str]:
    return [str(entry.published) for entry in answer.entries]


FORMS: dict[str, tuple[Any, tuple[int | None, int | None]]] = {
    "a bare array": (rows(), (None, None)),
    "rows and total": ({"rows": rows(), "total": 43}, (43, None)),
    "code, msg, data.list and a pager beside it": (
        {
            "code": 200,
            "msg": "ok",
            "data": {"list": rows(), "pager": {"pageNo": 1, "pageSize": 3, "pageCount": 9, "total": 26}},
        },
        (26, 9),
    ),
    "data.result and its page": ({"data": {"result": rows(), "page": {"totalPage": 4, "totalRecord": 11}}}, (11, 4)),
    "searchVO.listVO": ({"searchVO": {"listVO": rows(), "totalCount": 5, "totalpage": 2, "currentPage": 1}}, (5, 2)),
    "a page of Spring": (
        {"content": rows(), "totalElements": 8, "totalPages": 3, "number": 0, "size": 3, "last": False},
        (8, 3),
    ),
    "a data table": ({"draw": 1, "recordsTotal": 99, "recordsFiltered": 12, "data": rows()}, (12, None)),
    "hits of a search engine": (
        {
            "hits": {
                "total": {"value": 31, "relation": "eq"},
                "hits": [{"_id": str(n), "_source": row} for n, row in enumerate(rows())],
            }
        },
        (31, None),
    ),
    "categories beside the articles": (
        {
            "classify": [{"id": n, "name": f"栏目{n}", "url": f"/c/{n}/"} for n in range(40)],
            "articles": rows(),
            "total": 3,
        },
        (3, None),
    ),
    "data written as a text": ({"d": json.dumps({"rows": rows(), "total": 4})}, (4, None)),
    "a count that is a text": ({"list": rows(), "totalCount": "57"}, (57, None)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_usual_form_of_an_answer_is_read(form: str) -> None:
    body, counts = FORMS[form]
    answer = read(body)

    assert answer.state == "list"
    assert days(answer) == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert answer.entries[0].title == "关于第1批水利项目的公示"
    assert answer.entries[0].url == "http://slj.example/tzgg/1001.html"
    assert (answer.entries[0].published_from, answer.entries[0].published_raw) == ("data", "2026-03-01 09:30")
    assert (answer.total, answer.pages) == counts


@pytest.mark.parametrize(
    "text",
    [
        "callback(@)",
        "jQuery1102_17(@);",
        "/**/ typeof cb === 'function' && cb(@);",
        "var articles = @;",
        ")]}',\n@",
        "\ufeff@",
    ],
)
def test_data_within_a_call_or_an_assignment_is_data(text: str) -> None:
    assert len(read(text.replace("@", json.dumps({"rows": rows()}))).entries) == 3


def test_an_answer_written_as_a_script_would_write_it_is_read() -> None:
    assert days(read("{total:1,rows:[{title:'关于防汛工作的通知',url:'/a/1.html',fbsj:'2026/03/05 10:00:00',},]}")) == [
        "2026-03-05"
    ]


NAMES = [
    ("title", "url", "pubDate"),
    ("docTitle", "doc_pub_url", "DOCRELTIME"),
    ("showTitle", "urls", "publishTime"),
    ("bt", "link", "fbsj"),
    ("name", "linkurl", "infodate"),
    ("标题", "链接", "发布日期"),
    ("articleTitle", "contentUrl", "display_publish_time"),
    ("infoTitle", "infoUrl", "releaseDate"),
]


@pytest.mark.parametrize("names", NAMES, ids=[names[0] for names in NAMES])
def test_fields_go_by_many_names(names: tuple[str, str, str]) -> None:
    title, url, day = names
    answer = read([{title: f"关于第{n}批项目的公示", url: f"/a/{n}.html", day: f"2026-03-0{n}"} for n in (1, 2)])

    assert [entry.url for entry in answer.entries] == ["http://slj.example/a/1.html", "http://slj.example/a/2.html"]
    assert days(answer) == ["2026-03-01", "2026-03-02"]


DAYS = [
    ("2026-03-05", "2026-03-05"),
    ("2026/03/05 10:00:00", "2026-03-05"),
    ("2026年3月5日", "2026-03-05"),
    ("20260305", "2026-03-05"),
    (20260305, "2026-03-05"),
    (1772640000, "2026-03-05"),
    (1772640000000, "2026-03-05"),
    ("1772640000000", "2026-03-05"),
    ("2026-03-04T16:00:00.000+0000", "2026-03-05"),
    ("2026-03-04T16:00:00Z", "2026-03-05"),
    ("2026-03-05T23:30:00+08:00", "2026-03-05"),
    ("2026-03-05T23:30:00-05:00", "2026-03-05"),
    ({"time": 1772640000000, "year": 126}, "2026-03-05"),
    ({"$date": "2026-03-04T16:00:00Z"}, "2026-03-05"),
    ([2026, 3, 5, 10, 30], "2026-03-05"),
    ("/Date(1772640000000+0800)/", "2026-03-05"),
]


@pytest.mark.parametrize(("value", "day"), DAYS, ids=[str(value) for value, _ in DAYS])
def test_a_day_is_read_however_it_is_serialised_as_the_day_it_was_in_china(value: Any, day: str) -> None:
    answer = read([{"title": f"关于第{n}批项目的公示", "url": f"/{n}0001.html", "publishDate": value} for n in (1, 2)])

    assert days(answer) == [day, day]


@pytest.mark.parametrize(
    "value", ["2026-02-30", 0, -1, 12345, True, 1e300, "近日", None, [], [2026], {}, {"time": {}}, "2026030512"]
)
def test_what_is_no_day_is_none(value: Any) -> None:
    answer = read([{"title": f"关于第{n}批项目的公示", "url": f"/{n}0001.html", "publishDate": value} for n in (1, 2)])

    assert days(answer) == ["None", "None"]


def test_a_numbers_that_only_json_dialects_know_are_no_days() -> None:
    strange = [
        {"title": f"关于第{n}批项目的公示", "url": f"/{n}0001.html", "date": float(name)}
        for n, name in enumerate(("nan", "inf"))
    ]

    assert "NaN" in json.dumps(strange)
    assert days(read(strange)) == ["None", "None"]


def test_the_day_of_publication_counts_before_that_of_creation_change_and_signature() -> None:
    answer = read(
        rows(
            2,
            createTime="2020-01-01",
            updateTime="2026-03-31",
            cwrq="2019-05-05",
            date=1500000000,
            expireDate="2030-01-01",
        )
    )
    created = read(
        [{"title": "关于防汛工作的通知", "url": "/1.html", "createTime": "2026-02-02", "updateTime": "2026-03-31"}]
    )
    changed = read([{"title": "关于防汛工作的通知", "url": "/10001.html", "updateTime": "2026-03-31"}])

    assert days(answer) == ["2026-03-01", "2026-03-02"]
    assert days(created) == ["2026-02-02"]
    assert days(changed) == ["None"]


def test_a_missing_day_of_publication_is_not_replaced_by_a_day_of_creation() -> None:
    items = rows(3, createTime="2020-01-01")
    items[1]["pubDate"] = None

    assert days(read(items)) == ["2026-03-01", "None", "2026-03-03"]


def test_a_title_loses_marks_of_highlighting_and_entities_but_not_names_in_angle_brackets() -> None:
    titles = [
        ("关于<em>水利</em>工程的<font color='red'>通知</font>", "关于水利工程的通知"),
        ("&lt;em&gt;水库&lt;/em&gt;A&amp;B公告&nbsp;（一）", "水库A&B公告 （一）"),
        ("解读<示例市河道管理办法>", "解读<示例市河道管理办法>"),
        ("<p>关于\n 河长制的<br/>意见</p>", "关于 河长制的意见"),
    ]
    answer = read([{"title": raw, "url": f"/{n}.html", "date": "2026-03-05"} for n, (raw, _) in enumerate(titles)])

    assert [entry.title for entry in answer.entries] == [shown for _, shown in titles]


def test_addresses_may_be_sets_relative_or_none_at_all() -> None:
    items = [
        {"title": "关于甲的通知", "urls": '{"pc":"/a/1.html","h5":"/m/1.html"}', "date": "2026-03-05"},
        {"title": "关于乙的通知", "urls": {"pc": "../b/2.html"}, "date": "2026-03-05"},
        {"title": "关于丙的通知", "id": 3, "date": "2026-03-05"},
        {"title": "关于丙的通知", "id": 4, "date": "2026-03-05"},
    ]
    answer = read(items, "http://slj.example/x/api?page=3")

    assert [entry.url for entry in answer.entries[:2]] == ["http://slj.example/a/1.html", "http://slj.example/b/2.html"]
    third, fourth = (entry.url for entry in answer.entries[2:])
    assert third.startswith("http://slj.example/x/api?page=1#:~:text="), "the list's first page: rows move down it"
    assert third != fourth


def test_one_address_at_all_titles_is_the_applications_and_tells_nothing_apart() -> None:
    answer = read([{"title": f"关于第{n}批项目的公示", "url": "/app/detail", "date": "2026-03-05"} for n in range(8)])

    assert len({entry.url for entry in answer.entries}) == 8


def test_the_issuer_is_read_where_it_is_named_so() -> None:
    assert read(rows(2, publisher="示例市水务局", source="某日报")).entries[0].issuer == "示例市水务局"
    assert read(rows(2, source="某日报")).entries[0].issuer is None


def test_parts_of_a_list_grouped_by_year_are_one_list_whose_newest_entry_may_stand_in_the_smallest() -> None:
    one, many = rows(1), [{**row, "url": f"/old{row['url']}", "pubDate": "2025-01-01"} for row in rows(9)]
    by_year = read({"2026": one, "2025": many})
    groups = read({"data": [{"year": 2026, "list": one}, {"year": 2025, "list": many}]})

    assert len(by_year.entries) == len(groups.entries) == 10
    assert max(days(by_year)) == max(days(groups)) == "2026-03-01"


def test_attachments_within_entries_are_no_list() -> None:
    files = [{"title": f"附件{n}", "url": f"/f/{n}.pdf", "date": "2020-01-01"} for n in range(30)]

    assert len(read({"rows": rows(2, files=files)}).entries) == 2


def test_hot_news_beside_the_list_is_not_the_list_however_long() -> None:
    hot = [{**row, "url": f"/hot{row['url']}"} for row in rows(9)]

    for body in ({"hotNews": hot, "list": rows()}, {"hot": {"list": hot}, "page": {"list": rows()}}):
        assert len(read(body).entries) == 3


def test_half_a_character_where_a_title_was_cut_does_no_harm() -> None:
    body = '[{"title": "关于防汛工作的通知\\ud83d", "url": "/\\ud83d/1.html", "date": "2026-03-05"}]'

    [entry] = read(body).entries
    assert entry.title == "关于防汛工作的通知"


def test_two_lists_that_count_themselves_stay_two_and_the_answer_says_that_it_took_one() -> None:
    other = [{**row, "url": f"/o{row['url']}"} for row in rows()]
    answer = read({"a": {"listVO": rows(), "totalCount": 3}, "b": {"listVO": other, "totalCount": 90}})

    assert (len(answer.entries), answer.total) == (3, 3)
    assert answer.reason == "the first of 2 arrays of 3 entries"


def test_a_disclosure_platforms_answer_gives_the_day_it_displays() -> None:
    article = {
        "id": 71,
        "title": "关于印发河道管理办法的通知",
        "url": "http://slj.example/gkmlpt/content/7/71/post_71.html",
        "post_url": "http://other.example/post_71.html",
        "publisher": "示例市水务局",
        "document_number": "示水〔2026〕7号",
        "date": 1770000000,
        "create_time": 1771000000,
        "created_at": "2026-02-10 10:00:00",
        "first_publish_time": 1772600000,
        "display_publish_time": 1772640000,
    }
    answer = read({"classify": {"id": 7, "name": "规范性文件"}, "articles": [article], "total": 1})

    [entry] = answer.entries
    assert (str(entry.published), entry.published_raw, entry.issuer) == ("2026-03-05", "1772640000", "示例市水务局")
    assert (entry.url, answer.total, answer.next) == (article["url"], 1, None)


def test_fields_called_by_numbers_are_told_apart_by_what_they_hold() -> None:
    items = [
        {
            "f_1": f"示例市第{n}次水利工程建设工作会议纪要印发",
            "f_2": "示例市水务局",
            "f_3": f"示水发〔202{n}〕{n}号",
            "f_4": f"示例市第{n}次水利工程建设工作会议纪要印发" + "正文内容" * 60,
            "f_5": f"1150000000{n}/2026-0{n}",
            "doc_pub_url": f"http://slj.example/t2026030{n}_7.html",
            "save_time": f"2026-03-0{n} 00:00:00",
        }
        for n in range(1, 6)
    ]
    answer = read({"data": {"list": items}})

    assert [entry.title for entry in answer.entries] == [item["f_1"] for item in items]
    for item in items:
        item["f_6"] = item["f_1"][::-1]
    assert read({"data": {"list": items}}).state == "not_a_list", "two fields that read like titles: neither"


NOT_LISTS: list[tuple[Any, str, str]] = [
    ({"code": 500, "msg": "系统异常，请联系管理员"}, "error_page", "系统异常"),
    ({"success": False, "message": "channelId is required"}, "error_page", "channelId"),
    ({"status": "error", "data": []}, "error_page", "false"),
    ({"code": 401, "msg": "未登录"}, "error_page", "未登录"),
    ({"code": "404", "data": {"list": [], "total": 0}}, "error_page", "404"),
    ({"code": 1, "msg": "访问过于频繁，请稍后再试"}, "blocked", "频繁"),
    ({"status": {"code": 500, "text": "出错了"}, "custom": {"rows": [], "total": 0}}, "error_page", "出错"),
    ({"code": -1, "msg": "", "data": {"rows": [], "total": 0}}, "not_a_list", "may stand for an error"),
    ({"code": 1, "msg": "查询成功", "data": {"rows": [], "total": 0}}, "blank", "total of 0"),
    ({"code": 200, "data": {"rows": [], "total": 0}}, "blank", "total of 0"),
    ({"count": 0, "next": None, "results": []}, "blank", "total of 0"),
    ({"content": [], "totalElements": 0, "totalPages": 0, "number": 0}, "blank", "total of 0"),
    ({"code": 200, "data": {"rows": []}}, "not_a_list", "without a count"),
    ({"data": [], "recordsTotal": 50, "recordsFiltered": 50}, "not_a_list", "without a count"),
    ([], "not_a_list", "no array"),
    ({}, "not_a_list", "no array"),
    ({"series": [{"name": "雨量", "data": [1, 2]}], "x": [1, 2]}, "not_a_list", "no array"),
    ({"tabs": [{"title": f"栏目{n}", "url": f"/c/{n}/"} for n in range(9)]}, "not_a_list", "a menu"),
    ({"menus": [{"name": f"栏目{n}", "url": f"/c/{n}/"} for n in range(9)]}, "not_a_list", "no array"),
]


@pytest.mark.parametrize(("body", "state", "words"), NOT_LISTS, ids=[str(body)[:40] for body, _, _ in NOT_LISTS])
def test_an_answer_without_entries_says_what_it_is_and_blank_needs_a_stated_zero(
    body: Any, state: str, words: str
) -> None:
    answer = read(body)

    assert (answer.state, answer.entries) == (state, ())
    assert words in answer.reason or (words == "without a count" and "empty array" in answer.reason)


def test_an_undated_array_is_a_list_if_its_addresses_are_documents_or_counts_go_with_it() -> None:
    documents = [{"title": f"机构职能（{n}）", "url": f"/jg/content_{n}0001.html"} for n in range(4)]
    counted = [{"title": f"机构职能（{n}）", "url": f"/jg/{n}/"} for n in range(4)]

    assert days(read(documents)) == days(read({"rows": counted, "total": 4})) == ["None"] * 4


def test_a_search_that_finds_nothing_says_nothing_about_the_column() -> None:
    assert read({"rows": [], "total": 0}, "http://slj.example/s?keyword=%E6%B0%B4&page=1").state == "not_a_list"


def test_an_answer_with_entries_is_a_list_whatever_its_code() -> None:
    assert read({"code": 500, "msg": "", "rows": rows()}).state == "list"


NEXT: list[tuple[str, dict[str, Any], str | None]] = [
    ("?page=1", {"total": 9, "pageSize": 3}, "?page=2"),
    ("?page=3", {"total": 9, "pageSize": 3}, None),
    ("?a=%E6%B0%B4&pageNo=2&b=", {"totalPages": 5}, "?a=%E6%B0%B4&pageNo=3&b="),
    ("?page=0", {"totalPages": 2, "totalElements": 6, "number": 0}, "?page=1"),
    ("?page=1", {"totalPages": 2, "totalElements": 6, "number": 1}, None),
    ("?pageNum=1", {"hasNextPage": True}, "?pageNum=2"),
    ("?pageNum=1", {"hasNextPage": False, "total": 90}, None),
    ("?offset=0&limit=3", {"total": 7}, "?offset=3&limit=3"),
    ("?start=6&length=3", {"recordsTotal": 7, "recordsFiltered": 7}, None),
    ("?page=1", {}, None),
    ("?id=7", {"total": 90}, None),
    ("", {"total": 90}, None),
    ("?page=1&p=1", {"total": 90}, None),
    ("?page=x", {"total": 90}, None),
    ("?page=1", {"next": "/api/list?page=2", "count": 9}, "?page=2"),
    ("?page=1", {"next": "http://elsewhere.example/list?page=2"}, None),
    ("?page=2&size=20", {"total": 23}, None),
    ("?page=1&size=3", {"total": 4}, "?page=2&size=3"),
]


@pytest.mark.parametrize(("query", "counts", "following"), NEXT, ids=[f"{query} {counts}" for query, counts, _ in NEXT])
def test_the_next_page_is_this_address_with_its_number_raised_while_the_answer_says_that_more_remains(
    query: str, counts: dict[str, Any], following: str | None
) -> None:
    answer = read({"rows": rows(), **counts}, f"http://slj.example/api/list{query}")

    assert answer.next == (None if following is None else f"http://slj.example/api/list{following}")


def test_a_last_page_of_odd_length_ends_the_list_where_no_page_size_is_stated() -> None:
    assert read({"articles": rows(3), "total": 23}, "http://slj.example/api/all/7?page=2&sid=1").next is None


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body>[]</body></html>",
        "<?xml version='1.0'?><!DOCTYPE html><html/>",
        "",
        "   ",
        "关于防汛工作的通知",
        "<div>{}</div>",
        "function f() { return [1]; }",
        "var(",
        "[" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "[通知] 今天停水",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_data_is_left_to_others(text: str) -> None:
    assert read_data(page(text), today=TODAY) is None


def test_an_answer_is_recognised_by_its_first_characters_and_not_by_what_the_server_calls_it() -> None:
    assert read_data(page(rows(), **{"content-type": "text/html"}), today=TODAY) is not None
    assert data_kind("<html>" + json.dumps(rows())) is None
    assert data_kind("\n <?xml version='1.0'?><!-- x --><rss version='2.0'>") == "feed"


RECORD = st.fixed_dictionaries(
    {},
    optional={
        "hits": st.integers(),
        "x": st.text(max_size=5),
        "remark": st.none() | st.booleans(),
        "files": st.lists(st.fixed_dictionaries({"name": st.just("附件"), "url": st.just("/f.pdf")}), max_size=2),
        "updateTime": st.just("2030-01-01"),
        "weight": st.floats(allow_nan=False),
    },
)


@settings(max_examples=60)
@given(st.lists(RECORD, min_size=6, max_size=6), st.randoms(use_true_random=False), st.lists(RECORD, max_size=3))
def test_other_fields_their_order_and_objects_that_are_no_entries_change_nothing(
    noise: list[dict[str, Any]], random: Any, strangers: list[dict[str, Any]]
) -> None:
    plain = rows(6)
    noisy: list[dict[str, Any]] = []
    for row, other in zip(plain, noise, strict=True):
        pairs = [*row.items(), *other.items()]
        random.shuffle(pairs)
        noisy.append(dict(pairs))
    for stranger in strangers:
        noisy.insert(random.randrange(len(noisy) + 1), stranger)

    assert read({"rows": noisy, "total": 6}).entries == read({"rows": plain, "total": 6}).entries


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "url", "date", "rows", "total", "next", "page", "code", "msg", "_source", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200)
@given(JSON)
def test_data_of_any_types_ends_in_a_state(value: Any) -> None:
    answer = read_answer(page(value), today=TODAY)

    assert answer is None or answer.state in ("list", "blank", "not_a_list", "error_page", "blocked")


@settings(max_examples=100)
@given(st.text(alphabet="{}[]\"':,ab1\\/<>!-()= \n", max_size=80))
def test_no_text_whatever_raises(text: str) -> None:
    read_data(page(text), today=TODAY)


@pytest.mark.parametrize("unit", ['{"a":', "[{", '["', "{},", "cb(", "<rss>", "<record>", "<datastore>", "<![CDATA["])
def test_a_megabyte_of_anything_ends_within_a_second_or_so(unit: str) -> None:
    asked = page("[" + unit * (500_000 // len(unit)) if unit == "{}," else unit * (500_000 // len(unit)))
    start = time.process_time()
    read_data(asked, today=TODAY)

    assert time.process_time() - start < 2


# --- real answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), [("chongqing_search.json", 10), ("state_council_search.json", 5)])
def test_answers_of_real_search_services_are_read_in_full(name: str, count: int) -> None:
    real = Page(url="http://site.example/search", body=(real_pages() / "single" / name).read_bytes())
    answer = read_data(real, today=TODAY)

    assert answer is not None
    assert len(answer.entries) == count
    assert all(entry.published and entry.url.startswith("http://www.") for entry in answer.entries)
