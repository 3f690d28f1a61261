"""`gongkai explain`: why an agency's points are what they are, and what to do by when."""

import json
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, AsOf, Folder, told


def explain(
    folder: Folder,
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Its code or its name.")],
    task: Annotated[
        str | None,
        typer.Argument(metavar="TASK", help="A task's number, an obligation's or indicator's code, or a line's id."),
    ] = None,
    as_of: AsOf = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is met, unknown or not due; otherwise what wants doing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, in both languages.")] = False,
) -> None:
    """Clause, duty, measure, facts, verdict, points and remedy of each line of the latest scored night. Writes nothing.

    What is unmet stands first. Ends with 1 if a line waits for a person.
    """
    from flows import explain_line as explaining
    from flows.opened import opened_at
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        found = explaining.explain(office, point, agency, task, everything=everything)
    if as_json:
        typer.echo(json.dumps(explaining.as_json(found), ensure_ascii=False, indent=2))
    else:
        for line in explaining.opening(found):
            typer.echo(line)
        for table in explaining.as_tables(found):
            print_table(table)
        for line in explaining.closing(found):
            typer.echo(line)
    if found.needs_a_person:
        raise typer.Exit(NEEDS_A_PERSON)
