"""What was kept beside an answer is found with it: the request, the headers, the page as a browser drew it."""

import hashlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers.errors import EvidenceError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.rendering import Rendering
from scrapers.fetching.transport import Exchange
from scrapers.stored_exchange import stored_bytes, stored_exchange
from tests.support.fault_server import LIST

ANSWER = Exchange(
    url="http://www.example.gov.cn/gzdt/",
    status=200,
    reason="OK",
    headers=(("Content-Type", "text/html"), ("Set-Cookie", "JSESSIONID=1")),
    wire_body=LIST,
    body=LIST,
    fetched_at=datetime(2026, 11, 20, 2, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    target="/gzdt/",
    request_headers=(("Host", "www.example.gov.cn"),),
)
DRAWN = "﻿<html><body>画好的列表</body></html>".encode()


def kept(var: Path, *exchanges: Exchange) -> list[str]:
    store = EvidenceStore(var)
    records = [str(store.keep(exchange).record) for exchange in exchanges]
    store.close()
    return records


def drawn() -> Rendering:
    return Rendering(
        **{**vars(ANSWER), "wire_body": DRAWN, "body": DRAWN, "headers": ()},
        original=ANSWER,
        engine="Chromium 156",
        parts=3,
    )


def kinds(warc: bytes) -> list[str]:
    found = []
    for one in ArchiveIterator(BytesIO(warc), check_digests="raise"):
        one.content_stream().read()
        found.append(one.rec_type)
    return found


def test_an_answer_comes_with_its_own_request(tmp_path: Path) -> None:
    posted = replace(ANSWER, method="POST", sent=b"page=2", url=ANSWER.url + "?2")
    first, second = kept(tmp_path, ANSWER, posted)
    found = stored_exchange(tmp_path, first)
    assert found.asked is not None
    assert (found.asked.first, found.asked.headers) == (["GET", "/gzdt/", "HTTP/1.1"], ANSWER.request_headers)
    assert found.answered.first == ["HTTP/1.1", "200", "OK"]
    assert dict(found.answered.headers) == {"Content-Type": "text/html", "Set-Cookie": "[removed]"}
    assert (found.page.body, found.sha256) == (LIST, hashlib.sha256(LIST).hexdigest())
    assert (found.unchanged, found.drawn_by) == (False, None)
    other = stored_exchange(tmp_path, second).asked
    assert other is not None
    assert (other.first[0], other.body) == ("POST", b"page=2")


def test_a_drawn_page_comes_with_the_answer_it_was_drawn_from(tmp_path: Path) -> None:
    record, _ = kept(tmp_path, drawn(), ANSWER)
    found = stored_exchange(tmp_path, record)
    assert (found.page.body, found.sha256) == (DRAWN, hashlib.sha256(DRAWN).hexdigest())
    assert (found.drawn_by, found.answered.first) == ("Chromium 156", ["HTTP/1.1", "200", "OK"])
    assert found.asked is not None
    assert found.asked.first == ["GET", "/gzdt/", "HTTP/1.1"]
    assert kinds(stored_bytes(tmp_path, record)) == ["conversion", "response", "request"]


def test_of_several_answers_only_the_one_named_is_given(tmp_path: Path) -> None:
    first, second = kept(tmp_path, ANSWER, replace(ANSWER, url=ANSWER.url + "?2"))
    assert kinds(stored_bytes(tmp_path, first)) == ["response", "request"]
    assert stored_bytes(tmp_path, first) != stored_bytes(tmp_path, second)


def test_an_answer_is_shown_also_where_the_file_breaks_off_behind_it(tmp_path: Path) -> None:
    (record,) = kept(tmp_path, ANSWER)
    warc = tmp_path / record.partition("#")[0]
    warc.write_bytes(warc.read_bytes()[:-10])
    found = stored_exchange(tmp_path, record)
    assert (found.asked, found.page.body) == (None, LIST)
    assert kinds(stored_bytes(tmp_path, record)) == ["response"]


@pytest.mark.parametrize("record", ["evidence/2026/11/20/a.warc.gz#0", "../a.warc.gz#0", "nothing"])
def test_what_is_not_stored_is_refused(tmp_path: Path, record: str) -> None:
    for read in (stored_exchange, stored_bytes):
        with pytest.raises(EvidenceError):
            read(tmp_path, record)


def test_a_request_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    (record,) = kept(tmp_path, ANSWER)
    file, _, offset = record.partition("#")
    request = int(offset) + len(stored_bytes(tmp_path, record))
    with pytest.raises(EvidenceError):
        stored_exchange(tmp_path, f"{file}#{request - 200}")
    with pytest.raises(EvidenceError, match="not an answer"):
        stored_exchange(tmp_path, f"{file}#0")
