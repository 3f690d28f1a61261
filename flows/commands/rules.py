"""`gongkai rules`: the rule sets there are, and what another one would change."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, AsOf, Folder, told

app = typer.Typer(help="Rule sets: which there are, and what another one would change.", no_args_is_help=True)


@app.command("list", epilog="Example: gongkai rules list office")
def list_rules(folder: Folder) -> None:
    """The rule sets of the office and of the program: versions, days in force, what needs confirmation."""
    from flows import list_rules as listing
    from flows.opened import opened_at
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=None, now=None) as (office, _):
        listed = listing.list_rules(office)
    print_table(listing.as_table(listed))
    for line in listing.open_questions(listed):
        typer.echo(line)
    if any(one.changed for one in listed):
        raise typer.Exit(NEEDS_A_PERSON)


@app.command("compare", epilog="Example: gongkai rules compare office --with rules/yunxi-2027.yml --from 2026-01-01")
def compare(
    folder: Folder,
    other: Annotated[str, typer.Option("--with", metavar="NAME_OR_FILE", help="The rule set to try.")],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="Nights from this day on.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], metavar="DAY", help="Nights up to this day.")
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write comparison.json, agencies.csv, rules.csv here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as one JSON object.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files in that folder.")] = False,
) -> None:
    """Stored nights under the present rules and under others: points, statuses, grades, places. Keeps nothing."""
    from flows import compare_rules as comparing
    from flows import show_comparison as showing
    from flows.opened import opened_at
    from flows.probe_site import require_free
    from flows.summary import print_table

    if as_of and (first or last):
        raise typer.BadParameter("give either --as-of or --from and --until")
    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        require_free([out / name for name in showing.FILES] if out else [], force=force)
        rules = comparing.other_rules(office, other)
        nights = (
            [comparing.night_of(office, point)]
            if as_of
            else comparing.nights_between(office, first.date() if first else None, last.date() if last else None)
        )
        comparison = comparing.compare_rules(office, rules, nights)
        if out:
            showing.write(comparison, out)
            typer.echo(f"wrote {out}", err=as_json)
    if as_json:
        typer.echo(comparison.model_dump_json())
        return
    print_table(showing.agencies_table(comparison))
    print_table(showing.rules_table(comparison))
    typer.echo(showing.summary(comparison))
