"""The ways of publication that a report names: 网站, 微信公众号, 政务微博, 头条号, …"""

from collections.abc import Sequence

from scrapers.reports.lines import ReportLine
from scrapers.reports.topics import CHANNELS


def read_channels(lines: Sequence[ReportLine], *, leave: frozenset[int]) -> tuple[str, ...]:
    """Each once, in the order of the text. `leave`: lines about what is to come."""
    first: dict[str, tuple[int, int]] = {}
    for line in lines:
        if line.is_row or line.number in leave:
            continue
        for name, pattern in CHANNELS:
            if name not in first and (found := pattern.search(line.text)):
                first[name] = line.number, found.start()
    return tuple(sorted(first, key=lambda name: first[name]))
