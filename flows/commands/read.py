"""`gongkai read`: what we understand of one page."""

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.conventions import told

app = typer.Typer(help="What we understand of one page; no office, no warehouse.", no_args_is_help=True)


@app.command("list", epilog="Example: gongkai read list http://www.example.gov.cn/zwgk/gzdt/ --explain")
def read_list(
    sources: Annotated[list[str], typer.Argument(metavar="URL_OR_FILE...", help="Addresses or saved pages.")],
    base_url: Annotated[str | None, typer.Option(metavar="U", help="The address a saved page came from.")] = None,
    office: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Use this office's manners, private servers and platforms/.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(metavar="NAME", help="Read as a column that names this product is read.")
    ] = None,
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Draw addresses in the system's Chromium first.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Every list on the page, which one was taken and why, how to override.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an argument, one a line.")] = False,
) -> None:
    """Read listing pages: their entries with dates, the page after them, and whether they are lists at all."""
    from flows.read_pages import explain_lists, read_lists
    from flows.show_readings import lines_of_explanation, lines_of_list

    with told():
        if explain:
            for explanation in explain_lists(
                sources, base_url=base_url, office=office, platform=platform, rendered=rendered
            ):
                lines = "\n".join(lines_of_explanation(explanation))
                typer.echo(explanation.model_dump_json() if as_json else lines)
            return
        for reading in read_lists(sources, base_url=base_url, office=office, platform=platform, rendered=rendered):
            typer.echo(reading.model_dump_json() if as_json else "\n".join(lines_of_list(reading)))


@app.command("document", epilog="Example: gongkai read document http://www.example.gov.cn/t20210512_7.html --json")
def read_document(
    sources: Annotated[list[str], typer.Argument(metavar="URL_OR_FILE...", help="Addresses or saved pages.")],
    base_url: Annotated[str | None, typer.Option(metavar="U", help="The address a saved page came from.")] = None,
    office: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Use this office's manners, private servers and platforms/.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an argument, one a line.")] = False,
) -> None:
    """Read single documents: title, day of publication and where it was read, directory record, attachments, text."""
    from flows.read_pages import read_documents
    from flows.show_readings import lines_of_document

    with told():
        for reading in read_documents(sources, base_url=base_url, office=office):
            typer.echo(reading.model_dump_json() if as_json else "\n".join(lines_of_document(reading)))


@app.command("report", epilog="Example: gongkai read report 2023.docx --earlier 2022.docx --json")
def read_report(
    sources: Annotated[
        list[str], typer.Argument(metavar="URL_OR_FILE...", help="Annual reports: addresses, TXT, HTML, DOCX, PDF.")
    ],
    base_url: Annotated[str | None, typer.Option(metavar="U", help="The address a saved page came from.")] = None,
    office: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Use this office's manners and private servers.")
    ] = None,
    earlier: Annotated[
        str | None, typer.Option(metavar="URL_OR_FILE", help="The agency's report of the year before.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an argument, one a line.")] = False,
) -> None:
    """Read annual disclosure reports: every number with its place, and whether they fit together."""
    from flows.read_reports import read_reports
    from flows.show_reports import json_of_report, lines_of_report

    with told():
        for checked in read_reports(sources, base_url=base_url, office=office, earlier=earlier):
            whole = json.dumps(json_of_report(checked), ensure_ascii=False) if as_json else None
            typer.echo("\n".join(lines_of_report(checked)) if whole is None else whole)
