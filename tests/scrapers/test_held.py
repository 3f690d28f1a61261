"""A night that was cut off knows what it holds, and asks no server for it again."""

import gzip
import hashlib
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scrapers.evidence import EvidenceStore
from scrapers.fetching.rendering import Rendering
from scrapers.fetching.transport import Exchange
from scrapers.held import KeptExchange, held
from scrapers.stored import validators_of

NIGHT = datetime(2026, 11, 20, 2, 30, 15, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
URL = "http://www.example.gov.cn/gzdt/index.html"
BODY = "<html><p>工作动态</p></html>".encode()


def answer(
    body: bytes = BODY,
    *,
    url: str = URL,
    status: int = 200,
    at: datetime = NIGHT,
    method: str = "GET",
    sent: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")),
) -> Exchange:
    return Exchange(
        url=url,
        status=status,
        reason="OK",
        headers=headers,
        wire_body=body,
        body=body,
        fetched_at=at,
        target="/gzdt/index.html",
        request_headers=(("Host", "www.example.gov.cn"), ("User-Agent", "gongkai/0")),
        method=method,
        sent=sent,
    )


def test_an_answer_nobody_used_comes_back_as_it_was_and_is_not_stored_again(tmp_path: Path) -> None:
    asked = [
        answer(),
        answer(gzip.compress(BODY), url=URL + "?2", headers=(("Content-Encoding", "gzip"), ("Location", "附件"))),
        answer(b"", url=URL + "?3", status=302, headers=(("Location", "/a"),)),
        answer(url=URL + "?4", method="POST", sent=b"page=2&x=\r\n\r\n"),
    ]
    asked[1] = replace(asked[1], body=BODY, headers=(("Content-Encoding", "gzip"), ("X", "\xb8\xbd\x85")))
    store = EvidenceStore(tmp_path)
    kept = [store.keep(one) for one in asked]
    found = held(tmp_path, NIGHT, ())
    assert list(found) == [(one.method, one.url, one.sent) for one in asked]
    for one, evidence, again in zip(asked, kept, found.values(), strict=True):
        for field in fields(Exchange):
            assert getattr(again, field.name) == getattr(one, field.name), field.name
        assert again.fetched_at.tzinfo == NIGHT.tzinfo
        assert again.evidence == evidence
        assert store.keep(again) == evidence
    assert len(held(tmp_path, NIGHT, ())) == len(asked)


def test_what_a_saved_visit_rests_on_is_left_out(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    used, unused = store.keep(answer()), store.keep(answer(url=URL + "?2"))
    assert used.record is not None
    assert [one.evidence for one in held(tmp_path, NIGHT, {used.record}).values()] == [unused]


def test_only_the_latest_answer_to_a_request_counts(tmp_path: Path) -> None:
    later = NIGHT + timedelta(minutes=20)
    EvidenceStore(tmp_path).keep(answer(b"old"))
    new = EvidenceStore(tmp_path).keep(answer(b"new", at=later))
    assert new.record is not None
    assert [one.body for one in held(tmp_path, NIGHT, ()).values()] == [b"new"]
    assert held(tmp_path, NIGHT, {new.record}) == {}, "an older answer does not stand in for the one that was used"


def test_a_failure_after_a_page_is_asked_again(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.keep(answer())
    store.keep(answer(status=503, at=NIGHT + timedelta(minutes=20)))
    assert held(tmp_path, NIGHT, ()) == {}


def test_what_was_stored_before_this_attempt_is_of_another_night(tmp_path: Path) -> None:
    EvidenceStore(tmp_path).keep(answer())
    assert held(tmp_path, NIGHT + timedelta(microseconds=1), ()) == {}
    assert len(held(tmp_path, NIGHT.astimezone(ZoneInfo("America/Los_Angeles")), ())) == 1


def test_an_unchanged_page_is_held_with_the_body_it_points_to(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(answer())
    assert first.record is not None
    tonight = NIGHT + timedelta(days=1)
    earlier = validators_of(tmp_path, first.record)
    same = store.keep(answer(at=tonight), earlier=earlier)
    unchanged = store.keep(answer(b"", status=304, at=tonight + timedelta(seconds=1), url=URL), earlier=earlier)
    (one,) = held(tmp_path, tonight, ()).values()
    assert (one.status, one.body, one.evidence) == (304, b"", unchanged)
    assert same.record is not None
    (one,) = held(tmp_path, tonight, ()).values()
    assert one.evidence.sha256 == hashlib.sha256(BODY).hexdigest()


def test_an_identical_page_is_held_whole(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(answer())
    assert first.record is not None
    tonight = NIGHT + timedelta(days=1)
    same = store.keep(answer(at=tonight), earlier=validators_of(tmp_path, first.record))
    (one,) = held(tmp_path, tonight, ()).values()
    assert (one.status, one.body, one.evidence) == (200, BODY, same)


def test_an_unchanged_page_whose_body_is_lost_or_a_304_nobody_asked_for_is_asked_again(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(answer())
    assert first.record is not None
    store.close()
    tonight = NIGHT + timedelta(days=1)
    earlier = validators_of(tmp_path, first.record)
    store.keep(answer(b"", status=304, at=tonight), earlier=earlier)
    store.keep(answer(b"", status=304, at=tonight, url=URL + "?2"))
    (tmp_path / first.record.partition("#")[0]).unlink()
    assert held(tmp_path, tonight, ()) == {}


def test_a_page_that_a_browser_drew_is_drawn_anew(tmp_path: Path) -> None:
    drawn = b"<html>drawn</html>"
    page = answer(drawn)
    values = {field.name: getattr(page, field.name) for field in fields(Exchange)}
    EvidenceStore(tmp_path).keep(Rendering(**values, original=answer(), engine="Chromium 156", parts=3))
    assert held(tmp_path, NIGHT, ()) == {}


@pytest.mark.parametrize("cut", [1, 100, 400])
def test_a_record_that_was_never_finished_hides_nothing_before_it(tmp_path: Path, cut: int) -> None:
    store = EvidenceStore(tmp_path)
    first, _ = store.keep(answer()), store.keep(answer(url=URL + "?2"))
    assert first.record is not None
    path = tmp_path / first.record.partition("#")[0]
    path.write_bytes(path.read_bytes()[:-cut])
    assert [one.evidence for one in held(tmp_path, NIGHT, ()).values()] == [first]


def test_a_changed_body_is_not_held(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(answer())
    assert kept.record is not None
    path = tmp_path / kept.record.partition("#")[0]
    whole, offset = path.read_bytes(), int(kept.record.partition("#")[2])
    forged = gzip.decompress(whole[offset:]).replace("动态".encode(), "动静".encode(), 1)
    path.write_bytes(whole[:offset] + gzip.compress(forged))
    assert held(tmp_path, NIGHT, ()) == {}


def test_a_kept_answer_is_an_answer() -> None:
    assert issubclass(KeptExchange, Exchange)
