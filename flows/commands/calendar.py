"""`gongkai calendar`: the working days by which deadlines are counted."""

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, AsOf, Folder, told


def calendar(
    folder: Folder,
    year: Annotated[
        int | None, typer.Option(min=2004, max=2100, help="The year; the monitoring point's if absent.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML with what stands under `calendar:` in office.yml.")
    ] = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """A year's days off and worked, and the verdicts of the latest night that the calendar flips. Writes nothing.

    Against the verdicts as they are stored; with --against, from office.yml's calendar to that of the file.
    """
    from flows import compare_calendars as comparing
    from flows.opened import opened_at
    from schemas.working_days import WorkingDays

    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        other = comparing.calendar_from(against) if against else None
        shown = WorkingDays(other) if other else office.folder.office.working_days
        whole = comparing.calendar_year(shown, year or point.year)
        found = comparing.flips(office, point, against=other)
    if as_json:
        answer = {"calendar": whole.model_dump(mode="json"), "flips": found and found.model_dump(mode="json")}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for line in comparing.lines_of_year(whole):
            typer.echo(line)
        for line in comparing.lines_of_flips(found) if found else ["尚无计分的监测 (no night was scored yet)"]:
            typer.echo(line)
    if not whole.known or (found and found.verdicts):
        raise typer.Exit(NEEDS_A_PERSON)
