"""The ways of publication that a report names: 网站, 微信公众号, 政务微博, 头条号, …"""

import re
from collections.abc import Sequence

from scrapers.reports.lines import ReportLine


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


def way_in_title(title: str) -> str | None:
    """The one way of publication that a heading names: （二）门户网站."""
    ways = [way for way, pattern in CHANNELS if pattern.search(title)]
    return ways[0] if len(ways) == 1 and len(title) <= _LONGEST_TITLE else None


CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("网站", "门户网|政府网(?!上)|官网|官方网|网站|局网|校园网|信息网|外网|网页"),
        ("微信公众号", "微信|公众号(?!等)"),
        ("政务微博", "微博"),
        ("头条号", "头条"),
        ("抖音号", "抖音"),
        ("快手号", "快手"),
        ("视频号", "视频号"),
        ("客户端", "客户端|手机APP|APP|移动端"),
        ("政府公报", "政府公报|政报"),
        ("新闻发布会", "新闻发布会|新闻通气会"),
        ("新闻媒体", "(?:新闻|中央|国家级|省级?|市级?|县级?|以上|主流|各级|各大)媒体"),
        ("报刊", "报刊|报纸|日报|晚报|党报|杂志|简报|《[^《》]{1,8}报》"),
        ("广播", "广播|电台"),
        ("电视", "电视"),
        ("公开栏", "公开栏|公示栏|公告栏|宣传栏|公开专栏|橱窗|墙报|公示牌|展板"),
        ("电子显示屏", "电子屏|电子显示屏|LED|触摸屏|显示屏"),
        ("查阅点", "查阅点|查阅室|查阅场所|查阅中心"),
        ("短信", "短信"),
        ("热线电话", "热线|12345"),
        ("宣传册", "宣传册|宣传单|明白卡|明白纸|手册"),
    )
)
"""Ways of publication by the words of reports. 政府信息公开平台 is none of them: all that is disclosed stands there."""
_LONGEST_TITLE = 12
