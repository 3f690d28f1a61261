"""Every stored record is checked against its digests and the warehouse; a lost index is written anew."""

import fcntl
import gzip
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from flows.command_line import app
from scrapers.warc.index import index_path
from scrapers.warc.members import members
from tests.support.evidence_office import (
    LATELY,
    TODAY,
    Office,
    evidence_office,
    spoil,
    unwrapped,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with evidence_office(tmp_path) as opened:
        yield opened


def forged(file: Path, record: str, change: Callable[[bytes], bytes]) -> None:
    """Write a file anew with one record's plain bytes changed; the gzip checksums fit again."""
    offset = int(record.partition("#")[2])
    old = file.read_bytes()
    (member,) = (one for one in members(file) if one.offset == offset)
    plain = gzip.decompress(old[offset : offset + member.length])
    file.write_bytes(old[:offset] + gzip.compress(change(plain)) + old[offset + member.length :])


def test_evidence_as_it_was_stored_is_all_well(office: Office) -> None:
    office.night(LATELY)
    office.night(TODAY)
    done = office.run("verify")
    assert done.exit_code == 0, done.output
    assert "2 files with " in done.stdout
    assert "all is as it was stored" in done.stdout
    assert office.run("verify", "--day", TODAY).exit_code == 0


def test_a_bad_byte_is_named_by_its_place_and_by_who_needs_it(office: Office) -> None:
    office.night(LATELY)
    office.night(TODAY)
    record = office.record_of("/tzgg/", LATELY)
    spoil(office.var, record)
    done = office.run("verify")
    assert done.exit_code == 1
    assert record in unwrapped(done)
    assert "neededby1ofpages,1ofunchangedpages,1ofvalidators" in unwrapped(done)
    assert "1 places are wrong" in done.stdout
    of_day = office.run("verify", "--day", TODAY)
    assert (of_day.exit_code, record in unwrapped(of_day)) == (1, True), "today's page rests on that body"


def test_a_lost_file_is_one_row_however_much_it_held(office: Office) -> None:
    office.night(LATELY)
    office.night(TODAY)
    office.files(LATELY)[0].unlink()
    done = office.run("verify")
    assert done.exit_code == 1
    assert "thefileisgone;neededby2ofhome_pages,2ofpages,1ofunchangedpages,1ofvalidators" in unwrapped(done)
    assert "1 places are wrong" in done.stdout


def test_changed_text_with_fitting_checksums_does_not_match_its_digest(office: Office) -> None:
    office.night(TODAY)
    record = office.record_of("/gzdt/", TODAY)
    forged(office.files()[0], record, lambda plain: plain.replace(b"2026-11-18", b"2026-11-19"))
    done = office.run("verify")
    assert done.exit_code == 1
    assert record in unwrapped(done)
    assert "thebodydoesnotmatchitsdigest" in unwrapped(done)


def test_a_record_forged_with_its_digest_is_not_the_one_the_warehouse_names(office: Office) -> None:
    office.night(TODAY)
    record = office.record_of("/gzdt/", TODAY)

    def change(plain: bytes) -> bytes:
        changed = plain.replace(b"2026-11-18", b"2026-11-19")
        old, new = (hashlib.sha256(one.split(b"\r\n\r\n", 2)[2][:-4]).hexdigest().encode() for one in (plain, changed))
        assert old in changed
        return changed.replace(old, new)

    forged(office.files()[0], record, change)
    done = office.run("verify")
    assert done.exit_code == 1
    assert "anotherbodyisstoredthere" in unwrapped(done)


def test_what_a_crawl_at_work_has_not_finished_is_not_wrong(office: Office) -> None:
    office.night(TODAY)
    file = office.files()[0]
    with file.open("ab") as at_work:
        fcntl.flock(at_work, fcntl.LOCK_EX)
        at_work.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response")[:20])
        at_work.flush()
        assert office.run("verify").exit_code == 0
    assert office.run("verify").exit_code == 1, "its writer is gone"


def test_a_day_without_evidence_is_a_wrong_day(office: Office) -> None:
    office.night(TODAY)
    done = office.run("verify", "--day", "2026-11-18")
    assert done.exit_code == 2
    assert "there is no evidence of 2026-11-18" in done.stderr


def test_an_index_is_written_anew_and_leads_to_every_answer(office: Office) -> None:
    office.night(TODAY)
    file = office.files()[0]
    before = index_path(file).read_bytes()
    index_path(file).unlink()
    with file.open("ab") as torn:
        torn.write(gzip.compress(b"WARC/1.1\r\n")[:15])
    done = office.run("index")
    assert (done.exit_code, "1 files are indexed" in done.stdout) == (0, True)
    assert index_path(file).read_bytes() == before
    assert stat.S_IMODE(index_path(file).stat().st_mode) == 0o600
    assert office.run("verify").exit_code == 0, "what was never finished is cut off"
    for line in before.decode().splitlines():
        about = json.loads(line[line.index("{") :])
        with file.open("rb") as warc:
            warc.seek(int(about["offset"]))
            record = next(iter(ArchiveIterator(warc)))
            assert record.rec_headers.get_header("WARC-Target-URI") == about["url"]


def test_of_a_file_that_was_whole_once_nothing_is_cut_off(office: Office) -> None:
    office.night(TODAY)
    file = office.files()[0]
    os.truncate(file, file.stat().st_size - 7)
    before = file.read_bytes()
    done = office.run("index")
    assert (done.exit_code, "1 are damaged" in done.stdout) == (1, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", ["verify", "index"])
def test_the_command_explains_itself_by_an_example(command: str) -> None:
    told = CliRunner().invoke(app, ["evidence", command, "--help"])
    assert told.exit_code == 0
    assert f"Example: gongkai evidence {command} office" in told.stdout
