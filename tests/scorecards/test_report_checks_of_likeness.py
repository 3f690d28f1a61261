"""Likeness to last year's report and to others'."""

import pytest

from tests.scorecards.said_in_reports import (
    contradictions,
    found,
    report,
    sections,
    statuses,
)


def prose(seed: int, characters: int) -> str:
    """Text without sense in which nothing repeats."""
    return "".join(chr(0x4E00 + (seed * 7919 + n * 104729) % 15000) for n in range(characters))


SAME, OTHER = prose(1, 300), prose(2, 300)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (SAME, "approximate"),
        (SAME[:160] + OTHER[:140], "approximate"),
        (SAME[:140] + OTHER[:160], "ok"),
        (OTHER, "ok"),
        (SAME[:100], "not_reported"),
    ],
)
def test_likeness(text: str, status: str) -> None:
    own = report(lines=(f"云溪市水利局2017年报告{text}123条",))
    earlier = report(year=2016, lines=(f"云溪市水利局2016年报告{SAME}119条",))
    assert statuses("like_last_year", own, earlier=earlier) == [status]
    other = report(agency="云溪市林业局", lines=(f"云溪市林业局2017年报告{SAME}",))
    assert statuses("like_another_agency", own, others=[other]) == [status]
    assert statuses("like_another_agency", own, others=[earlier]) == []
    assert contradictions(own, earlier=earlier, others=[other]) == set()


def test_shared_passages_are_shown_with_their_lines() -> None:
    own = report(lines=("云溪市水利局", OTHER[:50], SAME))
    (one,) = found("like_last_year", own, earlier=report(year=2016, lines=(SAME,)))
    assert one.lines == (3,)
    assert one.about == SAME[:60]
    assert one.where == "line 3; 云溪市水利局 2016"


def test_headings_and_tables_are_alike_in_all_reports() -> None:
    lines = (SAME, f"{SAME[:40]}\t0\t0", OTHER[:200])
    own = report(lines=lines, sections=sections("总体情况"))
    assert statuses("like_last_year", own, earlier=report(year=2016, lines=(SAME,))) == ["ok"]


def test_of_many_others_the_alike_are_named_or_the_nearest() -> None:
    own = report(lines=(SAME,))
    others = [
        report(agency=f"云溪市第{n}局", lines=(text,)) for n, text in enumerate((OTHER, SAME, SAME[:100] + OTHER))
    ]
    (alike,) = found("like_another_agency", own, others=others)
    assert "第1局" in alike.where
    (nearest,) = found("like_another_agency", own, others=[others[0], others[2]])
    assert ("第2局" in nearest.where, nearest.status) == (True, "ok")
