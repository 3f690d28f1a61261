"""What all commands have in common: options of the same name, exit codes, and how an error ends one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from schemas.mistakes import ConfigError

NEEDS_A_PERSON, WRONG_USE, COULD_NOT_RUN = 1, 2, 3

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The office folder.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="T", help="Monitoring point: 2026-11-20 (its end) or 2026-11-20T06:30.")
]
Now = Annotated[str | None, typer.Option("--now", hidden=True, help="Where a simulated night's clock begins.")]


@contextmanager
def told() -> Iterator[None]:
    """Every error somebody can act on ends in one clear message and its exit code; the rest is a defect and shows."""
    from expectations.errors import ExpectationsError
    from flows.errors import (
        DemoEndedOtherwise,
        FolderNotWritable,
        PrefectNotThere,
        RoundIsRunning,
        ServerDidNotStart,
    )
    from publishing.errors import PublishingError
    from scrapers.errors import EvidenceError, ScrapeError
    from scrapers.pages.platforms import PlatformFileError
    from warehouse.errors import RulesChanged, WarehouseError, WrongAddress

    try:
        yield
    except (ConfigError, PlatformFileError, WrongAddress, RulesChanged) as error:
        _end(error, WRONG_USE)
    except (
        WarehouseError,
        EvidenceError,
        ScrapeError,
        ExpectationsError,
        PublishingError,
        ServerDidNotStart,
        PrefectNotThere,
        DemoEndedOtherwise,
        FolderNotWritable,
        RoundIsRunning,
    ) as error:
        _end(error, COULD_NOT_RUN)
    except KeyboardInterrupt:
        _end(
            "stopped; what was visited is kept, and --as-of with the point named above goes on from there",
            COULD_NOT_RUN,
        )


def _end(what: Any, code: int) -> NoReturn:
    typer.echo(f"gongkai: {what}", err=True)
    raise typer.Exit(code)
