"""A page says which page it is, and whether it is still the one we were told to watch."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entries import Identity
from scrapers.pages.breadcrumbs import read_trail
from scrapers.pages.identity import identity_change, read_identity
from scrapers.pages.page import Page

TRAIL = ("首页", "政务公开", "通知公告")
REGISTERED = "通知公告"


def identity(markup: str) -> Identity:
    page = Page(url="http://slj.example/tzgg/", body=markup.encode())
    found = read_identity(page.tree, markup=page.text)
    assert found == read_identity(page.tree), "with and without the markup at hand"
    return found


LABELS = [
    "当前位置：",
    "您的位置:",
    "所在位置：",
    "您现在的位置：",
    "您当前的位置是：",
    "你现在所在的位置：",
    "当前所在位置 ：",
    "<b>当前位置</b>",
]
SEPARATORS = [
    "&gt;",
    ">",
    " » ",
    " / ",
    " - ",
    "→",
    " | ",
    "｜",
    "&raquo;",
    "›",
    " > > ",
    "-&gt;",
    "::",
    "&nbsp;&gt;&nbsp;",
]
LINK = '<a href="../{0}.html">{0}</a>'


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_trail_is_read_after_its_words(label: str, separator: str) -> None:
    linked = separator.join(LINK.format(part) for part in TRAIL)
    written = separator.join(TRAIL)

    for trail in (linked, written, separator.join((linked, "列表")), linked + separator):
        assert read_trail(f"<body><div class=x>{label}{trail}</div><div>别的 > 内容</div></body>") == TRAIL


def linked(between: str) -> str:
    return between.join(LINK.format(part) for part in TRAIL)


SHAPES = {
    "pictures between links": f"<td>您现在的位置：</td><td>{linked('<img src=j.gif>')}</td></tr>",
    "a list": f"<div class=crumb><ul><li>{linked('</li><li>&gt;</li><li>')}</li></ul></div>",
    "by its class": f'<div class="breadcrumb">{linked("<i>/</i>")}</div>',
    "by its id": f'<div id="dqwz">{linked(" &gt; ")}</div>',
    "by its label": f'<nav aria-label="breadcrumb"><ol><li>{linked("</li><li>")}</li></ol></nav>',
    "after a comment of the same words": f"<!-- 当前位置 --><div class='position'>{linked('»')}</div>",
    "words in a block of their own": f"<div><div><span>当前位置：</span></div><div>{linked('&gt;')}</div></div>",
    "boxes in links": "<p>当前位置：{}</p>".format("&gt;".join(f"<a href=x><span>{part}</span></a>" for part in TRAIL)),
    "the document at the end": f"<p>当前位置：{linked('&gt;')}&gt;正文</p>",
}


@pytest.mark.parametrize("markup", SHAPES.values(), ids=SHAPES)
def test_a_trail_is_read_in_every_shape(markup: str) -> None:
    found = identity(
        f"<html><head><title>x</title></head><body><div class=nav>{LINK}</div>{markup}<p>正文</p></body></html>"
    )

    assert found.breadcrumb == TRAIL
    assert found.column_name == "通知公告"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>地理位置：示例市中山路1号</p>",
        "<p>该项目位于 A 地，位置 > 优势</p>",
        "<div>当前位置：{{channel.name}} &gt; {{name}}</div>",
        "<div class=position><p>本站首页</p><p>建设工程的位置</p></div>",
        "<!-- 当前位置：首页 > 甲 > 乙 -->",
        "<script>var s='当前位置：首页 > 甲 > 乙'</script>",
        "<div>当前位置：</div>",
        "",
    ],
)
def test_what_is_no_trail_gives_none(markup: str) -> None:
    assert read_trail(f"<body>{markup}<div><a href=a>甲</a></div></body>") in ((), ("甲",))


def test_a_trail_that_ends_at_home_names_no_column() -> None:
    assert identity("<div>当前位置：<a href=/>首页</a></div><ul><li><a href=a>通知</a></li></ul>").column_name is None


def test_metas_count_before_the_trail_and_the_trail_before_the_title() -> None:
    trail = "<p>当前位置：首页 &gt; 公示公告</p>"
    metas = '<meta name="SiteName" content="示例市水务局"><META NAME="siteidcode" CONTENT="网站标识码：3500000001">'
    column = '<meta name="ColumnName" content=" 通知\n公告 ">'
    title = "<title>公告栏_示例市水务局</title>"

    assert identity(f"<head>{metas}{column}{title}</head>{trail}").column_name == "通知 公告"
    assert identity(f"<head>{metas}{title}</head>{trail}").column_name == "公示公告"
    assert identity(f"<head>{metas}{title}</head>").column_name == "公告栏"
    assert identity(f"<head>{metas}{title}</head>").site_id_code == "3500000001"
    assert identity(f"\ufeff乱<head>{metas}</head>").site_name == "示例市水务局", "a parser moves them into the body"


@pytest.mark.parametrize(
    "placeholder",
    [
        "网站名称",
        "政府网站标识码",
        "栏目名称",
        "{{site.name}}",
        "${name}",
        "<%=name%>",
        "####",
        "null",
        " ",
        "undefined",
        "0000000000",
    ],
)
def test_a_placeholder_says_nothing(placeholder: str) -> None:
    metas = "".join(
        f'<meta name="{name}" content="{placeholder}">' for name in ("SiteName", "SiteIDCode", "ColumnName")
    )
    found = identity(f"<head>{metas}</head>")

    assert found.site_id_code is None
    assert placeholder == "0000000000" or (found.site_name, found.column_name) == (None, None)


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("通知公告_示例市水务局", "通知公告"),
        ("示例市水务局-通知公告", "通知公告"),
        ("示例市水务局 - 首页", None),
        ("通知公告", None),
        ("", None),
    ],
)
def test_a_title_gives_the_column_beside_the_sites_name(title: str, column: str | None) -> None:
    assert identity(f"<head><title>{title}</title></head>").column_name == column


SEEN = Identity(
    site_name="示例市水务局",
    site_id_code="3500000001",
    column_name="通知公告",
    title="通知公告_示例市水务局",
    breadcrumb=TRAIL,
)


def seen(**changes: object) -> Identity:
    return SEEN.model_copy(update=changes)


def change(found: Identity, earlier: Identity | None = SEEN, registered: str = REGISTERED) -> str | None:
    return identity_change(found, earlier=earlier, registered_name=registered)


OTHERS = {
    "another site by its code": (seen(site_id_code="3500000002"), SEEN, "3500000002"),
    "another site by its name": (
        seen(site_id_code=None, site_name="示例市林业局"),
        seen(site_id_code=None),
        "示例市林业局",
    ),
    "another site by its name, code gone": (seen(site_id_code=None, site_name="示例市林业局"), SEEN, "示例市林业局"),
    "another column": (
        seen(column_name="图片新闻", breadcrumb=("首页", "图片新闻"), title="图片新闻_示例市水务局"),
        SEEN,
        "图片新闻",
    ),
}


@pytest.mark.parametrize(("found", "earlier", "word"), OTHERS.values(), ids=OTHERS)
def test_another_site_or_column_at_the_same_address_is_told(found: Identity, earlier: Identity, word: str) -> None:
    reason = change(found, earlier)

    assert reason is not None
    assert word in reason
    assert "earlier visits saw" in reason


SAME = {
    "nothing changed": SEEN,
    "renamed under the same code": seen(site_name="示例市水利水务局"),
    "a full site name": seen(site_name="示例市水务局门户网站"),
    "blanks and width": seen(
        site_name=" 示例市 水务局", column_name="通知　公告 ", site_id_code="３５０００００００１"
    ),
    "home at its end": seen(site_name="示例市水务局-首页", site_id_code=None),
    "column with the site's name": seen(column_name="通知公告-示例市水务局"),
    "column with more": seen(column_name="通知公告列表"),
    "words in another order": seen(column_name="公告公示", breadcrumb=("首页", "公告公示"), title="公告公示"),
    "read from another place": seen(column_name="政务公开", title="政务公开"),
    "nothing said": Identity(),
    "no column said": seen(column_name=None, breadcrumb=(), title=None),
    "no site said": seen(site_name=None, site_id_code=None),
}


@pytest.mark.parametrize("found", SAME.values(), ids=SAME)
def test_harmless_changes_are_no_other_page(found: Identity) -> None:
    assert change(found) is None
    assert change(SEEN, found) is None, "in either direction"


def test_a_column_that_now_fits_the_register_is_the_one_we_watch() -> None:
    earlier = seen(column_name="图片新闻", breadcrumb=("首页", "图片新闻"), title="图片新闻")

    assert change(SEEN, earlier) is None
    assert change(earlier, SEEN) is not None


def test_a_first_visit_has_nothing_to_compare_with() -> None:
    other = Identity(column_name="图片新闻", breadcrumb=("首页", "图片新闻"))

    assert change(other, None) is None


def test_names_without_end_are_compared_at_once() -> None:
    other = Identity(site_name="门户网站" * 25_000 + "一", column_name="首页" * 50_000 + "一")
    begun = time.process_time()

    assert change(other) is not None
    assert time.process_time() - begun < 1


NAMES = st.one_of(st.none(), st.text(alphabet="示例市水务局通知公告首页- 　ＡaＢb_>", max_size=12))
IDENTITIES = st.builds(
    Identity,
    site_name=NAMES,
    site_id_code=st.one_of(st.none(), st.sampled_from(["3500000001", "3500000002", "bm12345678", "x"])),
    column_name=NAMES,
    title=NAMES,
    breadcrumb=st.lists(st.text(alphabet="首页通知公告", min_size=1, max_size=4), max_size=4).map(tuple),
)


@given(IDENTITIES, IDENTITIES, st.text(alphabet="通知公告动态", max_size=6))
def test_an_identity_never_differs_from_itself_nor_from_silence(one: Identity, other: Identity, name: str) -> None:
    assert identity_change(one, earlier=one, registered_name=name) is None
    assert identity_change(one, earlier=Identity(), registered_name=name) is None
    assert identity_change(Identity(), earlier=other, registered_name=name) is None
    reason = identity_change(one, earlier=other, registered_name=name)
    assert reason is None or "earlier visits saw" in reason


@given(IDENTITIES, st.sampled_from(["", " ", "　", "\n"]))
def test_blanks_in_names_change_nothing(one: Identity, blank: str) -> None:
    spaced = one.model_copy(update={"site_name": blank.join(one.site_name or "") or None})

    assert identity_change(spaced, earlier=one, registered_name="x") is None


CRUMBS = st.text(alphabet="政务公开通知公告动态信息规划计划人事", min_size=2, max_size=8)


@given(st.lists(CRUMBS, min_size=1, max_size=6, unique=True), st.sampled_from(SEPARATORS), st.sampled_from(LABELS))
def test_any_trail_comes_back_as_it_was_written(parts: list[str], separator: str, label: str) -> None:
    trail = ("首页", *parts)

    assert read_trail(f"<p>{label}{separator.join(LINK.format(part) for part in trail)}</p><p>x</p>") == trail


@given(st.text(max_size=300), st.sampled_from(["当前位置：", '<div class="crumb">', "位置"]))
def test_any_text_gives_a_trail_or_none(text: str, label: str) -> None:
    assert all(isinstance(part, str) for part in read_trail(label + text))


def test_an_identity_survives_json() -> None:
    assert Identity.model_validate_json(SEEN.model_dump_json()) == SEEN
    assert Identity.model_validate({"site_name": "一"}).breadcrumb == ()


def test_reading_an_identity_costs_a_fraction_of_a_millisecond() -> None:
    rows = "".join(
        f'<li><a href="t{n}.html">关于第{n}批水利项目名单的公示和说明</a>2026-03-01</li>' for n in range(600)
    )
    head = '<meta name="SiteName" content="示例市水务局"><title>公示_示例市水务局</title>'
    markup = f"<html><head>{head}</head><body><div>当前位置：首页 &gt; 公示</div><ul>{rows}</ul></body></html>"
    page = Page(url="http://slj.example/gs/", body=markup.encode())
    tree = page.tree
    begun = time.process_time()
    for _ in range(200):
        assert read_identity(tree, markup=markup).column_name == "公示"

    assert (time.process_time() - begun) / 200 < 0.001
