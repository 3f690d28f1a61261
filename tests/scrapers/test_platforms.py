"""Website products as files: loaded, refused when wrong with what to write instead, recognised by their marks."""

import time
from pathlib import Path

import pytest

from schemas.platforms import NumberedFiles, Platform
from scrapers.pages.platforms import PlatformFileError, Platforms, load_platforms

PRODUCTS = {
    "boda",
    "epoint",
    "gkmlpt",
    "hanweb",
    "hanweb_article_list",
    "hanweb_jpaas",
    "nfc",
    "plain",
    "siteserver",
    "tiangong",
    "trs",
    "ucap",
    "webforms",
}


def test_every_shipped_product_loads_and_names_its_source() -> None:
    platforms = load_platforms()

    assert {platform.name for platform in platforms} == PRODUCTS
    assert all(platform.source for platform in platforms)
    assert [platform.name for platform in platforms if not platform.marks] == ["plain"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<script>createPageHTML(4, 0, "index", "html")</script>', "trs"),
        ('<a href="../202105/t20210512_955312.html">', "trs"),
        ('<a href="http://elsewhere.example/202105/t20210512_955312.html">', None),
        ("<script>createPageHTML('page_div',10, 1,'list','shtml',198);</script>", "ucap"),
        ('<a href="/swj/c100494/202305/0123456789abcdef0123456789abcdef.shtml">', "ucap"),
        ('<a href="../../staticpages/20190520/ab12.html">', "tiangong"),
        ('<script src="js/webBuilderCommon.js"></script><div class="ewb-nav">', "epoint"),
        ('<script src="js/webBuilderCommon.js"></script>', None),
        ('<a href="/col/col1229243823/index.html">', "hanweb"),
        ('<a href="http://elsewhere.example/col/col9/index.html">', None),
        ("<a href='/col/col7/index.html'><script>var d = {articleList: []}; loadPageData(d)", "hanweb_article_list"),
        (
            "<script url=\"/api-gateway/jpaas-publish-server/front/page/build/unit\" queryData=\"{'a':'b'}\">",
            "hanweb_jpaas",
        ),
        ("<script>window._CONFIG = {SID: '7'}</script><script src='/gkmlpt/js/app.js'>", "gkmlpt"),
        ("<script>window._CONFIG = {SID: '7'}</script>", None),
        ('<a href="http://www.town.example/zwgk/content/post_123.html">', "nfc"),
        ("<!--Announced by Visual SiteBuilder 9-->", "boda"),
        ('<link href="/sitefiles/assets/a.css">', "siteserver"),
        ('<a href="/contents/12/34.html">', "siteserver"),
        ('<input type="hidden" name="__VIEWSTATE" value="a">', "webforms"),
        ('<input name="__VIEWSTATE"><script src="webBuilderCommon.js"></script><a href="moreinfo.html">', "epoint"),
        ("<p>t2021 page</p>", None),
    ],
)
def test_a_product_is_recognised_by_all_of_its_marks(source: str, name: str | None) -> None:
    found = load_platforms().recognise(source)

    assert (found.name if found else None) == name


def test_of_several_products_the_one_with_most_marks_counts_and_a_technique_only_where_no_product_is() -> None:
    def product(name: str, *marks: str, general: bool = False) -> Platform:
        return Platform(name=name, title=name, source="s", marks=marks, general=general)

    platforms = Platforms(
        {
            one.name: one
            for one in (product("a", "x"), product("b", "x", "y"), product("c", "x", "y", "z", general=True))
        }
    )

    assert [found and found.name for found in map(platforms.recognise, ("x", "x y", "x y z", "q"))] == [
        "a",
        "b",
        "b",
        None,
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("titel: X\nsource: s\n", "titel"),
        ("title: X\nsource: s\nmarks: [{pattern: '(', near: x}]\n", "no regular expression"),
        ("title: X\nsource: s\nmarks: [{any: []}]\n", "marks"),
        ("title: X\nsource: s\nfigures: {pages: '\\d+'}\n", "exactly one pair of brackets"),
        ("title: X\nsource: s\npaging: {kind: magic}\n", "'files', 'query', 'form'"),
        (
            "title: X\nsource: s\npaging: {kind: files, first: a.html, then: b.html, number: page}\n",
            "every page would be",
        ),
        (
            "title: X\nsource: s\npaging: {kind: files, first: a, then: '{n}.html', number: page}\n",
            "use {ending}, {name}",
        ),
        ("title: X\nsource: s\npaging: {kind: files, first: a, then: '{number', number: page}\n", "write a brace"),
        ("title: X\nsource: s\npaging: {kind: files, first: a, then: '{number}', number: pages}\n", "pages - page + 1"),
        ("title: X\nsource: s\ndata: {address: '/api/{category}?page={page}'}\n", "{category} is unknown here"),
        ("title: X\nsource: s\ndata: {address: '/api?page={page}&n={size}'}\n", "needs `size`"),
        (
            "title: X\nsource: s\ndata: {address: /api, where: {site: {in: page, pattern: '(a)'}}}\n",
            "site does not stand in the address",
        ),
        ("- a\n", "mapping"),
        ("title: [\n", "expected"),
        ("name: other\ntitle: X\nsource: s\n", "other"),
    ],
)
def test_a_wrong_file_is_refused_by_name_with_what_to_write_instead(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "own.yml").write_text(content, encoding="utf-8")

    with pytest.raises(PlatformFileError, match=r"own\.yml") as raised:
        load_platforms(tmp_path)
    assert told in str(raised.value)


def test_an_offices_own_product_may_say_everything(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(
        "title: 自建\nsource: 本市\nmarks: [abc, {any: [d, {pattern: 'e\\d', near: e}]}]\n"
        "paging: {kind: files, first: '{name}.htm', then: '{name}/{number}.htm', number: pages - page + 1}\n"
        "data: {address: '/d?p={page}&c={c}', where: {c: {in: address, pattern: '#(.+)'}}}\ncap: 2000\n",
        encoding="utf-8",
    )
    own = load_platforms(tmp_path)["own"]

    assert isinstance(own.paging, NumberedFiles)
    assert own.data is not None
    assert (own.data.where["c"].in_, own.cap) == ("address", 2000)
    assert load_platforms(tmp_path).recognise("abc e7") == own


def test_recognising_costs_far_less_than_reading() -> None:
    page = "<li><a href='a.html'>关于公布事项清单的通知</a><span>2026-11-20</span></li>" * 350
    platforms = load_platforms()
    begun = time.process_time()
    for _ in range(50):
        assert platforms.recognise(page) is None
    assert (time.process_time() - begun) / 50 < 0.002, "about 0.2 ms is usual"


def test_of_equals_the_offices_own_product_counts() -> None:
    own = Platform(name="own", title="自建", source="s", marks=("createPageHTML",))
    platforms = load_platforms().with_own([own])

    assert platforms.recognise('<script>createPageHTML(4, 0, "index", "html")</script>') == own
