"""Numbers of persons that a document shows: where each stands, and what the words around it call it.

A number's own rules are necessary and not sufficient: one in eleven numbers made of a county and a day (an index
number, a case) has the check digit of an identity number, one in ten long numbers that of a bank card. So the words
around it, and the day it would give its owner for a birthday, decide whether it stands without doubt.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from schemas.document_readings import DocumentReading
from schemas.page_details import Called, PrivateHit
from scrapers.pages.private_numbers import PrivateNumber, masked, private_numbers


def exposed_numbers(reading: DocumentReading, *, today: date) -> Iterator[PrivateHit]:
    """Those in the title, in the lines of the main text and in the names of its files, masked.

    `today`: the day of a document that shows none.
    """
    day = reading.published or today
    header = ""
    yield from _hits(reading.title or "", "title", 1, day)
    for number, line in enumerate((reading.text or "").split("\n"), start=1):
        if "\t" in line:
            header = header or line
            yield from _hits(line, "table", number, day, header=header)
        else:
            header = ""
            yield from _hits(line, "text", number, day)
    for number, file in enumerate(reading.attachments, start=1):
        yield from _hits(file.title, "attachment", number, day)


def _hits(
    text: str, place: Literal["title", "text", "table", "attachment"], line: int, day: date, *, header: str = ""
) -> Iterator[PrivateHit]:
    """`header`: the first row of the table that the line is of."""
    found = private_numbers(text)
    hidden = masked(text) if found else text
    for number in found:
        before = text[max(0, number.start - _BEFORE) : number.start]
        own = hidden[number.start : number.end]
        called = _called(number, before, f"{header}{before}", re.sub(r"\W", "", text[number.start : number.end]), day)
        yield PrivateHit(kind=number.kind, masked=own, place=place, line=line, beside=called)


def _called(number: PrivateNumber, before: str, around: str, digits: str, day: date) -> Called | None:
    """What the number is taken for by the words before it, or in its table's first row; `None`: a person's."""
    match number.kind:
        case "identity":
            named = _IDENTITY.search(around) is not None
            born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
            return None if named else "code" if _CODE.search(before) or born.year > day.year - _GROWN_UP else None
        case "card":
            if _ACCOUNT.search(before):
                return "account"
            return None if _CARD.search(around) and not _CODE.search(before) else "code"
        case "mobile":
            return "code" if _CODE.search(before) else "contact" if _CONTACT.search(before) else None


_BEFORE = 40
"""So many characters before a number may say what it is."""
_GROWN_UP = 16
"""Years. Whoever is younger need not have an identity card (居民身份证法 art. 2), and a day of these years in a number
is as often that of a document."""
_IDENTITY = re.compile("身份证|身份号码|公民身份|证件号|身份证明")
_CARD = re.compile("卡号|账号|帐号|账户|帐户|银行卡|一卡通|存折|开户|打款|汇款")
_CODE = re.compile(
    r"(?:信用代码|机构代码|登记证?号|注册号|索引号|流水号|序列号|订单号|合同号|案号|文号|条形?码|物料码"
    r"|(?:项目|招标|采购|交易|标段|受理|许可|备案|批准|产品|设备|资产|发票|监管|地块|宗地|不动产)\w{0,4}[号码])[^，。；;\n]{0,6}$"
)
_ACCOUNT = re.compile(r"(?:对公|财政|国库|专户|基本户|公司|[局厅委办所站]|中心|学校|医院)[^。；;\n]{0,24}$")
_CONTACT = re.compile(
    r"(?:电话|手机|联系人|联系方式|热线|咨询|举报|投诉|监督|值班|传真|微信|客服|办公|服务)[^。；;\n]{0,20}$"
)
