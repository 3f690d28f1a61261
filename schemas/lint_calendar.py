"""Changes of the calendar that change nothing, or cannot be whole: most likely a slip of the pen."""

from collections.abc import Iterator

from schemas.mistakes import Mistake
from schemas.office import Office
from schemas.working_days import CalendarChanges, WorkingDays, YearUnknown
from schemas.yaml_files import YamlFile


def calendar_mistakes(file: YamlFile[Office]) -> Iterator[Mistake]:
    """Warnings about `calendar` of office.yml."""
    changes = file.value.calendar
    plain = WorkingDays(CalendarChanges(complete_years=changes.complete_years))
    for key, worked in (("days_off", False), ("days_worked", True)):
        for number, changed in enumerate(getattr(changes, key)):
            try:
                same = plain.is_working_day(changed.day) == worked
            except YearUnknown:
                message = f"{changed.day}: the other days off of {changed.day.year} are not known"
                remedy = (
                    f"write the year's whole notice and complete_years: [{changed.day.year}]; until then it is unknown"
                )
            else:
                if not same:
                    continue
                message = f"{changed.day} is {'worked' if worked else 'off'} in any case: the line changes nothing"
                remedy = "correct the day, or leave the line out"
            yield Mistake(
                file=file.path,
                line=file.line("calendar", key, number, "day"),
                severity="warning",
                message=message,
                remedy=remedy,
            )
    for number, year in enumerate(changes.complete_years):
        if not any(changed.day.year == year for changed in changes.days_off):
            yield Mistake(
                file=file.path,
                line=file.line("calendar", "complete_years", number),
                severity="warning",
                message=f"{year} is said to be complete, and no day off of it is given",
                remedy="write out the State Council's notice of that year under days_off and days_worked",
            )
