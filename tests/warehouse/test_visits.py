"""One visit, one transaction: what was seen, the proof of it, and the items it showed."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from schemas.entries import Identity
from schemas.results import ColumnVisit
from tests.warehouse.world import (
    AS_OF,
    NOW,
    OFFICE,
    ZONE,
    agency,
    column,
    entry,
    failed,
    known,
    known_items,
    later,
    night_of,
    proof,
    visit,
)
from warehouse.connect import Warehouse
from warehouse.errors import NotRegistered
from warehouse.facts import KnownPages
from warehouse.save import begin_night, save_register, save_visit
from warehouse.tables import agencies, columns, documents, items, observations, pages
from warehouse.validators import PageValidators


def _rows(w: Warehouse, table):  # type: ignore[no-untyped-def]
    with w.read() as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def _items(w: Warehouse, code: str = "gzdt") -> list[tuple[object, ...]]:
    with w.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                select(
                    items.c.url,
                    items.c.title,
                    items.c.published,
                    items.c.position,
                    items.c.first_seen_at,
                    items.c.last_seen_at,
                )
                .join(columns, columns.c.id == items.c.column_id)
                .where(columns.c.code == code)
                .order_by(items.c.url)
            )
        ]


def test_every_field_of_a_visit_is_kept(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    seen = visit(
        entry(1, published_raw="[2026-11-18]", issuer="市水利局"),
        reason="stopped after 30 pages",
        pages_read=2,
        pages_stated=40,
        total_stated=800,
        read_back_to=date(2026, 1, 3),
        stopped_at_known=True,
        product="trs",
        identity=Identity(site_name="云溪市水利局", column_name="工作动态", breadcrumb=("首页", "工作动态")),
        evidence=(proof(1), proof(2, url="http://www.yunxi.example/gzdt/index_1.html")),
        requests=3,
        bytes=123456789012,
        seconds=4.25,
    )
    assert save_visit(warehouse, night, seen) == 1
    (row,) = _rows(warehouse, observations)
    # What a reading takes the place of is the observation before it of the same night, column and moment.
    elsewhere = {"agency", "column", "entries", "entries_of_same", "evidence", "identity", "in_place_of"}
    for field in ColumnVisit.model_fields.keys() - elsewhere:
        assert row[field] == getattr(seen, field), field
    assert row["identity"] == seen.identity.model_dump(mode="json")
    assert (row["readable"], row["entries"], row["new_items"], row["run_id"]) == (True, 1, 1, "r1")
    assert [(p["position"], p["url"], p["sha256"], p["record"], p["fetched_at"]) for p in _rows(warehouse, pages)] == [
        (n, e.url, e.sha256, e.record, e.fetched_at) for n, e in enumerate(seen.evidence)
    ]
    (item,) = _rows(warehouse, items)
    assert (item["title"], item["published_raw"], item["issuer"]) == ("第1条", "[2026-11-18]", "市水利局")


@pytest.mark.parametrize("state", ["unreachable", "refused", "not_tried", "needs_data", "blocked", "not_a_list"])
def test_an_observation_is_written_even_when_nothing_was_learned(warehouse: Warehouse, state: str) -> None:
    save_visit(warehouse, night_of(warehouse, [agency()]), failed(state))
    (row,) = _rows(warehouse, observations)
    assert (row["state"], row["observed_at"], row["readable"], row["cause"]) == (state, NOW, False, "our_failure")


def test_the_very_same_visit_is_kept_once(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    assert save_visit(warehouse, night, visit(entry(1), entry(2))) == 2
    assert save_visit(warehouse, night, visit(entry(1), entry(2))) == 0
    assert len(_rows(warehouse, observations)) == 1
    assert len(_rows(warehouse, pages)) == 1


def test_two_attempts_at_one_moment_of_a_fixed_clock_are_two_observations(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, failed())
    save_visit(warehouse, night, visit(entry(1)))
    assert [row["state"] for row in _rows(warehouse, observations)] == ["unreachable", "list"]


def test_first_and_last_sighting_span_all_visits_and_the_latest_words_count(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1, title="旧题", published=None), at=later(10)))
    save_visit(warehouse, night, visit(entry(2), entry(1, title="新题"), at=later(20)))
    save_visit(warehouse, night, visit(entry(1, title="更旧"), at=later(0)))
    url = entry(1).url
    found = next(item for item in _items(warehouse) if item[0] == url)
    assert found == (url, "新题", date(2026, 11, 18), 1, later(0), later(20))


def test_pass_and_fail_in_turn_are_booked_to_the_right_column(warehouse: Warehouse) -> None:
    codes = [("slj", f"c{n}") for n in range(6)] + [("sjtj", f"c{n}") for n in range(6)]
    register = [agency(code, *(column(f"c{n}") for n in range(6))) for code in ("slj", "sjtj")]
    night = night_of(warehouse, register)
    for number, (who, code) in enumerate(codes):
        seen = visit(entry(number), agency=who, column=code) if number % 2 else failed(agency=who, column=code)
        save_visit(warehouse, night, seen)
    with warehouse.read() as connection:
        found = connection.execute(
            select(agencies.c.code, columns.c.code, observations.c.state, items.c.url)
            .select_from(observations)
            .join(columns, columns.c.id == observations.c.column_id)
            .join(agencies, agencies.c.id == columns.c.agency_id)
            .outerjoin(items, items.c.first_seen_observation_id == observations.c.id)
            .order_by(observations.c.id)
        ).all()
    assert [tuple(row) for row in found] == [
        (who, code, "list" if n % 2 else "unreachable", entry(n).url if n % 2 else None)
        for n, (who, code) in enumerate(codes)
    ]


def test_a_visit_of_a_column_that_was_never_registered_is_refused(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    with pytest.raises(NotRegistered, match="slj/tzgg"):
        save_visit(warehouse, night, visit(entry(1), column="tzgg"))
    assert _rows(warehouse, observations) == []


def test_the_same_address_in_two_columns_is_two_items(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b"))])
    assert [save_visit(warehouse, night, visit(entry(1), column=code)) for code in "ab"] == [1, 1]


@pytest.mark.parametrize(
    "text",
    ["截\x00断", "\ud800半个", "很长" * 5000, "'; DROP TABLE items; --", "{braces} %s :name ?"],
    ids=["NUL", "surrogate", "long", "quotes", "placeholders"],
)
def test_whatever_stands_on_a_page_can_be_kept(warehouse: Warehouse, text: str) -> None:
    night = night_of(warehouse, [agency()])
    odd = visit(
        entry(1).model_copy(update={"title": text, "url": f"http://x.example/{text}", "published_raw": text}),
        reason=text,
        identity=Identity(title=text, breadcrumb=("首页", text)),
        evidence=(proof().model_copy(update={"url": f"http://x.example/{text}"}),),
    )
    save_visit(warehouse, night, odd)
    save_visit(warehouse, night, odd.model_copy(update={"observed_at": later(1)}))
    kept = text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    (item,) = _rows(warehouse, items)
    assert (item["title"], item["url"], item["published_raw"]) == (kept, f"http://x.example/{kept}", kept)
    for observation in _rows(warehouse, observations):
        assert (observation["reason"], observation["identity"]["breadcrumb"]) == (kept, ["首页", kept])
    assert {page["url"] for page in _rows(warehouse, pages)} == {f"http://x.example/{kept}"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://a.example/t1.html", "a.example"),
        ("HTTPS://A.Example:8443", "a.example:8443"),
        ("http://a.example?id=1", "a.example"),
        ("http://a.example?from=http://b.example/", "a.example"),
        ("http://a.example/list/#:~:text=通知", None),
        ("http://a.example#top", None),
        ("http://user@a.example/", None),
        ("http:///t1.html", None),
        ("javascript:void(0)", None),
        ("mailto:a@a.example", None),
    ],
)
def test_only_what_has_an_address_of_its_own_is_put_on_the_list_of_documents(
    warehouse: Warehouse, url: str, host: str | None
) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1, url=url)))
    assert [row["host"] for row in _rows(warehouse, documents)] == ([host] if host else [])


def test_a_hundred_pages_of_items_are_one_transaction_of_a_second_or_two(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    many = [entry(number) for number in range(3000)]
    assert save_visit(warehouse, night, visit(*many)) == 3000
    assert save_visit(warehouse, night, visit(*many, entry(3000), at=later(1))) == 1
    assert len(known_items(warehouse, "gzdt")) == 3001


_fresh = count()
_moments = st.integers(0, 500).map(lambda minutes: NOW + timedelta(minutes=minutes))
_entries = st.lists(
    st.builds(
        entry,
        st.integers(0, 6),
        st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        title=st.sampled_from(["通知", "公告", "简报"]),
    ),
    max_size=5,
    unique_by=lambda each: each.url,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_moments, _entries), max_size=5, unique_by=lambda seen: seen[0]), st.data())
def test_visits_in_any_order_and_any_repetition_give_the_same_items(
    warehouse: Warehouse, seen: list[tuple[datetime, list[object]]], data: st.DataObject
) -> None:
    one, other = f"one{next(_fresh)}", f"other{next(_fresh)}"
    save_register(warehouse, OFFICE, [agency("slj", column(one), column(other))], now=NOW)
    night = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    shuffled = data.draw(st.permutations(seen + seen[: len(seen) // 2]))
    for code, order in ((one, seen), (other, shuffled)):
        for at, entries in order:
            save_visit(warehouse, night, visit(*entries, column=code, at=at))  # type: ignore[arg-type]
    assert _items(warehouse, one) == _items(warehouse, other)
    assert known(warehouse, one).back_to == known(warehouse, other).back_to


def test_how_far_back_is_known_is_what_the_latest_readable_visit_says(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    steps = [
        (failed(at=later(0)), None),
        (visit(entry(1), at=later(1), read_back_to=date(2025, 3, 2)), date(2025, 3, 2)),
        (failed(at=later(2)), date(2025, 3, 2)),
        (visit(entry(1), at=later(3), read_back_to=None, stopped_at_known=True), date(2025, 3, 2)),
        (visit(entry(2), at=later(4), read_back_to=None), None),  # a page in between failed: a gap may be there
        (visit(entry(2), at=later(5), read_back_to=date.min), date.min),
        (visit(at=later(6), read_back_to=None), date.min),  # an empty list was read to its end
    ]
    for seen, expected in steps:
        save_visit(warehouse, night, seen)
        assert known(warehouse).back_to == expected


def test_the_last_answer_of_each_page_is_remembered_with_what_it_said_about_itself(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    first = PageValidators(url="http://a.example/", sha256="0" * 64, record="e.warc.gz#0", fetched_at=NOW, etag='"1"')
    second = PageValidators(
        url="http://a.example/2",
        sha256="1" * 64,
        record="e.warc.gz#9",
        fetched_at=NOW.astimezone(UTC),
        last_modified="x",
    )
    save_visit(warehouse, night, visit(entry(1)), held=[first, second])
    pages = KnownPages(warehouse, known(warehouse).id)
    assert dict(pages) == {first.url: first, second.url: second}
    silent = PageValidators(url=first.url, sha256="2" * 64, record="e.warc.gz#20", fetched_at=later(5))
    save_visit(warehouse, night, visit(entry(1)), held=[silent])
    assert dict(pages) == {first.url: first, second.url: second}, "what was read once is not read again"
    assert dict(KnownPages(warehouse, known(warehouse).id)) == {first.url: silent, second.url: second}


def test_what_the_page_called_itself_is_that_of_the_latest_readable_visit_of_the_present_address(
    warehouse: Warehouse,
) -> None:
    night = night_of(warehouse, [agency()])
    assert known(warehouse).identity is None

    for minutes, seen in (
        (1, visit(entry(1), identity=Identity(column_name="工作动态", breadcrumb=("首页", "工作动态")))),
        (2, failed(identity=Identity(column_name="招标公告"))),
        (3, visit(entry(2), url="http://www.yunxi.example/old/", identity=Identity(column_name="旧栏目"))),
    ):
        save_visit(warehouse, night, seen.model_copy(update={"observed_at": later(minutes)}))

    then = known(warehouse)
    assert then.identity == Identity(column_name="工作动态", breadcrumb=("首页", "工作动态"))
    assert then.identity_since(later(0).date() - timedelta(days=1), ZONE) == then.identity
    assert then.identity_since(later(0).date(), ZONE) is None, "it was looked at on the same day"
