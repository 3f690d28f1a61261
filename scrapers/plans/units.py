"""Units as a plan names them, looked up in an office's register. Names that fit no agency, or several, stay unknown."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.agencies import Agency
from schemas.unit_words import UnitWords

EVERYONE = "*"


@dataclass(frozen=True, slots=True)
class Found:
    """Who is meant."""

    codes: tuple[str, ...] = ()
    """Agency codes in the order of the register, or `*` for every agency."""
    unknown: tuple[str, ...] = ()
    """Names as said that fit no agency, fit several, or leave open who is meant."""


def look_up(units: Sequence[str], agencies: Sequence[Agency], words: UnitWords) -> Found:
    """The agencies of these units. Nothing is guessed: a short name counts where one agency alone can be meant."""
    codes: set[str] = set()
    unknown: list[str] = []
    for said in units:
        some, whole = _agencies(said, agencies, words)
        codes |= some
        if not whole:
            unknown.append(said)
    every = bool(agencies) and len(codes) == len(agencies)
    found = (EVERYONE,) if every else tuple(agency.code for agency in agencies if agency.code in codes)
    return Found(found, tuple(dict.fromkeys(unknown)))


def _agencies(said: str, agencies: Sequence[Agency], words: UnitWords) -> tuple[set[str], bool]:
    """The codes, and whether nobody else is meant."""
    plain = _plain(said)
    bare = re.sub(r"等(?:有关|相关|各)?(?:部门|单位)?$", "", plain)
    if bare != plain:
        return _agencies(bare, agencies, words)[0], False  # 等: others are meant, and not named
    if plain in map(_plain, words.vague):
        return set(), False
    unsuffixed = re.sub(r"(?:人民)?政府$", "", plain)
    for collective in words.collectives:
        if {plain, unsuffixed} & set(map(_plain, collective.said)):
            classes = set(map(_plain, collective.classes))
            members = {a.code for a in agencies if not classes or _plain(a.agency_class) in classes}
            return members, bool(members)
    one = _agency(plain, agencies, words) or _agency(re.sub(r"\([^()]*\)$", "", plain), agencies, words)
    if one is not None:
        return {one}, True
    for joint in re.finditer("以及|和|及|与", plain):
        parts = [_agency(part, agencies, words) for part in (plain[: joint.start()], plain[joint.end() :])]
        known = {part for part in parts if part is not None}
        if len(known) == 2:
            return known, True
    return set(), False


def _agency(plain: str, agencies: Sequence[Agency], words: UnitWords) -> str | None:
    """The one agency of that name: its own or a former one, in full or in short, with its place's name or without."""
    short = _short(plain, words)
    exact, placed = set(), set()
    for agency in agencies:
        for name in (agency.name, *(former.name for former in agency.former_names)):
            known = _short(_plain(name), words)
            if short == known or plain == agency.code:
                exact.add(agency.code)
            elif _without_place(known, short) or _without_place(short, known):
                placed.add(agency.code)
    candidates = exact or placed
    return next(iter(candidates)) if len(candidates) == 1 else None


def _without_place(name: str, rest: str) -> bool:
    """`rest` is `name` without the place before it: 水利局 or 市水利局 of 云溪市水利局."""
    if len(rest) < 3 or not name.endswith(rest):
        return False
    place = name[: -len(rest)]
    return _PLACE.fullmatch(place) is not None and (place[-1] in _LEVELS or rest[0] in _LEVELS)


_LEVELS = "省市州县区旗"
"""What the name of a place ends in."""
_PLACE = re.compile(r"[^局办委院会和及与、]{1,8}")
"""A place, and not another agency before this one."""


def _short(plain: str, words: UnitWords) -> str:
    """In short forms all through, so that a full name and a short one can be compared."""
    for full, short in sorted(words.short_forms.items(), key=lambda pair: -len(pair[0])):
        plain = plain.replace(full, short)
    return re.sub(r"(?<=[镇乡])政府$|(?<=街道)办事处$", "", plain)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
