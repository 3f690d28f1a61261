"""Stored pages answer for the server they came from: as they came, and nothing that was not stored."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.results import Evidence
from scrapers.errors import EvidenceError, Unreachable
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Trace, Validators
from scrapers.fetching.rendering import Rendering
from scrapers.fetching.transport import Exchange
from scrapers.stored_pages import StoredPages

AT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
LIST = "https://www.example.gov.cn/gzdt/index.html"


def answer(url: str, text: str, *, status: int = 200, sent: bytes = b"") -> Exchange:
    body = text.encode()
    return Exchange(
        url=url,
        status=status,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"7"')),
        wire_body=body,
        body=body,
        fetched_at=AT,
        method="POST" if sent else "GET",
        sent=sent,
    )


def kept(var: Path, *exchanges: Exchange) -> list[Evidence]:
    store = EvidenceStore(var)
    try:
        return [store.keep(exchange) for exchange in exchanges]
    finally:
        store.close()


def test_a_page_is_given_as_it_came_with_the_evidence_it_has(tmp_path: Path) -> None:
    proofs = kept(tmp_path, answer(LIST, "第一页"), answer(LIST.replace("index", "index_1"), "第二页"))
    pages = StoredPages(tmp_path, "http://www.example.gov.cn/gzdt/", proofs, at=AT)
    trace = Trace()
    first = pages.get("http://www.example.gov.cn/gzdt/", trace=trace)
    assert (first.text, first.url, first.requested) == ("第一页", LIST, "http://www.example.gov.cn/gzdt/")
    assert (pages.answered, pages.drawn, pages.now()) == (True, False, AT)
    assert [pages.keep(exchange) for exchange in trace.exchanges] == proofs[:1]
    assert (trace.requests, trace.bytes, trace.exchanges[0].header("etag")) == (0, 0, '"7"')


def test_an_address_that_led_from_http_to_https_is_found_under_both(tmp_path: Path) -> None:
    proofs = kept(tmp_path, answer(LIST, "第一页"), answer("https://www.example.gov.cn/gzdt/index_1.html", "第二页"))
    pages = StoredPages(tmp_path, LIST, proofs, at=AT)
    assert pages.get("http://www.example.gov.cn/gzdt/index_1.html#list").text == "第二页"


def test_answers_to_posted_forms_are_told_apart_by_what_was_posted(tmp_path: Path) -> None:
    proofs = kept(tmp_path, answer(LIST, "1"), answer(LIST, "2", sent=b"page=2&q="), answer(LIST, "3", sent=b"page=3"))
    pages = StoredPages(tmp_path, LIST, proofs, at=AT)
    forms: list[dict[str, str] | None] = [None, {"page": "2", "q": ""}, {"page": "3"}]
    assert [pages.get(LIST, form=form).text for form in forms] == ["1", "2", "3"]
    with pytest.raises(Unreachable, match="not fetched in the visit that is read again"):
        pages.get(LIST, form={"page": "4"})


def test_what_was_no_page_then_is_none_now(tmp_path: Path) -> None:
    later = "https://www.example.gov.cn/gzdt/index_1.html"
    pages = StoredPages(tmp_path, LIST, kept(tmp_path, answer(LIST, " "), answer(later, "?", status=404)), at=AT)
    assert not pages.answered
    trace = Trace()
    with pytest.raises(Unreachable, match="answered 404"):
        pages.get(later, trace=trace)
    assert len(trace.exchanges) == 1, "that it was asked for is part of the evidence"


def test_of_a_page_that_a_browser_drew_what_it_drew_is_read(tmp_path: Path) -> None:
    sent = answer(LIST, "<script>…</script>")
    drawn = Rendering(
        **{**vars(sent), "wire_body": "画好的列表".encode(), "body": "画好的列表".encode()},
        original=sent,
        engine="Chromium",
        parts=1,
    )
    pages = StoredPages(tmp_path, LIST, kept(tmp_path, drawn), at=AT)
    assert (pages.get(LIST).text, pages.drawn) == ("画好的列表", True)


def test_an_unchanged_page_is_read_from_the_body_it_points_to(tmp_path: Path) -> None:
    (first,) = kept(tmp_path, answer(LIST, "第一页"))
    assert first.sha256 is not None
    assert first.record is not None
    earlier = Validators(url=LIST, sha256=first.sha256, record=first.record, fetched_at=AT)
    store = EvidenceStore(tmp_path)
    again = store.keep(replace(answer(LIST, "第一页"), status=304, wire_body=b"", body=b""), earlier=earlier)
    store.close()
    pages = StoredPages(tmp_path, LIST, [again], at=AT)
    assert (pages.get(LIST).text, pages.answered) == ("第一页", True)


def test_evidence_that_is_gone_or_another_page_s_is_refused(tmp_path: Path) -> None:
    one, other = kept(tmp_path, answer(LIST, "第一页"), answer(LIST, "另一页"))
    with pytest.raises(EvidenceError, match="another page than the one that was read"):
        StoredPages(tmp_path, LIST, [one.model_copy(update={"sha256": other.sha256})], at=AT)
    with pytest.raises(EvidenceError, match="bytes long, not"):
        StoredPages(tmp_path, LIST, [one.model_copy(update={"length": 7})], at=AT)
    for file in tmp_path.rglob("*.warc.gz"):
        file.unlink()
    with pytest.raises(EvidenceError, match="cannot be read"):
        StoredPages(tmp_path, LIST, [one], at=AT)
