"""Looks at home pages: each is kept with its links, a link is new once, a night knows what it lacks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schemas.home_pages import HomeLink, HomeReading, HomeVisit
from schemas.office import Office, Site
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, proof
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.facts.home_pages import homes_read, site_homes
from warehouse.nights import Night
from warehouse.save.home_pages import save_home_pages
from warehouse.save.register import save_register
from warehouse.save.runs import begin_night
from warehouse.tables import home_links, home_pages

HOST, HOME = "www.yunxi.example", "http://www.yunxi.example/"
SITE = Site(host=HOST, home=HOME)
OFFICE = Office(name="云溪市政务公开办", sites=(SITE,))
DAY = timedelta(days=1)


def link(number: int, published: date | None = None, *, content: bool = True) -> HomeLink:
    return HomeLink(url=f"{HOME}t{number}.html", text=f"第{number}条", published=published, content=content)


def look(*links: HomeLink, at: datetime = NOW, **changes: Any) -> HomeVisit:
    values: dict[str, Any] = {
        "host": HOST,
        "url": HOME,
        "visited_at": at,
        "state": "home",
        "reader": "home-1",
        "reading": HomeReading(
            state="home",
            links=links,
            newest=date(2026, 11, 18),
            tags={"SiteName": "云溪"},
            marks={"icp": ("浙ICP备1号",)},
        ),
        "evidence": (proof(url=HOME, at=at),),
    }
    return HomeVisit(**(values | changes))


def failed(at: datetime = NOW, **changes: Any) -> HomeVisit:
    values = {"state": "unreachable", "reason": "no answer", "cause": "our_failure", "reading": None, "evidence": ()}
    return look(at=at, **(values | changes))


def night(w: Warehouse, *, as_of: datetime = AS_OF) -> Night:
    save_register(w, OFFICE, [agency()], now=NOW)
    return begin_night(w, as_of=as_of, run_id=f"r{as_of.day}", now=NOW, command="nightly")


def known(w: Warehouse, *sites: Site, as_of: datetime = AS_OF) -> Any:
    (home,) = site_homes(w, sites or (SITE,), as_of=as_of, zone=ZONE)
    return home


def test_a_look_is_kept_with_its_links_tags_marks_and_evidence(warehouse: Warehouse) -> None:
    save_home_pages(warehouse, night(warehouse), [look(link(1, date(2026, 11, 18)), link(2), link(3, content=False))])
    home = known(warehouse)
    assert (home.agencies, home.tags, home.marks) == (("slj",), {"SiteName": "云溪"}, {"icp": ("浙ICP备1号",)})
    (seen,) = home.looks
    assert (seen.day, seen.links, seen.dated, seen.new_links) == (date(2026, 11, 20), 2, 1, 2)
    assert seen.evidence == (proof(url=HOME),)
    with warehouse.read() as connection:
        assert len(connection.execute(select(home_links)).all()) == 3


def test_the_same_look_saved_twice_is_kept_once(warehouse: Warehouse) -> None:
    tonight = night(warehouse)
    for _ in range(2):
        save_home_pages(warehouse, tonight, [look(link(1))])
    assert [seen.new_links for seen in known(warehouse).looks] == [1]


def test_a_link_is_new_once_also_if_it_had_gone_meanwhile(warehouse: Warehouse) -> None:
    first = night(warehouse)
    for number, links in enumerate(([link(1), link(2)], [link(2), link(3)], [link(1), link(3)])):
        save_home_pages(warehouse, first, [look(*links, at=NOW + number * DAY)])
    assert [seen.new_links for seen in known(warehouse).looks] == [2, 1, 0]
    with warehouse.read() as connection:
        rows = connection.execute(select(home_links.c.url, home_links.c.last_seen_at).order_by(home_links.c.url))
        assert [(row.last_seen_at - NOW).days for row in rows] == [2, 1, 2]


def test_a_link_has_the_words_and_the_day_of_the_latest_look(warehouse: Warehouse) -> None:
    tonight = night(warehouse)
    save_home_pages(warehouse, tonight, [look(link(1))])
    renamed = link(1, date(2026, 11, 19)).model_copy(update={"text": "改过的标题"})
    save_home_pages(warehouse, tonight, [look(renamed, at=NOW + DAY)])
    with warehouse.read() as connection:
        row = connection.execute(select(home_links)).one()
    assert (row.text, row.published) == ("改过的标题", date(2026, 11, 19))


def test_a_look_that_learned_nothing_is_kept_and_named_as_the_latest(warehouse: Warehouse) -> None:
    tonight = night(warehouse)
    save_home_pages(warehouse, tonight, [look(link(1)), failed(at=NOW + DAY)])
    home = known(warehouse)
    assert (len(home.looks), home.failed, home.cause) == (1, "no answer", "our_failure")
    with warehouse.read() as connection:
        assert [row.readable for row in connection.execute(select(home_pages).order_by(home_pages.c.id))] == [
            True,
            False,
        ]


def test_a_night_lacks_the_home_pages_that_it_has_not_read(warehouse: Warehouse) -> None:
    tonight = night(warehouse)
    save_home_pages(warehouse, tonight, [failed()])
    assert homes_read(warehouse, tonight) == frozenset()
    save_home_pages(warehouse, tonight, [look(link(1), at=NOW + DAY)])
    assert homes_read(warehouse, tonight) == {HOST}


def test_a_monitoring_point_knows_the_looks_of_its_nights_and_of_none_after(warehouse: Warehouse) -> None:
    for days in (2, 1, 0):
        save_home_pages(warehouse, night(warehouse, as_of=AS_OF - days * DAY), [look(link(days), at=NOW - days * DAY)])
    assert [seen.day.day for seen in known(warehouse).looks] == [18, 19, 20]
    assert [seen.day.day for seen in known(warehouse, as_of=AS_OF - DAY).looks] == [18, 19]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 19, 15, 59, 59, tzinfo=UTC), 19),
        (datetime(2026, 11, 19, 16, tzinfo=UTC), 20),  # midnight in Shanghai
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), 20),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), 20),  # the day is over, its night is not
        (datetime(2026, 11, 21, 2, tzinfo=ZONE), 20),
    ],
)
def test_a_look_belongs_to_its_day_in_the_offices_zone_after_midnight_to_its_nights(
    warehouse: Warehouse, at: datetime, day: int
) -> None:
    save_home_pages(warehouse, night(warehouse), [look(link(1), at=at)])
    assert known(warehouse).looks[0].day == date(2026, 11, day)


def test_a_site_is_theirs_whom_the_office_names_or_who_publish_on_it(warehouse: Warehouse) -> None:
    save_home_pages(warehouse, night(warehouse), [look(link(1))])
    assert known(warehouse).agencies == ("slj",)
    assert known(warehouse, SITE.model_copy(update={"agencies": ("czj",)})).agencies == ("czj",)


def test_a_site_that_nobody_looked_at_is_known_without_looks(warehouse: Warehouse) -> None:
    home = known(warehouse, Site(host="other.example", home="http://other.example/"))
    assert (home.looks, home.failed, home.agencies) == ((), "", ())


def test_a_look_at_a_site_that_is_not_registered_is_refused_and_nothing_is_kept(warehouse: Warehouse) -> None:
    with pytest.raises(NotRegistered, match=r"other\.example"):
        save_home_pages(warehouse, night(warehouse), [look(link(1)), look(host="other.example")])
    assert known(warehouse).looks == ()


def test_what_no_database_can_keep_is_kept_as_a_replacement(warehouse: Warehouse) -> None:
    odd = HomeLink(url=HOME + "a\x00", text="\ud800", content=True)
    save_home_pages(warehouse, night(warehouse), [look(odd)])
    with warehouse.read() as connection:
        assert connection.execute(select(home_links.c.text)).scalar_one() == "\ufffd"


def test_another_column_on_the_site_makes_its_agency_one_of_the_sites(warehouse: Warehouse) -> None:
    elsewhere = agency("czj", column(url="http://other.example/a/"))
    save_register(warehouse, OFFICE, [agency(), elsewhere], now=NOW)
    save_home_pages(
        warehouse, begin_night(warehouse, as_of=AS_OF, run_id="r", now=NOW, command="nightly"), [look(link(1))]
    )
    assert known(warehouse).agencies == ("slj",)
