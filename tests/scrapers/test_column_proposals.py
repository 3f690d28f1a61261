"""Names are understood as far as they say something, and every guess is marked as one."""

from datetime import date

import pytest

from schemas.entries import Entry, Identity, ListReading
from schemas.vocabulary import load_vocabulary
from scrapers.sites.navigation import NavLink
from scrapers.sites.proposals import Proposal, agency_in, propose
from scrapers.sites.site_walk import SiteWalk, Visited

HOME = "http://www.example.gov.cn/"


def visited(
    path: str,
    name: str = "",
    *,
    order: int = 0,
    own: str | None = None,
    trail: tuple[str, ...] = (),
    breadcrumb: tuple[str, ...] = (),
    state: str = "list",
    rows: int = 3,
    site: str | None = "云溪市林业局",
    blocks: int = 0,
    others: tuple[str, ...] = (),
) -> Visited:
    """A page as a walk leaves it, its rows in its own folder."""
    items = tuple(
        Entry(title=f"第{n}号事项办理情况", url=f"{HOME}{path}t2026110{n}_{n}.html", published=date(2026, 11, n + 1))
        for n in range(rows)
    )
    reading = ListReading.model_validate(
        {
            "source": HOME + path,
            "state": state,
            "items": items if state == "list" else (),
            "newest": date(2026, 11, rows) if state == "list" else None,
            "identity": Identity(site_name=site, column_name=own, breadcrumb=breadcrumb),
        }
    )
    link = NavLink(name, HOME + path, trail, "nav")
    return Visited(link, HOME + path, (order,), reading, other_names=others, blocks=blocks)


def proposals(*pages: Visited, site: str | None = "云溪市林业局") -> tuple[Proposal, ...]:
    walk = SiteWalk(start=visited("", site=site, state="not_a_list"), pages=list(pages))
    return propose(walk, vocabulary=load_vocabulary()).columns


@pytest.mark.parametrize(
    ("name", "trail", "kind", "category", "confidence"),
    [
        ("通知公告", (), "通知公告", "工作信息", "high"),
        ("林业动态", (), "动态要闻", "工作信息", "medium"),
        ("规范性文件公告", (), "政策文件", "政策文件", "medium"),
        ("政策解读", ("政策文件",), "政策解读", "政策文件", "high"),
        ("县本级", ("财政信息",), "财政信息", "财政信息", "medium"),
        ("生态建设", (), "其他", "工作信息", "low"),
        ("权责清单", (), "其他", "行政审批", "low"),
    ],
)
def test_kind_and_category_come_from_the_name_then_from_the_names_above_and_are_marked_if_guessed(
    name: str, trail: tuple[str, ...], kind: str, category: str, confidence: str
) -> None:
    (column,) = proposals(visited("a/", name, trail=trail))
    assert (column.kind, column.category, column.confidence) == (kind, category, confidence)
    assert ("栏目类型未能判断" in "".join(doubt.text() for doubt in column.doubts)) == (kind == "其他")


@pytest.mark.parametrize(
    "name",
    ["市水利局", "云溪市林业局", "市政府办公室", "镜湖镇人民政府", "石桥街道办事处", "柳塘镇", "市卫生健康委",
     "市发展和改革委员会", "市自来水公司", "高新区管委会", "市中级人民法院"],
)  # fmt: skip
def test_agencies_are_known_by_how_they_are_called(name: str) -> None:
    assert agency_in(["政务公开", name]) == name


@pytest.mark.parametrize(
    "name",
    ["新闻中心", "通知公告", "机构设置", "政府信息公开", "办事大厅", "乡村振兴", "部门动态", "委员会工作", "结局",
     "服务中心", "政策", "各镇街道"],
)  # fmt: skip
def test_columns_are_not_taken_for_agencies(name: str) -> None:
    assert agency_in([name]) is None


def test_a_column_belongs_to_the_agency_above_it_else_to_the_site() -> None:
    first, second, third = proposals(
        visited("slj/dt/", "工作动态", order=1, breadcrumb=("首页", "市水利局", "工作动态")),
        visited("jhz/dt/", "镇务动态", order=2, trail=("镜湖镇人民政府",)),
        visited("dt/", "工作动态", order=3),
    )
    assert [(one.owner.name, one.owner.agency_class) for one in (first, second, third)] == [
        ("市水利局", "部门"),
        ("镜湖镇人民政府", "镇街"),
        ("云溪市林业局", "部门"),
    ]
    assert len({one.owner.code for one in (first, second, third)}) == 3


def test_two_agencies_whose_initials_agree_get_two_codes() -> None:
    columns = proposals(
        visited("a/", "工作动态", order=1, trail=("市水利局",)), visited("b/", "工作动态", order=2, trail=("市司律局",))
    )
    assert len({column.owner.code for column in columns}) == 2


def test_a_site_that_names_no_agency_leaves_the_name_to_a_person() -> None:
    (column,) = proposals(visited("dt/", "工作动态", site=None), site=None)
    assert column.owner.name == "单位名称待填"
    assert "未能判断所属单位" in [doubt.text() for doubt in column.doubts]


def test_a_page_s_own_name_counts_before_its_link_s_unless_every_page_has_the_same() -> None:
    (own,) = proposals(visited("a/", "信息公开", own="部门文件"))
    assert own.name == "部门文件"
    assert any("信息公开" in doubt.text() for doubt in own.doubts)
    same = [
        visited(f"{n}/", name, order=n, own="栏目页") for n, name in enumerate(("工作动态", "通知公告", "人事信息"))
    ]
    assert [column.name for column in proposals(*same)] == ["工作动态", "通知公告", "人事信息"]


def test_columns_of_one_name_in_one_agency_are_marked() -> None:
    columns = proposals(visited("a/", "通知公告", order=1), visited("b/", "通知公告", order=2))
    assert all("同名栏目" in "".join(doubt.text() for doubt in column.doubts) for column in columns)


def test_an_overview_of_other_columns_is_left_out_and_a_column_above_others_stays_with_a_mark() -> None:
    below = [visited("xw/dt/", "工作动态", order=1), visited("xw/tp/", "图片新闻", order=2)]
    above = visited("xw/", "新闻动态", order=0)
    assert above.reading is not None
    rows = tuple(item for page in below if page.reading for item in page.reading.items)
    reading = above.reading.model_copy(update={"items": rows})
    plain = Visited(above.link, above.url, above.order, reading)
    assert [column.name for column in proposals(plain, *below)] == ["新闻动态", "工作动态", "图片新闻"]
    assert "其下另有2个栏目" in [doubt.text() for doubt in proposals(plain, *below)[0].doubts]
    with_blocks = Visited(above.link, above.url, above.order, reading, blocks=2)
    assert [column.name for column in proposals(with_blocks, *below)] == ["工作动态", "图片新闻"]


def test_one_list_under_two_addresses_is_proposed_once() -> None:
    first = visited("a/", "通知公告", order=1)
    assert first.reading is not None
    twin = Visited(NavLink("通知公告", HOME + "b/", (), "nav"), HOME + "b/", (2,), first.reading)
    walk = SiteWalk(start=visited("", state="not_a_list"), pages=[first, twin])
    proposed = propose(walk, vocabulary=load_vocabulary())
    assert [column.url for column in proposed.columns] == [HOME + "a/"]
    assert [(other.url, other.why.text()) for other in proposed.others] == [(HOME + "b/", f"与{HOME}a/内容相同")]
