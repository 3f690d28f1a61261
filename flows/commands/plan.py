"""`gongkai plan`: from a published plan to the office's own."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, told

app = typer.Typer(help="From a published work plan to the office's own.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group of one command stays a group."""


@app.command(
    "import", epilog="Example: gongkai plan import 任务分解表.xlsx --office office --out office/work_plans/2026.yml"
)
def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A task table or a plan: XLSX, DOCX, HTML or TXT.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    office: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Look the units up in this office's register.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a proposed plan here; needs --office.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=2008, max=2100, help="The plan's year, where it does not say so itself.")
    ] = None,
) -> None:
    """Read a published plan into tasks, and propose measures for a person to confirm. What is not understood is listed.

    A proposed plan is never written over another. Ends with 1 if an office's register leaves units open.
    """
    from flows import import_plan as importing
    from flows import propose_plan as proposing
    from flows.summary import print_table
    from schemas.messages import say
    from scorecards.measures import PARAMS
    from scrapers.plans.reading import read_plan

    if out and not office:
        raise typer.BadParameter("--out needs --office: units are looked up in its register")
    with told():
        if out:
            proposing.require_no_plan(out)
        reading = read_plan(file)
        if year:
            reading = reading.model_copy(update={"year": year})
        if as_json:
            typer.echo(importing.answer(reading, PARAMS).model_dump_json())
        else:
            for table in importing.as_tables(reading, PARAMS):
                print_table(table)
            typer.echo(importing.summary(reading))
        if office is None:
            return
        agencies = proposing.register_of(office)
        proposed = proposing.propose_plan(reading, agencies, PARAMS, source=file)
        for point in proposed.open_points:
            typer.echo(importing.both(point), err=True)
        if out:
            proposing.write_plan(proposed.text, out)
            typer.echo(importing.both(say("plan.written", path=str(out), office=str(office))), err=True)
    if proposed.open_points:
        raise typer.Exit(NEEDS_A_PERSON)
