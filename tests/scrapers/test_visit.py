"""A visit ends in what was seen, or in why nothing was: never in an accusation that rests on our own failure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.agencies import Column
from schemas.entries import Identity, ListReading
from schemas.results import ColumnVisit
from scrapers import errors
from scrapers.errors import EvidenceError, ScrapeError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Client, Validators
from scrapers.stored import read_page, validators_of
from scrapers.visit import only_of_issuer, visit_column, worth_a_second_try
from tests.support.fault_server import FAULTS, LIST, SLOW_FAULTS, Answer, FaultServer, Seen, closed_port, running
from tests.support.quick_client import EMPTY, IMPATIENT, NOW, TODAY, list_page, quick_client, read_any_rows

Pages = dict[str, Answer | Callable[[Seen], Answer]]


def column(url: str, **more: Any) -> Column:
    return Column(code="gzdt", name="工作动态", kind="动态要闻", category="工作信息", url=url, **more)


def visit(server: FaultServer, path: str, tmp_path: Path, *, client: Client | None = None, **more: Any) -> ColumnVisit:
    issuer = more.pop("issuer", None)
    return visit_column(
        column(server.url(path), issuer=issuer),
        agency="slj",
        client=client or quick_client(server.server),
        store=EvidenceStore(tmp_path),
        read=more.pop("read", read_any_rows),
        today=TODAY,
        **more,
    )


def paged(*pages: Sequence[tuple[str, str | None]], **figures: int) -> Pages:
    """A column of several pages, `/p/1` first, each linking to the next."""
    last = len(pages)
    return {
        f"/p/{n}": Answer(list_page(rows, following=f"/p/{n + 1}" if n < last else None, **figures))
        for n, rows in enumerate(pages, start=1)
    }


def rows(first: int, last: int) -> list[tuple[str, str | None]]:
    """Rows with numbers from `first` down to `last`, one a day; number 20 is of 2026-11-20."""
    return [(f"/item/{n}", str(date(2026, 10, 31) + timedelta(days=n))) for n in range(first, last - 1, -1)]


def addresses(server: FaultServer, *numbers: int) -> frozenset[str]:
    return frozenset(server.url(f"/item/{n}") for n in numbers)


# --- what a column shows ---------------------------------------------------------------------------------------------


def test_a_list_is_read_to_its_end_and_every_page_is_evidence(tmp_path: Path) -> None:
    with running(pages=paged(rows(20, 11), rows(10, 1), pages=2, total=20)) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.state, seen.readable, seen.cause) == ("list", True, None)
    assert [entry.url.rpartition("/")[2] for entry in seen.entries] == [str(n) for n in range(20, 0, -1)]
    assert (seen.pages_read, seen.pages_stated, seen.total_stated) == (2, 2, 20)
    assert (seen.read_back_to, seen.stopped_at_known) == (date.min, False)
    assert (seen.agency, seen.column, seen.observed_at) == ("slj", "gzdt", NOW)
    assert (seen.requests, seen.bytes) == (2, sum(len(page.body) for page in server.pages.values()))  # type: ignore[union-attr]
    assert [proof.url for proof in seen.evidence] == [server.url("/p/1"), server.url("/p/2")]
    for proof in seen.evidence:
        assert proof.record is not None
        assert "情况通报" in read_page(tmp_path, proof.record).text


def test_an_entry_pinned_on_every_page_is_one_entry(tmp_path: Path) -> None:
    pinned = ("/item/pinned", "2025-01-01")
    with running(pages=paged([pinned, *rows(20, 11)], [pinned, *rows(10, 1)])) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert len(seen.entries) == 21
    assert seen.read_back_to == date.min


def test_a_column_that_never_had_anything_is_blank(tmp_path: Path) -> None:
    with running(pages={"/p/1": Answer(EMPTY)}) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.state, seen.reason, seen.cause) == ("blank", "nothing yet", None)
    assert (seen.read_back_to, seen.entries, len(seen.evidence)) == (date.min, (), 1)


def test_a_blank_page_where_items_are_known_is_for_a_person_not_blank(tmp_path: Path) -> None:
    with running(pages={"/p/1": Answer(EMPTY)}) as server:
        seen = visit(server, "/p/1", tmp_path, known=addresses(server, 1, 2, 3))
    assert (seen.state, seen.readable, seen.cause) == ("not_a_list", False, "not_assessable")
    assert "3 items of it are known: a person must look" in seen.reason
    assert seen.read_back_to is None
    assert len(seen.evidence) == 1


# --- where paging stops ----------------------------------------------------------------------------------------------


def test_paging_stops_at_a_page_that_is_known(tmp_path: Path) -> None:
    with running(pages=paged(rows(30, 21), rows(20, 11), rows(10, 1))) as server:
        known = addresses(server, *range(1, 29))
        seen = visit(server, "/p/1", tmp_path, known=known, known_back_to=date(2026, 1, 1))
        assert server.asked("/p/3") == 0
    assert (seen.pages_read, seen.stopped_at_known, seen.read_back_to) == (2, True, date(2026, 1, 1))
    assert len(seen.entries) == 20


def test_a_first_page_without_news_is_enough(tmp_path: Path) -> None:
    with running(pages=paged(rows(20, 11), rows(10, 1))) as server:
        seen = visit(server, "/p/1", tmp_path, known=addresses(server, *range(1, 21)), known_back_to=date.min)
    assert (seen.pages_read, seen.stopped_at_known, seen.read_back_to) == (1, True, date.min)


def test_known_entries_stop_nothing_while_the_past_is_not_known_as_a_whole(tmp_path: Path) -> None:
    with running(pages=paged(rows(20, 11), rows(10, 1))) as server:
        seen = visit(server, "/p/1", tmp_path, known=addresses(server, *range(11, 21)), known_back_to=None)
    assert (seen.pages_read, seen.stopped_at_known, seen.read_back_to) == (2, False, date.min)


def test_a_list_that_does_not_run_from_new_to_old_is_read_through(tmp_path: Path) -> None:
    with running(pages=paged(rows(20, 11)[::-1], rows(30, 21)[::-1])) as server:
        seen = visit(server, "/p/1", tmp_path, known=addresses(server, *range(11, 21)), known_back_to=date.min)
    assert (seen.pages_read, len(seen.entries), seen.read_back_to) == (2, 20, date.min)


def test_old_rows_pinned_at_the_top_do_not_hide_the_order(tmp_path: Path) -> None:
    pinned = [("/item/98", "2024-03-01"), ("/item/99", "2025-03-01")]
    with running(pages=paged([*pinned, *rows(20, 11)], rows(10, 1))) as server:
        known = addresses(server, 98, 99, *range(1, 21))
        seen = visit(server, "/p/1", tmp_path, known=known, known_back_to=date.min)
    assert (seen.pages_read, seen.stopped_at_known) == (1, True)


def test_a_cap_on_pages_says_how_far_back_everything_was_read(tmp_path: Path) -> None:
    with running(pages=paged(rows(30, 21), rows(20, 11), rows(10, 1))) as server:
        seen = visit(server, "/p/1", tmp_path, max_pages=2)
    assert (seen.pages_read, seen.read_back_to) == (2, date(2026, 11, 12))
    assert "stopped after 2 pages" in seen.reason


@pytest.mark.parametrize(
    "second", [[("/item/5", None)], [("/item/5", "2026-12-30")]], ids=["a row without a date", "a newer row below"]
)
def test_a_cap_says_nothing_where_dates_do_not_fall(tmp_path: Path, second: list[tuple[str, str | None]]) -> None:
    with running(pages=paged(rows(30, 21), [*rows(20, 11), *second], rows(10, 1))) as server:
        seen = visit(server, "/p/1", tmp_path, max_pages=2)
    assert (seen.pages_read, seen.read_back_to) == (2, None)


def test_paging_in_a_circle_ends(tmp_path: Path) -> None:
    circle: Pages = {
        "/p/1": Answer(list_page(rows(20, 11), following="/p/2")),
        "/p/2": Answer(list_page(rows(10, 1), following="/p/1")),
    }
    with running(pages=circle) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.pages_read, len(seen.entries), seen.read_back_to) == (2, 20, None)
    assert "leads back" in seen.reason


@pytest.mark.parametrize("extra", [b"", b"<!-- 18:30:02 -->"], ids=["the same bytes", "the same entries"])
def test_a_pager_that_shows_one_page_for_ever_ends(tmp_path: Path, extra: bytes) -> None:
    same = list_page(rows(20, 11), following="/p/2")
    with running(pages={"/p/1": Answer(same), "/p/2": Answer(same + extra), "/p/3": Answer(same)}) as server:
        seen = visit(server, "/p/1", tmp_path)
        assert server.asked("/p/3") == 0
    assert (seen.pages_read, len(seen.entries), seen.read_back_to) == (1, 10, None)


def test_a_last_page_that_links_to_itself_is_the_end_if_the_figures_agree(tmp_path: Path) -> None:
    pages: Pages = {
        "/p/1": Answer(list_page(rows(20, 11), following="/p/2", pages=2)),
        "/p/2": Answer(list_page(rows(10, 1), following="/p/2", pages=2)),
    }
    with running(pages=pages) as server:
        assert visit(server, "/p/1", tmp_path).read_back_to == date.min


@pytest.mark.parametrize("figures", [{"pages": 5}, {"total": 52}])
def test_a_list_that_states_more_than_was_found_is_not_called_complete(tmp_path: Path, figures: dict[str, int]) -> None:
    with running(pages=paged(rows(20, 11), rows(10, 1), **figures)) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.state, len(seen.entries), seen.read_back_to) == ("list", 20, None)
    assert "states" in seen.reason


def test_rows_fetched_and_distinct_entries_are_counted_apart(tmp_path: Path) -> None:
    pinned = ("/item/pinned", "2025-01-01")
    with running(pages=paged([pinned, *rows(20, 11)], [pinned, *rows(10, 1)], total=22)) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.total_stated, seen.fetched, seen.unique, seen.cap) == (22, 22, 21, None)
    assert seen.read_back_to == date.min


@pytest.mark.parametrize(("stated", "cap"), [(10_000, 10_000), (9_999, None), (10_001, None)])
def test_a_list_that_states_exactly_what_a_search_hands_out_at_most_may_be_longer(
    tmp_path: Path, stated: int, cap: int | None
) -> None:
    with running(pages=paged(rows(20, 11), rows(10, 1), total=stated)) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.cap, seen.read_back_to, seen.seen_back_to) == (cap, None, date(2026, 11, 2))
    assert ("may be longer" in seen.reason) == (cap is not None)


def test_a_list_that_ends_at_its_products_cap_is_not_whole(tmp_path: Path) -> None:
    def read(page: Any, *, platform: str | None, today: date) -> Any:
        return read_any_rows(page, platform=platform, today=today).model_copy(update={"product": "own"})

    with running(pages=paged(rows(20, 11), rows(10, 1))) as server:
        short = visit(server, "/p/1", tmp_path, read=read, caps={"own": 20, "other": 5})
        whole = visit(server, "/p/1", tmp_path, read=read, caps={"own": 21})
    assert (short.cap, short.read_back_to) == (20, None)
    assert (whole.cap, whole.read_back_to) == (None, date.min)


def test_the_same_address_with_another_form_is_another_page_and_with_the_same_form_is_a_circle(tmp_path: Path) -> None:
    def answer(seen: Seen) -> Answer:
        number = int(seen.sent.partition(b"=")[2] or b"1")
        return Answer(list_page(rows(31 - number * 10, 22 - number * 10), following=f"/p?{number % 2 + 1}"))

    def read(page: Any, *, platform: str | None, today: date) -> Any:
        reading = read_any_rows(page, platform=platform, today=today)
        number = (reading.next or "").partition("?")[2]
        return reading.model_copy(update={"next": page.url, "next_form": {"page": number}})

    with running(pages={"/p": answer}) as server:
        seen = visit(server, "/p", tmp_path, read=read)
        assert [one.sent for one in server.seen[1:]] == [b"", b"page=2", b"page=1"]
    assert (seen.pages_read, seen.unique, seen.read_back_to) == (2, 20, None)
    assert "leads back" in seen.reason


# --- a list drawn from data ------------------------------------------------------------------------------------------


def drawn(data: str | None) -> Callable[..., Any]:
    """Reads `/shell` as a page whose list is drawn from `data`, everything else as rows."""

    def read(page: Any, *, platform: str | None, today: date) -> Any:
        if not page.url.endswith("/shell"):
            return read_any_rows(page, platform=platform, today=today)
        address = page.url.replace("/shell", data) if data else None
        identity = Identity(column_name="工作动态")
        return ListReading(
            source=page.url, state="needs_data", reason="drawn", data=address, product="own", identity=identity
        )

    return read


def test_a_drawn_list_is_read_from_its_data_and_named_by_its_page(tmp_path: Path) -> None:
    with running(pages={"/shell": Answer(b"<html>shell</html>"), **paged(rows(20, 11), rows(10, 1))}) as server:
        seen = visit(server, "/shell", tmp_path, read=drawn("/p/1"))
    assert (seen.state, seen.unique, seen.read_back_to, seen.pages_read) == ("list", 20, date.min, 2)
    assert (seen.product, seen.identity.column_name, seen.url) == ("own", "工作动态", server.url("/shell"))
    assert [proof.url for proof in seen.evidence] == [server.url(path) for path in ("/shell", "/p/1", "/p/2")]


def test_a_drawn_list_whose_data_says_it_is_empty_is_blank_unless_items_are_known(tmp_path: Path) -> None:
    with running(pages={"/shell": Answer(b"<html>shell</html>"), "/p/1": Answer(EMPTY)}) as server:
        empty = visit(server, "/shell", tmp_path, read=drawn("/p/1"))
        gone = visit(server, "/shell", tmp_path, read=drawn("/p/1"), known=addresses(server, 1))
    assert (empty.state, empty.cause) == ("blank", None)
    assert (gone.state, gone.cause) == ("not_a_list", "not_assessable")


@pytest.mark.parametrize("data", [None, "/gone/index.html", "/firewall/index.html", "/hang_mid_body/index.html"])
def test_a_drawn_list_whose_data_cannot_be_had_is_unknown_never_blank(tmp_path: Path, data: str | None) -> None:
    with running(pages={"/shell": Answer(b"<html>shell</html>")}) as server:
        client = quick_client(server.server, retries=0, **IMPATIENT)
        seen = visit(server, "/shell", tmp_path, read=drawn(data), client=client)
    assert not seen.readable
    assert seen.cause is not None
    assert seen.reason
    assert seen.evidence[0].url == server.url("/shell")
    assert worth_a_second_try(seen) == (data is not None)


# --- part of a list --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["maintenance", "gone", "hang_mid_body", "reset_mid_body", "redirect_to_home"])
def test_a_failed_later_page_keeps_the_items_and_makes_the_visit_partial(tmp_path: Path, fault: str) -> None:
    """Known from elsewhere: a parent was dropped because a sub-page was empty, and the run looked successful."""
    pages: Pages = {"/p/1": Answer(list_page(rows(20, 11), following=f"/{fault}/index.html"))}
    with running(pages=pages) as server:
        manners = IMPATIENT if fault in SLOW_FAULTS else {}
        seen = visit(server, "/p/1", tmp_path, client=quick_client(server.server, **manners))
    assert (seen.state, len(seen.entries), seen.pages_read) == ("list", 10, 1)
    assert seen.read_back_to is None
    assert "page 2 could not be read" in seen.reason
    assert worth_a_second_try(seen)


@pytest.mark.parametrize("body", [EMPTY, b"<html><body>something else</body></html>"], ids=["blank", "no list"])
def test_a_later_page_without_rows_is_not_the_end_of_the_list(tmp_path: Path, body: bytes) -> None:
    pages: Pages = {"/p/1": Answer(list_page(rows(20, 11), following="/p/2")), "/p/2": Answer(body)}
    with running(pages=pages) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.state, len(seen.entries), seen.read_back_to) == ("list", 10, None)
    assert len(seen.evidence) == 2


# --- nothing seen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("known", [0, 3])
def test_no_fault_is_ever_taken_for_a_list_or_an_empty_one(tmp_path: Path, fault: str, known: int) -> None:
    with running(pages={"/": Answer(LIST)}) as server:
        manners = IMPATIENT if fault in SLOW_FAULTS else {}
        seen = visit(
            server,
            f"/{fault}/index.html",
            tmp_path,
            client=quick_client(server.server, retries=0, **manners),
            known=addresses(server, *range(known)),
            known_back_to=date.min if known else None,
        )
    assert not seen.readable
    assert seen.cause in ("our_failure", "not_assessable")
    assert seen.reason
    assert (seen.entries, seen.pages_read, seen.read_back_to, seen.stopped_at_known) == ((), 0, None, False)
    assert seen.observed_at == NOW, "written also when nothing was learned"


@pytest.mark.parametrize("robots", ["forbids", "answers 500", "hangs", "leads away"])
def test_rules_that_forbid_or_fail_leave_the_column_unknown(tmp_path: Path, robots: Any) -> None:
    with running(robots=robots, pages={"/list/": Answer(LIST)}) as server:
        seen = visit(server, "/list/", tmp_path, client=quick_client(server.server, retries=0, **IMPATIENT))
        assert server.asked("/list/") == 0
    assert seen.state == ("refused" if robots == "forbids" else "unreachable")
    assert (seen.cause, seen.observed_at) == ("our_failure", NOW)
    assert worth_a_second_try(seen) == (robots != "forbids")


def test_when_everything_fails_nothing_is_fresh_and_nothing_is_stale(tmp_path: Path) -> None:
    """Known from elsewhere: a failed call returned "was updated", and an outage made everybody compliant."""
    port = closed_port()
    client = quick_client(f"127.0.0.1:{port}")
    visits = [
        visit_column(
            column(f"http://127.0.0.1:{port}/{n}/"),
            agency=f"a{n}",
            client=client,
            store=EvidenceStore(tmp_path),
            read=read_any_rows,
            today=TODAY,
            known=frozenset({f"http://127.0.0.1:{port}/item/{n}"}),
            known_back_to=date.min,
        )
        for n in range(5)
    ]
    assert {seen.state for seen in visits} == {"unreachable"}
    assert {seen.cause for seen in visits} == {"our_failure"}
    assert all(worth_a_second_try(seen) for seen in visits)
    assert all(seen.read_back_to is None and not seen.stopped_at_known for seen in visits)


def test_a_visit_that_learned_nothing_still_says_when_it_looked(tmp_path: Path) -> None:
    """Known from elsewhere: exhausted retries wrote nothing, so old data looked current."""
    with running() as server:
        seen = visit(server, "/gone/index.html", tmp_path)
    assert (seen.observed_at, seen.state, seen.reason) == (NOW, "unreachable", "answers 404 Not Found")
    assert seen.requests == 1


@pytest.mark.parametrize("fault", ["firewall", "cookie_challenge", "gone", "redirect_to_home", "maintenance"])
def test_what_stood_in_the_lists_place_is_evidence_too(tmp_path: Path, fault: str) -> None:
    with running() as server:
        seen = visit(server, f"/{fault}/index.html", tmp_path)
    assert len(seen.evidence) == 1
    assert seen.evidence[0].record is not None
    assert read_page(tmp_path, seen.evidence[0].record).status != 200


def test_a_page_without_any_list_is_an_event_and_kept(tmp_path: Path) -> None:
    with running(pages={"/p/1": Answer(b"<html><body>redesigned</body></html>")}) as server:
        seen = visit(server, "/p/1", tmp_path)
    assert (seen.state, seen.cause, seen.reason) == ("not_a_list", "our_failure", "no rows")
    assert len(seen.evidence) == 1


def test_what_may_pass_is_worth_a_second_try_and_nothing_else() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScrapeError)]
    kinds.remove(ScrapeError)
    for state in {kind.state for kind in kinds}:
        seen = ColumnVisit(
            agency="a", column="c", url="http://a.cn/", observed_at=NOW, state=state, cause="our_failure"
        )
        expected = any(kind.worth_a_second_try for kind in kinds if kind.state == state)
        assert worth_a_second_try(seen) == expected, state
    assert not worth_a_second_try(
        ColumnVisit(agency="a", column="c", url="http://a.cn/", observed_at=NOW, state="list")
    )


def test_a_mistake_in_the_program_is_not_taken_for_the_worlds(tmp_path: Path) -> None:
    def broken(page: object, **_: object) -> Any:
        raise KeyError("a bug")

    with running(pages={"/p/1": Answer(LIST)}) as server, pytest.raises(KeyError):
        visit(server, "/p/1", tmp_path, read=broken)


def test_without_a_place_for_evidence_the_crawl_stops(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("in the way", encoding="utf-8")
    for path in ("/p/1", "/gone/index.html"):
        with running(pages={"/p/1": Answer(LIST)}) as server, pytest.raises(EvidenceError):
            visit(server, path, tmp_path)


# --- an unchanged page -----------------------------------------------------------------------------------------------


def unchanged(seen: Seen) -> Answer:
    return Answer(status=304) if seen.headers.get("if-none-match") == '"v1"' else Answer(LIST, headers={"ETag": '"v1"'})


def held_of(seen: ColumnVisit, tmp_path: Path) -> Validators:
    record = seen.evidence[0].record
    assert record is not None
    return validators_of(tmp_path, record)


def test_an_unchanged_page_is_read_from_the_evidence_of_the_night_before(tmp_path: Path) -> None:
    with running(pages={"/p/1": unchanged}) as server:
        first = visit(server, "/p/1", tmp_path)
        held = held_of(first, tmp_path)
        second = visit(server, "/p/1", tmp_path, validators={held.url: held})
    assert second.entries == first.entries
    assert (second.state, second.pages_read, second.bytes, second.requests) == ("list", 1, 0, 1)
    assert second.evidence[0].sha256 == first.evidence[0].sha256
    assert second.evidence[0].record not in (None, first.evidence[0].record)


def test_a_server_is_believed_for_a_week_that_nothing_changed(tmp_path: Path) -> None:
    with running(pages={"/p/1": unchanged}) as server:
        held = held_of(visit(server, "/p/1", tmp_path), tmp_path)
        for days, received in ((7, 0), (8, len(LIST))):
            old = replace(held, fetched_at=NOW - timedelta(days=days))
            assert visit(server, "/p/1", tmp_path, validators={old.url: old}).bytes == received


def test_a_page_whose_evidence_was_lost_is_asked_for_in_full(tmp_path: Path) -> None:
    with running(pages={"/p/1": unchanged}) as server:
        held = held_of(visit(server, "/p/1", tmp_path), tmp_path)
        lost = replace(held, record="evidence/2025/lost.warc.gz#0")
        seen = visit(server, "/p/1", tmp_path, validators={lost.url: lost})
    assert (seen.state, len(seen.entries), seen.bytes) == ("list", 20, len(LIST))


# --- one address, several agencies -----------------------------------------------------------------------------------

SHARED = [
    ("/item/3", "2026-11-03", "市水利局"),
    ("/item/2", "2026-11-02", "市林业局"),
    ("/item/1", "2026-11-01", "市 水利局"),
]


def test_only_the_issuers_own_entries_count_where_the_list_shows_issuers(tmp_path: Path) -> None:
    with running(pages={"/p/1": Answer(list_page(SHARED)), "/p/2": Answer(LIST)}) as server:
        own = visit(server, "/p/1", tmp_path, issuer="市水利局")
        silent = visit(server, "/p/2", tmp_path, issuer="市水利局")
    assert [entry.url.rpartition("/")[2] for entry in own.entries] == ["3", "1"]
    assert len(silent.entries) == 20, "a list without issuers cannot be told apart"


def test_a_shared_list_without_any_entry_of_the_issuer_goes_to_a_person(tmp_path: Path) -> None:
    """The register may write the issuer's name otherwise than the site does: that is no blank column."""
    with running(pages={"/p/1": Answer(list_page(SHARED)), "/p/2": Answer(list_page(SHARED, total=9))}) as server:
        whole = visit(server, "/p/1", tmp_path, issuer="市教育局")
        part = visit(server, "/p/2", tmp_path, issuer="市教育局")
    assert (whole.state, whole.cause, whole.entries) == ("not_a_list", "not_assessable", ())
    assert "is issued by 市教育局" in whole.reason
    assert (part.state, part.read_back_to) == ("list", None)


def test_a_failed_visit_is_the_same_for_every_issuer(tmp_path: Path) -> None:
    with running() as server:
        seen = visit(server, "/gone/index.html", tmp_path)
    assert only_of_issuer(seen, issuer="市水利局") == seen


# --- whatever a site does --------------------------------------------------------------------------------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(layout=[(30, 21), (20, 11), (10, 1)], broken=2, known=0, complete=True)
@given(
    layout=st.lists(st.tuples(st.integers(1, 28), st.integers(1, 28)).map(lambda n: (max(n), min(n))), max_size=4),
    broken=st.integers(0, 6),
    known=st.integers(0, 28),
    complete=st.booleans(),
)
def test_what_is_called_read_was_read(
    tmp_path: Path, layout: list[tuple[int, int]], broken: int, known: int, complete: bool
) -> None:
    """Whatever pages follow each other: no entry dated on or after `read_back_to` was missed."""
    pages = paged(*(rows(*span) for span in layout))
    pages[f"/p/{broken}"] = Answer(b"gone", status=404)
    with running(pages=pages) as server:
        before = addresses(server, *range(1, known + 1))
        seen = visit(server, "/p/1", tmp_path, known=before, known_back_to=date.min if complete else None, max_pages=3)
        listed = [n for first, last in layout for n in range(first, last - 1, -1)]
        held = {entry.url for entry in seen.entries}
        if not seen.readable:
            assert seen.read_back_to is None
        if seen.read_back_to is None or seen.stopped_at_known:
            return
        if seen.read_back_to != date.min and listed != sorted(listed, reverse=True):
            return  # Pages nobody looked at may hold anything; what was seen ran from new to old.
        missed = {n for n in listed if server.url(f"/item/{n}") not in held}
        assert all(date(2026, 10, 31) + timedelta(days=n) < seen.read_back_to for n in missed)


def test_pages_that_begin_newer_than_the_one_before_ended_are_no_order(tmp_path: Path) -> None:
    with running(pages=paged(rows(10, 1), rows(20, 11), rows(30, 21))) as server:
        seen = visit(server, "/p/1", tmp_path, max_pages=2)
        assert seen.read_back_to is None
        again = visit(server, "/p/1", tmp_path, known=addresses(server, *range(11, 21)), known_back_to=date.min)
        assert server.asked("/p/3") == 1
    assert (again.stopped_at_known, again.read_back_to) == (False, date.min)


@pytest.mark.parametrize("kind", ["next", "data"])
def test_no_page_sends_us_to_another_private_server(tmp_path: Path, kind: str) -> None:
    with running(pages={"/inner": Answer(LIST)}) as inner, running(pages=paged(rows(20, 11))) as outer:

        def read(page: Any, *, platform: str | None, today: date) -> Any:
            reading = read_any_rows(page, platform=platform, today=today)
            change: dict[str, Any] = {"next": inner.url("/inner")}
            if kind == "data":
                change = {"state": "needs_data", "items": (), "data": inner.url("/inner")}
            return reading.model_copy(update=change)

        seen = visit(outer, "/p/1", tmp_path, read=read, client=quick_client(inner.server, outer.server))
        assert inner.asked("/inner") == 0
    assert "leads to the private address" in seen.reason
    assert seen.read_back_to is None
