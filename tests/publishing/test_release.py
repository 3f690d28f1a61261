"""Publishing a night is all or nothing."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from publishing import Night, PublishingError, publish
from publishing.errors import CannotWrite, UnfitForPublication
from publishing.release import export_name
from tests.publishing.sample import sample_night

NIGHT = sample_night(agencies=2, columns=3)


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_night_becomes_a_website_and_six_files(tmp_path: Path) -> None:
    published = publish(NIGHT, out=tmp_path / "var")

    assert published.site == tmp_path / "var" / "site"
    assert {file.name for file in published.exports.iterdir()} == {
        "scorecards.json",
        "scorecards.xlsx",
        "problems.csv",
        "warnings.csv",
        "unseen.csv",
        "reachability.csv",
    }
    assert published.exports.name == "2026-11-20"
    assert published.pages == len(list(published.site.rglob("*.html"))) == 2 * (2 + 4)


def test_the_same_night_gives_the_same_bytes(tmp_path: Path) -> None:
    publish(NIGHT, out=tmp_path / "one")
    publish(sample_night(agencies=2, columns=3), out=tmp_path / "two")

    assert _everything(tmp_path / "one") == _everything(tmp_path / "two")


def test_nothing_hidden_is_left_behind(tmp_path: Path) -> None:
    publish(NIGHT, out=tmp_path)
    publish(NIGHT, out=tmp_path)

    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["exports", "site"]


def test_an_agency_that_left_has_no_page_any_more(tmp_path: Path) -> None:
    publish(sample_night(agencies=3, columns=3), out=tmp_path)
    publish(NIGHT, out=tmp_path)

    assert not (tmp_path / "site" / "agency" / "mzj.html").exists()


def test_what_others_put_beside_the_exports_stays(tmp_path: Path) -> None:
    circular = publish(NIGHT, out=tmp_path).exports / "circular.docx"
    circular.write_bytes(b"ours")
    publish(NIGHT, out=tmp_path)

    assert circular.read_bytes() == b"ours"


@pytest.mark.parametrize("name", ["scorecards.xlsx", "problems.csv", "scorecards.json"])
def test_a_full_disk_leaves_the_old_website_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    publish(NIGHT, out=tmp_path)
    before = _everything(tmp_path)
    write = Path.write_bytes

    def no_room(path: Path, data: bytes) -> int:
        if path.name == name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", no_room)
    with pytest.raises(CannotWrite, match=r"last website is unchanged.*No space left.*make room"):
        publish(sample_night(agencies=3, columns=3), out=tmp_path)

    assert _everything(tmp_path) == before


def test_a_website_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(NIGHT, out=tmp_path)
    before = _everything(tmp_path / "site")
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".publishing-"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(CannotWrite):
        publish(sample_night(agencies=3, columns=3), out=tmp_path)

    assert _everything(tmp_path / "site") == before


def test_a_process_that_died_between_old_and_new_is_tidied_up_after(tmp_path: Path) -> None:
    publish(NIGHT, out=tmp_path)
    (tmp_path / "site").rename(tmp_path / ".site-retired")
    (tmp_path / ".publishing-dead").mkdir()

    publish(NIGHT, out=tmp_path)

    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["exports", "site"]


def test_a_file_in_the_way_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(PublishingError, match="publishing stopped"):
        publish(NIGHT, out=tmp_path / "var")


@pytest.mark.parametrize("code", ["../escape", "a/b", "", "..", "局"])
def test_a_code_that_is_no_file_name_is_refused_before_anything_is_written(tmp_path: Path, code: str) -> None:
    with pytest.raises(UnfitForPublication, match="cannot name a page"):
        publish(_with_code(NIGHT, code), out=tmp_path / "var")

    assert not (tmp_path / "var").exists()


def test_two_codes_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitForPublication, match="JYJ"):
        publish(_with_code(NIGHT, "JYJ"), out=tmp_path)


def test_a_monitoring_point_within_the_day_has_its_own_folder() -> None:
    as_of = NIGHT.scorecards.as_of
    assert export_name(as_of) == "2026-11-20"
    assert export_name(as_of.replace(hour=6, minute=30, second=0)) == "2026-11-20T063000"


def test_checks_and_scorecards_of_different_nights_are_not_one_night() -> None:
    other = NIGHT.checks.model_copy(update={"as_of": NIGHT.checks.as_of + timedelta(days=1)})
    with pytest.raises(ValueError, match="beside scorecards"):
        Night(scorecards=NIGHT.scorecards, checks=other, run=NIGHT.run, generated_at=NIGHT.generated_at)


def test_a_later_night_is_not_the_previous_one() -> None:
    with pytest.raises(ValueError, match="is not before"):
        Night(
            scorecards=NIGHT.scorecards,
            checks=NIGHT.checks,
            run=NIGHT.run,
            previous=NIGHT.scorecards,
            generated_at=NIGHT.generated_at,
        )


def _with_code(night: Night, code: str) -> Night:
    first, *others = night.scorecards.agencies
    cards = (first.model_copy(update={"code": code}), *others)
    return night.model_copy(update={"scorecards": night.scorecards.model_copy(update={"agencies": cards})})
