"""Stored evidence is shown and handed on as it was answered, without anybody's private numbers unless told."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from flows.command_line import app
from tests.support.evidence_office import (
    HIDDEN_IDENTITY,
    HIDDEN_MOBILE,
    IDENTITY,
    INDEX_NUMBER,
    LATELY,
    MOBILE,
    TODAY,
    Office,
    evidence_office,
    page,
    rows,
)
from tests.support.fault_server import Answer
from warehouse.tables import pages


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with evidence_office(tmp_path) as opened:
        yield opened


def test_a_page_is_shown_with_what_was_asked_and_answered_and_nobodys_private_numbers(office: Office) -> None:
    office.night(TODAY)
    shown = office.run("show", "swj/tzgg")
    assert shown.exit_code == 0, shown.output
    for said in ("asked:    GET /tzgg/ HTTP/1.1", "User-Agent: ", "answered: HTTP/1.1 200", "2026-11-20 22:00"):
        assert said in shown.stdout
    assert "第18号事项办理情况的说明 2026-11-18\n" in shown.stdout
    assert HIDDEN_IDENTITY in shown.stdout
    assert HIDDEN_MOBILE in shown.stdout
    assert INDEX_NUMBER in shown.stdout
    assert IDENTITY not in shown.stdout
    assert MOBILE not in shown.stdout


def test_a_page_is_found_by_its_place_by_its_hash_and_by_its_column(office: Office) -> None:
    office.night(TODAY)
    (row,) = office.rows_of(select(pages.c.record, pages.c.sha256).where(pages.c.url == office.server.url("/tzgg/")))
    shown = {office.run("show", which).stdout for which in (row.record, row.sha256, row.sha256.upper(), "swj/tzgg")}
    assert len(shown) == 1
    assert f"stored:   {row.record}" in shown.pop()


def test_an_unchanged_page_is_shown_with_its_own_moment_and_where_its_body_is(office: Office) -> None:
    office.night(LATELY)
    office.night(TODAY)
    shown = office.run("show", "swj/tzgg").stdout
    assert "fetched:  2026-11-20" in shown
    assert f"unchanged; its body is stored at {office.record_of('/tzgg/', LATELY)}" in shown
    assert "第18号事项办理情况的说明" in shown


def test_raw_shows_everything_and_says_so(office: Office) -> None:
    office.night(TODAY)
    shown = office.run("show", "swj/tzgg", "--raw")
    assert IDENTITY in shown.stdout
    assert MOBILE in shown.stdout
    assert shown.stderr.startswith("unredacted: ")


def test_a_page_cannot_write_to_the_terminal_it_is_shown_on(office: Office) -> None:
    office.server.pages["/tzgg/"] = page("通知公告", rows("/tzgg/"), note="\x1b[2J\x1b]0;renamed\x07\u202egnp.exe")
    office.night(TODAY)
    for options in ((), ("--raw",)):
        shown = office.run("show", "swj/tzgg", *options).stdout
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert "gnp.exe" in shown


@pytest.mark.parametrize(
    ("which", "code", "said"),
    [
        ("swj/nothing", 2, "there is no evidence of swj/nothing"),
        ("0" * 64, 2, "there is no evidence of 000"),
        ("tzgg", 2, "names no evidence"),
        ("evidence/2026/11/20/a.warc.gz#7", 3, "cannot be read"),
        ("evidence/../warehouse.sqlite#0", 3, "is not the address of a stored answer"),
        ("/etc/passwd#0", 3, "is not the address of a stored answer"),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(office: Office, which: str, code: int, said: str) -> None:
    office.night(TODAY)
    for command, options in (("show", ()), ("export", ("--out", str(office.folder / "out.html")))):
        told = office.run(command, which, *options)
        assert told.exit_code == code
        assert said in told.stderr
        assert not (office.folder / "out.html").exists()


def test_an_exported_page_hides_private_numbers_and_any_browser_reads_it(office: Office, tmp_path: Path) -> None:
    office.night(TODAY)
    out = tmp_path / "page.html"
    done = office.run("export", "swj/tzgg", "--out", str(out))
    assert done.exit_code == 0, done.output
    text = out.read_bytes().decode("utf-8-sig")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf"), "it declares GBK and is UTF-8 now: browsers believe the mark"
    assert "<b>1101**</b>********002X" in text
    assert HIDDEN_MOBILE in text
    assert INDEX_NUMBER in text
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert f"sha256 of this file: {hashlib.sha256(out.read_bytes()).hexdigest()}" in done.stdout
    assert "private numbers are unreadable in it" in done.stdout


def test_a_page_without_private_numbers_is_exported_byte_for_byte(office: Office, tmp_path: Path) -> None:
    office.night(TODAY)
    out = tmp_path / "page.html"
    done = office.run("export", "swj/gzdt", "--out", str(out)).stdout
    assert done.count(hashlib.sha256(out.read_bytes()).hexdigest()) == 2, "the file's own and the stored one are equal"
    assert "unreadable" not in done


def test_a_file_already_there_is_only_overwritten_when_told(office: Office, tmp_path: Path) -> None:
    office.night(TODAY)
    out = tmp_path / "page.html"
    out.write_text("mine")
    assert office.run("export", "swj/gzdt", "--out", str(out)).exit_code == 2
    assert out.read_text() == "mine"
    assert office.run("export", "swj/gzdt", "--out", str(out), "--force").exit_code == 0
    assert out.read_text() != "mine"


def test_a_file_in_which_nothing_can_be_hidden_is_not_exported_but_raw(office: Office, tmp_path: Path) -> None:
    office.night(LATELY)
    office.server.pages["/gzdt/"] = Answer(b"%PDF-1.4 " + MOBILE.encode(), headers={"Content-Type": "application/pdf"})
    office.night(TODAY)
    out = tmp_path / "page.pdf"
    refused = office.run("export", "swj/gzdt", "--out", str(out))
    assert (refused.exit_code, out.exists()) == (2, False)
    assert "nothing can be hidden in it" in refused.stderr
    assert MOBILE not in office.run("show", "swj/gzdt").stdout
    told = office.run("export", "swj/gzdt", "--out", str(out), "--raw")
    assert told.stderr.startswith("unredacted: ")
    assert out.read_bytes().startswith(b"%PDF-1.4 138")


def test_exported_records_are_a_warc_file_of_their_own_with_the_body_of_an_unchanged_page(
    office: Office, tmp_path: Path
) -> None:
    office.night(LATELY)
    office.night(TODAY)
    out = tmp_path / "page.warc.gz"
    refused = office.run("export", "swj/tzgg", "--out", str(out), "--warc")
    assert (refused.exit_code, out.exists()) == (2, False)
    assert "add --raw" in refused.stderr
    assert office.run("export", "swj/tzgg", "--out", str(out), "--warc", "--raw").exit_code == 0
    with out.open("rb") as file:
        kinds = []
        for one in ArchiveIterator(file, check_digests="raise"):
            kinds.append(one.rec_type)
            one.content_stream().read()
    assert kinds == ["response", "request", "revisit", "request"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["show", "export"])
def test_the_command_explains_itself_by_an_example(command: str) -> None:
    told = CliRunner().invoke(app, ["evidence", command, "--help"])
    assert told.exit_code == 0
    assert f"Example: gongkai evidence {command} office" in told.stdout
