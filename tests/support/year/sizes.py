"""A whole year for the long tests, and a few weeks in which everything happens once."""

from datetime import date

from demo.plan import city_plan
from tests.support.year.layout import Size

THE_YEAR = Size(
    first=date(2025, 1, 1),
    nights=365,
    agencies=tuple(agency.code for agency in city_plan().agencies),
    columns_each=3,
    history=24,
    slowest=21,
    deep_pass_days=7,
    recheck_days=(7, 30, 90),
    counts={
        "missed": 12,
        "offline": 3,
        "down": 6,
        "maintenance": 4,
        "late": 5,
        "template": 1,
        "reader": 2,
        "renamed": 2,
        "merged": 1,
        "moved": 1,
        "stale": 8,
        "fault": 6,
        "batch": 4,
        "backdated": 8,
        "vanished": 12,
        "restored": 9,
        "edited": 20,
        "redated": 10,
        "reposted": 10,
        "duplicated": 10,
    },
)

SOME_WEEKS = Size(
    first=date(2025, 5, 20),
    nights=27,
    agencies=("slj", "jyj", "wjj", "fgj", "jhz", "ltz"),
    columns_each=2,
    history=20,
    slowest=5,
    deep_pass_days=3,
    recheck_days=(2, 90),
    counts={
        "missed": 2,
        "offline": 1,
        "down": 1,
        "late": 1,
        "template": 1,
        "reader": 1,
        "renamed": 1,
        "merged": 1,
        "moved": 1,
        "stale": 1,
        "batch": 1,
        "backdated": 1,
        "vanished": 2,
        "restored": 1,
        "edited": 2,
        "redated": 1,
        "reposted": 2,
        "duplicated": 2,
    },
)
