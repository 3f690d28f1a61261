"""Nothing in stored evidence can be changed, cut or taken away without a look through it telling so."""

import gzip
import hashlib
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.results import Evidence
from scrapers.checked import Checked
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Validators
from scrapers.fetching.transport import Exchange
from scrapers.warc.files import warc_files
from tests.support.fault_server import LIST

NIGHT = datetime(2026, 11, 20, 2, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ANSWER = Exchange(
    url="http://www.example.gov.cn/gzdt/",
    status=200,
    reason="OK",
    headers=(("Content-Type", "text/html"),),
    wire_body=LIST,
    body=LIST,
    fetched_at=NIGHT,
    target="/gzdt/",
    request_headers=(("Host", "www.example.gov.cn"),),
)


def stored(var: Path) -> list[Evidence]:
    """A page, the same page unchanged, and another one, in one file."""
    store = EvidenceStore(var, wait=False)
    first = store.keep(ANSWER)
    assert first.sha256 is not None
    assert first.record is not None
    earlier = Validators(url=ANSWER.url, sha256=first.sha256, record=first.record, fetched_at=NIGHT)
    again = store.keep(replace(ANSWER, status=304, wire_body=b"", body=b""), earlier=earlier)
    other = store.keep(replace(ANSWER, url=ANSWER.url + "?2", wire_body=LIST * 2, body=LIST * 2))
    store.close()
    return [first, again, other]


def looked_through(var: Path, needed: list[Evidence]) -> Checked:
    checked = Checked(var)
    for _, warc in warc_files(var):
        checked.look_through(warc)
    for one in needed:
        assert one.record is not None
        checked.require(one.record, one.sha256, length=one.length, needed_by="pages")
    return checked


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Evidence]]:
    var = tmp_path_factory.mktemp("whole")
    return var, stored(var)


def test_what_was_stored_is_all_well(whole: tuple[Path, list[Evidence]]) -> None:
    checked = looked_through(*whole)
    assert (checked.wrong(), checked.files, checked.answers) == ([], 1, 3)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bit_can_be_turned_unnoticed(
    tmp_path: Path, whole: tuple[Path, list[Evidence]], data: st.DataObject
) -> None:
    var, needed = whole
    ((_, original),) = warc_files(var)
    content = bytearray(original.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    warc = tmp_path / original.relative_to(var)
    warc.parent.mkdir(parents=True, exist_ok=True)
    warc.write_bytes(content)
    # A few bits of gzip stand for nothing: its clock, its system, what fills up the last byte.
    assert looked_through(tmp_path, needed).wrong() or gzip.decompress(content) == gzip.decompress(
        original.read_bytes()
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_end_can_be_cut_off_unnoticed_where_somebody_needs_it(
    tmp_path: Path, whole: tuple[Path, list[Evidence]], data: st.DataObject
) -> None:
    var, needed = whole
    ((_, original),) = warc_files(var)
    last = int(str(needed[-1].record).partition("#")[2])
    content = original.read_bytes()
    warc = tmp_path / original.relative_to(var)
    warc.parent.mkdir(parents=True, exist_ok=True)
    warc.write_bytes(content[: data.draw(st.integers(0, last + 10))])
    assert looked_through(tmp_path, needed).wrong() != []


def test_each_place_is_told_once_with_all_who_need_it(tmp_path: Path) -> None:
    needed = stored(tmp_path)
    ((_, warc),) = warc_files(tmp_path)
    warc.unlink()
    (wrong,) = looked_through(tmp_path, needed * 2).wrong()
    assert wrong == (warc.relative_to(tmp_path).as_posix(), "the file is gone; needed by 6 of pages")


def test_an_unchanged_page_needs_its_body_also_in_a_file_that_is_not_looked_through(tmp_path: Path) -> None:
    first = stored(tmp_path)[0]
    assert first.sha256 is not None
    assert first.record is not None
    earlier = Validators(url=ANSWER.url, sha256=first.sha256, record=first.record, fetched_at=NIGHT)
    store = EvidenceStore(tmp_path)
    later = replace(ANSWER, fetched_at=NIGHT.replace(day=21))
    again = [store.keep(later, earlier=earlier), store.keep(later, earlier=earlier)]
    store.close()
    ((_, before), (day, after)) = warc_files(tmp_path)
    assert [path for _, path in warc_files(tmp_path, day=day)] == [after]
    for gone, rows in ((False, 0), (True, 1)):
        checked = Checked(tmp_path)
        checked.look_through(after)
        for one in again:
            checked.require(str(one.record), one.sha256, length=one.length, needed_by="pages")
        assert len(checked.wrong()) == rows
        if not gone:
            before.unlink()


def test_another_length_or_body_than_the_warehouse_has_is_told(tmp_path: Path) -> None:
    first, _, other = stored(tmp_path)
    elsewhere = hashlib.sha256(b"another page").hexdigest()
    for claimed, said in (
        (first.model_copy(update={"length": 7}), "bytes long, not 7"),
        (first.model_copy(update={"sha256": elsewhere}), "another body is stored there"),
        (other.model_copy(update={"record": f"{other.record}1"}), "cannot be read"),
        (
            first.model_copy(update={"record": f"{str(first.record).partition('#')[0]}#1"}),
            "no whole answer begins there",
        ),
        (first.model_copy(update={"record": "warehouse.sqlite#0"}), "the file is gone"),
    ):
        (wrong,) = looked_through(tmp_path, [claimed]).wrong()
        assert said in wrong.what


def test_folders_that_no_crawl_made_are_passed_over(tmp_path: Path) -> None:
    stored(tmp_path)
    ((_, warc),) = warc_files(tmp_path)
    for name in ("2026/13/40", "2026/11", "lost+found/11/20"):
        folder = tmp_path / "evidence" / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(warc, folder / "x.warc.gz")
    assert [path for _, path in warc_files(tmp_path)] == [warc]
