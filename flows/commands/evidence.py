"""`gongkai evidence`: what was seen, as it was stored."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import NEEDS_A_PERSON, Folder, Now, told

app = typer.Typer(help="What was seen, as it was stored: look at it, check it, hand it on.", no_args_is_help=True)
Raw = Annotated[bool, typer.Option("--raw", help="With private numbers as they were published; only for the owner.")]
WhichEvidence = Annotated[
    str,
    typer.Argument(metavar="ID", help="evidence/….warc.gz#offset, a body's SHA-256, or AGENCY/COLUMN (its latest)."),
]


@app.command("show", epilog="Example: gongkai evidence show office slj/gzdt")
def show_evidence(folder: Folder, which: WhichEvidence, raw: Raw = False) -> None:
    """What was asked and when, what the server said, and the page's text. Private numbers are unreadable."""
    from flows import show_evidence as showing
    from flows.opened import opened_at

    with told(), opened_at(folder, as_of=None, now=None) as (office, _):
        found = showing.find(office, which)
        if raw:
            typer.echo(showing.UNREDACTED, err=True)
        for line in showing.lines_of(found, office, raw=raw):
            typer.echo(line)


@app.command("export", epilog="Example: gongkai evidence export office slj/gzdt --out page.html")
def export_evidence(
    folder: Folder,
    which: WhichEvidence,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write; readable by its owner only.")],
    warc: Annotated[bool, typer.Option("--warc", help="The WARC records instead of the page; needs --raw.")] = False,
    raw: Raw = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named.")] = False,
) -> None:
    """Write a stored page to a file for a third party. Private numbers are unreadable in it."""
    from flows import show_evidence as showing
    from flows.opened import opened_at
    from flows.probe_site import require_free

    with told(), opened_at(folder, as_of=None, now=None) as (office, _):
        require_free([out], force=force)
        done = showing.export(office, showing.find(office, which), out, warc=warc, raw=raw)
        if raw:
            typer.echo(showing.UNREDACTED, err=True)
        for line in showing.summary(done, office):
            typer.echo(line)


@app.command("verify", epilog="Example: gongkai evidence verify office --day 2026-11-20")
def verify_evidence(
    folder: Folder,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="D", help="Only the evidence of this day.")
    ] = None,
) -> None:
    """Compute every record's digest anew, and look for every record that the warehouse names. Ends with 1 if not so."""
    from flows import verify_evidence as verifying
    from flows.opened import opened_at
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=None, now=None) as (office, _):
        done = verifying.verify(office, day=day.date() if day else None)
    if done.wrong:
        print_table(verifying.as_table(done))
    for line in verifying.summary(done):
        typer.echo(line)
    if done.wrong:
        raise typer.Exit(NEEDS_A_PERSON)


@app.command("index", epilog="Example: gongkai evidence index office")
def index_evidence(folder: Folder) -> None:
    """Write the index (CDXJ) beside every evidence file anew, and cut off what a killed process left half-written."""
    from flows import index_evidence as indexing
    from flows.opened import opened_at

    with told(), opened_at(folder, as_of=None, now=None) as (office, _):
        done = indexing.index(office)
    for line in indexing.summary(done):
        typer.echo(line)
    if done["damaged"]:
        raise typer.Exit(NEEDS_A_PERSON)


@app.command("prune", epilog="Example: gongkai evidence prune office --dry-run")
def prune_evidence(
    folder: Folder,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be removed.")] = False,
    now: Now = None,
) -> None:
    """Remove what is older than office.yml's evidence.keep_days and nothing rests on. Every file is logged."""
    from flows import prune_evidence as pruning
    from flows.opened import opened_at
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=None, now=now) as (office, _):
        done = pruning.prune(office, dry_run=dry_run)
    if done.removed:
        print_table(pruning.as_table(done))
    for line in pruning.summary(done, dry_run=dry_run):
        typer.echo(line)
