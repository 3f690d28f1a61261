"""What we saw stays readable for anyone: by standard tools, after a crash, and never silently changed."""

import contextlib
import errno
import gzip
import hashlib
import json
import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scrapers.errors import EvidenceError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Validators
from scrapers.fetching.transport import Exchange
from scrapers.stored import read_page, read_record, validators_of
from scrapers.warc.index import index_path, indexed, write_index
from scrapers.warc.members import BrokenRecord, members
from tests.support.fault_server import LIST

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 20, 2, 30, 15, 123456, tzinfo=SHANGHAI)


def exchange(
    body: bytes = LIST,
    *,
    url: str = "http://www.example.gov.cn/gzdt/index.html?p=1",
    status: int = 200,
    at: datetime = NIGHT,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"), ("ETag", '"v1"')),
    encoding: str | None = None,
) -> Exchange:
    wire = gzip.compress(body, mtime=0) if encoding == "gzip" else body
    if encoding:
        headers = (*headers, ("Content-Encoding", encoding))
    return Exchange(
        url=url,
        status=status,
        reason="OK" if status == 200 else "Not Modified" if status == 304 else "Other",
        headers=headers,
        wire_body=wire,
        body=body,
        fetched_at=at,
        target="/gzdt/index.html?p=1",
        request_headers=(("Host", "www.example.gov.cn"), ("User-Agent", "gongkai/0 (+gk@example.org)")),
    )


def warc_file(var: Path, record: str | None) -> Path:
    assert record is not None
    return var / record.partition("#")[0]


def records(path: Path) -> list[tuple[str, str | None, bytes]]:
    """Type, address and decoded content of every record, as standard warcio reads them."""
    with path.open("rb") as file:
        return [
            (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
            for one in ArchiveIterator(file, check_digests="raise")
        ]


def test_an_answer_is_kept_under_its_day_and_found_again(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange())
    assert kept.record is not None
    assert kept.record.startswith("evidence/2026/11/20/20261120-")
    assert kept.sha256 == hashlib.sha256(LIST).hexdigest()
    assert kept.fetched_at == NIGHT
    headers, body = read_record(tmp_path, kept.record)
    assert body == LIST
    assert headers["etag"] == '"v1"'
    page = read_page(tmp_path, kept.record)
    assert (page.url, page.status, page.fetched_at, page.body) == (kept.url, 200, NIGHT, LIST)


def test_the_digest_is_of_the_bytes_as_they_came_and_the_page_is_readable(tmp_path: Path) -> None:
    answer = exchange(encoding="gzip")
    kept = EvidenceStore(tmp_path).keep(answer)
    assert kept.record is not None
    assert kept.sha256 == hashlib.sha256(answer.wire_body).hexdigest()
    assert read_record(tmp_path, kept.record).body == answer.wire_body
    assert read_page(tmp_path, kept.record).body == LIST


def test_standard_tools_read_every_record_and_find_its_digest_right(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    chunked = exchange(headers=(("Transfer-Encoding", "chunked"),), url="http://b.cn")
    kept = [store.keep(one) for one in (exchange(), exchange(encoding="gzip", url="http://a.cn/栏目/"), chunked)]
    path = warc_file(tmp_path, kept[0].record)
    found = records(path)
    assert [kind for kind, _, _ in found] == ["warcinfo"] + ["response", "request"] * 3
    assert [content for kind, _, content in found if kind == "response"] == [LIST] * 3


def test_the_request_is_kept_beside_its_answer(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange())
    with warc_file(tmp_path, kept.record).open("rb") as file:
        found = {one.rec_type: one for one in ArchiveIterator(file)}
        assert found["request"].http_headers.protocol == "GET"
        assert found["request"].http_headers.statusline == "/gzdt/index.html?p=1 HTTP/1.1"
        assert found["request"].rec_headers.get_header("WARC-Concurrent-To") == found[
            "response"
        ].rec_headers.get_header("WARC-Record-ID")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=3000), status=st.sampled_from([200, 302, 404, 503]))
def test_whatever_came_is_given_back_unchanged(tmp_path: Path, body: bytes, status: int) -> None:
    store = EvidenceStore(tmp_path)
    kept = store.keep(exchange(body, status=status))
    store.close()
    assert kept.record is not None
    assert read_record(tmp_path, kept.record).body == body
    assert read_page(tmp_path, kept.record).status == status


def test_only_the_owner_may_read_evidence(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange())
    path = warc_file(tmp_path, kept.record)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in list(path.parents)[:4]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


def test_an_unchanged_page_points_to_the_body_kept_before(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(exchange(encoding="gzip"))
    assert first.record is not None
    held = validators_of(tmp_path, first.record)
    tonight = NIGHT + timedelta(hours=3)
    again = store.keep(exchange(encoding="gzip", at=tonight), earlier=held)
    assert (again.sha256, again.fetched_at) == (first.sha256, tonight)
    assert again.record not in (None, first.record)
    assert again.record is not None
    assert read_page(tmp_path, again.record).body == LIST
    assert read_page(tmp_path, again.record).fetched_at == tonight
    assert validators_of(tmp_path, again.record) == held
    kinds = [kind for kind, _, _ in records(warc_file(tmp_path, first.record))]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]


def test_another_page_or_an_error_with_the_same_body_is_kept_in_full(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(exchange())
    assert first.record is not None
    held = validators_of(tmp_path, first.record)
    store.keep(exchange(url="http://b.cn/"), earlier=held)
    error = store.keep(exchange(status=503), earlier=held)
    assert error.record is not None
    assert read_page(tmp_path, error.record).status == 503
    assert "revisit" not in {kind for kind, _, _ in records(warc_file(tmp_path, first.record))}


def test_a_304_proves_the_page_of_an_earlier_night(tmp_path: Path) -> None:
    first = EvidenceStore(tmp_path).keep(exchange(encoding="gzip"))
    assert first.record is not None
    held = validators_of(tmp_path, first.record)
    assert (held.etag, held.record, held.fetched_at) == ('"v1"', first.record, NIGHT)

    tonight = NIGHT + timedelta(days=1)
    second = EvidenceStore(tmp_path).keep(exchange(b"", status=304, at=tonight, headers=()), earlier=held)
    assert (second.sha256, second.fetched_at) == (first.sha256, tonight)
    assert second.record is not None
    assert second.record.startswith("evidence/2026/11/21/")
    assert read_page(tmp_path, second.record).body == LIST
    later = validators_of(tmp_path, second.record)
    assert later == held, "the age of the body counts from when it was really sent"


def test_a_304_that_nobody_asked_for_is_kept_and_proves_no_page(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.keep(exchange())
    other = Validators(url="http://b.cn/", sha256="0" * 64, record="evidence/x.warc.gz#0", fetched_at=NIGHT)
    for earlier in (None, other):
        kept = store.keep(exchange(b"", status=304), earlier=earlier)
        assert kept.record is not None
        assert read_page(tmp_path, kept.record).status == 304
        assert read_page(tmp_path, kept.record).body == b""


def test_a_page_whose_server_gave_no_validators_is_held_without_them(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange(headers=()))
    assert kept.record is not None
    held = validators_of(tmp_path, kept.record)
    assert (held.etag, held.last_modified, held.record) == (None, None, kept.record)


def test_the_day_is_the_offices_own(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    late = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC).astimezone(SHANGHAI)
    before, after = store.keep(exchange(at=late)), store.keep(exchange(at=late + timedelta(seconds=1)))
    assert before.record is not None
    assert after.record is not None
    assert before.record.startswith("evidence/2026/11/20/")
    assert after.record.startswith("evidence/2026/11/21/")
    assert read_record(tmp_path, after.record).body == LIST


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    one, other = EvidenceStore(tmp_path).keep(exchange()), EvidenceStore(tmp_path).keep(exchange())
    assert warc_file(tmp_path, one.record) != warc_file(tmp_path, other.record)


def test_threads_write_whole_records(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)

    def keep(n: int) -> str:
        record = store.keep(exchange(b"%d" % n * 500, url=f"http://a.cn/{n}")).record
        assert record is not None
        return record

    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(keep, range(60)))
    assert [read_record(tmp_path, record).body for record in kept] == [b"%d" % n * 500 for n in range(60)]


def test_every_record_is_on_the_disk_before_its_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(os.fstat(file).st_size), real(file)))
    store = EvidenceStore(tmp_path)
    kept = store.keep(exchange())
    path = warc_file(tmp_path, kept.record)
    assert synced[-1] == path.stat().st_size
    # The process dies here: the file was never closed, and half a record follows.
    with path.open("ab") as file:
        file.write(path.read_bytes()[:40])
    assert kept.record is not None
    assert read_record(tmp_path, kept.record).body == LIST


def test_a_full_disk_stops_the_crawl_and_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EvidenceStore(tmp_path)
    kept = store.keep(exchange())
    path = warc_file(tmp_path, kept.record)
    size = path.stat().st_size
    real = os.write
    calls = 0

    def full(file: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            return real(file, bytes(data)[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EvidenceError, match="No space left on device"):
        store.keep(exchange(url="http://b.cn/"))
    assert path.stat().st_size == size
    monkeypatch.undo()
    later = store.keep(exchange(url="http://b.cn/"))
    assert later.record is not None
    assert read_record(tmp_path, later.record).body == LIST
    assert len(records(path)) == 5


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("in the way", encoding="utf-8")
    with pytest.raises(EvidenceError, match="evidence cannot be written"):
        EvidenceStore(tmp_path).keep(exchange())


def test_changed_evidence_is_noticed(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange())
    assert kept.record is not None
    path = warc_file(tmp_path, kept.record)
    offset = int(kept.record.partition("#")[2])
    held = gzip.decompress(path.read_bytes()[offset:])
    forged = held.replace(b"2026-11-20</span>", b"2026-11-21</span>", 1)
    assert forged != held
    path.write_bytes(path.read_bytes()[:offset] + gzip.compress(forged, mtime=0))
    with pytest.raises(EvidenceError, match="does not match its digest"):
        read_record(tmp_path, kept.record)


@pytest.mark.parametrize(
    "record",
    [
        "evidence/2026/11/20/none.warc.gz#0",
        "evidence/../../etc/passwd.warc.gz#0",
        "/etc/passwd#0",
        "evidence/2026/11/20/x.warc.gz",
        "",
    ],
)
def test_what_is_not_there_is_said_so(tmp_path: Path, record: str) -> None:
    with pytest.raises(EvidenceError):
        read_record(tmp_path, record)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.integers(0, 10_000), change=st.integers(1, 255), elsewhere=st.integers(0, 10_000))
def test_a_damaged_file_or_a_wrong_offset_is_an_error_of_ours_never_another_page(
    tmp_path: Path, where: int, change: int, elsewhere: int
) -> None:
    store = EvidenceStore(tmp_path)
    kept = store.keep(exchange())
    store.close()
    assert kept.record is not None
    path = warc_file(tmp_path, kept.record)
    name, _, begin = kept.record.partition("#")
    whole = path.read_bytes()
    if elsewhere != int(begin):
        with pytest.raises(EvidenceError):
            read_record(tmp_path, f"{name}#{elsewhere}")
    damaged = bytearray(whole)
    damaged[int(begin) + where % (len(whole) - int(begin))] ^= change
    path.write_bytes(bytes(damaged))
    with contextlib.suppress(EvidenceError):
        assert read_record(tmp_path, kept.record).body == LIST


def test_headers_and_status_lines_in_chinese_are_kept(tmp_path: Path) -> None:
    mojibake = "附件".encode().decode("latin-1")
    odd = replace(exchange(headers=(("Content-Disposition", mojibake),), url="http://a.cn/栏目/"), reason="成功 100%")
    kept = EvidenceStore(tmp_path).keep(odd)
    assert kept.record is not None
    assert read_record(tmp_path, kept.record).body == LIST
    assert len(records(warc_file(tmp_path, kept.record))) == 3


def test_a_pointer_to_a_lost_body_is_an_error(tmp_path: Path) -> None:
    lost = Validators(url="http://a.cn/", sha256="0" * 64, record="evidence/2026/gone.warc.gz#7", fetched_at=NIGHT)
    kept = EvidenceStore(tmp_path).keep(replace(exchange(b"", status=304), url="http://a.cn/"), earlier=lost)
    assert kept.record is not None
    with pytest.raises(EvidenceError, match=r"gone\.warc\.gz"):
        read_record(tmp_path, kept.record)


def test_the_answer_to_a_form_is_kept_with_the_form_so_that_anybody_can_send_it_again(tmp_path: Path) -> None:
    sent = b"__EVENTTARGET=Pager1&__EVENTARGUMENT=2"
    kept = EvidenceStore(tmp_path).keep(replace(exchange(), method="POST", sent=sent))
    with warc_file(tmp_path, kept.record).open("rb") as file:
        asked = [
            (one.http_headers.protocol, one.http_headers.statusline, one.content_stream().read())
            for one in ArchiveIterator(file)
            if one.rec_type == "request"
        ]
    assert asked == [("POST", "/gzdt/index.html?p=1 HTTP/1.1", sent)]
    assert kept.record is not None
    assert read_page(tmp_path, kept.record).body == LIST


def test_the_answer_to_a_form_is_nothing_to_compare_later_answers_with(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    posted = store.keep(replace(exchange(), method="POST", sent=b"page=2"))
    got = store.keep(exchange())
    assert posted.record is not None
    assert got.record is not None
    assert validators_of(tmp_path, posted.record) is None
    assert validators_of(tmp_path, got.record) is not None


def test_threads_that_wait_together_pay_for_one_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(exchange())
    path = warc_file(tmp_path, first.record)
    begun, go_on, synced = threading.Event(), threading.Event(), []
    real = os.fsync

    def slow(file: int) -> None:
        synced.append(os.fstat(file).st_size)
        begun.set()
        assert go_on.wait(10)
        real(file)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(6) as threads:
        one = threads.submit(store.keep, exchange(url="http://a.cn/0"))
        assert begun.wait(10)
        before = path.stat().st_size
        others = [threads.submit(store.keep, exchange(url=f"http://a.cn/{n}")) for n in range(1, 6)]
        while len(records(path)) < 1 + 2 * 7:
            pass
        assert not any(waiting.done() for waiting in (one, *others)), "nobody is told before it is on the disk"
        go_on.set()
        kept = [waiting.result() for waiting in (one, *others)]
    assert synced == [before, path.stat().st_size]
    assert len({one.record for one in kept}) == 6


def test_what_does_not_wait_is_on_the_disk_after_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    store = EvidenceStore(tmp_path, wait=False)
    kept = store.keep(exchange())
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
    store.keep(exchange(url="http://b.cn/"))
    assert synced == []
    store.sync()
    store.sync()
    assert synced == [warc_file(tmp_path, kept.record).stat().st_size]


def test_what_once_failed_to_reach_the_disk_is_never_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EvidenceStore(tmp_path, wait=False)
    store.keep(exchange())

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EvidenceError, match="Input/output error"):
        store.sync()
    monkeypatch.undo()
    for tried in (store.sync, lambda: store.keep(exchange()), store.sync):
        with pytest.raises(EvidenceError):
            tried()
    store.close()
    with pytest.raises(EvidenceError):
        store.sync()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(1, 2500))
def test_a_killed_writers_half_record_is_cut_off_and_nothing_whole_is_lost(tmp_path: Path, cut: int) -> None:
    var = Path(tempfile.mkdtemp(dir=tmp_path))
    store = EvidenceStore(var)
    kept = [store.keep(exchange(b"%d" % n * 300, url=f"http://a.cn/{n}")) for n in range(3)]
    path = warc_file(var, kept[0].record)
    die(store)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    before = list(members_until_broken(path))
    EvidenceStore(var)
    assert whole.startswith(path.read_bytes())
    assert [one.offset for one in members(path)] == before
    if before:
        assert len(records(path)) == len(before)
        assert index_path(path).exists()


def test_the_end_of_a_file_is_left_alone_while_its_writer_is_at_work(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    kept = store.keep(exchange())
    path = warc_file(tmp_path, kept.record)
    with path.open("ab") as file:
        file.write(path.read_bytes()[:40])
    size = path.stat().st_size
    EvidenceStore(tmp_path)
    assert path.stat().st_size == size
    assert not index_path(path).exists()


def test_a_damage_in_the_middle_costs_nothing_that_is_whole(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = EvidenceStore(tmp_path)
    kept = [store.keep(exchange(url=f"http://a.cn/{n}")) for n in range(3)]
    path = warc_file(tmp_path, kept[0].record)
    die(store)
    damaged = bytearray(path.read_bytes())
    damaged[int(str(kept[1].record).partition("#")[2]) + 40] ^= 0xFF
    path.write_bytes(damaged)
    EvidenceStore(tmp_path)
    assert path.read_bytes() == damaged
    assert "check the disk" in caplog.text
    assert read_record(tmp_path, str(kept[2].record)).body == LIST


def test_an_index_is_written_beside_a_closed_file_and_leads_to_its_records(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = store.keep(exchange(url="http://www.b.gov.cn/Gzdt/?b=2&a=1"))
    held = validators_of(tmp_path, str(first.record))
    again = store.keep(exchange(url="http://www.b.gov.cn/Gzdt/?b=2&a=1", at=NIGHT + timedelta(hours=1)), earlier=held)
    moved = store.keep(exchange(b"", url="http://a.gov.cn:8080/", status=302))
    path = warc_file(tmp_path, first.record)
    assert not index_path(path).exists()
    store.close()
    lines = index_path(path).read_text(encoding="utf-8").splitlines()
    assert [line.partition(" {")[0] for line in lines] == [
        "cn,gov,a:8080)/ 20261119183015",
        "cn,gov,b)/gzdt?a=1&b=2 20261119183015",
        "cn,gov,b)/gzdt?a=1&b=2 20261119193015",
    ]
    told = [json.loads(line.partition(" {")[1].strip() + line.partition(" {")[2]) for line in lines]
    assert [(one["status"], one["mime"]) for one in told] == [
        ("302", "text/html"),
        ("200", "text/html"),
        ("200", "warc/revisit"),
    ]
    for one, kept in zip(told, (moved, first, again), strict=True):
        assert kept.record == f"{path.relative_to(tmp_path)}#{one['offset']}"
        assert kept.length == int(one["length"])
        assert one["filename"] == path.name
        assert one["digest"] == f"sha256:{kept.sha256}"
        member = path.read_bytes()[int(one["offset"]) : int(one["offset"]) + int(one["length"])]
        (found,) = list(ArchiveIterator(BytesIO(member), check_digests="raise"))
        assert found.rec_headers.get_header("WARC-Target-URI") == one["url"]
    assert write_index(path, indexed(path)).read_text(encoding="utf-8").splitlines() == lines
    assert stat.S_IMODE(index_path(path).stat().st_mode) == 0o600


def test_credentials_and_cookies_are_named_and_not_kept(tmp_path: Path) -> None:
    secret = replace(
        exchange(
            url="http://user:secret@a.cn/x?to=a@b",
            headers=(("Set-Cookie", "JSESSIONID=secret; Path=/"), ("Location", "http://u:secret@b.cn/")),
        ),
        request_headers=(
            ("Host", "a.cn"),
            ("authorization", "Basic secret"),
            ("Proxy-Authorization", "secret"),
            ("Cookie", "a=secret"),
        ),
    )
    kept = EvidenceStore(tmp_path).keep(secret)
    assert kept.url == "http://a.cn/x?to=a@b"
    plain = gzip.decompress(warc_file(tmp_path, kept.record).read_bytes())
    assert b"secret" not in plain
    for named in (b"authorization: [removed]", b"Proxy-Authorization: [removed]", b"Cookie: [removed]"):
        assert named in plain
    assert b"Set-Cookie: [removed]" in plain
    assert b"Location: http://b.cn/" in plain


def test_a_header_that_would_begin_another_line_stays_in_its_own(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange(headers=(("X-A", "1\r\n\r\nforged: 2"), ("X-B", "3"))))
    assert read_record(tmp_path, str(kept.record)).headers == {"x-a": "1 forged: 2", "x-b": "3"}
    assert read_record(tmp_path, str(kept.record)).body == LIST


def test_the_length_of_a_record_is_told_and_checked(tmp_path: Path) -> None:
    kept = EvidenceStore(tmp_path).keep(exchange())
    record = str(kept.record)
    assert read_record(tmp_path, record, length=kept.length).body == LIST
    with pytest.raises(EvidenceError, match="bytes long"):
        read_record(tmp_path, record, length=(kept.length or 0) + 1)


def members_until_broken(path: Path) -> Iterator[int]:
    with contextlib.suppress(BrokenRecord):
        for one in members(path):
            yield one.offset


def die(store: EvidenceStore) -> None:
    """What a kill leaves: the lock is free, the file is not closed in order."""
    assert store._file is not None
    os.close(store._file._file)
