"""Is an error answer a firewall that wants a browser, rather than a server that lacks the page?

Only error statuses are judged here; a challenge shown with status 200 is for the reading of the page.
"""

import re

from scrapers.page import Page

_MARKS = {
    # Cookie challenge of a cloud firewall: 521 with a script that computes __jsl_clearance.
    "a cookie challenge (jsl)": re.compile(r"__jsl_clearance|jsluid", re.I),
    # Dynamic script shells: 412 with a script that fills $_ts and reloads.
    "a script challenge": re.compile(r"\$_ts\b|FSSBBIl1UgzbN7N"),
    "a Cloudflare challenge": re.compile(
        r"cf-chl|cf_chl|challenge-platform|just a moment\.\.\.|attention required!", re.I
    ),
    "a request to prove being human": re.compile(r"安全验证|人机验证|滑块|滑动验证|验证码|captcha", re.I),
    "a rate limit page": re.compile(r"访问(过于|太)?频繁|请求(过于|太)?频繁|操作频繁"),
    "a firewall's page": re.compile(
        r"网站防火墙|云防护|云防火墙|创宇盾|安全狗|云锁|雷池|"
        r"您的(请求|访问|ip).{0,12}(拦截|阻断|禁止|屏蔽)|已被.{0,8}(拦截|阻断)|疑似攻击|"
        r"web application firewall|\bWAF\b",
        re.I,
    ),
}

# A page without text whose only content is a script which sets a cookie and loads itself again.
_RELOADS = re.compile(r"document\.cookie\s*=|location\.(reload|href\s*=|replace)", re.I)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")


def challenge_in(page: Page) -> str | None:
    """What kind of challenge stands in the error answer `page`, in English; `None` if it is a plain error."""
    text = page.text[:100_000] + "\n" + page.headers.get("set-cookie", "")
    for words, mark in _MARKS.items():
        if mark.search(text):
            return words
    if page.status in (403, 405, 412, 521) and _RELOADS.search(text):
        visible = _TAG.sub("", _SCRIPT.sub("", page.text)).strip()
        if len(visible) < 40:
            return "a script that reloads the page"
    return None
