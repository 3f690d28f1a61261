"""Columns that only a browser can see, on a machine that has none: said before the night, not after it."""

from collections.abc import Iterator

from schemas.agencies import AgencyFile
from schemas.mistakes import Mistake
from schemas.office_folder import OfficeFolder
from schemas.yaml_files import YamlFile
from scrapers.fetching.chromium import what_is_missing


def unseen_columns(office: OfficeFolder) -> Iterator[Mistake]:
    """A warning for each column with `rendered: true`, if no page can be drawn here."""
    drawn = [agency.code for agency in office.agencies if any(column.rendered for column in agency.columns)]
    missing = what_is_missing() if drawn else None
    if missing is None:
        return
    for code in drawn:
        file = YamlFile(office.path / "agencies" / f"{code}.yml", AgencyFile)
        for number, column in enumerate(file.value.columns):
            if column.rendered:
                yield Mistake(
                    file=file.path,
                    line=file.line("columns", number, "rendered"),
                    severity="warning",
                    message=f"{column.name}: only a browser can see it, and {missing}",
                    remedy="install it (docs/runbook.md), or the column stays unknown",
                )
