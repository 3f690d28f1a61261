"""Errors and maintenance notices shown to visitors, and what tells them from documents that speak of such things.

关于网站系统维护的通知 is news, 网站正在维护 is not. So words count only where they stand alone: in the title, on a page
with next to nothing else, or as a line of their own; never in a link, nor on a page that shows a document's marks.
"""

import re
from collections.abc import Iterable

from scrapers.pages.page import Element


def error_on_bare_page(title: str, lines: Iterable[str]) -> str | None:
    """The words of an error or maintenance notice on a page that holds next to nothing else."""
    lines = tuple(lines)
    for line in (title, *lines):
        if is_error_heading(line) or _OWN_LINE.search(line):
            return line[:60]
    match = _SENTENCE.search(" ".join((title, *lines)))
    return match.group().strip()[:60] if match else None


def error_line(lines: Iterable[str]) -> str | None:
    """The line among a page's main ones that tells of an error, on a page that has a frame of its own."""
    for line in lines:
        if len(line) < _LONGEST_LINE and (match := _LINE.search(line)):
            return match.group().strip()[:60]
    return None


def is_error_heading(text: str) -> bool:
    """A title or heading that is nothing but an error or a notice of maintenance."""
    return len(text) < _LONGEST_HEADING and _HEADING.search(text) is not None and not names_a_document(text)


def error_in_alert(scripts: Iterable[str]) -> str | None:
    """What a script says in a box before it sends the visitor back: alert('栏目不存在');history.back()."""
    for code in scripts:
        if len(code) > _LONGEST_ALERTING:
            continue
        match = _ALERT.search(code)
        if match and (_ALERTED.search(match.group(1)) or _SENTENCE.search(match.group(1))):
            return match.group(1).strip()[:60]
    return None


def says_it_is_gone(words: str) -> bool:
    """The words of an error tell that there is no such page, not that the site is out of order."""
    return _NO_SUCH_PAGE.search(words) is not None


def names_a_document(title: str) -> bool:
    """A title such as official documents have: 关于……的通知, 《……》, 某局……公告."""
    return _DOCUMENT_TITLE.search(title) is not None


def looks_like_a_document(tree: Element, title: str, lines: Iterable[str]) -> bool:
    """The page shows what documents show: when and by whom it was published, its number, a title of its kind."""
    if names_a_document(title):
        return True
    for line in lines:
        if (len(line) < _LONGEST_META and _DOCUMENT_LINE.search(line)) or (len(line) < 80 and names_a_document(line)):
            return True
    return any(
        (meta.get("name") or "").lower() == "articletitle" and len((meta.get("content") or "").strip()) > 4
        for meta in tree.iter("meta")
    )


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_LONGEST_HEADING, _LONGEST_LINE, _LONGEST_META, _LONGEST_ALERTING = 60, 160, 200, 3000
_STATUS = r"(?:40[0-9]|41[0-9]|50[0-9]|52[0-9])"
_THING = r"(?:页面|网页|文件|栏目|频道|内容|资源|站点|网站|信息|文章|链接|地址|该页|目录|记录)"
_GONE = (
    r"(?:不存在|没有找到|未找到|找不到|未能找到|(?:已经|已)?被?(?:删除|移除|下线|撤销)|已?(?:关闭|失效|过期)|走丢|飞走)"
)
_NO_SUCH_PAGE = _any_of(
    r"(?<!\d)(?:404|410)(?!\d)",
    r"(?:页面|网页|文件|内容|信息|文章|该页|资源|链接|地址)(?:您?(?:要|所)?(?:访问|请求|查找)的?)?"
    r"(?:不存在|没有找到|未找到|找不到|未能找到|(?:已经|已)?被?(?:删除|移除|下线|撤销)|走丢|飞走)",
    r"找不到(?:该|您|相关)?(?:页面|网页|文件|内容|信息|文章|资源)|Not Found|page (?:cannot|can't|could not) be found",
)
_WORKS = r"(?:维护|升级|改版|建设|改造|调试|迁移|割接|检修)"
_HEADING = _any_of(
    rf"^\W*(?:HTTP\W*)?(?:Error|错误|状态码?|status)?\W*{_STATUS}(?!\d)\W*"
    r"(?:错误|页面|Error|Not Found|Forbidden|Bad|Internal|Service|Gateway|Method|Unauthorized|Web server|$|[-—_|])",
    rf"{_STATUS}\s*(?:错误|Error|Not Found|Forbidden)|[|｜]\s*{_STATUS}\s*[:：]",
    r"^\W*(?:出错|错误|系统错误|运行错误|服务器错误|发生错误|系统异常|系统提示|错误提示|错误页面?)(?:了|啦)?\W*$",
    r"^\W*(?:很)?(?:抱歉|对不起)\W*(?:$|[，,！!]|您)",
    rf"^[^的]{{0,12}}{_THING}{_GONE}|^\W*找不到{_THING}|^\W*(?:Page )?Not Found\W*$|^\W*Error\W*$|^\W*Oops",
    rf"^\W*(?:本|该|我局|我委|政府|门户|政务)?(?:网站?|系统|平台|栏目|服务器?|页面){{0,2}}(?:正在|正|进行)?(?:全面|紧急)?"
    rf"(?:{_WORKS}(?:{_WORKS})?中|(?:维护|升级|改版)(?:{_WORKS})?(?:公告|通知|期间|提示|告知))\W*(?:$|[，,。！!…-])",
    rf"(?:网站|系统|平台|栏目|页面|服务器?)\s*正(?:在|处于)?(?:进行|全面|紧急|系统)*{_WORKS}|^\W*正在{_WORKS}",
    r"^\W*(?:网站|系统|平台)?(?:暂停|停止)(?:服务|访问)\W*(?:$|公告)|^\W*敬请期待\W*$|^\W*(?:网站)?建设中\W*$",
    r"^\W*(?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Internal Server Error|Forbidden)\W*$",
    r"under (?:construction|maintenance)|page (?:cannot|can't|could not) be (?:found|displayed)",
)
_OWN_LINE = _any_of(
    rf"^\W*(?:HTTP\W*)?(?:Error|错误代码|错误|状态码?)?\W*{_STATUS}\W*$",
    r"^\W*(?:Not Found|Bad Gateway|Bad Request|Forbidden|Gateway Time-?out|Internal Server Error|Unauthorized)\b",
    r"^\W*(?:Service (?:Temporarily )?Unavailable|Runtime Error|Fatal error|Server Error in|Directory Listing Denied)",
    r"^\W*(?:Apache Tomcat|nginx|Microsoft-IIS|openresty|Tengine)(?:/[\d.]+)?\W*$|^\W*Welcome to nginx",
    r"^\W*It works!|^\W*(?:恭喜|站点创建成功|没有找到站点|该站点未绑定|域名未绑定|IIS\d?\s*(?:Windows|欢迎))",
    r"^\W*(?:网站|系统|平台)(?:维护|升级|改版|改版升级|升级改版)\W*$",
    r"^\W*Index of /|^\W*The requested URL \S+ was not found",
)
_SENTENCE = _any_of(
    rf"{_THING}{_GONE}|(?:无法|不能|没有办法)(?:访问|显示|打开)(?:该|此|本|您)?{_THING}|{_THING}(?:暂时)?(?:无法|不能)(?:访问|显示|打开)",
    rf"找不到(?:该|您|相关)?{_THING}|您(?:要|所|想)?(?:要)?(?:访问|请求|浏览|查看|查找|打开)的{_THING}",
    r"(?:系统|服务器?|程序|数据库|应用)(?:内部|发生|出现|运行|连接|响应)*(?:了)?(?:未知)?(?:错误|异常|繁忙|故障|超时|失败)",
    rf"(?:网站?|系统|平台|页面|栏目|服务器?|本站)(?:正在|正|处于|进行)+[^。，,]{{0,8}}{_WORKS}|{_WORKS}(?:{_WORKS})?(?:期间|中)[，,。！!…\s]",
    rf"(?:网站?|系统|平台|栏目|本站){_WORKS}(?:{_WORKS})?中|正在(?:进行)?(?:紧急|系统)?{_WORKS}",
    r"(?:暂停|停止)(?:对外)?(?:服务|访问|使用|开放)|(?:临时|暂时)关闭|敬请期待|暂(?:时)?(?:无法|不能|停)(?:访问|服务|提供|使用|打开)",
    r"(?:参数|请求|地址|路径|链接)(?:错误|有误|不正确|无效)|请(?:检查|核对)(?:您)?(?:的|输入的?)*(?:网址|地址|链接)",
    r"(?:域名|网站|站点)(?:尚|还)?(?:未|没有)(?:备案|绑定|开通|授权|解析)|(?:空间|域名|主机|服务)(?:已)?(?:到期|过期|欠费)",
    r"SQLSTATE|Whitelabel Error|The request could not be satisfied|HTTP Status \d|404 Not Found|502 Bad Gateway",
    r"\bat (?:java|org|com|javax)\.[\w.$]+\(|Exception in thread|Traceback \(most recent|Parse error: syntax|ORA-\d{5}",
    r"under (?:construction|maintenance)|page (?:cannot|can't|could not) be (?:found|displayed)|Stack Trace:",
    r"temporarily (?:unavailable|overloaded)|Error (?:code|number)\s*[:：]?\s*\d{3}|Service Unavailable",
)
_LINE = _any_of(
    rf"您(?:要|所|想)?(?:要)?(?:访问|请求|浏览|查看|查找)的{_THING}",
    rf"^[^的]{{0,16}}(?:页面|网页|栏目|文件|频道){_GONE}|^\W*{_STATUS}\W*$|404\s*(?:not found|错误|页面)",
    rf"^.{{0,12}}(?:网站|系统|平台|栏目|页面)(?:正在|正)(?:进行)?[^。，,]{{0,6}}{_WORKS}",
    rf"^.{{0,12}}(?:网站|系统|平台|栏目){_WORKS}(?:{_WORKS})?(?:中|期间)|^\W*正在{_WORKS}",
)
_ALERT = re.compile(r"\balert\s*\(\s*['\"]([^'\"]{2,200})['\"]")
_ALERTED = re.compile(r"不存在|错误|无效|失效|没有(?:找到|权限)|未找到|已(?:被)?(?:删除|关闭)|出错|非法|异常")
_DOCUMENT_TITLE = re.compile(
    r"关于.{2,80}?(?:的|之)?(?:通知|公告|通告|公示|通报|批复|意见|函|说明|报告|决定|办法|方案|启事|解读|情况)|^《.+》"
)
_DOCUMENT_LINE = re.compile(
    r"(?:发布|发文|成文|公开|印发|公布|生成|更新|发稿)(?:时间|日期)\s*[:：]?\s*[\[【]?\s*(?:19|20)\d\d"
    r"|(?:^|\s)(?:信息)?(?:来源|稿源|发布机构|发文机关|发布单位|索引号|索\s*引\s*号|文\s*号|发文字号|责任编辑|编辑|作者|浏览次数|点击数?|阅读)\s*[:：]"
    r"|[〔\[（(](?:19|20)\d\d[〕\])）]\s*\d{1,5}\s*号"
)
