"""What happened to items: each event between two looks, and everything that looks like one and is none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import pandas as pd
import pytest

from schemas.agencies import Agency
from schemas.document_readings import Attachment, DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.entries import Entry
from tests.warehouse.world import OFFICE, ZONE, agency, column, entry, failed, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import due_documents, item_events, plain_rows
from warehouse.facts.events import ITEM_EVENTS
from warehouse.nights import Night
from warehouse.save import begin_night, save_documents, save_register, save_visit

DAY = date(2026, 3, 2)
READER = "r1"


def _day(n: int) -> date:
    return DAY + timedelta(days=n)


def _at(n: int) -> datetime:
    return datetime.combine(_day(n), time(22, 30), ZONE)


def _night(w: Warehouse, n: int, *agencies: Agency) -> Night:
    save_register(w, OFFICE, agencies or [agency()], now=_at(n))
    return _begun(w, n)


def _begun(w: Warehouse, n: int) -> Night:
    return begin_night(w, as_of=datetime.combine(_day(n), time(23, 59, 59), ZONE), run_id=f"r{n}", now=_at(n))


def _look(w: Warehouse, n: int, *shown: Entry, register: Sequence[Agency] = (), **how: Any) -> None:
    """The night of the n-th day sees this list: by default all of it."""
    night = _night(w, n, *register)
    page = proof(n + 1, url=f"http://www.yunxi.example/{how.get('column', 'gzdt')}/", at=_at(n))
    save_visit(w, night, visit(*shown, at=_at(n), **({"reader": READER, "evidence": (page,)} | how)))


def _events(w: Warehouse, *agencies: Agency, **more: Any) -> list[dict[str, Any]]:
    found = item_events(w, agencies=agencies or [agency()], as_of=_at(60), zone=ZONE, **more)
    return plain_rows(found)


def _kinds(w: Warehouse, *agencies: Agency, **more: Any) -> list[tuple[str, str]]:
    """Kind and number of the item, but for what is merely new."""
    rows = _events(w, *agencies, **more)
    return [(row["kind"], _number(row)) for row in rows if row["kind"] != "new"]


def _new(w: Warehouse, *agencies: Agency) -> list[str]:
    return [_number(row) for row in _events(w, *agencies) if row["kind"] == "new"]


def _number(row: dict[str, Any]) -> str:
    return str(row["url"]).removeprefix("http://www.yunxi.example/t").removesuffix(".html")


# A list that all these tests begin with: the oldest row stays, so that the list plainly does not roll.
OLD, MIDDLE, RECENT = entry(1, _day(-60)), entry(2, _day(-20)), entry(3, _day(-1))
LIST = (RECENT, MIDDLE, OLD)


def test_the_frame_has_its_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    expected = {name: pd.Series([], dtype=dtype).dtype for name, dtype in ITEM_EVENTS.items()}
    for n in range(2):
        assert dict(item_events(warehouse, agencies=[agency()], as_of=_at(9), zone=ZONE).dtypes) == expected
        _look(warehouse, n, *LIST[1 - n :])
    assert len(_events(warehouse)) == 1


def test_a_new_item_stands_between_the_look_without_it_and_the_one_with_it(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, entry(4, _day(1)), *LIST)
    (row,) = _events(warehouse)
    assert (row["kind"], row["known_before_at"], row["known_after_at"]) == ("new", _at(0), _at(1))
    assert (row["needs_review"], row["published"], row["title"]) == (False, _day(1), "第4条")
    assert proof(1).record in row["evidence_before"]
    assert proof(2).record in row["evidence_after"]


def test_the_first_reading_of_a_column_tells_of_nothing_new(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    assert _events(warehouse) == []


def test_the_first_reading_at_another_address_tells_of_nothing_new_and_of_nothing_gone(warehouse: Warehouse) -> None:
    moved = agency("slj", column(url="http://new.yunxi.example/gzdt/"))
    for n in range(3):
        _look(warehouse, n, *LIST)
    for n in range(3, 8):
        other = [entry(10 + number, _day(-10 * number), title=f"另{number}") for number in range(5)]
        _look(warehouse, n, *other, register=[moved], url="http://new.yunxi.example/gzdt/")
    assert _events(warehouse, moved) == []


def test_a_column_that_was_handed_over_begins_without_events(warehouse: Warehouse) -> None:
    old = agency("slj", column("gzdt"), until=_day(1))
    new = agency("sjj", column("gzdt", continues="slj/gzdt"), **{"from": _day(2)})
    both = (old, new)
    _look(warehouse, 0, *LIST, register=both)
    for n in range(2, 7):
        _look(warehouse, n, *LIST[:2], agency="sjj", register=both)
    assert _events(warehouse, *both) == []


# Dated back


def test_an_item_that_a_visit_after_its_stated_day_did_not_show_is_dated_back(warehouse: Warehouse) -> None:
    """Counted from the last visit without it: what our own missed nights add is not held against anybody."""
    _look(warehouse, 0, *LIST)
    _look(warehouse, 10, *LIST)
    _look(warehouse, 20, RECENT, entry(4, _day(-5)), MIDDLE, OLD)
    rows = _events(warehouse)
    assert [(row["kind"], row["days"], row["needs_review"]) for row in rows] == [
        ("backdated", 15, True),
        ("new", None, False),
    ]
    assert (rows[0]["known_before_at"], rows[0]["known_after_at"]) == (_at(10), _at(20))


@pytest.mark.parametrize(("visited", "found"), [((0, 3), []), ((0, 7), [("backdated", "4")]), ((0,), [])])
def test_a_late_crawl_is_no_late_item(warehouse: Warehouse, visited: Sequence[int], found: Any) -> None:
    for n in visited:
        _look(warehouse, n, *LIST)
    _look(warehouse, 30, entry(4, _day(2)), *LIST)
    assert _kinds(warehouse) == found


def test_a_weekend_is_not_late(warehouse: Warehouse) -> None:
    for n in range(3):
        _look(warehouse, n, *LIST)
    _look(warehouse, 3, entry(4, _day(0)), *LIST)
    assert _kinds(warehouse) == []
    assert _kinds(warehouse, late_days=2) == [("backdated", "4")]


def test_a_shallow_visit_knows_nothing_of_what_lies_below_its_page(warehouse: Warehouse) -> None:
    """A deep one that finds an old item there proves nothing late: the shallow ones in between never looked."""
    top = {"stopped_at_known": True, "seen_back_to": _day(-10)}
    _look(warehouse, 0, RECENT, read_back_to=None, seen_back_to=_day(-10))
    for n in range(1, 6):
        _look(warehouse, n, RECENT, **top)
    _look(warehouse, 6, RECENT, entry(4, _day(-30)), OLD, deep=True)
    assert _events(warehouse) == []


def test_a_deep_visit_after_a_deep_visit_proves_it(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST, deep=True)
    _look(warehouse, 10, RECENT, stopped_at_known=True, seen_back_to=_day(-1))
    _look(warehouse, 14, RECENT, MIDDLE, entry(4, _day(-30)), OLD, deep=True)
    assert [(row["kind"], row["days"]) for row in _events(warehouse)] == [("backdated", 30), ("new", None)]


def test_a_rolling_list_that_shows_an_older_row_again_dates_nothing_back(warehouse: Warehouse) -> None:
    """A newer row was taken off, so one that had dropped out of sight has come up again."""
    _look(warehouse, 0, RECENT, MIDDLE)
    _look(warehouse, 1, RECENT, MIDDLE)
    _look(warehouse, 2, MIDDLE, OLD)
    assert _events(warehouse) == []


def test_what_another_program_did_not_find_may_have_been_there(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, *LIST[:1], entry(4, _day(-30)), *LIST[1:], reader="r2")
    assert _events(warehouse) == []


def test_what_is_dated_after_the_other_programs_last_look_is_new_all_the_same(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, entry(4, _day(1)), *LIST, reader="r2")
    assert _new(warehouse) == ["4"]


def test_what_a_newer_reading_of_stored_pages_finds_was_there_from_the_first(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 10, *LIST)
    save_visit(
        warehouse, _night(warehouse, 10), visit(*LIST, entry(4, _day(-30)), at=_at(10), reader="r2", in_place_of=2)
    )
    assert _events(warehouse) == []


def test_a_blank_column_filled_with_old_dates_is_dated_back(warehouse: Warehouse) -> None:
    _look(warehouse, 0)
    _look(warehouse, 5)
    _look(warehouse, 6, entry(4, _day(-3)), entry(5, _day(-30)))
    assert _kinds(warehouse) == [("backdated", "4"), ("backdated", "5")]


def test_an_item_that_another_column_showed_in_time_is_not_late(warehouse: Warehouse) -> None:
    """It was filed into this column, too; under another address, too, if its agency, title and day are the same."""
    register = agency("slj", column("gzdt"), column("tzgg"))
    _look(warehouse, 0, entry(4, _day(0)), entry(5, _day(0)), OLD, column="tzgg", register=[register])
    _look(warehouse, 0, *LIST, register=[register])
    _look(warehouse, 10, *LIST, register=[register])
    again = entry(6, _day(0), title="第5条")
    _look(warehouse, 11, entry(4, _day(0)), again, *LIST, register=[register])
    assert "backdated" not in {row["kind"] for row in _events(warehouse, register)}


def test_a_rebuilt_site_with_new_addresses_posts_nothing_and_removes_nothing(warehouse: Warehouse) -> None:
    """Nor does a site that spells its addresses in two ways."""
    for n in range(2):
        _look(warehouse, n, *LIST)
    moved = [each.model_copy(update={"url": each.url.replace("/t", "/art/")}) for each in LIST]
    for n in range(2, 7):
        _look(warehouse, n, *moved)
    assert _events(warehouse) == []


# Vanished, restored


def test_an_item_missed_on_three_nights_has_vanished(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    for n in (1, 2, 3):
        assert _events(warehouse) == []
        _look(warehouse, n, RECENT, OLD)
    (row,) = _events(warehouse)
    assert (row["kind"], _number(row), row["confirmations"], row["needs_review"]) == ("vanished", "2", 3, True)
    assert (row["known_before_at"], row["known_after_at"]) == (_at(0), _at(1))
    assert proof(1).record in row["evidence_before"]
    assert all(proof(number).record in row["evidence_after"] for number in (2, 3, 4))


def test_several_visits_of_one_night_confirm_once(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    night = _night(warehouse, 1)
    for minutes in range(5):
        at = _at(1) + timedelta(minutes=minutes)
        save_visit(warehouse, night, visit(RECENT, OLD, at=at, reader=READER))
    assert _events(warehouse) == []


def test_a_rolling_list_makes_nothing_vanish(warehouse: Warehouse) -> None:
    """It drops its oldest rows, whether it is read to its end or not."""
    shown = [entry(100 + n, _day(-n)) for n in range(6)]
    for n in range(8):
        shown = [entry(200 + n, _day(n)), *shown][:6]
        _look(warehouse, n, *shown)
    assert _kinds(warehouse) == []


def test_a_pinned_row_does_not_prove_that_a_rolling_list_goes_further_down(warehouse: Warehouse) -> None:
    pinned = entry(99, _day(-400))
    shown = [entry(100 + n, _day(-n)) for n in range(6)]
    for n in range(8):
        shown = [entry(200 + n, _day(n)), *shown][:6]
        _look(warehouse, n, pinned, *shown)
    assert _kinds(warehouse) == []


def test_a_row_that_is_no_longer_pinned_has_not_vanished(warehouse: Warehouse) -> None:
    pinned = entry(99, _day(-400))
    _look(warehouse, 0, pinned, *LIST)
    for n in range(1, 6):
        _look(warehouse, n, *LIST)
    assert _kinds(warehouse) == []


def test_a_list_in_another_order_than_by_date_makes_nothing_vanish(warehouse: Warehouse) -> None:
    days = [-3, -40, -1, -70, -8, -90, -2, -15]
    shown = [entry(100 + n, _day(day)) for n, day in enumerate(days)]
    _look(warehouse, 0, *shown)
    for n in range(1, 6):
        _look(warehouse, n, *shown[:2], *shown[3:])
    assert _kinds(warehouse) == []


def test_blind_shallow_and_broken_visits_confirm_nothing(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    for n in (1, 2, 3):
        save_visit(warehouse, _night(warehouse, n), failed(at=_at(n)))
    for n in (4, 5, 6):
        _look(warehouse, n, RECENT, stopped_at_known=True, seen_back_to=_day(-1))
    for n in (7, 8, 9):
        _look(warehouse, n, RECENT, OLD, broken_off=True, read_back_to=None, seen_back_to=_day(-60))
    for n in (10, 11, 12):
        _look(warehouse, n, RECENT, OLD, cap=2, read_back_to=None, seen_back_to=_day(-60))
    for n in (13, 14, 15):
        _look(warehouse, n)
    assert _events(warehouse) == []


def test_a_shallow_visit_confirms_what_is_missing_from_its_own_page(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST, deep=True)
    for n in (1, 2, 3):
        _look(warehouse, n, MIDDLE, stopped_at_known=True, seen_back_to=_day(-19))
    assert _kinds(warehouse) == [("vanished", "3")]


def test_an_unchanged_page_repeats_what_it_showed(warehouse: Warehouse) -> None:
    """One that showed the item is no night on which it was missed; one that did not is."""
    _look(warehouse, 0, *LIST, settled_by=1)
    for n in (1, 2, 3, 4):
        _look(warehouse, n, same_as=1, entries_of_same=3, settled_by=1, state="list")
    assert _events(warehouse) == []
    _look(warehouse, 5, RECENT, OLD, settled_by=1)
    for n in (6, 7):
        _look(warehouse, n, same_as=6, entries_of_same=2, settled_by=1, state="list")
    assert _kinds(warehouse) == [("vanished", "2")]


def test_an_unchanged_first_page_says_nothing_of_the_pages_below_it(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST, deep=True)
    _look(warehouse, 1, RECENT, OLD, deep=True, pages_read=2, settled_by=1)
    for n in (2, 3, 4):
        _look(warehouse, n, same_as=2, entries_of_same=2, pages_read=2, settled_by=1, state="list")
    assert _events(warehouse) == []


def test_what_another_program_does_not_find_has_not_vanished(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    for n in range(1, 6):
        _look(warehouse, n, RECENT, OLD, reader="r2")
    assert _events(warehouse) == []


def test_what_had_gone_before_the_program_was_renewed_stays_gone(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, RECENT, OLD)
    for n in (2, 3):
        _look(warehouse, n, RECENT, OLD, reader="r2")
    assert _kinds(warehouse) == [("vanished", "2")]


def test_an_item_that_went_to_another_column_of_its_agency_has_not_vanished(warehouse: Warehouse) -> None:
    register = agency("slj", column("gzdt"), column("tzgg"))
    _look(warehouse, 0, *LIST, register=[register])
    for n in range(1, 5):
        _look(warehouse, n, RECENT, OLD, register=[register])
        _look(warehouse, n, MIDDLE, OLD, column="tzgg", register=[register])
    assert "vanished" not in {row["kind"] for row in _events(warehouse, register)}


def test_undated_rows_vanish_only_from_lists_read_to_their_end_that_keep_what_is_older(warehouse: Warehouse) -> None:
    old, young = entry(1, None), entry(2, None)
    _look(warehouse, 0, old)
    _look(warehouse, 1, young, old)
    for n in (2, 3, 4):
        _look(warehouse, n, old, stopped_at_known=True)
    assert _kinds(warehouse) == []
    for n in (5, 6, 7):
        _look(warehouse, n, entry(9, None), old)
    assert _kinds(warehouse) == [("vanished", "2")]


def test_an_undated_list_that_rolls_makes_nothing_vanish(warehouse: Warehouse) -> None:
    shown = [entry(100 + n, None) for n in range(4)]
    for n in range(8):
        shown = [entry(200 + n, None), *shown][:4]
        _look(warehouse, n, *shown)
    assert _kinds(warehouse) == []


def test_an_item_that_was_missing_and_is_back_is_restored(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, RECENT, OLD)
    _look(warehouse, 3, *LIST)
    (row,) = _events(warehouse)
    assert (row["kind"], _number(row), row["confirmations"], row["days"]) == ("restored", "2", 1, 2)
    assert (row["known_before_at"], row["known_after_at"]) == (_at(1), _at(3))


def test_one_that_had_vanished_before_it_was_restored_is_both(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    for n in (1, 2, 3):
        _look(warehouse, n, RECENT, OLD)
    _look(warehouse, 4, *LIST)
    assert _kinds(warehouse) == [("vanished", "2"), ("restored", "2")]


# Edited, re-dated, re-posted


def test_another_title_is_an_edit(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, RECENT, entry(2, _day(-20), title="改了"), OLD)
    (row,) = _events(warehouse)
    assert (row["kind"], row["what"], row["title"], row["other_title"]) == ("edited", "title", "改了", "第2条")
    assert (row["known_before_at"], row["known_after_at"], row["needs_review"]) == (_at(0), _at(1), False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "关于做好防汛工作的通知"}, {"title": "关于做好防汛 工作的通知"}),
        ({"title": "关于做好防汛工作的通知"}, {"title": "关于做好防汛…"}),
        ({"title": "关于做好防汛工作的通知 NEW"}, {"title": "关于做好防汛工作的通知"}),
        ({"title": "关于做好防汛工作的通知"}, {"title": "【置顶】关于做好防汛工作的通知"}),
        ({"title": "关于做好防汛..."}, {"title": "关于做好防汛工作的通知"}),
        ({"published_raw": "2026-02-10"}, {"published_raw": "[2026/2/10]"}),
    ],
)
def test_what_a_template_changes_is_no_edit(warehouse: Warehouse, before: Any, after: Any) -> None:
    for n, words in enumerate((before, after)):
        _look(warehouse, n, RECENT, entry(2, _day(-20), **words), OLD)
    assert _events(warehouse) == []


def test_what_another_program_reads_otherwise_is_no_edit(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, RECENT, entry(2, _day(-10), title="改了"), OLD, reader="r2")
    assert _events(warehouse) == []


def test_the_same_address_under_a_later_day_is_redated(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, entry(2, _day(1)), RECENT, OLD)
    (row,) = _events(warehouse)
    assert (row["kind"], row["days"], row["published"], row["other_published"]) == ("redated", 21, _day(1), _day(-20))
    assert row["needs_review"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((date(2025, 3, 20), "03-20"), (date(2026, 3, 20), "03-20")),
        ((date(2025, 3, 20), "03-20"), (date(2026, 3, 20), "[03-20]")),
        ((_day(0), "3天前"), (_day(1), "3天前")),
        ((_day(0), "昨天"), (_day(1), "今天")),
    ],
)
def test_a_day_that_the_page_leaves_to_be_guessed_is_not_redated(warehouse: Warehouse, before: Any, after: Any) -> None:
    for n, (published, raw) in enumerate((before, after)):
        _look(warehouse, n, entry(4, published, published_raw=raw), *LIST)
    assert "redated" not in {row["kind"] for row in _events(warehouse)}


def _read(w: Warehouse, n: int, number: int, text: str, *, page: int | None = None, **said: Any) -> None:
    """The n-th night reads the document behind an item; `page`: the very page that was stored as this number."""
    night, url = _begun(w, n), f"http://www.yunxi.example/t{number}.html"
    reading = DocumentReading(source=url, state="document", title="文", text=text, **said)
    look = DocumentVisit(
        url=url,
        observed_at=_at(n),
        state="document",
        reading=reading,
        evidence=(proof(page or 1000 * (n + 1) + number, url=url, at=_at(n)),),
        content_sha256=sha256(f"{reading}".encode()).hexdigest(),
    )
    due = due_documents(w, night, hosts=["www.yunxi.example"], per_host=99, now=_at(400))
    save_documents(
        w, night, [(next(one for one in due["www.yunxi.example"] if one.url == url), look)], recheck_days=[1]
    )


LONG = "为切实做好今年的防汛工作，现将有关事项通知如下，请认真贯彻执行。"


def test_the_same_document_under_another_address_and_a_later_day_is_reposted(warehouse: Warehouse) -> None:
    """Also where its page shows the later day. It is not new, and the earlier one, if taken off, has not vanished."""
    _look(warehouse, 0, *LIST)
    _read(warehouse, 0, 2, LONG, published=_day(-20))
    again = entry(4, _day(1), title="第2条")
    for n in range(1, 5):
        _look(warehouse, n, again, RECENT, OLD)
    _read(warehouse, 4, 4, LONG, published=_day(1))
    (row,) = _events(warehouse)
    assert (row["kind"], _number(row), row["days"], row["other_published"]) == ("reposted", "4", 21, _day(-20))
    assert (row["other_url"], row["needs_review"]) == (MIDDLE.url, True)


def test_a_notice_with_the_same_title_every_month_is_new_each_time(warehouse: Warehouse) -> None:
    """Whether its documents were read (they say something else) or not (the earlier ones stay on the list)."""
    months = [entry(10 + n, _day(-25 * n), title="每月公示") for n in range(3)]
    for n in range(3):
        _look(warehouse, n, *months[2 - n :], OLD)
    for number in (10, 11, 12):
        _read(warehouse, 2, number, f"{number}：{LONG}")
    assert {row["kind"] for row in _events(warehouse, late_days=999)} == {"new"}
    for n in range(3, 8):
        _look(warehouse, n, months[0], months[1], OLD)
    assert _kinds(warehouse, late_days=999) == [("vanished", "12")]


def test_a_monthly_notice_in_standing_words_with_another_file_is_new_each_time(warehouse: Warehouse) -> None:
    months = [entry(10 + n, _day(-25 * n), title="每月公示") for n in range(2)]
    _look(warehouse, 0, months[1], OLD)
    _look(warehouse, 1, *months, OLD)
    for number in (10, 11):
        file = Attachment(title=f"{number}月检测结果.xls", url=f"http://www.yunxi.example/files/{number}.xls")
        _read(warehouse, 1, number, f"现将本月检测结果予以公示，详见附件。{LONG}", attachments=(file,))
    assert [row["kind"] for row in _events(warehouse)] == ["new"]


def test_without_documents_a_title_under_a_later_day_is_reposted_once_the_earlier_one_is_gone(
    warehouse: Warehouse,
) -> None:
    again = entry(4, _day(1), title="第2条")
    _look(warehouse, 0, *LIST)
    for n in (1, 2):
        _look(warehouse, n, again, RECENT, OLD)
    assert [row["kind"] for row in _events(warehouse)] == ["new"]
    _look(warehouse, 3, again, RECENT, OLD)
    assert _kinds(warehouse) == [("reposted", "4")]


def test_a_page_under_construction_is_no_document_that_is_posted_again(warehouse: Warehouse) -> None:
    entries = [entry(10 + n, _day(-n), title="公示") for n in range(8)]
    _look(warehouse, 0, *entries[1:], OLD)
    _look(warehouse, 1, *entries, OLD)
    for n in range(8):
        _read(warehouse, 1, 10 + n, f"页面正在建设中，敬请期待。{LONG}")
    assert [row["kind"] for row in _events(warehouse)] == ["new"]


def test_a_document_that_says_something_else_is_an_edit(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _read(warehouse, 0, 2, LONG, doc_no="一号")
    _look(warehouse, 7, *LIST)
    _read(warehouse, 7, 2, LONG + "另行通知。", doc_no="二号")
    (row,) = _events(warehouse)
    assert (row["kind"], row["what"], _number(row)) == ("edited", "document: doc_no, text", "2")
    assert (row["known_before_at"], row["known_after_at"]) == (_at(0), _at(7))
    assert (proof(1002).record in row["evidence_before"], proof(8002).record in row["evidence_after"]) == (True, True)


def test_the_same_page_read_again_and_a_page_read_by_another_program_are_no_edits(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _read(warehouse, 0, 2, LONG)
    _read(warehouse, 0, 3, LONG)
    _read(warehouse, 1, 2, LONG + "又读。", page=1002)
    _look(warehouse, 7, *LIST, reader="r2")
    _read(warehouse, 7, 3, LONG + "另一版本。")
    assert _events(warehouse) == []


def test_one_address_and_one_document_in_several_columns_are_duplicates(warehouse: Warehouse) -> None:
    register = agency("slj", column("gzdt"), column("tzgg"))
    _look(warehouse, 0, *LIST, register=[register])
    copy, namesake = entry(8, _day(-9), title="第3条"), entry(9, _day(-9), title="另一件事，同样的套话")
    _look(warehouse, 1, MIDDLE, copy, namesake, OLD, column="tzgg", register=[register])
    _look(warehouse, 2, *LIST, register=[register])
    for number in (3, 8, 9):
        _read(warehouse, 2, number, LONG)
    rows = [row for row in _events(warehouse, register) if row["kind"] == "duplicated"]
    assert sorted((_number(row), row["column"], row["other_column"]) for row in rows) == [
        ("1", "tzgg", "slj/gzdt"),
        ("2", "tzgg", "slj/gzdt"),
        ("8", "tzgg", "slj/gzdt"),
    ]


def test_one_page_that_several_columns_share_is_no_heap_of_duplicates(warehouse: Warehouse) -> None:
    shared = "https://www.yunxi.example/gzdt/index.html"
    register = agency("slj", column("gzdt"), column("again", url=shared))
    for n in range(2):
        _look(warehouse, n, *LIST, register=[register])
        _look(warehouse, n, *LIST, column="again", url=shared, register=[register])
    assert _events(warehouse, register) == []


def test_events_are_asked_for_by_day_and_as_of_a_moment(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, entry(4, _day(1)), *LIST)
    _look(warehouse, 2, entry(5, _day(2)), entry(4, _day(1)), *LIST)
    assert [_number(row) for row in _events(warehouse, first=_day(2))] == ["5"]
    assert [_number(row) for row in _events(warehouse, last=_day(1))] == ["4"]
    assert [_number(row) for row in plain_rows(_until(warehouse, 1))] == ["4"]
    assert [_number(row) for row in _events(warehouse, known_at=_at(1))] == ["4"]


@pytest.mark.parametrize(("at", "found"), [(time(15, 59, 59), []), (time(16), ["4"])])
def test_an_event_belongs_to_its_day_in_the_offices_zone(warehouse: Warehouse, at: time, found: list[str]) -> None:
    """New year begins at 16:00 in UTC: what was seen before is the old year's."""
    _look(warehouse, 0, *LIST)
    night = _begun(warehouse, 1)
    seen_at = datetime.combine(date(2026, 12, 31), at, UTC)
    shown = visit(entry(4, _day(1)), *LIST, at=seen_at, reader=READER, evidence=(proof(2, at=seen_at),))
    save_visit(warehouse, night, shown)
    asked: dict[str, Any] = {"agencies": [agency()], "as_of": datetime(2027, 1, 2, tzinfo=ZONE), "zone": ZONE}
    assert {_number(row) for row in plain_rows(item_events(warehouse, **asked))} == {"4"}
    assert [_number(row) for row in plain_rows(item_events(warehouse, **asked, first=date(2027, 1, 1)))] == found


def _until(w: Warehouse, n: int) -> pd.DataFrame:
    as_of = datetime.combine(_day(n), time(23, 59, 59), ZONE)
    return item_events(w, agencies=[agency()], as_of=as_of, zone=ZONE)


def test_an_item_dated_back_stays_so_when_its_day_is_changed_later(warehouse: Warehouse) -> None:
    _look(warehouse, 0, *LIST)
    _look(warehouse, 10, *LIST)
    _look(warehouse, 11, RECENT, entry(4, _day(-5)), MIDDLE, OLD)
    _look(warehouse, 12, entry(4, _day(11)), *LIST)
    assert _kinds(warehouse) == [("backdated", "4"), ("redated", "4")]


def test_an_item_moved_to_an_earlier_day_than_we_know_it_from_is_edited_not_late(warehouse: Warehouse) -> None:
    """It was there when its list said it was; that the list says otherwise now is an event of its own."""
    _look(warehouse, 0, *LIST)
    _look(warehouse, 1, entry(4, _day(1)), *LIST)
    _look(warehouse, 2, RECENT, entry(4, _day(-9)), MIDDLE, OLD)
    (row,) = [row for row in _events(warehouse) if row["kind"] != "new"]
    assert (row["kind"], row["what"], row["days"], row["needs_review"]) == ("edited", "published", -10, True)
