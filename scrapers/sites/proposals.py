"""From a walk through a site to the columns worth registering: what each is called, of what kind, whose it is.

Every guess is marked as one: a person corrects the proposal before it becomes a register. What was looked at and is not
proposed is listed with the reason, because a page we cannot read may be a column all the same.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.column_codes import derive_code
from schemas.messages import Reason, say
from schemas.vocabulary import Vocabulary
from scrapers.pages.links import is_below, is_home
from scrapers.sites.navigation import is_site_function
from scrapers.sites.site_walk import PERHAPS_COLUMNS, SiteWalk, Visited

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Owner:
    """An agency as the site names it."""

    code: str
    name: str
    agency_class: str


@dataclass(frozen=True)
class Proposal:
    """One column worth registering."""

    owner: Owner
    name: str
    url: str
    kind: str
    category: str
    state: str
    items: int
    newest: date | None
    why: Reason
    confidence: Confidence
    doubts: tuple[Reason, ...]


@dataclass(frozen=True)
class NotProposed:
    """A page that was looked at and is no column as far as can be seen."""

    name: str
    url: str
    state: str
    why: Reason


@dataclass(frozen=True)
class Proposals:
    """Everything a walk led to, in the order of the navigation."""

    columns: tuple[Proposal, ...]
    others: tuple[NotProposed, ...]


def propose(
    walk: SiteWalk, *, vocabulary: Vocabulary, agency: str | None = None, agency_code: str | None = None
) -> Proposals:
    """What of the walk is worth registering. `agency` and `agency_code` overrule what the site says of its owner."""
    seen = [*([walk.start] if walk.start else []), *walk.pages]
    others: list[NotProposed] = []
    perhaps: list[Visited] = []
    for visited in seen:
        why = _why_not(visited, is_start=visited is walk.start)
        if why is None:
            perhaps.append(visited)
        elif visited is not walk.start:
            others.append(NotProposed(_found_name(visited), visited.url, _state(visited), why))
    columns, overviews = _apart(perhaps)
    others += [NotProposed(_found_name(one), one.url, _state(one), say("probe.not.overview")) for one in overviews]
    owners = _Owners(walk, agency=agency, code=agency_code)
    repeated = _repeated_names(columns)
    proposals: list[Proposal] = []
    first_at: dict[tuple[str, ...], str] = {}
    for visited in columns:
        own = _proposal(visited, owners=owners, vocabulary=vocabulary, repeated=repeated, columns=columns)
        rows = (own.name, *(entry.url for entry in visited.reading.items)) if visited.reading else ()
        if len(rows) > 3 and rows in first_at:
            twin = NotProposed(own.name, own.url, own.state, say("probe.not.twin", url=first_at[rows]))
            others.append(twin)
            continue
        first_at[rows] = own.url
        proposals.append(own)
    return Proposals(_with_namesakes(proposals), tuple(others))


def _why_not(visited: Visited, *, is_start: bool) -> Reason | None:
    """Why a page is no column, before it is compared with others. A walk's start is one only if it says where it is."""
    if visited.reading is None or not visited.was_read:
        return say("probe.not.unread", failure=visited.failure)
    if visited.reading.state not in PERHAPS_COLUMNS:
        return say("probe.not.state", reason=visited.reading.reason)
    own = visited.reading.identity.column_name or ""
    if is_home(visited.url) or (is_start and len(visited.reading.identity.breadcrumb) < 2):
        return say("probe.not.home")
    if any(is_site_function(name) or _SITE_MAP.fullmatch(name) for name in (visited.link.name, own)):
        return say("probe.not.home")
    if visited.link.name and agency_in([visited.link.name]):
        return say("probe.not.agency")
    return None


_SITE_MAP = re.compile(r"(?:网站|站点)(?:地图|导航)|.*(?:搜索|检索)(?:结果)?")


def _apart(perhaps: list[Visited]) -> tuple[list[Visited], list[Visited]]:
    """Columns, and the overviews among them: pages of several blocks whose rows stand in the columns' own lists."""
    listed = {visited.url: {entry.url for entry in visited.reading.items} for visited in perhaps if visited.reading}
    columns: list[Visited] = []
    overviews: list[Visited] = []
    for visited in perhaps:
        rows = listed[visited.url]
        others = [url for url in listed if url != visited.url and not is_below(visited.url, url)]
        known = sum(any(row in listed[url] or is_below(row, url) for url in others) for row in rows)
        is_overview = visited.blocks >= _BLOCKS and rows and known >= _MOST_OF * len(rows)
        (overviews if is_overview else columns).append(visited)
    return columns, overviews


_BLOCKS, _MOST_OF = 2, 0.8
"""Blocks with a 更多 of their own make an overview, if that share of the rows read stands in other columns."""


def _proposal(
    visited: Visited, *, owners: "_Owners", vocabulary: Vocabulary, repeated: Collection[str], columns: list[Visited]
) -> Proposal:
    reading = visited.reading
    assert reading is not None
    doubts: list[Reason] = []
    name = _column_name(visited, repeated, doubts)
    trail = (*visited.link.trail, *reading.identity.breadcrumb)
    kind, kind_from = _meaning(name, trail, vocabulary.kinds)
    if kind_from is None:
        doubts.append(say("probe.doubt.kind"))
    category, category_from = _meaning(name, (), vocabulary.categories)
    if category is None and kind is not None:
        category, category_from = vocabulary.category(kind), kind_from
    if category is None:
        category, category_from = _meaning("", trail, vocabulary.categories)
    if category is None:
        doubts.append(say("probe.doubt.category"))
    owner = owners.of(visited, doubts)
    inside = sum(is_below(other.url, visited.url) for other in columns if other is not visited)
    if inside:
        doubts.append(say("probe.doubt.parent", columns=inside))
    if reading.state == "needs_data":
        doubts.append(say("probe.doubt.needs_data", reason=reading.reason))
    elif reading.state != "list":
        doubts.append(say("probe.doubt.blank", reason=reading.reason))
    elif reading.newest is None:
        doubts.append(say("probe.doubt.undated"))
    guessed = {kind_from, category_from}
    if None in guessed or reading.state == "needs_data":
        confidence: Confidence = "low"
    else:
        confidence = "high" if guessed == {"name"} and not doubts else "medium"
    return Proposal(
        owner=owner,
        name=name,
        url=visited.url,
        kind=kind or _NO_KIND,
        category=category or _NO_CATEGORY,
        state=reading.state,
        items=len(reading.items),
        newest=reading.newest,
        why=say(f"probe.why.{visited.link.place}", trail=" > ".join(visited.link.trail) or "—"),
        confidence=confidence,
        doubts=tuple(doubts),
    )


_NO_KIND, _NO_CATEGORY = "其他", "工作信息"


def _with_namesakes(proposals: list[Proposal]) -> tuple[Proposal, ...]:
    """The proposals, columns of one agency with the same name marked: a register is read by people."""
    times = Counter((proposal.owner.code, proposal.name) for proposal in proposals)
    return tuple(
        Proposal(**{**vars(one), "doubts": (*one.doubts, say("probe.doubt.namesake"))})
        if times[one.owner.code, one.name] > 1
        else one
        for one in proposals
    )


# names


def _repeated_names(columns: Iterable[Visited]) -> frozenset[str]:
    """What three and more pages call themselves although links call them otherwise: a template's name, not a page's."""
    own = Counter(
        visited.reading.identity.column_name
        for visited in columns
        if visited.reading and visited.reading.identity.column_name
        if visited.reading.identity.column_name not in (visited.link.name, *visited.other_names)
    )
    return frozenset(name for name, times in own.items() if times >= 3 and name)


def _column_name(visited: Visited, repeated: Collection[str], doubts: list[Reason]) -> str:
    """What the page calls itself, if it does so credibly; otherwise what the first link to it says."""
    assert visited.reading is not None
    identity = visited.reading.identity
    own = " ".join((identity.column_name or "").split())
    linked = visited.link.name or next(iter(visited.other_names), "")
    if own in repeated or own == identity.site_name or not 1 < len(own) <= _LONGEST_OWN_NAME or agency_in([own]):
        own = ""
    if own and linked and own != linked:
        doubts.append(say("probe.doubt.name", own=own, linked=linked))
    if not own and not linked:
        doubts.append(say("probe.doubt.nameless"))
    return own or linked or _NAMELESS


_LONGEST_OWN_NAME = 30
_NAMELESS = "未命名栏目"


def _found_name(visited: Visited) -> str:
    own = visited.reading.identity.column_name if visited.reading else None
    return visited.link.name or own or _NAMELESS


def _state(visited: Visited) -> str:
    return visited.reading.state if visited.reading else visited.failure.partition(":")[0]


# kinds and categories

Source = Literal["name", "word", "trail"]
"""By what a meaning was found: the name itself, a word in it, the names above it."""


def _meaning(name: str, trail: Iterable[str], words: dict[str, tuple[str, ...]]) -> tuple[str | None, Source | None]:
    """The word of a closed list that a name means, and by what: the name itself, a word in it, or the names above it.

    Of several words in a name the longest counts, then the last: a Chinese name's head stands at its end.
    """
    meanings = {word: meaning for meaning, others in words.items() for word in (meaning, *others)}
    if name in meanings:
        return meanings[name], "name"
    if word := _word_in(name, meanings):
        return meanings[word], "word"
    for above in reversed(tuple(trail)):
        if above != name and (word := _word_in(above, meanings)):
            return meanings[word], "trail"
    return None, None


def _word_in(name: str, meanings: dict[str, str]) -> str | None:
    found = [word for word in meanings if len(word) > 1 and word in name]
    return max(found, key=lambda word: (len(word), name.rfind(word)), default=None)


# agencies

_AGENCY = re.compile(
    "|".join(
        (
            r"[\u4e00-\u9fff（）()·]{2,24}(?:局|(?<!大)厅|委员会|管委会|人民政府|办事处|法院|检察院|总队|支队)",
            # Words that columns end in as well (新闻中心, 督查办) are an agency's only with its place before them.
            r"[\u4e00-\u9fff]{0,12}[省市州县区旗][\u4e00-\u9fff]{2,10}(?:委|办|办公室|中心|公司|集团|医院|学校|站|院|馆)",
            r"[\u4e00-\u9fff]{1,8}(?:镇|乡|街道)",
        )
    )
)
_CLASSES = (
    (re.compile(r"(?:镇|乡|街道)(?:人民政府|办事处|党工委)?$"), "镇街"),
    (re.compile(r"(?:公司|集团|医院|学校|大学|学院|中学|小学|水厂)$"), "公共企事业单位"),
    (re.compile(r"(?:气象|税务|海关|海事|邮政管理|消防救援|国家统计|调查队|烟草|出入境|边防)"), "垂管单位"),
)
_SITE_WORDS = re.compile(
    r"(?:政府)?(?:门户网站?|官方网站|官网|信息公开[专]?[网栏]|政务公开[专]?[网栏]|公众网|信息网|政务网|网站|网)$"
)
_NO_AGENCIES = re.compile(
    r"(?:机构|部门|单位|政府)(?:设置|职能|信息|概况|公开)|公告|通知|动态|名录|导航|之家|乡村|下乡|城乡|各"
)


def agency_in(names: Iterable[str]) -> str | None:
    """The last of `names` that is an agency's (市水利局, 镜湖镇人民政府), as a breadcrumb or a menu shows it."""
    own = [name for name in names if _AGENCY.fullmatch(name) and not _NO_AGENCIES.search(name)]
    return own[-1] if own else None


class _Owners:
    """Whose a column is: as the caller says, else the last agency above it in breadcrumb or menus, else the site's."""

    def __init__(self, walk: SiteWalk, *, agency: str | None, code: str | None) -> None:
        self._said = agency
        self._site = agency or _site_agency(walk)
        self._codes: dict[str, str] = {}
        if code is not None:
            self._codes[self._site or _UNKNOWN] = code

    def of(self, visited: Visited, doubts: list[Reason]) -> Owner:
        assert visited.reading is not None
        above = None
        if self._said is None:
            trail = visited.reading.identity.breadcrumb
            above = agency_in(trail) or agency_in(visited.link.trail)
        name = above or self._site
        if name is None:
            doubts.append(say("probe.doubt.agency"))
            name = _UNKNOWN
        return self._owner(name)

    def _owner(self, name: str) -> Owner:
        code = self._codes.get(name) or derive_code(name, taken=set(self._codes.values()))
        self._codes[name] = code
        return Owner(code, name, next((kind for words, kind in _CLASSES if words.search(name)), "部门"))


_UNKNOWN = "单位名称待填"


def _site_agency(walk: SiteWalk) -> str | None:
    """The agency a site names as its own: its SiteName, else the part of its home page's title that sounds like one."""
    if walk.start is None or walk.start.reading is None:
        return None
    identity = walk.start.reading.identity
    for text in (identity.site_name, identity.title):
        parts = [_SITE_WORDS.sub("", part.strip()) for part in re.split(r"\s*[_|—–\-－]+\s*", text or "")]
        named = [part for part in parts if _AGENCY.fullmatch(part)] or [part for part in parts if 1 < len(part) <= 30]
        if named:
            return named[0]
    return None
