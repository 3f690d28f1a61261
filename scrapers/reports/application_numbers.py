"""How many applications came, were answered and were carried on, as one report says it in several places."""

import re
from collections.abc import Sequence
from itertools import accumulate, takewhile

from schemas.annual_reports import Total
from scrapers.reports.application_items import Item
from scrapers.reports.application_lists import ANSWERED, SOME
from scrapers.reports.application_words import says_finished
from scrapers.reports.mentions import figure_of
from scrapers.reports.own_numbers import is_cumulative


class ApplicationNumbers:
    """Takes items and keeps those that are no parts of a list."""

    def __init__(self, years: frozenset[int], own_area: str) -> None:
        """`years`: the report may be about; `own_area`: 全市 in a city's own report."""
        self._years = years
        self._own_area = own_area
        self._received: list[Total] = []
        self._of_area: list[Total] = []
        self._of_offices: list[Total] = []
        self._since_ever: list[Total] = []
        self._others: list[Total] = []
        self._answered: Total | None = None
        self._handled: Total | None = None
        """办理: answered, or all that there were to answer."""
        self._in_time: list[Total] = []
        self.carried_in: Total | None = None
        self.carried_over: Total | None = None
        self.head: Total | None = None
        """The last number that a list may tell the parts of."""
        self.came: Total | None = None
        """The last of those that came."""

    def take(self, item: Item, items: Sequence[Item], at: int) -> bool:
        """Whether the item is one of them."""
        match item.role:
            case "carried_in":
                self.carried_in = self.carried_in or total_at(item, "上年结转")
            case "carried_over":
                self.carried_over = self.carried_over or total_at(item, "结转下年度")
            case "reference":
                self._told_again(item)
            case "in_time":
                self._in_time.append(total_at(item, ANSWERED))
            case "answered":
                return self._were_answered(item, items, at)
            case "received" | "accepted":
                return self._came(item, items, at)
            case "unknown" | "rest" if self._is_of_more(item, items, at):
                self._keep(item)
            case "unknown" | "rest" if self._is_sum(item):
                self._received.clear()
                self._keep(item)
            case _:
                return self._just_carried(item)
        return True

    @property
    def received(self) -> Total | None:
        """Of the agency itself, or of all that it tells of where it tells of nothing else."""
        offices = self._of_offices if len(self._of_offices) == 1 else []  # of several each has but its own
        return next(iter([*self._of_all, *self._of_area, *offices]), None)

    @property
    def _of_all(self) -> list[Total]:
        """Without those that are parts of one told before them: 收到20件 … 市本级收到8件，县区收到12件."""
        told = sorted([*self._received, *self._of_offices], key=lambda total: (total.line, total.start))[:_MOST_TOLD]
        parts = [
            part
            for at, whole in enumerate(told)
            for first in range(at + 1, len(told))
            for part in _that_make(whole, told[first:])
        ]
        return [total for total in self._received if total not in parts]

    @property
    def answered(self) -> Total | None:
        """All that were answered. 按时答复23件 is that only if there were no more."""
        return self._answered or self._answered_in_time() or self._handled

    @property
    def totals(self) -> tuple[Total, ...]:
        """What came since ever; and all statements of how many came in the year, where these are not the same."""
        differ = len({total.value for total in self._of_all}) > 1
        return (*(self._of_all if differ else ()), *self._since_ever)

    @property
    def possible_bases(self) -> list[float]:
        """All sums that a list by channel or result may make."""
        stated = [total.value for total in (self.received, self.answered, *self._others) if total is not None]
        return [value for value in (*stated, *self._worked_out()) if value]

    def _told_again(self, item: Item) -> None:
        of_some = _OF_SOME.search(item.label) is not None or _OF_A_RESULT.match(item.after) is not None
        self.head = self.came = total_at(item, SOME if of_some else "依申请公开")
        if _THAT_CAME.fullmatch(item.label) and self._received:
            self._received.append(self.head)  # 收到的6件申请中

    def _came(self, item: Item, items: Sequence[Item], at: int) -> bool:
        if _with_carried(items, at):
            self.head = self.came = total_at(item, "依申请公开")
            self._others.append(self.head)
        elif _NEW.search(item.label) and (self._had_carried(item, items, at) or _beside_carried(items, at)):
            # 受理5件，其中上年结转1件、本年新收4件: only the last came in the year.
            self._others += self._received
            self._received.clear()
            self._keep(item)
        elif _is_one_offices(items, at):
            self._of_offices.append(total_at(item, "依申请公开"))
        elif not _is_inside(item, at) or self._of_this_year(item):
            self._keep(item)
        else:
            return False
        return True

    def _had_carried(self, item: Item, items: Sequence[Item], at: int) -> bool:
        """What was told before is the sum of this and of those carried in, told before or behind it."""
        told_before = [*self._others, *self._received]
        last = told_before[-1].value if told_before else None
        behind = [one.value for one in items[at + 1 : at + 2] if one.role == "carried_in"]
        told = self.carried_in.value if self.carried_in is not None else None
        carried = told or next(iter(behind), None)
        return last is not None and bool(carried) and last == item.value + (carried or 0)

    def _keep(self, item: Item) -> None:
        since_ever = is_cumulative(item.mention, self._years)
        total = total_at(item, "依申请公开", cumulative=since_ever)
        area = _AREA.search(item.label)
        told_before = (item.role == "accepted" or not item.label) and self._received
        if since_ever:
            self._since_ever.append(total)
        elif area is not None and area[0] not in self._own_area:
            self._of_area.append(total)
        elif area is None and _ONLY_SOME.search(item.label):
            self._of_offices.append(total)
            return
        elif told_before:
            self._others.append(total)
        else:
            self._received.append(total)
        self.head = self.came = total

    def _were_answered(self, item: Item, items: Sequence[Item], at: int) -> bool:
        if _is_inside(item, at) and not _of_received(item, items, at):
            return False
        self.head = total_at(item, ANSWERED)
        if says_finished(f"{item.label}{item.after}"):
            self._answered = self._answered or self.head
        else:
            self._handled = self._handled or self.head
        return True

    def _just_carried(self, item: Item) -> bool:
        """结转2件: behind what was answered it is what goes on; before that it may be last year's."""
        if not _CARRIED.fullmatch(item.label):
            return False
        if self._answered is not None and self._answered.line == item.mention.line:
            self.carried_over = self.carried_over or total_at(item, "结转下年度")
        return True

    def _answered_in_time(self) -> Total | None:
        return self._in_time[0] if len(self._in_time) == 1 and self._in_time[0].value in self._worked_out() else None

    def _worked_out(self) -> list[float]:
        """What came, with those carried in, without those carried over."""
        received = self.received
        if received is None or not received.value:
            return []
        came = received.value
        carried_in, carried_over = (
            0 if one is None else one.value or 0 for one in (self.carried_in, self.carried_over)
        )
        return [came, came + carried_in, came - carried_over, came + carried_in - carried_over]

    def _is_of_more(self, item: Item, items: Sequence[Item], at: int) -> bool:
        """收到以甲为被申请机关的申请37件、以乙为被申请机关的申请6件."""
        return bool(at) and items[at - 1].role == "received" and item.label.endswith("的申请")

    def _is_sum(self, item: Item) -> bool:
        """收到申请如下：一季度6件，二季度14件，全年合计20件; 甲收到37件、乙收到6件，合计43件. ."""
        if not _SUM.fullmatch(item.label):
            return False
        before = [total.value or 0 for total in self._received]
        return not before or (len(before) > 1 and sum(before) == item.value)

    def _of_this_year(self, item: Item) -> bool:
        """累计受理申请56件，其中2017年受理12件."""
        return item.depth == 0 and bool(self._since_ever) and _YEAR.search(item.label) is not None


def _that_make(whole: Total, told: Sequence[Total]) -> Sequence[Total]:
    """The first ones of those told, two at least, that add up to the whole; none where they do not."""
    sums = accumulate(total.value or 0 for total in told)
    return next((told[:count] for count, made in enumerate(sums, 1) if count > 1 and made == whole.value), ())


def total_at(item: Item, about: str, *, cumulative: bool = False) -> Total:
    """The item's number as a total."""
    return Total(about=about, unit=item.mention.number.unit, cumulative=cumulative, **figure_of(item.mention))


def _is_inside(item: Item, at: int) -> bool:
    """In brackets, or behind 其中: a detail of the number before it."""
    return item.depth > 0 or ("其中" in item.opener and at > 0)


def _with_carried(items: Sequence[Item], at: int) -> bool:
    """受理申请21件（含上年结转1件）: not what came in the year alone."""
    behind = takewhile(lambda one: one.depth > items[at].depth, items[at + 1 :])
    return any(one.role == "carried_in" for one in behind)


def _beside_carried(items: Sequence[Item], at: int) -> bool:
    """（新收290件、上年结转8件）."""
    item = items[at]
    return item.depth > 0 and any(one.role == "carried_in" and one.depth == item.depth for one in items)


def _is_one_offices(items: Sequence[Item], at: int) -> bool:
    """收到申请57件，其中国土局收到21件，住建局收到13件: who received them is told of each."""
    told = any(one.role in ("received", "accepted") for one in items[:at])
    return told and "申请" not in items[at].label and _OFFICE.match(items[at].label) is not None


def _of_received(item: Item, items: Sequence[Item], at: int) -> bool:
    """收到申请20件，其中办结18件."""
    return item.depth == 0 and "其中" in item.opener and any(one.role == "received" for one in items[:at])


_MOST_TOLD = 12
_AREA = re.compile("全(?:[市县区省州国旗]|系统|行业)")
_ONLY_SOME = re.compile(
    "[前后]受理|半年|季度|本级|各(?!类)|镇|乡|街道|[省市县区]直|[省市县区]级机关|及以下|[县区旗]区|区县|开发区|功能区|下属|所属|直属|分局|局机关|部门|单位"
)
_YEAR = re.compile("20[0-9]{2}年|今年|本年")
_NEW = re.compile("新收|新增|新接|本年.{0,4}收到|当年.{0,4}收到")
_OFFICE = re.compile(
    "(?![我本])[^，。；]{1,12}(?:局|委|办|厅|处|院|所|中心|镇|乡|街道|公室|机关|分局|单位|部门)(?:共)?(?:收到|受理|接收|接到)"
)
_THAT_CAME = re.compile("(?:全年|本年度?|在)?(?:收到|新收)的")
_OF_SOME = re.compile("主体|承办|本级|[省市县区]直|所属|下属")
_OF_A_RESULT = re.compile("(?:予以|同意|部分|不予|不)*公开的?(?:之?中|里|当中)")
"""18件公开的里面: the parts of a part."""
_CARRIED = re.compile("(?:另)?结转(?:的)?(?:申请)?")
_SUM = re.compile("(?:全年)?(?:合计|共计|总计|共)(?:收到)?(?:申请)?")
