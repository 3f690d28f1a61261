"""`gongkai`: every command, what it takes, and what its end means.

Exit codes: 0 done; 1 done, but something needs a person; 2 wrong usage or configuration; 3 could not run. Progress
goes to stderr, results to stdout. Prefect and Great Expectations are imported only by the command that needs them, so
that `--help` answers at once.
"""

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import calendar, evidence, explain, plan, read, rules, warehouse
from flows.commands.conventions import COULD_NOT_RUN, NEEDS_A_PERSON, WRONG_USE, AsOf, Folder, Now, told
from schemas.mistakes import ConfigError

# Nothing we start calls home; set before any of these packages is imported.
for _name, _value in {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}.items():
    os.environ.setdefault(_name, _value)

app = typer.Typer(
    name="gongkai",
    help="Which agencies keep their disclosure pages current, and which points can be defended.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(read.app, name="read")
app.add_typer(plan.app, name="plan")
app.add_typer(evidence.app, name="evidence")
app.add_typer(warehouse.app, name="warehouse")
app.add_typer(rules.app, name="rules")

Force = Annotated[bool, typer.Option("--force", help="Visit every column, also those this monitoring point has read.")]
NoDelay = Annotated[
    bool, typer.Option("--no-delay", help="No delays, rests or second-pass gap; only for addresses on this machine.")
]


def main() -> None:
    """The `gongkai` command."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname).1s %(message)s"))
    # The libraries below tell of much that is nobody's business; of theirs only warnings are shown.
    handler.addFilter(lambda record: record.name.startswith("gongkai") or record.levelno >= logging.WARNING)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    try:
        app()
    except Exception:  # noqa: BLE001  (the interpreter ends a crash with 1, which here means "done")
        traceback.print_exc()
        raise SystemExit(COULD_NOT_RUN) from None


@app.command(epilog="Example: gongkai init office --register 登记表.xlsx --name 云溪市政府信息公开办公室")
def init(
    folder: Folder,
    register: Annotated[
        Path | None, typer.Option(metavar="R", help="The register: CSV or XLSX, one row a column.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The office's name.")] = None,
    rules: Annotated[str, typer.Option(help="The rule set.")] = "national-2019",
) -> None:
    """Make an office folder, or bring it up to date with its register. Running it again changes nothing."""
    from flows.init_office import init_office

    with told():
        made = init_office(folder, register=register, name=name, rules=rules, year=datetime.now(UTC).astimezone().year)
    for path in made.written:
        typer.echo(f"wrote {path}")
    for note in made.notes:
        typer.echo(f"note: {note}")
    typer.echo(f"{folder}: {made.agencies} agencies, {made.columns} columns in the register")
    typer.echo(f"next: gongkai check {folder}")


@app.command(epilog="Example: gongkai check office")
def check(folder: Folder) -> None:
    """Find every mistake in an office folder: file, line, and what to write instead."""
    from flows.rendered_columns import unseen_columns
    from schemas.office_folder import examine_office
    from scorecards.measures import PARAMS

    office, mistakes = examine_office(folder, measures=PARAMS)
    if office:
        mistakes.extend(unseen_columns(office))
        for written in (office.answers, office.registers):
            try:
                written()
            except ConfigError as error:
                mistakes.extend(error.mistakes)
    for mistake in mistakes:
        typer.echo(str(mistake))
    errors = sum(mistake.severity == "error" for mistake in mistakes)
    typer.echo(f"{folder}: {errors} errors, {len(mistakes) - errors} warnings")
    if errors:
        raise typer.Exit(WRONG_USE)


@app.command("probe-site", epilog="Example: gongkai probe-site http://www.example.gov.cn/ --out 登记表.csv")
def probe_site(
    url: Annotated[str, typer.Argument(metavar="URL", help="The site's home page, or its 政府信息公开 page.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the proposed register here: CSV, for `gongkai init`.")
    ] = None,
    remarks: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what is doubtful, and what is left out, here: CSV.")
    ] = None,
    agency: Annotated[str | None, typer.Option(metavar="NAME", help="All columns are this agency's.")] = None,
    agency_code: Annotated[str | None, typer.Option(metavar="CODE", help="The code of the site's agency.")] = None,
    office: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Use this office's manners, private servers and platforms/.")
    ] = None,
    max_pages: Annotated[int, typer.Option(min=1, max=2000, help="Pages to look at.")] = 200,
    depth: Annotated[int, typer.Option(min=1, max=8, help="Links from the first page.")] = 3,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files named.")] = False,
) -> None:
    """Walk a website's navigation and propose a register of its columns, for a person to correct."""
    from rich.console import Console

    from flows import probe_site as probing

    with told():
        probing.require_free([path for path in (out, remarks) if path], force=force)
        probe = probing.probe_site(
            url, agency=agency, agency_code=agency_code, office=office, max_pages=max_pages, depth=depth
        )
        # Written into a file or a pipe the table is as wide as it needs to be read.
        probing.show_remarks(probe, Console(width=None if sys.stdout.isatty() else 160))
        if out:
            probing.write_register(probe, out, force=force)
            typer.echo(f"wrote {out}")
        if remarks:
            probing.write_remarks(probe, remarks, force=force)
            typer.echo(f"wrote {remarks}")
    for line in probing.summary(probe):
        typer.echo(line)
    if probe.needs_a_person:
        raise typer.Exit(NEEDS_A_PERSON)


@app.command(epilog="Example: gongkai nightly office --as-of 2026-11-20")
def nightly(
    folder: Folder, as_of: AsOf = None, force: Force = False, no_delay: NoDelay = False, now: Now = None
) -> None:
    """Crawl, load, validate, score, publish. Run again, it resumes what failed. With PREFECT_API_URL set, as flows."""
    from flows import stages
    from flows.opened import opened_at
    from flows.summary import show

    with told():
        if os.environ.get("PREFECT_API_URL"):
            from flows.prefect_server import require_prefect

            require_prefect(os.environ["PREFECT_API_URL"])
            from flows.run_nightly import run_nightly

            raise typer.Exit(run_nightly(str(folder.resolve()), as_of=as_of, force=force, no_delay=no_delay, now=now))
        with opened_at(folder, as_of=as_of, now=now) as (office, point):
            summary = stages.nightly(office, point, force=force, no_delay=no_delay)
    show(summary)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: gongkai crawl office")
def crawl(folder: Folder, as_of: AsOf = None, force: Force = False, no_delay: NoDelay = False, now: Now = None) -> None:
    """Visit the columns this monitoring point has not read yet, and load what is found."""
    from flows import stages
    from flows.opened import opened_at

    with told(), opened_at(folder, as_of=as_of, now=now) as (office, point):
        done = stages.crawl(office, point, force=force, no_delay=no_delay)
    typer.echo(f"{done.read} of {len(done.visits)} columns read, {done.rescued} of them in the second pass")
    if done.read < len(done.visits):
        raise typer.Exit(NEEDS_A_PERSON)


@app.command(epilog="Example: gongkai validate office --as-of 2026-11-20")
def validate(
    folder: Folder,
    as_of: AsOf = None,
    now: Now = None,
    data_docs: Annotated[Path | None, typer.Option(metavar="OUT", help="Also write Great Expectations' pages.")] = None,
) -> None:
    """Judge freshness and counts on what the warehouse holds."""
    from flows import stages
    from flows.opened import opened_at

    with told(), opened_at(folder, as_of=as_of, now=now) as (office, point):
        checks = stages.validate(office, point)
        if data_docs:
            typer.echo(f"data docs: {stages.export_data_docs(office, point, out=data_docs)}")
    for result in checks.expectations:
        typer.echo(f"{result.suite}.{result.code}: {result.failed} of {result.evaluated} rows fail")
    if any(column.status == "unknown" for column in checks.columns):
        raise typer.Exit(NEEDS_A_PERSON)


@app.command(epilog="Example: gongkai score office --as-of 2026-11-20")
def score(folder: Folder, as_of: AsOf = None, now: Now = None) -> None:
    """Turn the verdicts into scorecards."""
    from flows import stages
    from flows.opened import opened_at

    with told(), opened_at(folder, as_of=as_of, now=now) as (office, point):
        cards = stages.score(office, point)
    for card in cards.agencies:
        typer.echo(f"{card.code}\t{card.name}\t{card.score}\t{card.max}\t{card.coverage}")


@app.command(epilog="Example: gongkai publish office --as-of 2026-11-20")
def publish(folder: Folder, as_of: AsOf = None, now: Now = None) -> None:
    """Write the website and the files of a monitoring point from the warehouse."""
    from flows import stages
    from flows.opened import opened_at
    from flows.summary import show

    with told(), opened_at(folder, as_of=as_of, now=now) as (office, point):
        summary = stages.publish(office, point)
    show(summary)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: gongkai probe office")
def probe(folder: Folder, now: Now = None) -> None:
    """Open every site's home page once, as a citizen would: one round of reachability probes, 20 or more a day."""
    from flows.opened import opened_at
    from flows.probe_sites import as_table, probe_sites
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=None, now=now) as (office, _):
        done = probe_sites(office)
    print_table(as_table(done))
    if done.needs_a_person:
        raise typer.Exit(NEEDS_A_PERSON)


@app.command("facts", epilog="Example: gongkai facts office --as-of 2026-03-31 --compare --out 三月.xlsx")
def show_facts(
    folder: Folder,
    as_of: AsOf = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="T", help="As it was known then; otherwise as now.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="What is known otherwise now; against the end of that night's own run.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it here: .xlsx and .json hold all, .csv one table.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named.")] = False,
) -> None:
    """What is known, or was known at an earlier moment, of every column on any day. Changes nothing."""
    from flows import past_facts
    from flows.opened import opened_at, parse_moment
    from flows.probe_site import require_free
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        require_free([out] if out else [], force=force)
        moment = parse_moment(known_at, zone=office.zone, option="--known-at") if known_at else None
        past = past_facts.past_facts(office, point, known_at=moment, compare=compare)
        if out:
            past_facts.write(past, office, out)
            typer.echo(f"wrote {out}")
        else:
            print_table(past_facts.as_table(past, office))


@app.command("audit-reports", epilog="Example: gongkai audit-reports office --year 2025 --out 年报核对.xlsx")
def audit_reports(
    folder: Folder,
    as_of: AsOf = None,
    year: Annotated[
        int | None, typer.Option(min=2008, max=2100, metavar="Y", help="The reports' year; by default last year.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a workbook (.xlsx) here.")] = None,
    site: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write a page an agency, its text with what was read, here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an agency, one a line.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file, or the pages, named.")] = False,
) -> None:
    """All agencies' annual reports of a year, from their stored pages: what in them contradicts itself."""
    from flows import audit_reports as auditing
    from flows import show_reports as showing
    from flows.opened import opened_at
    from flows.probe_site import require_free
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        require_free([out] if out else [], force=force)
        if site:
            auditing.require_own_folder(site, force=force)
        audited = auditing.audit_reports(office, point, year=year)
        if out:
            auditing.write(audited, office, point, year=year, out=out)
            typer.echo(f"wrote {out}")
        if site:
            begin = auditing.write_pages(audited, office, point, year=year, folder=site, force=force)
            typer.echo(f"wrote {begin}")
        if as_json and not (out or site):
            for one in audited:
                typer.echo(json.dumps(showing.json_of_audited(one), ensure_ascii=False))
        elif not (out or site):
            print_table(showing.as_table(audited))
    if any(showing.needs_somebody(one) for one in audited):
        raise typer.Exit(NEEDS_A_PERSON)


@app.command(epilog="Example: gongkai reread office --since 2026-11-01 --agency slj --dry-run")
def reread(
    folder: Folder,
    as_of: AsOf = None,
    agency: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only this agency; may be repeated.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="AGENCY/CODE", help="Only this column; may be repeated.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="All nights from this day on.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be read otherwise.")] = False,
) -> None:
    """Read stored pages again with today's program and platform files. No site is asked."""
    from flows import reread_evidence
    from flows.opened import opened_at
    from flows.summary import print_table

    with told(), opened_at(folder, as_of=as_of, now=None) as (office, point):
        done = reread_evidence.reread(
            office,
            point,
            agencies=agency or (),
            columns=column or (),
            since=since.date() if since else None,
            dry_run=dry_run,
        )
        if done.changed or done.lost:
            print_table(reread_evidence.as_table(done))
        for line in reread_evidence.summary(done, office, dry_run=dry_run):
            typer.echo(line)
    if done.lost:
        raise typer.Exit(NEEDS_A_PERSON)


app.command(epilog="Example: gongkai explain office slj 2.1 --as-of 2026-11-20")(explain.explain)
app.command(epilog="Example: gongkai calendar office --year 2026 --against 新日历.yml")(calendar.calendar)


@app.command(epilog="Example: gongkai deploy office --pool gongkai")
def deploy(
    folder: Folder,
    pool: Annotated[str, typer.Option(help="The work pool; made if it does not exist.")] = "gongkai",
) -> None:
    """Put office.yml's times in place as Prefect deployments. Needs PREFECT_API_URL."""
    from flows.deploy_office import deploy_office

    with told():
        names = deploy_office(folder, pool=pool)
    for name in names:
        typer.echo(f"deployed {name}")
    typer.echo(f"next, on the machine that crawls: prefect worker start --pool {pool} --type process --limit 2")


@app.command(epilog="Example: gongkai serve office --port 8080")
def serve(
    folder: Folder,
    port: Annotated[int, typer.Option(help="The website's port on 127.0.0.1.")] = 8080,
) -> None:
    """Schedule the office's nights with Prefect and serve its website on 127.0.0.1, until stopped."""
    from flows.serve_office import serve_office

    with told():
        serve_office(folder, port=port)


@app.command(epilog="Example: gongkai demo --out var/demo")
def demo(
    out: Annotated[Path, typer.Option(help="Where the demonstration office is made.")] = Path("var/demo"),
    last_night: Annotated[str | None, typer.Option(hidden=True, help="The last of the three nights.")] = None,
) -> None:
    """Run three nights on the demonstration city through a local Prefect server, then say where to look."""
    from flows.run_demo import run_demo

    with told():
        run_demo(out, last_night=last_night)
