"""What we saw stays readable for anyone: by standard tools, after a crash, and never silently changed."""

import contextlib
import errno
import gzip
import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
    wire = gzip.compress(body) if encoding == "gzip" else body
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    path.write_bytes(path.read_bytes()[:offset] + gzip.compress(forged))
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
