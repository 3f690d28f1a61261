"""Feeds: the columns of accounts and of sites that offer RSS or Atom."""

import subprocess
import sys
import time
from datetime import date

import pytest

from scrapers.data.answers import read_data
from scrapers.data.feeds import read_feed
from scrapers.data.records import Answer
from scrapers.pages.page import Page

TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/rss.xml"


def read(text: str, *, encoding: str = "utf-8", **headers: str) -> Answer:
    answer = read_data(Page(url=URL, body=text.encode(encoding), headers=headers), today=TODAY)
    assert answer is not None
    return answer


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>市水务局</title>'
        f"<link>http://slj.example/</link>{items}</channel></rss>"
    )


def item(n: int, day: str = "Thu, 05 Mar 2026 09:00:00 +0800", link: str = "/tzgg/{}.html") -> str:
    return (
        f"<item><title><![CDATA[关于第{n}批<b>水利</b>项目的公示]]></title><link>{link.format(n)}</link>"
        f"<description>正文</description><pubDate>{day}</pubDate></item>"
    )


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://slj.example/"><title>市水务局</title></channel>
<item rdf:about="http://slj.example/tzgg/1.html"><title>关于第1批水利项目的公示</title>
<link>http://slj.example/tzgg/1.html</link><dc:date>2026-03-05T08:00:00+08:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>市水务局</title><link href="/tzgg/"/>{}
<entry><title type="html">关于第1批&lt;em&gt;水利&lt;/em&gt;项目的公示</title><link rel="alternate" href="1.html"/>
<id>urn:1</id><published>2026-03-05T23:30:00+08:00</published><updated>2026-03-31T10:00:00+08:00</updated></entry></feed>"""


@pytest.mark.parametrize("text", [rss(item(1)), RDF, ATOM.format("")], ids=["RSS 2.0", "RSS 1.0", "Atom"])
def test_every_kind_of_feed_gives_titles_absolute_addresses_and_days(text: str) -> None:
    answer = read(text)

    [entry] = answer.entries
    assert (answer.state, entry.title) == ("list", "关于第1批水利项目的公示")
    assert entry.url == "http://slj.example/tzgg/1.html"
    assert str(entry.published) == "2026-03-05"
    assert entry.published_from == "data"
    assert "2026" in (entry.published_raw or "")


DAYS = [
    ("Wed, 04 Mar 2026 23:30:00 +0800", "2026-03-04"),
    ("Thu, 05 Mar 2026 23:30:00 -0500", "2026-03-05"),
    ("Wed, 4 Mar 2026 16:00:00 GMT", "2026-03-05"),
    ("Wed, 04 Mar 2026 16:00:00 +0000", "2026-03-05"),
    ("05 Mar 2026", "2026-03-05"),
    ("Thu, 05 Mar 2026 23:30:00 CST", "2026-03-05"),
    ("2026-03-05T23:30:00+08:00", "2026-03-05"),
    ("2026-03-04T16:00:00Z", "2026-03-05"),
    ("2026-03-05 23:30:00", "2026-03-05"),
    ("2026年3月5日", "2026-03-05"),
    ("昨天", "None"),
    ("Thu, 35 Mar 2026 23:30:00 +0800", "None"),
    ("", "None"),
]


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_is_the_one_in_the_zone_the_feed_writes_and_universal_time_is_a_machines(written: str, day: str) -> None:
    assert str(read(rss(item(1, written))).entries[0].published) == day


def test_the_day_of_the_last_change_stands_in_only_where_no_other_is_given() -> None:
    dated = "<item><title>关于甲的公告</title><link>/1.html</link><dc:date>2026-03-05</dc:date></item>"

    assert str(read(rss(dated)).entries[0].published) == "2026-03-05"
    assert str(read(ATOM.format("")).entries[0].published) == "2026-03-05", "not the change on the 31st"


@pytest.mark.parametrize(
    ("declared", "sent"), [("utf-8", "gb18030"), ("gb2312", "gb18030"), ("gb2312", "utf-8"), ("utf-8", "utf-8-sig")]
)
def test_what_a_feed_declares_about_its_encoding_is_not_believed_against_its_bytes(declared: str, sent: str) -> None:
    text = rss(item(1), f'<?xml version="1.0" encoding="{declared}"?>\n')

    assert read(text, encoding=sent).entries[0].title == "关于第1批水利项目的公示"


def test_an_entry_without_an_address_is_told_apart_on_the_feeds_own_page() -> None:
    items = "<item><title>关于甲的公告</title></item>" * 2

    first, second = read(rss(items)).entries
    assert first.url.startswith(f"{URL}#:~:text=")
    assert first.url != second.url


def test_a_whole_feed_without_entries_is_blank_and_one_that_breaks_off_is_not() -> None:
    blank = read(rss(""))

    assert (blank.state, blank.reason) == ("blank", "the feed has no entries")
    assert read(rss("")[:-20]).state == "not_a_list"
    assert read("<rss version='2.0'><channel></channel></rss>").state == "not_a_list"
    assert read(rss("<item><description>x</description></item>")).state == "not_a_list"


def test_a_feed_that_breaks_off_or_is_damaged_gives_what_can_be_read() -> None:
    whole = rss(item(1) + item(2) + item(3))
    cut = read(whole[: whole.index("<item>", whole.index("关于第3批") - 40) + 30])
    loose = "<item><title>A&B公司&nbsp;处罚决定</title><link>/x?a=1&b=2</link></item>"

    assert len(cut.entries) == 2
    [entry] = read(rss(loose)).entries
    assert (entry.title, entry.url) == ("A&B公司 处罚决定", "http://slj.example/x?a=1&b=2")


def test_the_feed_itself_names_its_next_page_and_its_total() -> None:
    links = '<link rel="next" href="?page=2"/><t:totalResults xmlns:t="http://a9.com/-/spec/opensearch/1.1/">43</t:totalResults>'
    answer = read(ATOM.format(links))

    assert (answer.next, answer.total) == ("http://slj.example/tzgg/rss.xml?page=2", 43)


def test_a_feed_longer_than_any_is_read_in_part_and_says_how_long_it_is() -> None:
    start = time.process_time()
    answer = read(rss("".join(item(n) for n in range(3_100))))

    assert (len(answer.entries), answer.total) == (3_000, 3_100)
    assert time.process_time() - start < 6


def test_a_feed_that_defines_entities_is_not_opened() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    answer = read_feed(Page(url=URL, body=rss("<item><title>&b;</title></item>", bomb).encode()))
    assert answer is not None
    assert answer.state == "not_a_list"


def test_a_feeds_text_is_never_taken_for_the_name_of_a_file_or_an_address() -> None:
    assert read_feed(Page(url=URL, body=b"/etc/passwd")) is None
    assert read_feed(Page(url=URL, body=b"http://127.0.0.1:1/")) is None


@pytest.mark.parametrize(
    "text", ["<html><body>rss</body></html>", "<urlset><url/></urlset>", "<?xml version='1.0'?><svg/>", "<x:rss2/>", ""]
)
def test_other_markup_is_no_feed(text: str) -> None:
    assert read_data(Page(url=URL, body=text.encode()), today=TODAY) is None


@pytest.mark.parametrize("unit", ["<item>", "<rss ", "&", "<![CDATA[", "<item><title>", "<a:b>", "&nbsp;"])
def test_half_a_megabyte_of_damage_ends_within_a_second_or_so(unit: str) -> None:
    text = "<rss version='2.0'><channel><title>x</title>" + unit * (500_000 // len(unit))
    start = time.process_time()

    assert read(text).state in ("not_a_list", "list")
    assert time.process_time() - start < 2


def test_the_feed_library_is_loaded_only_for_a_feed() -> None:
    code = "import sys, scrapers.data.answers; sys.exit('feedparser' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
