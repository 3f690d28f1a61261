"""Which field of an object says what, and its words: titles, addresses, days and issuers under a hundred names.

Names are ranked, and values confirm them: a field counts when most of the objects fill it, a day's field when most of
its values are days. Days of change, signature or expiry are no days of publication.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scrapers.pages.moments import day_of

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Fields:
    """Names of the fields of one array's objects, the best first."""

    title: tuple[str, ...]
    address: tuple[str, ...]
    day: tuple[str, ...]
    issuer: tuple[str, ...]

    @property
    def plainly_titled(self) -> bool:
        """The title stands in a field that is called so, not in a `name` as things of any kind have."""
        return bool(self.title) and _TITLES.get(plain_name(self.title[0]), len(_TITLES)) < _ANYTHINGS_NAME


def choose_fields(sample: Sequence[Record]) -> Fields:
    """The fields that most objects of `sample` fill; their order in the objects decides nothing.

    A day of publication counts before a day of creation, and one never stands in for the other.
    """
    filled: Counter[str] = Counter()
    for item in sample:
        filled.update(key for key, value in item.items() if value not in (None, "", [], {}))
    usual = sorted(key for key, count in filled.items() if count * 2 >= len(sample))
    # A day of publication that few objects fill is still theirs: none of creation may stand in for it.
    days = {key: rank for key in sorted(filled) if (rank := _day_rank(key)) is not None}
    days = {key: rank for key, rank in days.items() if rank <= _PUBLISHED_AGAIN or key in usual}
    days = {key: rank for key, rank in days.items() if _gives_days(key, sample)}
    return Fields(
        title=_ranked(_TITLES, usual) or _title_by_its_values(usual, sample),
        # An address may stand in a rarely filled field: a link to elsewhere instead of a page of one's own.
        address=_ranked(_ADDRESSES, sorted(filled)),
        day=_of_one_kind(days),
        issuer=_ranked(_ISSUERS, usual),
    )


def names_a_title(key: str) -> bool:
    """The field's name is one that titles have."""
    return plain_name(key) in _TITLES


def clean_title(text: str) -> str:
    """Characters of a title as a reader sees them: marks of highlighting and entities undone, blanks joined."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
        if "&" in text:
            text = html.unescape(text)
    text = " ".join(_UNSEEN.sub("", text).split())
    return "" if text.lower() in _NOTHING else text


_TAG = re.compile(
    r"</?(?:em|font|span|b|strong|p|br|i|u|a|mark|sup|sub|h[1-6]|div|label|highlight|small|big)\b[^<>]{0,300}>", re.I
)
"""Only what marks up words: titles of this country hold names in angle brackets, too."""
_UNSEEN = re.compile("[\u200b\ufeff\ud800-\udfff]")
"""Half a character, where a product cut a title by bytes, and what has no width."""
_NOTHING = frozenset({"", "null", "undefined", "none", "nan", "true", "false"})


def words_of(value: Any) -> str:
    """A text, or the text of a small object: `{"rendered": …}`, `{"name": …}`."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("rendered", "name", "value", "text") if key in value), None)
    return clean_title(value) if isinstance(value, str) and len(value) < 5000 else ""


@lru_cache(maxsize=4096)
def plain_name(key: str) -> str:
    """A field's name without the ways of writing it: `doc_pub_url`, `docPubUrl` and `DOCPUBURL` are one."""
    return re.sub(r"[^a-z0-9\u4e00-\u9fff]", "", key.lower())


def ranks(*names: str) -> dict[str, int]:
    """Names of fields and their rank; those of one argument, between blanks, rank equally."""
    return {name: rank for rank, line in enumerate(names) for name in line.split()}


_TITLES = ranks(
    "title 标题",
    "doctitle articletitle infotitle newstitle contenttitle maintitle wjbt biaoti bt 文件标题 信息标题",
    "showtitle fulltitle titletext displaytitle titlename",
    "listtitle shorttitle headline subject topic titlecn 文件名称 信息名称",
    "name mc wjmc infoname docname articlename filename fullname text 名称",
)
_ANYTHINGS_NAME = 4
"""From this rank on it is a name as menus, files and places have, too."""
_ADDRESSES = ranks(
    "url 链接 网址 地址",
    "docpuburl puburl publishurl infourl articleurl contenturl detailurl newsurl pageurl posturl docurl viewurl "
    "htmlurl staticurl titleurl fullurl absurl",
    "urls pcurl link links href permalink linkurl weburl visiturl accessurl detaillink detailhref jumpurl",
    "htmlpath outurl redirecturl redirect externallink outlink wburl",
)
_DISPLAYED, _PUBLISHED, _PUBLISHED_AGAIN, _OF_THE_ITEM, _CREATED = range(5)
_DAYS = ranks(
    "displaypublishtime displaytime displaydate showtime showdate visiblepublishtime docreltime",
    "infodate webdate datepublished published publish fbsj fbrq firstpublishtime pubtimestr",
    "docpubtime",
    "date time day datetime rq sj riqi shijian newsdate newstime articledate articletime docdate doctime timestr "
    "datestr 日期 时间 公布日期",
    "createtime createdate createat created createdat createdtime createddate creationtime creationdate gmtcreate "
    "crtime crdate addtime adddate addedtime inputtime inputdate inserttime insertdate savetime savedate uploadtime "
    "uploaddate cjsj lrsj lrrq tjsj 创建时间 录入时间 添加时间",
)
_PUBLISHED_NAME = re.compile(
    r"(?!.*(?:last|update|modif|un|end|re)pub)\w{0,12}"
    r"(?:pub|publish|published|publication|public|release|released|online|fabu|fb|gk|gongkai|发布|公开|上线)"
    r"(?:time|date|day|at|on|sj|rq|shijian|riqi|日期|时间)(?:str|string|text|show|format|formatted|cn|zh)?"
)
_ISSUERS = ranks(
    "发布机构 发布单位 发文机关 发布部门",
    "publisher publishorg publishorgname publishorgan publishdept publishdeptname publishunit publishunitname "
    "publishername issuer issueorg puborg puborgname fbjg fwjg fbdw fwdw fbbm",
    "deptname departmentname organname orgname",
)


@lru_cache(maxsize=4096)
def _day_rank(key: str) -> int | None:
    name = plain_name(key)
    rank = _DAYS.get(name)
    if rank is None and _PUBLISHED_NAME.fullmatch(name):
        rank = _PUBLISHED
    return rank


def _ranked(table: Mapping[str, int], keys: Iterable[str]) -> tuple[str, ...]:
    known = ((table[plain_name(key)], key) for key in keys if plain_name(key) in table)
    return tuple(key for _, key in sorted(known))


def _of_one_kind(days: Mapping[str, int]) -> tuple[str, ...]:
    """The best field and those that may stand in for it: never a day of creation for a missing day of publication."""
    keys = sorted(days, key=lambda key: days[key])
    if not keys:
        return ()
    published = days[keys[0]] <= _PUBLISHED_AGAIN
    return tuple(key for key in keys if (days[key] <= _PUBLISHED_AGAIN if published else days[key] == days[keys[0]]))


def _gives_days(key: str, sample: Sequence[Record]) -> bool:
    """Most of the field's values are days; one that holds other things is not what its name says."""
    values = [item[key] for item in sample[:20] if item.get(key) not in (None, "", [], {})]
    return sum(day_of(value) is not None for value in values) * 2 > len(values)


_DOCUMENT_NUMBER = re.compile(r"[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*第?\s*\d+\s*号")
_LETTERS = re.compile(r"[\u4e00-\u9fff]")


def _title_by_its_values(keys: Iterable[str], sample: Sequence[Record]) -> tuple[str, ...]:
    """Where fields are called by numbers (search services of several offices): the one field that reads like titles.

    Different in every object, words of a heading's length, no number of a document. Two such fields: none of them.
    """
    if len(sample) < 3:
        return ()
    found = [key for key in keys if _reads_like_titles([item.get(key) for item in sample])]
    return (found[0],) if len(found) == 1 else ()


def _reads_like_titles(values: Sequence[Any]) -> bool:
    texts = [clean_title(value) if isinstance(value, str) and len(value) < 400 else "" for value in values]
    if len(set(texts)) * 10 < len(texts) * 9:
        return False
    lengths = [len(_LETTERS.findall(text)) for text in texts]
    numbered = sum(len(text) < 24 and _DOCUMENT_NUMBER.search(text) is not None for text in texts)
    return min(lengths) > 3 and 10 <= sum(lengths) / len(lengths) <= 80 and numbered * 2 < len(texts)
