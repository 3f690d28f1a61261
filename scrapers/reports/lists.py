"""The list of parts behind a total, and which reading of it is meant: the one that adds up, where one does.

公开信息30条，其中政策类13条，其中规范性文件5条，动态类17条: whether the 5 are a part of the 30 or of the 13 is not
said, but only one of the two makes 30. A list that no reading makes add up is held against its total only where
nothing in it is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.annual_reports import Count, Group, Total
from scrapers.reports.names import is_medium, is_rest
from scrapers.reports.topics import Topic

Kind = Literal["category", "channel"]
Role = Literal["part", "detail", "bracketed", "unknown"]


@dataclass(slots=True)
class Head:
    """The last total: what a list that follows belongs to."""

    total: Total | None
    """`None`: a list is announced without a total (主动公开情况如下：)."""
    topic: Topic
    unit: str
    line: int
    section: int
    end: int
    """Where it ends in its line."""
    broken: bool = False
    """Among its parts something is counted in another unit: 欠税公告4期（4条）."""
    later: list[Count] = field(default_factory=list)
    """Everything of its unit that its paragraph counts behind it, whatever that is."""


@dataclass(frozen=True, slots=True)
class Member:
    """A number of the list."""

    count: Count
    role: Role
    """`detail`: it stands behind a further 其中; `bracketed`: in brackets behind a part; `unknown`: its words are no
    name of a part."""
    apart: bool = False
    """A semicolon or a full stop stands before it."""


@dataclass(slots=True)
class PartsList:
    """Counts that are being listed as the parts of a total."""

    head: Head
    total: Total | None
    about: str
    members: list[Member] = field(default_factory=list)
    announced: bool = False
    """其中, 分别为, a colon, a bracket: the report says that parts follow."""
    said_to_be_all: bool = False
    """More than 其中 says that these are the parts."""
    open_end: bool = False
    """等, 主要有: there are others."""
    in_brackets: bool = False
    by_channel: bool = False
    """It is announced as one of channels."""
    overlapping: bool = False
    """It says that one thing may be counted under several of its parts."""

    @property
    def parts(self) -> list[Count]:
        """As far as they are understood."""
        return [member.count for member in self.members if member.role == "part"]

    def add(self, count: Count, role: Role = "part", *, apart: bool = False) -> None:
        """The next number."""
        self.members.append(Member(count, role, apart))

    def kind(self, parts: Sequence[Count]) -> Kind:
        """Channels overlap, categories do not."""
        media = sum(is_medium(count.name) for count in parts)
        return "channel" if self.by_channel or (parts and 2 * media > len(parts)) else "category"

    @property
    def is_whole(self) -> bool:
        """It is a list of all parts."""
        return any(group.whole for group in self.groups())

    def groups(self) -> Iterator[Group]:
        """The list as it is meant, and the lists of details in it; nothing where its meaning is in doubt."""
        kind = self.kind(self.parts)
        reading = None if kind == "channel" else _that_adds_up(self.members, _exact(self.total))
        parts = self.parts if reading is None else reading
        if not parts:
            return
        if reading is None and (self._is_doubtful(parts) if kind == "category" else self._says_too_much(parts)):
            return
        whole = kind == "category" and len(parts) > 1 and (reading is not None or self._holds_all(parts))
        yield Group(about=self.about, kind=kind, total=self.total, counts=tuple(parts), whole=whole)
        yield from self._details(parts)

    def _is_doubtful(self, parts: Sequence[Count]) -> bool:
        """It makes more than its total, and something says that not all of it are its parts."""
        total, made = _exact(self.total), _sum(parts)
        if total is None or made is None or made <= total:
            return False
        sure = self.announced and not self.overlapping and not self._has_doubtful_members()
        overlapping = any(count.value == total for count in parts)  # 全文公开30条，附图片的12条
        return overlapping or not sure or made > total * _MOST_TOO_MANY or _is_of_outcomes(self.about)

    def _says_too_much(self, parts: Sequence[Count]) -> bool:
        """One channel has more than the total where it may have put out other things, or some of them again."""
        total = _exact(self.total)
        doubtful = self.overlapping or not self.announced
        return doubtful and total is not None and any((count.value or 0) > total for count in parts)

    def _holds_all(self, parts: Sequence[Count]) -> bool:
        if self.open_end or self.overlapping or self.head.broken or self._has_doubtful_members():
            return False
        periods = [found[0] for count in parts if (found := _PERIOD.search(count.name))]
        if periods:
            return len(periods) == len(parts) == _OF_A_YEAR[periods[0]] and len(set(periods)) == 1
        rest = any(is_rest(count.name) for count in parts)
        total, made = _exact(self.total), _sum(parts)
        near = total is None or made is None or made >= total * _NEARLY_ALL
        if not self.announced and not near:
            return False
        if _is_of_outcomes(self.about):
            return rest
        if rest or self.said_to_be_all:
            return True
        return len(parts) > _FEW and near

    def _has_doubtful_members(self) -> bool:
        return any(one.role in ("detail", "unknown") for one in self.members)

    def _details(self, parts: Sequence[Count]) -> Iterator[Group]:
        """Behind each part the numbers that are none of the parts, if they make it, or brackets say that they do."""
        places = {(part.line, part.start) for part in parts}
        runs: list[tuple[Count, list[Member]]] = []
        for member in self.members:
            if (member.count.line, member.count.start) in places:
                runs.append((member.count, []))
            elif runs:
                runs[-1][1].append(member)
        for owner, details in runs:
            counts = tuple(member.count for member in details)
            told = all(member.role == "bracketed" for member in details) and any(is_rest(one.name) for one in counts)
            if len(counts) > 1 and (told or _sum(counts) == owner.value):
                total = Total(about=owner.name, **owner.model_dump(exclude={"name"}))
                yield Group(about=owner.name, kind="category", total=total, counts=counts)


def later_that_add_up(head: Head) -> list[Count]:
    """The first of all that a paragraph counts behind its total, if so many make it exactly; otherwise none."""
    whole, made = _exact(head.total), 0
    if not whole:
        return []
    for place, count in enumerate(head.later):
        if not isinstance(count.value, int) or count.approximate:
            return []
        made += count.value
        if made >= whole:
            return head.later[: place + 1] if made == whole and place + 1 > _FEW else []
    return []


def _that_adds_up(members: Sequence[Member], whole: int | None) -> list[Count] | None:
    """The reading whose parts make the total: the plain one before all others."""
    if whole is None:
        return None
    for reading in _readings(members):
        if len(reading) > 1 and _sum(reading) == whole:
            return reading
    return None


def _readings(members: Sequence[Member]) -> Iterator[list[Count]]:
    """What may be meant by the list, the likelier first."""
    parts = [one.count for one in members if one.role == "part"]
    known = [one.count for one in members if one.role in ("part", "detail")]
    everything = [one.count for one in members if one.role != "bracketed"]
    without_details = [one.count for one in members if one.role in ("part", "unknown")]
    yield parts
    yield without_details
    yield everything
    if len(members) > _LONGEST_DOUBTED:
        return
    yield from _shorter_details(members)
    for whole in (parts, known, everything):
        yield from _without_a_run_that_makes_one(whole)
    for whole in (parts, without_details):
        # Then comes another list, or other things; one number too many is a mistake, unless it stands apart.
        most = len(whole) if members[-1].apart else len(whole) - 1
        yield from (whole[:length] for length in range(2, most))


def _shorter_details(members: Sequence[Member]) -> Iterator[list[Count]]:
    """Where 其中 begins is said, where its details end is not."""
    starts = [at for at, one in enumerate(members) if one.role == "detail" and members[at - 1].role != "detail"]
    for start in starts:
        for end in range(start + 1, len(members) + 1):
            left = [one for at, one in enumerate(members) if not start <= at < end]
            yield [one.count for one in left if one.role != "bracketed"]


def _without_a_run_that_makes_one(counts: Sequence[Count]) -> Iterator[list[Count]]:
    """Details without any 其中: A 13条，规范性文件5条、其他文件8条，B 4条."""
    for at, owner in enumerate(counts):
        made = 0
        for end in range(at + 1, len(counts)):
            value = counts[end].value
            if not isinstance(value, int) or not isinstance(owner.value, int):
                break
            made += value
            if made == owner.value and end > at + 1:
                yield [*counts[: at + 1], *counts[end + 1 :]]
            if made >= owner.value:
                break


def _exact(total: Total | None) -> int | None:
    return total.value if total is not None and isinstance(total.value, int) and not total.approximate else None


def _sum(counts: Sequence[Count]) -> int | None:
    values = [count.value for count in counts if isinstance(count.value, int) and not count.approximate]
    return sum(values) if len(values) == len(counts) else None


def _is_of_outcomes(about: str) -> bool:
    """What became of them is often told in part, and with those of the year before."""
    return re.search("复议|诉讼|规范性文件|规章|留言|来信|热线|建议|提案|舆情", about) is not None


_PERIOD = re.compile("季度|半年|学期|月(?=份?$)")
_OF_A_YEAR = {"季度": 4, "半年": 2, "学期": 2, "月": 12}
_LONGEST_DOUBTED = 40
"""Of longer lists nobody tells which reading is meant."""
_FEW = 2
"""So many things behind a bare 其中 may be examples."""
_MOST_TOO_MANY = 1.5
"""Parts that make more than this many times their total are no parts of it."""
_NEARLY_ALL = 0.9
"""A list behind a bare 其中 without 其他 may name the most important; one that makes so much is meant to be all."""
