"""Read a page that is data itself: the JSON answer behind a script-filled list, also as JSONP; an XML feed.

`read_data` decides by a page's first characters whether it is one of these at all. An answer is blank only if it states
that there is nothing; an empty array without a count says nothing, and an error is an error whatever its status code.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapers.data.answered_markup import read_answered_markup
from scrapers.data.datastores import read_datastore
from scrapers.data.feeds import read_feed
from scrapers.data.fields import plain_name, ranks
from scrapers.data.records import Answer
from scrapers.data.recordsets import SOMETHING_ELSE, Counts, Recordset, best_recordset, empty_arrays, find_recordsets
from scrapers.data.scripts import read_literal
from scrapers.pages.links import looks_like_document, resolve
from scrapers.pages.page import Page


def read_data(page: Page, *, today: date) -> Answer | None:
    """The page as data: JSON, JSONP, RSS, Atom, or a `<datastore>`; `None` at once for an ordinary web page.

    `today` completes days without a year.
    """
    match data_kind(page.text):
        case "json":
            return read_answer(page, today=today)
        case "feed":
            return read_feed(page)
        case "datastore":
            return read_datastore(page, today=today)
        case _:
            return None


def data_kind(text: str) -> str | None:
    """`json`, `feed` or `datastore`, by the first characters; `None` for what begins like a web page or a text."""
    head = text[:_HEAD].lstrip(_BLANKS)
    if head.startswith("<"):
        return _ROOTS.get(_root_name(head))
    if head[:1] in ("{", "[", '"') or _CALL.match(head) or head.startswith(_GUARD):
        return "json"
    return None


def read_answer(page: Page, *, today: date) -> Answer | None:
    """A JSON or JSONP body as a list; `None` if it is no such thing, or nested beyond reason.

    States: `list`; `blank` if an empty array stands beside a stated total of 0; `error_page` or `blocked` if the answer
    itself says so; `not_a_list` for other data.
    """
    value = _parse(page.text)
    if not isinstance(value, dict | list):
        return None
    first = _first_page(page.url)
    best = best_recordset(find_recordsets(value, base=page.url, list_page=first, today=today))
    if best is None:
        return read_answered_markup(value, url=page.url, today=today) or _without_records(value, page.url)
    if best.counts == Counts() and any(array.counts.total == 0 for array in empty_arrays(value)):
        return Answer("not_a_list", f"a total of 0 beside an empty array, and another array ({best.name}) of entries")
    if not _is_certain(best):
        return Answer("not_a_list", "titles and addresses without a day: it may be a menu as well as a list")
    rows, counts = best.records.rows, best.counts
    doubt = f"the first of {best.rivals + 1} arrays of {rows} entries" if best.rivals else best.newer_elsewhere
    return Answer(
        state="list",
        reason=doubt,
        entries=best.records.entries,
        total=counts.total,
        pages=_pages(counts),
        current=_current(counts),
        next=_next(page.url, counts, best.records.objects),
    )


def _is_certain(found: Recordset) -> bool:
    """An array with days is a list; one without needs addresses of documents, or counts that go with a list."""
    entries, counts = found.records.entries, found.counts
    documents = sum(looks_like_document(entry.url) for entry in entries)
    return found.records.dated >= 0.5 or documents >= 0.6 * len(entries) or (counts.total or counts.pages) is not None


_HEAD = 4096
_BLANKS = "\ufeff \t\r\n"
_GUARD = ")]}'"
"""Put before data so that no other site can run it as a script."""
_CALL = re.compile(
    r"(?:/\*.{0,200}?\*/\s*)?(?:typeof\s+[\w.$]{1,100}\s*={2,3}\s*['\"]function['\"]\s*&&\s*)?;?\s*"
    r"(?:[A-Za-z_$][\w.$]{0,100}\s*\(\s*|(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]{0,100}\s*=\s*)(?=[\[{\"'])"
)
"""A call with data as its argument (JSONP), or a file of script that is one assignment."""
_ROOTS = {
    "rss": "feed",
    "feed": "feed",
    "rdf:rdf": "feed",
    "datastore": "datastore",
    "recordset": "datastore",
    "record": "datastore",
}


def _root_name(head: str) -> str:
    """The name of the first element, after declarations and comments."""
    position = 0
    while position < len(head) and head.startswith("<", position):
        for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<!", ">")):
            if head.startswith(opening, position):
                end = head.find(closing, position + len(opening))
                if end < 0:
                    return ""
                position = end + len(closing)
                break
        else:
            match = _NAME.match(head, position + 1)
            return (
                match.group().rpartition(":")[2].lower() if match and match.group().lower() != "rdf:rdf" else "rdf:rdf"
            )
        while position < len(head) and head[position] in _BLANKS:
            position += 1
    return ""


_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,60}")


def _parse(text: str) -> Any:
    """The data of a body, `None` if it is none. Also what is written as a script would write it."""
    text = text.strip(_BLANKS).removeprefix(_GUARD).lstrip("," + _BLANKS)
    if call := _CALL.match(text):
        text = text[call.end() :].rstrip("; \t\r\n").removesuffix(")").rstrip()
    if text[:1] == "'" and text[-1:] == "'":
        text = text[1:-1]
    for _ in range(3):  # data written as a text, perhaps twice
        try:
            value = json.loads(text, strict=False, parse_constant=lambda _: None)
        except RecursionError:
            return None
        except ValueError:
            return _parse_literal(text)
        if not isinstance(value, str):
            return value
        text = value
    return None


def _parse_literal(text: str) -> Any:
    """Data with unquoted names, single quotes or trailing commas; nothing may follow it."""
    if text[:1] not in ("{", "[") or text[-1:] not in ("}", "]"):
        return None
    return read_literal(text)


# --- answers without entries ---------------------------------------------------------------------------------------


def _without_records(value: Any, url: str) -> Answer:
    if isinstance(value, dict) and (error := _error(value)) is not None:
        return error
    empty = empty_arrays(value)
    if any(array.counts.total == 0 for array in empty) and not any(array.counts.total for array in empty):
        if (term := _search_term(url)) is not None:
            return Answer("not_a_list", f"a search for {term}: what it does not find says nothing about the column")
        if all(SOMETHING_ELSE.search(array.around) for array in empty if array.counts.total == 0):
            return Answer("not_a_list", "a total of 0, but of other things than the column's entries")
        if isinstance(value, dict) and (failed := _says_it_failed(value)):
            return Answer("not_a_list", f"a total of 0 in an answer that says it failed: {failed}")
        if isinstance(value, dict) and not _may_have_succeeded(value):
            return Answer("not_a_list", "a total of 0 under a code that may stand for an error")
        return Answer("blank", "the answer states a total of 0 beside an empty array", total=0)
    if empty:
        return Answer("not_a_list", f"an empty array ({empty[0].name}) without a count: that says nothing")
    return Answer("not_a_list", "data, but no array of objects with title and address or day")


_CODES = ranks("code status errcode errorcode statuscode resultcode retcode ret httpstatus")
_MESSAGES = ranks("msg message errmsg errormsg errormessage error info desc tips reason resultmsg retmsg text")
_SUCCESS = ranks("success ok issuccess succeed")
_SUCCESS_WORDS = re.compile(r"成功|正常|success|^ok$", re.IGNORECASE)
_ERROR_WORDS = re.compile(
    r"错误|失败|异常|出错|无权|未授权|未登录|登录|不存在|超时|繁忙|维护|拒绝|非法|无效|缺少|不能为空|过期|停用|参数|error|fail|exception|denied|forbidden"
    r"|invalid|unauthori|not found|time ?out|unavailable|expired",
    re.IGNORECASE,
)
_BLOCK_WORDS = re.compile(r"频繁|验证码|安全验证|拦截|黑名单|too many|rate limit|captcha|blocked", re.IGNORECASE)


def _envelope(value: Mapping[str, Any]) -> tuple[list[int], str, list[Any]]:
    """Codes, message and success flags around the data: at the top, or one level down (`status: {code, text}`)."""
    known: dict[str, Any] = {}
    for layer in (*(value.get(name) for name in ("status", "head", "header", "meta", "error")), value):
        if isinstance(layer, dict):
            known |= {plain_name(key): inner for key, inner in list(layer.items())[:100] if not isinstance(inner, dict)}
    codes = [int(str(known[name])) for name in _CODES if re.fullmatch(r"-?\d{1,6}", str(known.get(name)))]
    texts = (known[name] for name in _MESSAGES if isinstance(known.get(name), str))
    words = next((" ".join(text.split()) for text in texts if text.strip()), "")
    flags = [known[name] for name in _SUCCESS if name in known]
    return codes, words[:200], [*flags, known.get("status")]


def _error(value: Mapping[str, Any]) -> Answer | None:
    """The answer says that it failed: by a code as HTTP has them, `success: false`, or words such as 系统异常."""
    codes, words, flags = _envelope(value)
    code = next((code for code in codes if 400 <= code < 600), None)
    if _BLOCK_WORDS.search(words) or code in (403, 429):
        return Answer("blocked", f"the answer refuses: {words[:80] or code}")
    failed = any(str(flag).lower() in ("false", "error", "fail", "failed") for flag in flags)
    if code is not None or failed or (_ERROR_WORDS.search(words) and codes[:1] not in ([0], [200])):
        return Answer("error_page", f"the answer states an error: {words[:80] or code or 'success is false'}")
    return None


def _may_have_succeeded(value: Mapping[str, Any]) -> bool:
    """No code at all, one that means success everywhere, or one that the answer itself calls a success."""
    codes, words, flags = _envelope(value)
    said = _SUCCESS_WORDS.search(words) is not None or any(str(flag).lower() in ("true", "success") for flag in flags)
    return said or all(code in (0, 200) for code in codes)


def _says_it_failed(value: Mapping[str, Any]) -> str | None:
    """Words of an error under a code of success, or a search engine that ran out of time or lost a part."""
    _, words, _ = _envelope(value)
    if _ERROR_WORDS.search(words):
        return words[:80]
    known = {plain_name(key): inner for key, inner in list(value.items())[:100]}
    shards = known.get("shards")
    if known.get("timedout") is True or (isinstance(shards, dict) and shards.get("failed")):
        return "the search ran out of time or lost a part of its index"
    return None


_SEARCH_FIELDS = ranks("q keyword keywords searchword searchwords wd query qt search title kw searchtext")


def _search_term(url: str) -> str | None:
    return next((text for name, text in _query(url) if plain_name(name) in _SEARCH_FIELDS and text.strip()), None)


# --- the pages around this one -------------------------------------------------------------------------------------

_PAGE_FIELDS = ranks("page pageno pagenum pageindex pagenumber currentpage curpage currpage p pn pageid current")
_OFFSET_FIELDS = ranks("offset start startrow startindex skip from")
_SIZE_FIELDS = ranks("pagesize size limit rows perpage length num n count row")


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _number_in(url: str, names: Mapping[str, int]) -> tuple[str, int] | None:
    found = [(name, text) for name, text in _query(url) if plain_name(name) in names and re.fullmatch(r"\d{1,8}", text)]
    return (found[0][0], int(found[0][1])) if len(found) == 1 else None


def _with_number(url: str, field: str, number: int) -> str:
    """The address with one number of its query exchanged, and nothing else in it touched."""
    split = urlsplit(url)
    name = re.escape(urlencode({field: ""})[:-1])
    query = re.sub(rf"(?:(?<=&)|^)({name}|{re.escape(field)})=\d+(?=&|$)", rf"\g<1>={number}", split.query)
    return urlunsplit(split._replace(query=query))


def _first_page(url: str) -> str:
    """The first page's address: a row without an address of its own must not change it when it moves down the list."""
    if (page := _number_in(url, _PAGE_FIELDS)) is not None and page[1] > 1:
        return _with_number(url, page[0], 1)
    if (offset := _number_in(url, _OFFSET_FIELDS)) is not None and offset[1] > 0:
        return _with_number(url, offset[0], 0)
    return url


def _pages(counts: Counts) -> int | None:
    if counts.pages is None and counts.total is not None and counts.size:
        return -(-counts.total // counts.size)
    return counts.pages


def _current(counts: Counts) -> int | None:
    return None if counts.current is None else counts.current + counts.from_zero


def _next(url: str, counts: Counts, rows: int) -> str | None:
    """The address of the following page: the one the answer names, else this one with its number raised.

    Only where the answer states that more remains, and the number really stands in the address.
    """
    if counts.next is not None:
        following = resolve(url, counts.next)
        return following if following is not None and urlsplit(following).hostname == urlsplit(url).hostname else None
    page, offset = _number_in(url, _PAGE_FIELDS), _number_in(url, _OFFSET_FIELDS)
    size = counts.size or (stated[1] if (stated := _number_in(url, _SIZE_FIELDS)) is not None else 0)
    if page is not None:
        field, number = page
        return _with_number(url, field, number + 1) if _remain(number, counts, rows, size) else None
    if offset is not None:
        field, number = offset
        more = counts.more if counts.more is not None else counts.total is not None and number + rows < counts.total
        return _with_number(url, field, number + rows) if more else None
    return None


def _remain(number: int, counts: Counts, rows: int, size: int) -> bool:
    """Pages follow page `number` of the address."""
    if counts.more is not None:
        return counts.more
    counts_from_zero = number == 0 or (counts.from_zero and counts.current == number)
    read = number + counts_from_zero
    pages = _pages(counts)
    if pages is not None:
        return read < pages
    if counts.total is None:
        return False
    if size >= rows:
        return read * size < counts.total
    # No page size anywhere: an odd number of rows after the first page is what the last page holds.
    return read * rows < counts.total and (read == 1 or rows % 5 == 0)
