"""The pages of the benchmark's websites: lists in the manner of TRS, and the documents they lead to.

Always the same for the same number of columns: two programs, and two runs, read the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.wording import paragraphs_for, title_for, wording

SITES = 20
ROWS = 22
NEWEST = date(2026, 11, 18)
GBK_EVERY = 4
"""Every fourth site still writes GBK and says gb2312."""

_AGENCIES = ("水务局", "教育局", "民政局", "司法局", "财政局", "住建局", "交通局", "商务局", "文旅局", "卫健委")
_KINDS = ("动态要闻", "通知公告", "政策文件", "政策解读", "规划计划", "人事信息", "财政信息")
_TOPICS = (
    "城镇供水",
    "义务教育",
    "社会救助",
    "法治宣传",
    "预算绩效",
    "老旧小区改造",
    "农村公路",
    "市场保供",
    "全民阅读",
)
_MENU = {
    "机构设置": ("领导信息", "内设机构", "直属单位", "机构职能", "联系方式"),
    "新闻中心": ("云溪要闻", "工作动态", "图片新闻", "媒体聚焦", "专题报道", "视频"),
    "政务公开": ("公开指南", "公开制度", "法定主动公开内容", "公开年报", "依申请公开", "政策文件", "政策解读"),
    "办事服务": ("个人办事", "法人办事", "行政许可", "公共服务", "办件公示", "好差评"),
    "公众参与": ("领导信箱", "意见征集", "在线访谈", "网上调查", "咨询投诉", "回应关切"),
    "专题专栏": ("优化营商环境", "乡村振兴", "安全生产", "生态环保", "创建文明城市"),
}


@dataclass(frozen=True)
class Site:
    """One website, which stands for one agency."""

    number: int
    columns: int

    @property
    def code(self) -> str:
        return f"s{self.number:02d}"

    @property
    def name(self) -> str:
        return f"云溪市第{self.number + 1}{_AGENCIES[self.number % len(_AGENCIES)]}"

    @property
    def id_code(self) -> str:
        return f"99090200{self.number:02d}"

    @property
    def encoding(self) -> str:
        return "gbk" if self.number % GBK_EVERY == 0 else "utf-8"


@dataclass(frozen=True)
class Column:
    """One list of a site."""

    number: int

    @property
    def kind(self) -> str:
        return _KINDS[self.number % len(_KINDS)]

    @property
    def name(self) -> str:
        return f"{self.kind}{self.number}"

    @property
    def path(self) -> str:
        return f"/zwgk/{self.number}/index.html"


@dataclass(frozen=True)
class Document:
    """One document of a site, from the newest (0) on."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def day(self) -> date:
        return NEWEST - timedelta(days=self.number)

    @property
    def issued(self) -> date:
        return self.day - timedelta(days=4)

    @property
    def path(self) -> str:
        return f"/xxgk/{self.day:%Y%m}/t{self.day:%Y%m%d}_{200_000 - self.number}.html"

    @property
    def index_no(self) -> str:
        return f"11990902015113786K/{self.day.year}-{self.number:05d}"

    @property
    def doc_no(self) -> str:
        return f"云溪发〔{self.day.year}〕{self.number + 1}号"


def sites(columns: int) -> list[Site]:
    """The websites on which `columns` lists stand, evenly shared."""
    return [Site(number, columns // SITES) for number in range(SITES)]


def columns_of(site: Site) -> list[Column]:
    """The lists of a site."""
    return [Column(number) for number in range(site.columns)]


def documents_of(site: Site) -> list[Document]:
    """The documents of a site, the newest first: as many as lists."""
    return [_document(site, number) for number in range(site.columns)]


def pages_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every page of a site: its path and its bytes. Each list shows `ROWS` of its documents."""
    documents = documents_of(site)
    columns = columns_of(site)
    for column in columns:
        shown = sorted((column.number + row) % len(documents) for row in range(min(ROWS, len(documents))))
        neighbours = [other.name for other in columns[:20]]
        text = _render("list", site, column=column, documents=[documents[i] for i in shown], neighbours=neighbours)
        yield column.path, text.encode(site.encoding)
    for document in documents:
        yield document.path, _render("document", site, document=document).encode(site.encoding)


def _document(site: Site, number: int) -> Document:
    random = Random(site.number * 10_000 + number)  # noqa: S311
    topic, day = random.choice(_TOPICS), NEWEST - timedelta(days=number)
    title = title_for(_KINDS[number % len(_KINDS)], agency=site.name, topic=topic, day=day, random=random)
    paragraphs = [
        paragraph
        for part in range(4)
        for paragraph in paragraphs_for(
            site.number * 100_000 + number * 10 + part, agency=site.name, topic=topic, day=day
        )
    ]
    return Document(number, f"{title}（第{number + 1}期）", tuple(paragraphs))


def _render(template: str, site: Site, **values: object) -> str:
    charset = "gb2312" if site.encoding == "gbk" else site.encoding
    places = [f"{place}{area}" for place in wording().places for area in ("街道", "片区", "新区")]
    return (
        _templates()
        .get_template(f"{template}.html")
        .render(site=site, charset=charset, menu=_MENU, places=places, **values)
    )


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "crawl_markup"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
