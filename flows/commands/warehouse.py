"""`gongkai warehouse`: the database itself: its schema, its health, and what goes out of it and into it."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, Folder, told
from schemas.exports import ExportFormat

app = typer.Typer(help="The database: bring its schema up to date, check it, export it, move it.", no_args_is_help=True)


@app.command(epilog="Example: gongkai warehouse upgrade office")
def upgrade(folder: Folder) -> None:
    """Bring the schema up to date, in one transaction. Every command that opens the warehouse does so too."""
    from flows.move_warehouse import opened
    from warehouse.schema import HEAD

    with told(), opened(folder) as w:
        if w.found_revision == HEAD:
            typer.echo(f"{w.name}: schema revision {HEAD} is this program's; nothing to do")
        else:
            typer.echo(f"{w.name}: schema revision {w.found_revision or 'none (new)'} -> {HEAD}")


@app.command(epilog="Example: gongkai warehouse check office")
def check(folder: Folder) -> None:
    """Look whether the database is whole, and count its rows. Changes nothing. Ends with 1 if something is wrong.

    Whether the evidence files that it names are there, and unchanged, is what `gongkai evidence verify` looks at.
    """
    from flows.move_warehouse import opened
    from warehouse.health import look_at

    with told(), opened(folder, create=False, upgrade=False) as w:
        health = look_at(w)
        typer.echo(f"{w.name}: schema revision {health.revision}")
    for name, rows in health.rows.items():
        typer.echo(f"{rows:>12,}  {name}")
    for problem in health.problems:
        typer.echo(f"problem: {problem}")
    typer.echo(f"{len(health.problems)} problems" if health.problems else "no problem was found")
    if health.problems:
        raise typer.Exit(NEEDS_A_PERSON)


@app.command(epilog="Example: gongkai warehouse export office --out 2026-11 --format csv")
def export(
    folder: Folder,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to; must not be there yet, or be empty.")],
    file_format: Annotated[
        ExportFormat, typer.Option("--format", help="csv opens in Excel; parquet is small and typed.")
    ] = "parquet",
    tables: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Only these tables and views; such an export cannot be imported."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export in that folder.")] = False,
) -> None:
    """Write every table and view into a folder, with a data dictionary; as of one moment, also during a night."""
    from flows.move_warehouse import export_office

    with told():
        only = [name.strip() for name in tables.split(",")] if tables else []
        done = export_office(folder, out, file_format=file_format, only=only, force=force)
    rows = sum(written.rows for written in [*done.tables.values(), *done.views.values()])
    typer.echo(f"{len(done.tables)} tables, {len(done.views)} views, {rows:,} rows in {out}")


@app.command(
    "import", epilog="Example: gongkai warehouse import office --from-warehouse sqlite:///var/warehouse.sqlite"
)
def import_(
    folder: Folder,
    source: Annotated[Path | None, typer.Option("--from", metavar="FOLDER", help="A whole export.")] = None,
    warehouse: Annotated[
        str | None,
        typer.Option("--from-warehouse", metavar="URL", help="Another warehouse; relative to DIR where it is a file."),
    ] = None,
) -> None:
    """Fill the warehouse that office.yml names, which must be empty, with every row and number of another one.

    All or nothing; what was written is read back and compared. Evidence files stay where they are, under var/.
    """
    from flows.move_warehouse import import_export, import_warehouse

    if (source is None) == (warehouse is None):
        raise typer.BadParameter("give one of --from and --from-warehouse")
    with told():
        if source is not None:
            rows = import_export(folder, source)
        else:
            assert warehouse is not None
            rows = import_warehouse(folder, warehouse)
    typer.echo(f"{len(rows)} tables, {sum(rows.values()):,} rows, read back and found the same")
