"""Website products as files: loaded, refused when wrong, recognised by their marks."""

from pathlib import Path

import pytest

from scrapers.platforms import PlatformFileError, load_platforms


def test_every_shipped_product_loads_and_names_its_source() -> None:
    platforms = load_platforms()

    assert {"trs", "tiangong", "epoint", "hanweb"} <= {platform.name for platform in platforms}
    assert all(platform.source and platform.marks for platform in platforms)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<script>createPageHTML(4, 0, "index", "html")</script>', "trs"),
        ('<a href="../202105/t20210512_955312.html">', "trs"),
        ('<a href="../../staticpages/20190520/ab12.html">', "tiangong"),
        ('<script src="js/webBuilderCommon.js"></script><div class="ewb-nav">', "epoint"),
        ('<a href="/col/col1229243823/index.html">', "hanweb"),
        ("<p>t2021 page</p>", None),
    ],
)
def test_a_product_is_recognised_by_all_of_its_marks(source: str, name: str | None) -> None:
    found = load_platforms().recognise(source)

    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "content",
    [
        "titel: X\nsource: s\n",
        "title: X\nsource: s\nmarks: ['(']\n",
        "- a\n",
        "title: [\n",
        "name: other\ntitle: X\nsource: s\n",
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "own.yml").write_text(content, encoding="utf-8")

    with pytest.raises(PlatformFileError, match=r"own\.yml"):
        load_platforms(tmp_path)
