"""What the totals of a report are about, seen beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.annual_reports import Total
from scrapers.reports.lists import PartsList
from scrapers.reports.topics import Topic


@dataclass(frozen=True, slots=True)
class Stated:
    """A total as it was met."""

    total: Total
    topic: Topic
    called_active: bool = False
    """Its clause says 主动公开."""


def named_totals(stated: Sequence[Stated], lists: Sequence[PartsList]) -> Iterator[Total]:
    """Where the same thing is counted for two deeds (收到, 回复), the second is not about the same.

    The lists are changed with their totals.
    """
    stands_for_all = _special_but_of_all(stated, lists)
    through = None if stands_for_all is not None else _through_but_of_all(stated, lists)
    verbs = {DISCLOSED: "公开"} if any(one.topic.verb == "公开" for one in stated) else {}
    for one in stated:
        total, topic = one.total, one.topic
        first = verbs.setdefault(topic.about, topic.verb)
        if one is stands_for_all:
            yield _changed(total, lists, about=DISCLOSED)
        elif one is through:
            yield _changed(total, lists, through=None)
        elif topic.verb and (topic.verb != first or topic.verb in _OTHER_DEEDS):
            about = f"{DISCLOSED}（{topic.verb}）" if topic.about == DISCLOSED else topic.verb + topic.about
            yield _changed(total, lists, about=about)
        else:
            yield total


DISCLOSED = "主动公开"
_OTHER_DEEDS = ("废止", "保留", "清理", "修订", "备案", "审查")
"""What was done with rules that were there already."""


def _of_the_year(stated: Sequence[Stated]) -> list[Stated]:
    return [one for one in stated if one.topic.about == DISCLOSED and not one.total.cumulative]


def _special_but_of_all(stated: Sequence[Stated], lists: Sequence[PartsList]) -> Stated | None:
    """审计信息58条 with its categories, of a report that states no other total of what was disclosed."""
    if any(not one.total.through for one in _of_the_year(stated)):
        return None
    special = [one for one in stated if one.topic.special and not one.total.cumulative]
    return next((one for one in special if any(parts.total is one.total and parts.is_whole for parts in lists)), None)


def _through_but_of_all(stated: Sequence[Stated], lists: Sequence[PartsList]) -> Stated | None:
    """What went through the website, of a report that states no other total; most agencies have but one."""
    if any(not one.total.through for one in _of_the_year(stated)):
        return None
    own = [one for one in _of_the_year(stated) if one.topic.verb == "公开"]
    several = [one for one in own if "、" in (one.total.through or "")]
    if len(several) == 1:
        return several[0]
    if len(own) != 1:
        return None
    tells_categories = any(parts.total is own[0].total and parts.is_whole for parts in lists)
    return own[0] if tells_categories or own[0].called_active else None


def _changed(total: Total, lists: Sequence[PartsList], **update: str | None) -> Total:
    named = total.model_copy(update=update)
    for one in lists:
        if one.total is total:
            one.total, one.about = named, named.about
    return named
