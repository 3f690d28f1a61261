"""网页标签 of a page: names in any case, templates' marks and placeholders say nothing."""

import pytest

from scrapers.pages.page import parse
from scrapers.pages.tags import read_tags


@pytest.mark.parametrize(
    ("metas", "tags"),
    [
        ('<meta name="SiteName" content="云溪市水利局">', {"SiteName": "云溪市水利局"}),
        ('<meta name="sitename" content=" 云溪市  水利局 ">', {"SiteName": "云溪市 水利局"}),
        ('<META NAME=" SITEIDCODE " CONTENT="3304830001">', {"SiteIDCode": "3304830001"}),
        ('<meta name="SiteName" content="">', {"SiteName": ""}),
        ('<meta name="SiteName">', {"SiteName": ""}),
        ('<meta name="SiteName" content="网站名称">', {"SiteName": ""}),
        ('<meta name="ColumnName" content="{{column}}">', {"ColumnName": ""}),
        ('<meta name="SiteName" content=""><meta name="SiteName" content="云溪">', {"SiteName": "云溪"}),
        ('<meta name="SiteName" content="云溪"><meta name="SiteName" content="别处">', {"SiteName": "云溪"}),
        ('<meta name="viewport" content="width=1"><meta charset="utf-8"><meta property="og:url" content="x">', {}),
        ('<meta name="PubDate" content="2026-11-20 10:57">', {"PubDate": "2026-11-20 10:57"}),
    ],
)
def test_a_tag_is_known_by_its_name_and_says_what_is_no_placeholder(metas: str, tags: dict[str, str]) -> None:
    assert read_tags(parse(f"<html><head>{metas}</head><body>x</body></html>")) == tags


def test_tags_that_a_stray_character_moved_into_the_body_are_tags_all_the_same() -> None:
    page = '\ufeffx<html><head><meta name="SiteName" content="云溪"></head><body></body></html>'
    assert read_tags(parse(page)) == {"SiteName": "云溪"}
