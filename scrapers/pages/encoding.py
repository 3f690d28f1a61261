"""Turn the bytes of a page into text, whatever its server says about them.

Public sites of this country serve UTF-8, GBK and at times Big5, often with no charset in the header, a wrong one in the
page, one bad byte in the middle, or a foot in another code than the rest, pasted in by the server. So what the bytes
are counts before what is said of them: UTF-8 proves itself, and among the others the one that gives likely text wins.
"""

import codecs
import re
from collections.abc import Iterator

from scrapers.pages.plausible import plausibility


def decode(body: bytes, *, content_type: str = "") -> str:
    """`body` as text; never raises. `content_type` is the response header, which counts before the page's own meta.

    Order: byte order mark; UTF-8 (forgiving a cut at the very end); the declared charset, GB18030 or Big5, whichever
    gives the likeliest text. A page of both UTF-8 and another code is read piece by piece. What fits nothing becomes
    U+FFFD, one for a bad byte.
    """
    for mark, wide in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            codec = wide
            break
    else:
        codec = _wide_ascii(body)
    if codec is not None:
        return body.decode(codec, "replace")
    utf8 = _as_utf8(body)
    if utf8 is not None:
        return utf8 if _MULTIBYTE.search(utf8) else _short_or_western(body, utf8, content_type)
    mixed = _holds_utf8(body)
    legacy = _legacy(b" ".join(_sample(body, without_utf8=mixed)), _declared(content_type, body))
    return "".join(_piecewise(body, legacy)) if mixed else body.decode(legacy, "replace")


_BOMS: tuple[tuple[bytes, str | None], ...] = (
    (codecs.BOM_UTF8, None),  # programs put it before pages of any code
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(r"<\?xml[^>]{0,80}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
"""How far into a page its own charset declaration is looked for."""
_ALIASES = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb_2312-80", "x-gbk", "gb-2312", "chinese", "hz-gb-2312"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950", "big-5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("utf8", "utf-16", "utf-16le", "unicode", "utf_8"), "utf-8"),
}
"""GB18030 contains gb2312 and gbk; pages declared gb2312 regularly use characters that gb2312 lacks. Big5-HKSCS does
the same for Big5, windows-1252 for Latin-1 (https://encoding.spec.whatwg.org/#names-and-labels). A page that can say
in ASCII that it is UTF-16 is not."""
_MULTIBYTE = re.compile("[\u0800-\uffff\U00010000-\U0010ffff]")
_UTF8_RUN = re.compile(
    rb"[\xe2-\xe9\xef](?:"
    rb"[\x80-\xbf]{2}(?:[\xe2-\xe9\xef][\x80-\xbf]{2}){3}"
    rb"|(?<![\x80-\xff].)[\x80-\xbf]{2}(?:[\xe2-\xe9\xef][\x80-\xbf]{2}){1,2}(?![\x80-\xff]))",
    re.DOTALL,
)
"""Bytes that are UTF-8 and, by their pattern, hardly ever two-byte codes: four characters in a row, or two or three
that stand alone. Both begin with the same bytes, so that a page is searched at the speed of looking for these."""
_BLANKED = bytes(0x20 if byte < 0x80 else byte for byte in range(0x100))
_SEGMENT = re.compile(rb"[\x80-\xff][0-9\x40-\xff]*")
"""From a first byte above ASCII to the next blank, quote, bracket or other sign that is no part of any character: the
second bytes of GBK and Big5 begin at 0x40, GB18030 adds digits."""
_IDEOGRAPHS = re.compile("[\u3000-\u9fff\uff00-\uffef]{2}")
_MOST_DOUBTFUL = 5000
_PAIR = re.compile(rb"[\x80-\xff]{2}")
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE_BYTES, _UTF8_SAMPLE = 3000, 1000


def _wide_ascii(body: bytes) -> str | None:
    """UTF-16 without its mark: markup begins with `<`, and every other byte is zero."""
    head = body[:4]
    if len(head) == 4 and (head[1], head[3]) == (0, 0) and head[0] and head[2]:
        return "utf-16-le"
    if len(head) == 4 and (head[0], head[2]) == (0, 0) and head[1] and head[3]:
        return "utf-16-be"
    return None


def _as_utf8(body: bytes) -> str | None:
    """The text if all bytes are UTF-8, up to a cut at the very end."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(body) - error.start < 4 and error.reason == "unexpected end of data":
            return body[: error.start].decode("utf-8")
    return None


def _short_or_western(body: bytes, utf8: str, content_type: str) -> str:
    """Bytes that are UTF-8 without one Chinese character in it: a few of GBK look like that (联通)."""
    if utf8.isascii():
        return utf8
    declared = _declared(content_type, body)
    if declared not in _CHINESE:
        return utf8
    other = body.decode(declared, "replace")
    return other if plausibility(other) > plausibility(utf8) else utf8


def _holds_utf8(body: bytes) -> bool:
    """Some of the bytes are UTF-8, though not all. ASCII, most of a page, is no part of that and taken out first."""
    wide = b" ".join(body.translate(_BLANKED).split())
    return _UTF8_RUN.search(wide) is not None and _IDEOGRAPHS.search(wide.decode("utf-8", "ignore")) is not None


def _legacy(sample: bytes, declared: str | None) -> str:
    """The code of bytes that are not UTF-8: likely text decides, and what is declared where both are likely.

    Where nothing is likely and much is no character at all, the bytes are no text: each becomes U+FFFD.
    """
    if declared in (None, "cp1252") and not _PAIR.search(sample):
        return "cp1252"  # single letters with an accent among ASCII: a Western page
    if _is_nearly_utf8(sample):
        return "utf-8"
    if declared not in (None, "utf-8", "cp1252", *_CHINESE) and _is_all_letters(sample, declared):
        return declared
    best, best_score = "gb18030", -2.0
    for name in sorted(_CHINESE, key=lambda name: name != declared):
        score = plausibility(sample.decode(name, "replace"))
        if score > (_LIKELY if name == declared else _CERTAIN):
            return name
        if name == declared:
            score += _BENEFIT
        if score > best_score:
            best, best_score = name, score
    lost = sample.decode(best, "replace").count("\ufffd")
    return "ascii" if lost > _NO_TEXT * len(sample) else best


_CHINESE = ("gb18030", "big5hkscs")
_LIKELY, _CERTAIN, _BENEFIT, _NO_TEXT, _LETTERS = 0.8, 0.9, 0.1, 0.1, 0.9


def _is_all_letters(sample: bytes, codec: str) -> bool:
    """A declared code of another script fits, and what it gives is words: not what Chinese bytes look like in it."""
    try:
        wide = _ABOVE_ASCII.findall(sample.decode(codec))
    except UnicodeDecodeError:
        return False
    return sum(map(str.isalpha, wide)) > _LETTERS * len(wide)


def _is_nearly_utf8(sample: bytes) -> bool:
    """Of ten characters outside ASCII at most one is none, among the first ones."""
    # A character takes two bytes at least: so many that are none are too many, and other codes have them at once.
    too_many = _UTF8_SAMPLE // 18 + 2
    if sample[: 4 * too_many].decode("utf-8", "replace").count("\ufffd") > too_many:
        return False
    text = sample[:_UTF8_SAMPLE].decode("utf-8", "replace")
    return len(_ABOVE_ASCII.findall(text)) > 10 * text.count("\ufffd")


def _sample(body: bytes, *, without_utf8: bool) -> Iterator[bytes]:
    """The first runs of bytes outside ASCII, enough to tell codes apart."""
    taken = 0
    for match in _SEGMENT.finditer(body):
        segment = match.group()[:_SAMPLE_BYTES]
        if without_utf8 and _UTF8_RUN.search(segment) is not None:
            continue
        yield segment
        taken += len(segment)
        if taken > _SAMPLE_BYTES:
            return


def _piecewise(body: bytes, legacy: str) -> Iterator[str]:
    """The text of a page in which UTF-8 and another code stand side by side, or one of UTF-8 with a bad byte."""
    end = doubtful = 0
    for match in _SEGMENT.finditer(body):
        yield body[end : match.start()].decode("ascii")
        segment, end = match.group(), match.end()
        utf8 = _as_utf8(segment)
        if utf8 is None or not _MULTIBYTE.search(utf8):
            doubtful += 1
            utf8 = _likelier(segment, legacy)
        yield utf8
        if doubtful > _MOST_DOUBTFUL:
            break  # no page of any server: bytes that happen to hold a few characters
    yield body[end:].decode(legacy, "replace")


def _likelier(segment: bytes, legacy: str) -> str:
    utf8, other = segment.decode("utf-8", "replace"), segment.decode(legacy, "replace")
    return utf8 if plausibility(utf8) >= plausibility(other) else other


def _declared(content_type: str, body: bytes) -> str | None:
    """The codec named by the header or by the page's own head, if there is one and Python has it."""
    head = body[:_HEAD_BYTES].decode("ascii", "ignore")
    for match in (_CHARSET.search(content_type), _CHARSET.search(head), _XML_ENCODING.search(head)):
        name = _codec(match.group(1)) if match else None
        if name is not None:
            return name
    return None


def _codec(label: str) -> str | None:
    name = label.lower()
    try:
        found = codecs.lookup(_ALIASES.get(name, name))
    except LookupError:
        return None
    if not found._is_text_encoding:
        return None  # rot13, base64 and their like
    return _ALIASES.get(found.name, found.name)
