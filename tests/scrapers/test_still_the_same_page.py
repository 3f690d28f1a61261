"""Before items count: the page must still be the one that was registered."""

from pathlib import Path

import pytest

from schemas.agencies import Column
from schemas.entries import Identity
from schemas.results import ColumnVisit
from scrapers.evidence import EvidenceStore
from scrapers.visit import visit_column, worth_a_second_try
from tests.scrapers.test_visit_with_real_reading import read
from tests.support.fault_server import Answer, running
from tests.support.quick_client import TODAY, quick_client

ROWS = "".join(
    f'<li><a href="t202611{day:02}_{day}.html">第{day}次会议纪要发布</a>2026-11-{day:02}</li>' for day in range(1, 9)
)
MENU = "".join(f"<a href='/{name}/'>{name}</a>" for name in ("zwgk", "bsfw", "hdjl", "gzdt"))
OWN = Identity(site_name="云溪市水利局", column_name="工作动态", breadcrumb=("首页", "政务公开", "工作动态"))


def page_of(site: str, column: str, *, rows: str = ROWS) -> bytes:
    return (
        f'<html><head><meta name="SiteName" content="{site}"><meta name="ColumnName" content="{column}">'
        f"<title>{column}_{site}</title></head><body><div class=nav>{MENU}</div><div>当前位置：<a href=/>首页</a> &gt; {column}</div>"  # noqa: E501
        f'<ul class="list">{rows}</ul><div class="page">共1页</div></body></html>'
    ).encode()


def visit(body: bytes, tmp_path: Path, *, earlier: Identity | None) -> ColumnVisit:
    with running(pages={"/gzdt/": Answer(body)}) as server:
        return visit_column(
            Column(code="gzdt", name="工作动态", kind="动态要闻", category="工作信息", url=server.url("/gzdt/")),
            agency="slj",
            client=quick_client(server.server),
            store=EvidenceStore(tmp_path),
            read=read,
            today=TODAY,
            earlier=earlier,
        )


@pytest.mark.parametrize("earlier", [None, OWN, Identity(), Identity(site_name="云溪市水利局门户网站")])
def test_a_page_that_still_says_the_same_or_said_nothing_is_read(tmp_path: Path, earlier: Identity | None) -> None:
    seen = visit(page_of("云溪市水利局", "工作动态"), tmp_path, earlier=earlier)

    assert (seen.state, len(seen.entries)) == ("list", 8)


@pytest.mark.parametrize(
    ("site", "column"), [("云溪市水利局", "招标公告"), ("青川市财政局", "工作动态"), ("青川市财政局", "招标公告")]
)
def test_another_sites_or_columns_items_do_not_count_and_a_person_looks(tmp_path: Path, site: str, column: str) -> None:
    seen = visit(page_of(site, column), tmp_path, earlier=OWN)

    assert (seen.state, seen.cause, seen.entries, seen.fetched) == ("not_a_list", "not_assessable", (), 0)
    assert "earlier visits saw" in seen.reason
    assert "a person must look" in seen.reason
    assert seen.identity.site_name == site
    assert len(seen.evidence) == 1
    assert not worth_a_second_try(seen)


def test_another_columns_empty_page_is_no_blank_column(tmp_path: Path) -> None:
    body = page_of("云溪市水利局", "招标公告", rows="<li>暂无信息</li>")

    assert visit(body, tmp_path, earlier=None).state == "blank"
    assert visit(body, tmp_path, earlier=OWN).state == "not_a_list"


def test_a_new_site_name_under_the_same_id_code_is_the_same_site(tmp_path: Path) -> None:
    body = page_of("云溪市水务局", "工作动态").replace(
        b"<title>", b'<meta name="SiteIDCode" content="3304830001"><title>'
    )

    seen = visit(body, tmp_path, earlier=OWN.model_copy(update={"site_id_code": "3304830001"}))

    assert seen.state == "list"
