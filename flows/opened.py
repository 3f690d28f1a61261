"""An office opened for work: its folder, its warehouse, its clock."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import OfficeFolder, load_office
from scorecards.measures import PARAMS
from warehouse.connect import Warehouse, open_warehouse

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class OpenOffice:
    """What every stage works with."""

    folder: OfficeFolder
    warehouse: Warehouse
    clock: Clock
    """The moment, with a zone. Simulated nights bring their own."""

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return self.folder.office.tz


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened_at(path: str | Path, *, as_of: str | None, now: str | None) -> Iterator[tuple[OpenOffice, datetime]]:
    """The office and the monitoring point that `--as-of` and `--now` name.

    `as_of`: a day means its 23:59:59 in the office's zone; none means now, to the second. `now`: where a simulated
    night's clock begins; none is the real one. Raises `ConfigError` for text that is neither a date nor a date-time.
    """
    folder = load_office(Path(path), measures=PARAMS)
    clock = starting_at(parse_moment(now, zone=folder.office.tz)) if now else wall_clock
    point = parse_moment(as_of, zone=folder.office.tz) if as_of else clock().astimezone(folder.office.tz)
    with open_warehouse(folder.warehouse_url()) as warehouse:
        yield OpenOffice(folder, warehouse, clock), point.replace(microsecond=0)


def starting_at(moment: datetime) -> Clock:
    """A clock that shows `moment` now and runs on from there."""
    begin = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - begin)


def parse_moment(text: str, *, zone: ZoneInfo, option: str = "--as-of") -> datetime:
    """A date (its 23:59:59) or date-time; without an offset it is in `zone`. Raises `ConfigError`."""
    try:
        moment: datetime | None = datetime.combine(date.fromisoformat(text), time_of_day(23, 59, 59), zone)
    except ValueError:
        moment = _date_time(text, zone)
    if moment is None or moment.year not in _CALENDAR:
        mistake = Mistake(
            file=Path(option),
            message=f"{text!r} is neither a date nor a date-time",
            remedy="write 2026-11-20, or 2026-11-20T06:30:00",
        )
        raise ConfigError([mistake])
    return moment


_CALENDAR = range(1970, 9999)
"""Years with days before and after them in every zone; nobody monitored a website earlier."""


def _date_time(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def new_run_id(now: datetime) -> str:
    """A name for one execution: when it began, and four characters that keep two of one second apart."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
