"""How old a column's newest item may be, worked out by hand on the calendar.

On purpose a second implementation: the program under demonstration must agree with it, so nothing is shared.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days, or so many calendar months."""

    days: int = 0
    months: int = 0


# The kinds that the national check and the census of 2015 bound (国办秘函〔2019〕19号, 国办发〔2015〕15号);
# columns of other kinds may be as old as they like.
BY_KIND = {
    "动态要闻": Limit(days=14),
    "政务新媒体": Limit(days=14),
    "通知公告": Limit(months=6),
    "政策文件": Limit(months=6),
    "政策解读": Limit(months=6),
    "人事信息": Limit(months=12),
    "规划计划": Limit(months=12),
}


def limit_of(kind: str, *, max_age_days: int | None) -> Limit | None:
    """The column's own limit in days if it has one, else its kind's; `None`: no limit."""
    return Limit(days=max_age_days) if max_age_days is not None else BY_KIND.get(kind)


def oldest_allowed(day: date, limit: Limit) -> date:
    """The earliest day an item may carry and still be within the limit on `day`.

    A month back from the 31st is the last day of a shorter month.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - limit.months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) - timedelta(days=limit.days)
