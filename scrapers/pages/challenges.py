"""The pages that firewalls and bot defences show in place of the page: one catalogue of their marks and words.

Used twice: on error answers, where any mark will do, and on pages sent with status 200, where the caller has first made
sure that next to nothing else stands on them. Marks are facts about products in use before public sites; a product
that is missing here is mostly caught by what all of them say.
"""

import re
from dataclasses import dataclass

from scrapers.pages.page import Page
from scrapers.pages.words import shown


@dataclass(frozen=True)
class Challenge:
    """One kind of challenge and how to know it."""

    name: str
    """In English, as part of a sentence."""
    marks: tuple[str, ...] = ()
    """Parts of its markup or scripts, in lower case, that its ordinary pages do not carry."""
    code: re.Pattern[str] | None = None
    """The same where a fixed text will not do."""
    words: re.Pattern[str] | None = None
    """What it says to its visitor."""


def challenge_in(page: Page) -> str | None:
    """What kind of challenge stands in the error answer `page`, in English; `None` if it is a plain error."""
    markup = page.text[:_MOST_MARKUP]
    found = challenge_script(markup)
    if found is not None:
        return found
    words = shown(page.tree)
    spoken = challenge_words("\n".join((words.title, *words.lines)))
    if spoken is not None:
        return spoken[0]
    if page.headers.get("cf-mitigated") == "challenge":
        return "a Cloudflare challenge"
    if page.status in _RELOADING_STATUSES and words.length < _NEXT_TO_NOTHING and _RELOADS.search(markup):
        return "a script that reloads the page"
    return None


def challenge_script(markup: str) -> str | None:
    """The challenge whose script or marks stand in `markup`."""
    lower = markup[:_MOST_MARKUP].lower()
    for challenge in _CATALOGUE:
        if any(mark in lower for mark in challenge.marks):
            return challenge.name
        if challenge.code is not None and challenge.code.search(markup, 0, _MOST_MARKUP):
            return challenge.name
    return None


def challenge_words(text: str) -> tuple[str, str] | None:
    """The challenge that speaks in `text` (one line a line of the page), and the words it uses."""
    for challenge in _CATALOGUE:
        if challenge.words is not None and (match := challenge.words.search(text)):
            return challenge.name, match.group().strip()[:60]
    return None


def sets_a_cookie_and_reloads(code: str) -> bool:
    """What the first answer of a cookie challenge does, whatever its product: no page for people needs it."""
    return "document.cookie" in code and _RELOADS_ITSELF.search(code) is not None


_MOST_MARKUP = 200_000
_NEXT_TO_NOTHING = 40
_RELOADING_STATUSES = frozenset({202, 403, 405, 412, 429, 468, 493, 521})
_RELOADS = re.compile(r"document\.cookie\s*=|location\.(?:reload|href\s*=|replace)", re.IGNORECASE)
_RELOADS_ITSELF = re.compile(
    r"location\.reload\s*\(|location(?:\.href)?\s*=\s*(?:window\.|document\.|self\.)?location\b"
    r"|location\.replace\s*\(\s*(?:window\.|document\.)?location\b|location\.href\s*=\s*location",
    re.IGNORECASE,
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_CATALOGUE = (
    # 加速乐 (创宇): status 521 and a script that computes this cookie. The cookie __jsluid_* is set on every page of
    # such a site, also on its plain errors, and means nothing.
    Challenge("a cookie challenge (jsl)", marks=("__jsl_clearance",)),
    # 瑞数: status 412 or 202 and a script that fills $_ts; its id and content stand in a meta of gibberish.
    Challenge(
        "a script challenge",
        marks=("fssbbil1ugzbn7n", "fssbbil1ugzb", "$_ts=window['$_ts']", '$_ts=window["$_ts"]'),
        code=_any_of(r"\$_ts\s*(?:=|\.(?:nsd|cd|lcd|scj)\b)", r"<meta id=\"[\w.-]{16,}\" content=\"[^\">]{200,}\""),
    ),
    # 阿里云 WAF: a cookie computed from arg1; its slider.
    Challenge(
        "a cookie challenge (acw)",
        marks=("acw_sc__v2", "acw_sc__v3", 'id="renderdata"', "aliyun_waf", "/_____tmd_____/"),
        code=re.compile(r"\barg1\s*=\s*['\"][0-9A-Fa-f]{32,48}['\"]"),
    ),
    Challenge(
        "a Cloudflare challenge",
        marks=("_cf_chl_opt", "cf-chl-", "cf_chl_", "cf-challenge-", "/cdn-cgi/challenge-platform/h/"),
        words=_any_of(r"Just a moment\.\.\.", r"Attention Required!?", r"checking your browser before"),
    ),
    Challenge(
        "a request to prove being human",
        marks=("captcha-delivery.com", "px-captcha", "_incapsula_resource", "awswafintegration", "gokuprops"),
        words=_any_of(
            r"人机(?:身份)?(?:验证|识别)|真人验证|拖动下方",
            r"(?:滑动|拖动|拼图|滑块)(?:下方|完成|进行|按钮)?(?:滑块|拼图|验证)",
            r"(?:请|需要?)(?:先|您)?(?:完成|进行|通过)(?:以下|下方|下面的?|安全|图形)?验证|完成(?:以下|安全)验证(?:后|即可)?",
            r"验证码[^。\n]{0,12}(?:继续|访问|解除)",
            r"请(?:先)?(?:输入|填写)(?:下图|图中|图片中?|图形)(?:的)?(?:验证码|字符)",
            r"^\W*(?:安全|访问|身份|浏览器)验证\W*$|(?:安全|访问|浏览器安全)(?:验证|检查|检测)(?:中|页面?|\s|[。.…，,]|$)",
            r"正在(?:检测|检查|验证)您?的?(?:浏览器|访问|环境|安全)|确认您?(?:不是机器人|是真人)|不是机器人",
            r"verify (?:that )?you are (?:a )?human|are you a robot|security check|prove you are human",
            r"slide to verify|enable javascript and cookies to continue",
        ),
    ),
    Challenge(
        "a rate limit page",
        words=_any_of(
            r"(?:访问|请求|操作|刷新|查询|点击)(?:的)?(?:次数|频率|速度)?(?:过于|太过|太|过|非常)?(?:频繁|过多|过高)",
            r"(?:访问|请求|操作|刷新|查询|点击)(?:的)?(?:频率|速度)?(?:过快|太快|太多)",
            r"(?:您|你)的?IP[^。\n]{0,12}(?:频繁|过多|限制|封禁|封锁|加入黑名单)|too many requests|rate limit(?:ed)?\b",
            r"(?:检测|监测)到(?:您的?)?[^。\n]{0,10}(?:异常访问|访问异常|异常流量|流量异常|恶意访问|爬虫)",
        ),
    ),
    # Host firewalls and cloud WAFs; what stays on a site's ordinary pages (their cookies) is left out.
    Challenge(
        "a firewall's page",
        marks=(
            "yunsuo_session", "yunsuologo", "yunsuoautojump", "security_verify_data",  # 云锁
            "safedogsite", "404.safedog.cn",  # 安全狗
            "ks-waf-error", "waf.knownsec", "defense.yunaq.com",  # 创宇盾
            "wzws-waf-cgi", "wzwsconfirm", "wzwschallenge", "zhuji.360.cn/guard", "wangshan.360.cn",  # 360
            "/.safeline/", "safeline-challenge", "waf-ce.chaitin",  # 长亭雷池
            "errors.aliyun.com/error.html", "waf-static.tencent.com", "waf.tencent-cloud.com",  # cloud WAFs
            "/_guard/auto.js", "/_guard/html.js", "_waf_uuid", "_waf_validator", "sucuri_cloudproxy",
        ),
        words=_any_of(
            r"(?:网站|应用|主机|云)防火墙|(?:云|网站)防护系统|入侵防护系统|创宇盾|安全狗|云锁|长亭雷池|雷池\s*WAF",
            r"360网站卫士|360主机卫士|网站安全狗|玄武盾|网防G01|D盾|安全宝|网站卫士|云盾(?:拦截|提示)",
            r"(?:请求|访问|操作|IP|ip|地址|行为)[^。，,\n]{0,12}(?:被|已|遭)[^。，,\n]{0,10}(?:拦截|阻断|阻止|屏蔽|拒绝|禁止|封禁)",
            r"(?:拦截|阻断|屏蔽)(?:了)?(?:您|你|本次|此次|该)的?(?:请求|访问)",
            r"疑似(?:黑客|恶意|非法)?(?:攻击|入侵)|存在(?:安全)?威胁",
            r"不合法(?:的)?(?:参数|请求)|非法(?:请求|参数|访问)|(?:请求|访问)(?:含有|包含|带有)(?:恶意|非法|危险)",
            r"对网站造成(?:安全)?威胁|(?:没有|无)权(?:限)?访问(?:本|该|此)(?:网?站|页面?)|禁止访问|拒绝访问",
            r"web application firewall|\bWAF\b(?=.{0,40}(?:block|拦截|防护|id))|Incapsula incident|Sucuri WebSite",
            r"Access Denied|The requested URL was rejected|request (?:has been |was )?blocked|you have been blocked",
        ),
    ),
)  # fmt: skip
"""In the order asked: the particular before the general."""
