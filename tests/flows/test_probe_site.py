"""`gongkai probe-site`: what a site's navigation leads to becomes a register that `gongkai init` takes."""

import csv
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from demo.city import build_city, condition, monitoring_point
from demo.register import column_url
from demo.server import CityServer, serve
from demo.values import City, Condition
from flows.command_line import app
from schemas.register import HEADERS, read_register
from tests.support.fault_server import Answer, FaultServer, running
from tests.support.shared_pages import real_pages
from tests.support.small_site import COLUMNS, calendar, pages

NIGHT = date(2026, 11, 20)


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(NIGHT)


@pytest.fixture
def site() -> Iterator[FaultServer]:
    """The small site, its calendar without end included."""
    days = {f"/calendar?day={NIGHT + timedelta(days=n)}": calendar for n in range(400)}
    with running(robots="allows", pages=pages() | days) as server:
        yield server


def manners(folder: Path, *servers: str) -> Path:
    """An office folder that allows these servers and does not rest between two requests to them."""
    office = folder / "manners"
    office.mkdir(exist_ok=True)
    hosts = ", ".join(f"'{server}': {{delay_seconds: 0}}" for server in servers)
    allowed = ", ".join(f"'{server}'" for server in servers)
    (office / "office.yml").write_text(
        f"name: 云溪市\npoliteness: {{contact: gk@example.org, retries: 0, hosts: {{{hosts}}}}}\n"
        f"allowed_private: [{allowed}]\n",
        encoding="utf-8",
    )
    return office


def probe(url: str, folder: Path, *options: str) -> Result:
    server = url.split("/")[2]
    return CliRunner().invoke(app, ["probe-site", url, "--office", str(manners(folder, server)), *options])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def proposed(site: FaultServer, folder: Path, *options: str) -> list[dict[str, str]]:
    out = folder / "register.csv"
    done = probe(site.url("/"), folder, "--out", str(out), *options)
    assert done.exit_code in (0, 1), done.output
    return table(out)


# a small site


def test_every_column_that_navigation_reaches_is_proposed_with_its_kind_and_nothing_else(
    site: FaultServer, tmp_path: Path
) -> None:
    rows = proposed(site, tmp_path)
    found = {row["网址"].removeprefix(site.url("")): (row["栏目"], row["栏目类型"], row["信息类别"]) for row in rows}
    assert {path.replace("index.html", ""): facts for path, facts in found.items()} == COLUMNS
    assert {(row["单位名称"], row["单位代码"], row["单位类别"]) for row in rows} == {("云溪市林业局", "yxslyj", "部门")}


def test_the_proposal_is_sorted_as_the_navigation_shows_it(site: FaultServer, tmp_path: Path) -> None:
    names = [row["栏目"] for row in proposed(site, tmp_path)]
    disclosure = ["规范性文件", "政策解读", "规划计划", "人事任免", "部门预决算", "林木采伐行政许可"]
    assert names[:2] == ["工作动态", "图片新闻"]
    assert [name for name in names if name in disclosure] == disclosure
    assert names.index("政府信息公开年报") > names.index("权责清单")


def test_init_takes_the_proposal_as_it_is(site: FaultServer, tmp_path: Path) -> None:
    rows = proposed(site, tmp_path)
    register = tmp_path / "register.csv"
    assert register.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == list(HEADERS)
    assert len(read_register(register)) == len(rows)
    office = tmp_path / "office"
    made = CliRunner().invoke(app, ["init", str(office), "--register", str(register), "--name", "云溪市"])
    assert made.exit_code == 0, made.output
    told = CliRunner().invoke(app, ["check", str(office)])
    assert told.exit_code == 0, told.output


def test_what_a_person_must_look_at_stands_in_the_remarks(site: FaultServer, tmp_path: Path) -> None:
    remarks = tmp_path / "remarks.csv"
    proposed(site, tmp_path, "--remarks", str(remarks))
    rows = {(row["结论"], row["网址"].removeprefix(site.url(""))): row for row in table(remarks)}
    report = rows["列入", "/zwgk/xxgknb/"]
    assert report["存疑"] == "页面自称“政府信息公开年报”，导航称“信息公开年报”"
    letters = rows["列入", "/hdjl/"]
    assert (letters["页面状态"], letters["把握"]) == ("needs_data", "低")
    assert "由脚本加载" in letters["存疑"]
    empty = rows["列入", "/zwgk/fdzdgknr/qzqd/"]
    assert (empty["页面状态"], empty["条目数"]) == ("blank", "0")
    assert "暂无信息" in empty["存疑"]
    news = rows["列入", "/xwzx/gzdt/"]
    assert (news["把握"], news["条目数"], news["最新日期"], news["存疑"]) == ("高", "12", "2026-11-18", "")
    assert "汇总页" in rows["未列入", "/xwzx/"]["依据"]
    assert "不像列表页" in rows["未列入", "/about/contact.html"]["依据"]
    assert "404" in rows["未列入", "/gone/"]["依据"]


def test_a_walk_asks_each_page_once_stays_on_its_server_and_leaves_an_endless_calendar(
    site: FaultServer, tmp_path: Path
) -> None:
    done = probe(site.url("/"), tmp_path)
    asked = [seen.path for seen in site.seen]
    assert len(asked) == len(set(asked))
    assert all("gk@example.org" in seen.headers["user-agent"] for seen in site.seen)
    assert sum(path.startswith("/calendar") for path in asked) <= 8
    assert not [path for path in asked if path.startswith(("/files/", "/search", "/login")) or "/t2026" in path]
    assert not [path for path in asked if "index_1" in path]
    assert done.exit_code == 1, "a link of the site is dead: a person should know"
    assert "other servers" in done.stdout


def test_a_walk_ends_at_its_bounds_and_says_so(site: FaultServer, tmp_path: Path) -> None:
    done = probe(site.url("/"), tmp_path, "--max-pages", "5")
    assert len([seen for seen in site.seen if seen.path != "/robots.txt"]) == 5
    assert done.exit_code == 1
    assert "raise --max-pages or --depth" in done.stdout
    site.seen.clear()
    probe(site.url("/"), tmp_path, "--depth", "1")
    assert not site.asked("/zwgk/fdzdgknr/gfxwj/")
    assert site.asked("/zwgk/") == 1


def test_the_caller_may_say_whose_columns_they_are(site: FaultServer, tmp_path: Path) -> None:
    rows = proposed(site, tmp_path, "--agency", "云溪市林业和草原局", "--agency-code", "lcj")
    assert {(row["单位名称"], row["单位代码"]) for row in rows} == {("云溪市林业和草原局", "lcj")}


def test_no_file_is_overwritten_unasked_and_none_is_left_half_written(site: FaultServer, tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    out.write_text("a person's work", encoding="utf-8")
    done = probe(site.url("/"), tmp_path, "--out", str(out))
    assert done.exit_code == 2
    assert site.seen == [], "a site is not asked before it is known where to write"
    assert out.read_text(encoding="utf-8") == "a person's work"
    assert proposed(site, tmp_path, "--force")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manners", "register.csv"]


@pytest.mark.parametrize(
    ("name", "written"), [("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("[/b]公告", "[/b]公告"), ("{0}公告", "{0}公告")]
)
def test_a_name_that_a_spreadsheet_or_a_terminal_would_run_is_disarmed(tmp_path: Path, name: str, written: str) -> None:
    rows = "".join(
        f'<li><a href="/d/{n}.html">第{n}号事项办理情况</a><span>2026-11-{n:02}</span></li>' for n in range(9, 0, -1)
    )
    menu = f"<div class=nav><a href='/a/'>{name}</a></div>"
    listed = f"<html><head><title>公告</title></head><body>{menu}<ul>{rows}</ul></body></html>"
    home = f"<html><head><title>云溪市林业局</title></head><body>{menu}</body></html>"
    with running(pages={"/": Answer(home.encode()), "/a/": Answer(listed.encode())}) as server:
        (row,) = proposed(server, tmp_path)
    assert row["栏目"] == written


@pytest.mark.parametrize(
    ("url", "code"),
    [("www.example.gov.cn", 2), ("ftp://www.example.gov.cn/", 2), ("http://127.0.0.1:9/", 3)],
    ids=["no scheme", "not http", "nobody there"],
)
def test_an_address_that_cannot_be_walked_ends_in_a_message(tmp_path: Path, url: str, code: int) -> None:
    out = tmp_path / "register.csv"
    office = manners(tmp_path, "127.0.0.1:9")
    done = CliRunner().invoke(app, ["probe-site", url, "--office", str(office), "--out", str(out)])
    assert done.exit_code == code
    assert not out.exists()
    assert "Traceback" not in done.output


def test_a_code_that_no_register_takes_is_refused_before_the_site_is_asked(site: FaultServer, tmp_path: Path) -> None:
    done = probe(site.url("/"), tmp_path, "--agency-code", "林业局")
    assert (done.exit_code, site.seen) == (2, [])


def test_pages_behind_a_firewall_or_forbidden_by_robots_txt_are_listed_as_not_read(tmp_path: Path) -> None:
    menu = "".join(f"<a href='/{path}/'>{name}</a>" for path, name in (("secret", "人事信息"), ("wall", "财政信息")))
    home = f"<html><head><title>云溪市林业局</title></head><body><div class=nav>{menu}</div></body></html>".encode()
    wall = Answer("<html><body>您的访问已被网站防火墙拦截</body></html>".encode(), status=403)
    remarks = tmp_path / "remarks.csv"
    with running(robots="allows", pages={"/": Answer(home), "/wall/": wall}) as server:
        done = probe(server.url("/"), tmp_path, "--remarks", str(remarks))
        assert not server.asked("/secret/")
    assert done.exit_code == 1
    assert "0 columns proposed, 2 pages not read" in done.stdout
    why = {row["栏目"]: row["依据"] for row in table(remarks)}
    assert "refused" in why["人事信息"]
    assert "blocked" in why["财政信息"]


def test_a_firewall_that_asks_time_and_again_ends_the_walk(tmp_path: Path) -> None:
    menu = "".join(f"<a href='/c{n}/'>公开栏目之{n}</a>" for n in range(20))
    home = f"<html><head><title>云溪市林业局</title></head><body><div class=nav>{menu}</div></body></html>".encode()
    wall = Answer("<html><body>您的访问已被网站防火墙拦截</body></html>".encode(), status=403)
    with running(pages={"/": Answer(home)} | {f"/c{n}/": wall for n in range(20)}) as server:
        done = probe(server.url("/"), tmp_path)
        assert len([seen for seen in server.seen if seen.path.startswith("/c")]) == 2
    assert "the walk ended there" in done.stdout


def test_a_site_without_any_column_needs_a_person(tmp_path: Path) -> None:
    with running(pages={"/": Answer(b"<html><head><title>x</title></head><body><p>hello</p></body></html>")}) as server:
        done = probe(server.url("/"), tmp_path)
    assert done.exit_code == 1
    assert "0 columns proposed" in done.stdout


# the demonstration city


@pytest.fixture
def running_city(city: City) -> Iterator[CityServer]:
    with serve(city, now=monitoring_point(city, city.nights[0])) as server:
        yield server


@pytest.mark.parametrize("code", ["yz", "xx", "jh"])
def test_the_columns_of_a_portal_are_found_with_their_kinds_and_owners(
    city: City,
    running_city: CityServer,
    tmp_path: Path,
    code: str,
    record_property: Callable[[str, object], None],
) -> None:
    out = tmp_path / "register.csv"
    probe(running_city.base_urls[code] + "/", tmp_path, "--out", str(out))
    night = city.nights[0]
    names = {agency.code: agency for agency in city.agencies}
    seen = {
        column_url(city, column, running_city.base_urls): column
        for column in reversed(city.columns)
        if column.site == code and condition(city, column, night) in (Condition.NORMAL, Condition.MAINTENANCE_FIRST)
    }
    normal = {url for url, column in seen.items() if condition(city, column, night) is Condition.NORMAL}
    rows = {row["网址"]: row for row in table(out)}
    both = sorted(normal & set(rows))
    right = {
        "name": sum(rows[url]["栏目"] == seen[url].name for url in both),
        "kind": sum(rows[url]["栏目类型"] == seen[url].kind for url in both),
        "category": sum(rows[url]["信息类别"] == seen[url].category for url in both),
        "agency": sum(rows[url]["单位名称"] == names[seen[url].agency].name for url in both),
        "class": sum(rows[url]["单位类别"] == names[seen[url].agency].agency_class for url in both),
    }
    figures = ", ".join(f"{what} {count}/{len(both)}" for what, count in right.items())
    found = f"{len(both)} of {len(normal)} columns found, {len(set(rows) - set(seen))} others"
    record_property("measured", f"probe-site {code}: {found}; {figures}")
    assert sorted(normal - set(rows)) == []
    assert set(rows) <= set(seen)
    assert right["name"] == len(both)
    assert right["kind"] >= 0.8 * len(both)
    assert right["category"] >= 0.8 * len(both)
    assert read_register(out)


# real pages


def test_the_registered_columns_of_a_real_bureau_are_found(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    saved = real_pages()
    handler = partial(_Quiet, directory=str(saved))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    with (saved / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        registered = [row | {"网址": row["网址"].replace("{host}", host)} for row in csv.DictReader(file)]
    try:
        for site, least in (("atxlyj_cn", 0.9), ("gxpopss_cn", 0.8)):
            out = tmp_path / f"{site}.csv"
            probe(f"http://{host}/{site}/index.html", tmp_path, "--out", str(out))
            rows = {row["网址"]: row for row in table(out)}
            own = [row for row in registered if f"/{site}/" in row["网址"]]
            both = [row for row in own if row["网址"] in rows]
            kinds = sum(rows[row["网址"]]["栏目类型"] == row["栏目类型"] for row in both)
            more = len(rows) - len(both)
            figures = f"{len(both)} of {len(own)} registered columns found, {more} more, kind as registered {kinds}"
            record_property("measured", f"probe-site {site}: {figures}")
            assert len(both) >= least * len(own)
            assert read_register(out)
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Silent."""
