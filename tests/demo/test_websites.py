"""The city's websites answer as real ones do: three products, three encodings of trouble, their own clock."""

import re
import socket
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from demo.city import monitoring_point, page_items
from demo.products import PRODUCTS
from demo.register import column_url
from demo.server import CityServer, serve
from demo.values import Case, City, Column


def column_with(city: City, case: Case) -> Column:
    return next(column for column in city.columns if column.case is case)


def fetch(city: City, server: CityServer, column: Column) -> requests.Response:
    return requests.get(column_url(city, column, server.base_urls), timeout=5)


def text_of(city: City, column: Column, response: requests.Response) -> str:
    return response.content.decode(PRODUCTS[city.site(column.site).product].encoding)


def test_every_column_answers_with_its_first_items(city: City, running: CityServer) -> None:
    running.now = monitoring_point(city, city.nights[-1])
    special = {
        Case.UNREACHABLE,
        Case.SECOND_TRY,
        Case.REDESIGNED_TILES,
        Case.REDESIGNED_SCRIPT,
        Case.BLOCKED,
    }
    for column in city.columns:
        if column.case in special:
            continue
        text = text_of(city, column, fetch(city, running, column))
        size = PRODUCTS[city.site(column.site).product].page_size
        for item in page_items(city, column, running.now)[:size]:
            assert str(item.number) in text, f"{column.agency}/{column.code}: {item}"
        assert f'name="ColumnName" content="{column.name}"' in text
        assert city.site(column.site).id_code in text


def test_gbk_pages_are_gbk_whatever_they_declare(city: City, running: CityServer) -> None:
    column = next(column for column in city.agency("rsj").columns if column.code == "rsrm")
    response = fetch(city, running, column)
    assert "charset=gb2312" in response.content.decode("ascii", errors="ignore")
    assert "charset" not in response.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    # These letters of personal names are in GBK and not in GB2312.
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("gb2312")
    assert re.search("[堃镕珺喆]", response.content.decode("gbk"))


@pytest.mark.parametrize(
    ("agency", "code", "pattern", "second"),
    [
        ("slj", "gzdt", r'createPageHTML\((\d+), 0, "index", "html"\)', "index_1.html"),
        ("rsj", "rsdt", r"共\d+条/(\d+)页", "list-2.html"),
        ("jhz", "zwdt", r"1 / (\d+)", "?page=2"),
    ],
)
def test_each_product_pages_in_its_own_way_and_loses_nothing(
    city: City, running: CityServer, agency: str, code: str, pattern: str, second: str
) -> None:
    column = next(column for column in city.agency(agency).columns if column.code == code)
    product = PRODUCTS[city.site(column.site).product]
    base = running.base_urls[column.site]
    first = text_of(city, column, fetch(city, running, column))
    stated = re.search(pattern, first)
    assert stated
    pages = int(stated[1])
    addresses = [product.list_address(column.path, page) for page in range(pages)]
    assert addresses[1].endswith(second)
    read = "".join(requests.get(base + address, timeout=5).content.decode(product.encoding) for address in addresses)
    assert all(f"{item.number}" in read for item in page_items(city, column, running.now))
    assert requests.get(base + product.list_address(column.path, pages), timeout=5).status_code == 404


def test_every_item_has_its_own_page_with_the_metas_of_an_article(city: City, running: CityServer) -> None:
    for code in ("zfb", "fgj", "jhz"):
        column = city.agency(code).columns[0]
        product = PRODUCTS[city.site(column.site).product]
        item = page_items(city, column, running.now)[0]
        response = requests.get(running.base_urls[column.site] + product.article_address(column.path, item), timeout=5)
        tree = html.document_fromstring(response.content.decode(product.encoding))
        metas = {meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
        assert metas["ArticleTitle"] == item.title
        assert metas["PubDate"].startswith(f"{item.published}")
        assert item.title in tree.find(".//h1").text_content()


def test_an_item_is_not_there_before_it_appears(city: City, running: CityServer) -> None:
    column = column_with(city, Case.REPAIRED)
    item = column.items[-1]
    address = running.base_urls[column.site] + f"/{column.path}/article/{item.number}.html"
    assert requests.get(address, timeout=5).status_code == 404
    running.now = monitoring_point(city, city.nights[-1])
    assert requests.get(address, timeout=5).status_code == 200


def test_home_pages_lead_to_every_column(city: City, running: CityServer) -> None:
    for site in city.sites:
        home = running.base_urls[site.code] + "/"
        tree = html.document_fromstring(requests.get(home, timeout=5).content.decode(PRODUCTS[site.product].encoding))
        tree.make_links_absolute(home)
        linked = {link for _, attribute, link, _ in tree.iterlinks() if attribute == "href"}
        owed = {column_url(city, column, running.base_urls) for column in city.columns if column.site == site.code}
        assert owed <= linked
        for address in linked:
            if urlsplit(address).path.endswith((".css", "/")) or "index.html" in address:
                assert requests.get(address, timeout=5).status_code == 200, address


def test_home_pages_show_the_newest_items_up_to_the_citys_own_day(city: City, running: CityServer) -> None:
    running.now = monitoring_point(city, city.nights[-1])
    home = requests.get(running.base_urls["yz"] + "/", timeout=5).content.decode("utf-8")
    days = re.findall(r"<span>(\d{4}-\d\d-\d\d)</span>", home)
    assert days[0] == str(city.nights[-1])
    assert days == sorted(days, reverse=True)


def test_robots_txt_is_served_and_unknown_addresses_are_404(running: CityServer) -> None:
    for base in running.base_urls.values():
        assert "User-agent: *" in requests.get(f"{base}/robots.txt", timeout=5).text
        assert requests.get(f"{base}/nobody/nothing/", timeout=5).status_code == 404
        assert requests.get(f"{base}/static/../../city.py", timeout=5).status_code == 404


def test_an_unreachable_column_closes_the_connection_every_night(city: City, running: CityServer) -> None:
    column = column_with(city, Case.UNREACHABLE)
    for night in city.nights:
        running.now = monitoring_point(city, night)
        with pytest.raises(requests.ConnectionError):
            fetch(city, running, column)


def test_a_column_unreachable_on_the_second_night_is_there_on_the_others(city: City, running: CityServer) -> None:
    column = column_with(city, Case.UNREACHABLE_SECOND_NIGHT)
    answered = []
    for night in city.nights:
        running.now = monitoring_point(city, night)
        try:
            answered.append(fetch(city, running, column).status_code)
        except requests.ConnectionError:
            answered.append(0)
    assert answered == [200, 0, 200]


def test_a_redesigned_page_has_neither_items_nor_dates(city: City, running: CityServer) -> None:
    for case in (Case.REDESIGNED_TILES, Case.REDESIGNED_SCRIPT):
        column = column_with(city, case)
        before = text_of(city, column, fetch(city, running, column))
        running.now = monitoring_point(city, city.nights[-1])
        after = text_of(city, column, fetch(city, running, column))
        assert re.search(r"20\d\d\D", before)
        assert not re.search(r"20\d\d\D", after)
        assert not any(str(item.number) in after for item in column.items)
        running.now = monitoring_point(city, city.nights[0])


def test_a_challenge_page_comes_with_status_200_on_the_last_night_only(city: City, running: CityServer) -> None:
    column = column_with(city, Case.BLOCKED)
    assert "安全验证" not in text_of(city, column, fetch(city, running, column))
    running.now = monitoring_point(city, city.nights[-1])
    response = fetch(city, running, column)
    assert response.status_code == 200
    assert "安全验证" in text_of(city, column, response)


def test_the_first_try_of_each_night_meets_maintenance_and_the_second_does_not(city: City, running: CityServer) -> None:
    column = column_with(city, Case.SECOND_TRY)
    for night in city.nights:
        running.now = monitoring_point(city, night)
        tries = [text_of(city, column, fetch(city, running, column)) for _ in range(3)]
        assert ["系统维护中" in text for text in tries] == [True, False, False]


def test_blank_pages_say_so_and_one_says_why(city: City, running: CityServer) -> None:
    blank, noted = column_with(city, Case.BLANK), column_with(city, Case.BLANK_WITH_NOTE)
    assert "暂无信息" in text_of(city, blank, fetch(city, running, blank))
    assert noted.note in text_of(city, noted, fetch(city, running, noted))


def test_the_sidebar_is_newer_than_a_stale_list(city: City, running: CityServer) -> None:
    column = next(column for column in city.agency("jyj").columns if column.code == "zcwj")
    text = text_of(city, column, fetch(city, running, column))
    sidebar = max(re.findall(r"<em>(\d{4}-\d\d-\d\d)</em>", text))
    own = max(re.findall(r"<span>(\d{4}-\d\d-\d\d)</span>", text))
    assert own < sidebar


def test_an_undated_list_prints_no_date_beside_its_items(city: City, running: CityServer) -> None:
    column = column_with(city, Case.UNDATED)
    tree = html.document_fromstring(text_of(city, column, fetch(city, running, column)))
    rows = tree.xpath("//table[@class='list']//tr[td]")
    assert len(rows) == 20
    assert not any(re.search(r"\d{4}-\d\d-\d\d", row.text_content()) for row in rows)


def test_one_product_answers_304_until_something_changes(city: City, running: CityServer) -> None:
    column = column_with(city, Case.REPAIRED)
    address = column_url(city, column, running.base_urls)
    first = fetch(city, running, column)
    known = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    running.now = monitoring_point(city, city.nights[1])
    again = requests.get(address, headers=known, timeout=5)
    assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert requests.get(address, headers=since, timeout=5).status_code == 304
    running.now = monitoring_point(city, city.nights[2])
    assert requests.get(address, headers=known, timeout=5).status_code == 200
    assert requests.get(address, headers=since, timeout=5).status_code == 200
    assert requests.get(address, headers={"If-Modified-Since": "yesterday"}, timeout=5).status_code == 200


def test_the_other_products_offer_no_validators(city: City, running: CityServer) -> None:
    for code in ("slj", "rsj"):
        headers = fetch(city, running, city.agency(code).columns[0]).headers
        assert "ETag" not in headers
        assert "Last-Modified" not in headers


def test_the_citys_day_is_that_of_its_own_zone(city: City, running: CityServer) -> None:
    column = column_with(city, Case.REPAIRED)
    running.now = datetime(2026, 11, 19, 15, 59, tzinfo=UTC)
    early = text_of(city, column, fetch(city, running, column))
    running.now = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    late = text_of(city, column, fetch(city, running, column))
    assert ("2026/11/20" in early, "2026/11/20" in late) == (False, True)
    assert running.now == monitoring_point(city, city.nights[-1]) - timedelta(seconds=59)
    with pytest.raises(ValueError, match="no time zone"):
        running.now = datetime(2026, 11, 20)  # noqa: DTZ001  (the mistake under test)


def test_requests_are_kept_and_can_be_forgotten(city: City, running: CityServer) -> None:
    column = city.agency("slj").columns[0]
    fetch(city, running, column)
    fetch(city, running, column_with(city, Case.UNREACHABLE_SECOND_NIGHT))
    assert [(request.site, request.target, request.status) for request in running.requests] == [
        ("yz", "/slj/gzdt/", 200),
        ("xx", "/qxj/qxdt/list-1.html", 200),
    ]
    running.forget_requests()
    assert running.requests == ()


def test_the_city_can_go_dark_in_the_middle_of_a_night_and_come_back(city: City, running: CityServer) -> None:
    column = city.agency("slj").columns[0]
    running.go_dark(after=1)
    assert fetch(city, running, column).status_code == 200
    with pytest.raises(requests.ConnectionError):
        fetch(city, running, column)
    running.come_back()
    assert fetch(city, running, column).status_code == 200


def test_head_is_answered_without_a_body(city: City, running: CityServer) -> None:
    response = requests.head(column_url(city, city.agency("slj").columns[0], running.base_urls), timeout=5)
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) > 1000
    assert response.content == b""


def test_a_visitor_who_hangs_up_leaves_no_trace_on_stderr(
    running: CityServer, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = urlsplit(running.base_urls["yz"])
    assert parts.hostname
    assert parts.port
    for _ in range(3):
        with socket.create_connection((parts.hostname, parts.port)) as connection:
            connection.sendall(b"GET /slj/gzdt/ HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", "/zls/gsdt")
    assert connection.getresponse().status == 404
    connection.close()
    assert capfd.readouterr() == ("", "")


def test_sites_stop_when_the_block_ends_for_connections_kept_alive_too(city: City, running: CityServer) -> None:
    with requests.Session() as session:
        with serve(city, now=running.now) as other:
            address = other.base_urls["jh"] + "/"
            assert session.get(address, timeout=5).status_code == 200
        with pytest.raises(requests.ConnectionError):
            session.get(address, timeout=5)
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=5)


def test_templates_and_styles_name_nothing_outside_the_city() -> None:
    for file in (Path(__file__).resolve().parents[2] / "demo" / "templates").rglob("*.*"):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/TR/xhtml1/DTD/", "")
        assert "http:" not in text, file
        assert "https:" not in text, file
