"""Stored evidence can be looked at, checked, handed on and, by rule, removed; never at the cost of what rests on it."""

import fcntl
import gzip
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from flows import prune_evidence, stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from scrapers.warc.index import index_path, indexed
from scrapers.warc.members import members
from tests.support.fault_server import Answer, FaultServer, Seen, running
from warehouse.tables import evidence_removals, pages

IDENTITY, HIDDEN_IDENTITY = "11010519491231002X", "1101**********002X"
MOBILE, HIDDEN_MOBILE = "13812345678", "138****5678"
INDEX_NUMBER = "330106201511200012"
HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
LONG_AGO, SOON_AFTER, LATELY, TODAY = "2022-05-10", "2022-05-11", "2026-11-19", "2026-11-20"


def rows(path: str, *, year: int = 2026) -> str:
    return "".join(
        f'<li><a href="{path}{n}.html">第{n}号事项办理情况的说明</a><span>{year}-11-{n:02}</span></li>'
        for n in range(18, 0, -1)
    )


def page(name: str, body: str, *, charset: str = "utf-8", note: str = "") -> Answer:
    markup = (
        f'<html><head><meta charset="{charset}"><title>{name}</title></head><body>'
        f'<ul class="list">{body}</ul><p>{note}</p></body></html>'
    )
    return Answer(markup.encode(charset))


@dataclass
class Office:
    """An office with two columns: 工作动态 changes every night, 通知公告 never does and names a person in GBK."""

    folder: Path
    server: FaultServer
    today: list[str] = field(default_factory=lambda: [LONG_AGO])

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def night(self, day: str) -> None:
        self.today[:] = [day]
        with self.open(day) as (office, point):
            stages.crawl(office, point, no_delay=True)

    def judged(self, day: str) -> None:
        with self.open(day) as (office, point):
            stages.validate(office, point)
            stages.score(office, point)

    def open(self, day: str) -> Any:
        return opened_at(self.folder, as_of=day, now=f"{day}T22:00:00+08:00")

    def run(self, command: str, *options: str) -> Result:
        return CliRunner().invoke(app, ["evidence", command, str(self.folder), *options])

    def prune(self, *options: str, day: str = TODAY) -> Result:
        return self.run("prune", "--now", f"{day}T23:00:00+08:00", *options)

    def rows_of(self, statement: Any) -> list[Any]:
        with self.open(TODAY) as (office, _), office.warehouse.read() as connection:
            return list(connection.execute(statement))

    def change(self, statement: Any) -> None:
        with self.open(TODAY) as (office, _), office.warehouse.write() as connection:
            connection.execute(statement)

    def files(self, day: str = "") -> list[Path]:
        return sorted(self.var.glob(f"evidence/{day.replace('-', '/') or '*/*/*'}/*.warc.gz"))

    def record_of(self, path: str, day: str) -> str:
        (row,) = self.rows_of(
            select(pages.c.record).where(
                pages.c.url == self.server.url(path), pages.c.record.startswith(f"evidence/{day.replace('-', '/')}/")
            )
        )
        return str(row.record)

    def keep_for_days(self, days: int) -> None:
        with (self.folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write(f"\nevidence: {{keep_days: {days}}}\n")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    today = [LONG_AGO]

    def changing(_: Seen) -> Answer:
        return page("工作动态", rows("/gzdt/"), note=f"今天是{today[0]}")

    note = f"联系人：张三，身份证号<b>{IDENTITY[:6]}</b>{IDENTITY[6:]}，电话{MOBILE}，索引号{INDEX_NUMBER}"
    served: dict[str, Answer | Callable[[Seen], Answer]] = {
        "/gzdt/": changing,
        "/tzgg/": page("通知公告", rows("/tzgg/"), charset="gbk", note=note),
    }
    with running(pages=served) as server:
        register = tmp_path / "register.csv"
        register.write_text(
            f"{HEADER}swj,市水务局,部门,工作动态,{server.url('/gzdt/')},动态要闻,工作信息,gzdt\n"
            f"swj,市水务局,部门,通知公告,{server.url('/tzgg/')},通知公告,工作信息,tzgg\n",
            encoding="utf-8",
        )
        folder = tmp_path / "office"
        init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
        with (folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {documents_per_night: 0, deep_pass_days: 0}\n")
        yield Office(folder, server, today)


def unwrapped(result: Result) -> str:
    """What a table says, without the lines and blanks that its width makes."""
    return re.sub(r"[\s│┃]+", "", result.stdout)


def spoil(var: Path, record: str) -> None:
    """Turn one bit of a record, behind its gzip header."""
    file, _, offset = record.partition("#")
    with (var / file).open("r+b") as warc:
        warc.seek(int(offset) + 40)
        (byte,) = warc.read(1)
        warc.seek(-1, os.SEEK_CUR)
        warc.write(bytes([byte ^ 1]))


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


def test_a_body_that_stays_the_same_is_stored_once_a_week_and_pointed_to_in_between(office: Office) -> None:
    kinds = []
    for day in ("2026-11-01", "2026-11-02", "2026-11-12", "2026-11-13", "2026-11-14"):
        office.night(day)
        kinds += [one.kind for file in office.files(day) for one in indexed(file) if one.url.endswith("/tzgg/")]
    assert kinds == ["response", "revisit", "response", "revisit", "revisit"]


def test_what_is_too_old_and_not_needed_is_removed_and_logged(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY, TODAY):
        office.night(day)
    (gone,) = office.files(SOON_AFTER)
    size, left = gone.stat().st_size, [*office.files(LONG_AGO), *office.files(LATELY), *office.files(TODAY)]

    shown = office.prune("--dry-run")
    assert (shown.exit_code, gone.name in unwrapped(shown)) == (0, True)
    assert "1 files with" in shown.stdout
    assert "would be removed" in shown.stdout
    assert (gone.exists(), office.rows_of(select(evidence_removals))) == (True, [])

    done = office.prune()
    assert done.exit_code == 0, done.output
    assert "1 older files stay" in done.stdout, "the body of a page that has not changed since"
    assert office.files() == left
    assert not gone.parent.exists(), "its index and its folder are gone too"
    (row,) = office.rows_of(select(evidence_removals))
    assert (row.file, row.bytes) == (gone.relative_to(office.var).as_posix(), size)
    assert row.records >= 2
    assert row.rule == "evidence.keep_days: 1095, older than 2023-11-21"
    assert row.removed_at.isoformat().startswith("2026-11-20T15:00")

    verified = office.run("verify")
    assert verified.exit_code == 0, verified.output
    assert "4 of those lie in files that the retention rule removed" in verified.stdout
    assert "0 files with 0 bytes are removed" in office.prune().stdout


def test_evidence_goes_on_the_day_after_its_last(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    office.keep_for_days(100)
    assert "0 files" in office.prune("--dry-run", day="2022-08-19").stdout
    assert "1 files" in office.prune("--dry-run", day="2022-08-20").stdout


def test_the_last_that_was_ever_seen_of_a_column_stays(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER):
        office.night(day)
    office.server.pages["/gzdt/"] = Answer(b"gone", status=404)
    office.night(TODAY)
    assert "0 files" in office.prune().stdout
    assert len(office.files()) == 3


def test_bodies_stay_for_the_unchanged_pages_of_files_that_stay_and_so_on(office: Office) -> None:
    """The last night's page is in the second one, whose other page is in the first: each file holds the one before."""
    changing = office.server.pages["/gzdt/"]
    first, second, third, fourth = (f"2022-05-{day}" for day in (10, 11, 12, 13))
    office.night(first)
    office.night(second)
    office.server.pages["/tzgg/"] = page("通知公告", rows("/tzgg/"), note="changed")
    office.server.pages["/gzdt/"] = page("工作动态", rows("/gzdt/"), note=f"今天是{second}")
    office.night(third)
    office.server.pages["/gzdt/"] = changing
    office.night(fourth)
    office.keep_for_days(30)
    assert "0 files" in office.prune("--dry-run", day="2022-06-11").stdout, "the third night's file stays for its age"


def test_a_damaged_file_still_holds_what_its_whole_records_point_to(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    (file,) = office.files(LATELY)
    index_path(file).unlink()
    spoil(office.var, f"{file.relative_to(office.var).as_posix()}#0")
    assert office.prune().exit_code == 0
    assert len(office.files(LONG_AGO)) == 1
    assert office.files(SOON_AFTER) == []


def test_a_removal_cut_off_after_it_was_logged_is_done_the_next_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)

    class Killed(BaseException):
        pass

    def killed(_: Path) -> None:
        raise Killed

    (gone,) = office.files(SOON_AFTER)
    with monkeypatch.context() as patched, office.open(TODAY) as (opened, _):
        patched.setattr(prune_evidence, "_remove", killed)
        with pytest.raises(Killed):
            prune_evidence.prune(opened)
    assert (gone.exists(), len(office.rows_of(select(evidence_removals)))) == (True, 1)
    assert office.run("verify").exit_code == 0
    assert "1 files" in office.prune().stdout
    assert (gone.exists(), len(office.rows_of(select(evidence_removals)))) == (False, 1)


def test_nothing_is_removed_while_a_night_is_written(office: Office) -> None:
    for day in (LONG_AGO, SOON_AFTER, LATELY):
        office.night(day)
    with office.open(TODAY) as (opened, _), opened.warehouse.exclusive():
        assert office.prune().exit_code == 3
        assert "1 files" in office.prune("--dry-run").stdout
    assert len(office.files()) == 3


@pytest.mark.parametrize("command", ["show", "verify", "export", "index", "prune"])
def test_every_command_explains_itself_by_an_example(command: str) -> None:
    told = CliRunner().invoke(app, ["evidence", command, "--help"])
    assert told.exit_code == 0
    assert f"Example: gongkai evidence {command} office" in told.stdout
