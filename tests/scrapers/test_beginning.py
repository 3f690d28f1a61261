"""Only the beginning of an answer is asked for where no more is wanted; what is stored of it says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.errors import Blocked, Redirected, ScrapeError
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Trace
from scrapers.held import held
from scrapers.stored import read_record
from scrapers.warc.check import Stored, check_file
from tests.support.fault_server import Answer, FaultServer, Seen, running
from tests.support.quick_client import quick_client

LONG = b"%PDF-1.7\n" + bytes(range(256)) * 4000


def in_part(seen: Seen) -> Answer:
    """A server that knows ranges."""
    first = int(seen.headers["range"].removeprefix("bytes=0-")) + 1
    return Answer(LONG[:first], status=206, headers={"Content-Range": f"bytes 0-{first - 1}/{len(LONG)}"})


def beginning_of(server: FaultServer, path: str) -> Trace:
    trace = Trace()
    quick_client(server.server).beginning(server.url(path), first=4096, trace=trace)
    return trace


def test_a_server_that_knows_ranges_sends_no_more_than_is_wanted() -> None:
    with running(pages={"/a.pdf": in_part}) as server:
        (answer,) = beginning_of(server, "/a.pdf").exchanges
        assert (answer.status, answer.cut, answer.body) == (206, False, LONG[:4096])
        assert server.seen[-1].headers["accept-encoding"] == "identity"


def test_of_one_that_knows_none_no_more_is_taken() -> None:
    with running(pages={"/a.pdf": Answer(LONG), "/b.pdf": Answer(LONG[:4096])}) as server:
        trace = beginning_of(server, "/a.pdf")
        (answer,) = trace.exchanges
        assert (answer.status, answer.cut, answer.body, trace.bytes) == (200, True, LONG[:4096], 4096)
        (whole,) = beginning_of(server, "/b.pdf").exchanges
        assert not whole.cut


def test_a_file_beyond_every_limit_of_size_has_a_beginning_too() -> None:
    with running(pages={"/a.zip": Answer(b"PK\x03\x04" + bytes(900_000))}) as server:
        assert beginning_of(server, "/a.zip").bytes == 4096


@pytest.mark.parametrize(("fault", "error"), [("redirect_to_home", Redirected), ("firewall", Blocked)])
def test_what_stands_in_the_way_is_told_apart(fault: str, error: type[ScrapeError]) -> None:
    with running() as server, pytest.raises(error):
        quick_client(server.server).beginning(server.fault(fault), first=4096)


def test_what_is_stored_says_that_it_is_a_beginning_and_is_never_taken_for_a_page(tmp_path: Path) -> None:
    pages: dict[str, Answer] = {"/a.pdf": Answer(LONG)}
    with running(pages={**pages, "/b.pdf": in_part}) as server:
        store = EvidenceStore(tmp_path)
        kept = [store.keep(beginning_of(server, path).exchanges[0]) for path in ("/a.pdf", "/b.pdf")]
        store.close()
        for proof in kept:
            assert proof.record
            assert read_record(tmp_path, proof.record, length=proof.length).body == LONG[:4096]
        (file,) = tmp_path.glob("evidence/*/*/*/*.warc.gz")
        assert all(isinstance(each, Stored) for each in check_file(tmp_path, file))
        again = held(tmp_path, datetime(2026, 11, 1, tzinfo=UTC), [])
        assert sorted(answer.cut for answer in again.values()) == [False, True]
        asked = len(server.seen)
        client = quick_client(server.server)
        client._held = dict(again)
        assert client.beginning(server.url("/a.pdf"), first=4096).body == LONG[:4096]
        assert len(server.seen) == asked, "it is held already"
        client._held = dict(again)
        client._manners = client._manners.model_copy(update={"obey_robots": False})
        with pytest.raises(ScrapeError, match=r"larger than|announces"):
            client.get(server.url("/a.pdf"))
        assert len(server.seen) > asked, "a page is asked for as a whole"
