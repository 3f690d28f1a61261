"""Files made of lines and tables: a web page with what stands around a report, a DOCX, a PDF with text, locked ones."""

import io
import itertools
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Literal

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from tests.support.report_tables import Laid, Placed

Layout = Literal["portal", "plain", "layout"]
"""The page: of a portal with its menus, bare, or laid out with nested tables."""

Block = str | list[Laid]
"""A line, or a table (in one or more pieces)."""


def html_page(blocks: Sequence[Block], *, layout: Layout, published: date | None) -> str:
    """A page; the first line is its title."""
    title = str(blocks[0])
    text = "\n".join(_html(block, indent=layout == "layout") for block in blocks[1:])
    day = "" if published is None else f"{published:%Y-%m-%d}"
    return _PAGES[layout].replace("{title}", escape(title)).replace("{day}", day).replace("{text}", text)


def _html(block: Block, *, indent: bool) -> str:
    if isinstance(block, str):
        return f"<p>{'&nbsp;' * 8 if indent else '　　'}{escape(block.strip())}</p>"
    return "\n".join(_html_table(laid) for laid in block)


def _html_table(laid: Laid) -> str:
    rows = [
        "".join(
            f"<td{_span('rowspan', cell.down)}{_span('colspan', cell.across)}>"
            f"{'<br>'.join(escape(line) for line in cell.text.splitlines()) or '&nbsp;'}</td>"
            for cell in row
        )
        for row in laid
    ]
    inside = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0"><tbody>\n{inside}\n</tbody></table>'


def _span(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""


_PAGES: dict[Layout, str] = {
    "portal": """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - 云溪市人民政府</title>
<meta name="SiteName" content="云溪市人民政府"><meta name="ColumnName" content="政府信息公开年报">
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:15"></head>
<body><div class="header"><div class="logo">云溪市人民政府</div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/bsfw/">办事服务</a></li>
<li><a href="/zmhd/">政民互动</a></li></ul><div class="weather">今天 多云 12℃～21℃</div></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a>
&gt; 政府信息公开年报</div>
<div class="article"><h1>{title}</h1>
<div class="info">发布时间：{day} 09:15　来源：本单位　浏览次数：1024　字体：【大 中 小】</div>
<div class="content">{text}</div>
<div class="tools"><a href="#">打印本页</a> <a href="#">关闭窗口</a></div></div>
<div class="related"><h3>相关链接</h3><ul><li><a href="/a.html">往年政府信息公开年报汇总（共36篇）</a></li></ul>
</div>
<div class="footer"><p>主办：云溪市人民政府办公室　网站标识码：3300000001　浙ICP备00000001号-1</p>
<p>浙公网安备 33000002000001号　联系电话：0570-3030000</p></div></body></html>
""",
    "plain": """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title></head><body><center><h2>{title}</h2><font size="2">日期：{day}　点击数：87</font></center>
{text}
<hr><center>版权所有　地址：云溪市　技术支持：云溪信息中心</center></body></html>
""",
    "layout": """<html><head><meta charset="utf-8"><title>云溪市政府信息公开</title></head><body>
<table width="980" align="center"><tr><td colspan="2">
<table><tr><td><a href="/">首页</a></td><td><a href="/zn/">公开指南</a></td>
<td><a href="/ml/">公开目录</a></td></tr></table>
</td></tr><tr><td width="180" valign="top"><table><tr><td>公开年报</td></tr>
<tr><td><a href="/2019/">2019年</a></td></tr>
<tr><td><a href="/2020/">2020年</a></td></tr></table></td>
<td><table width="100%"><tr><td align="center"><h1>{title}</h1></td></tr>
<tr><td align="center">发布日期：{day}　来源：办公室</td></tr>
<tr><td>{text}</td></tr></table></td></tr>
<tr><td colspan="2" align="center">主办单位：云溪市　邮编：330100　网站标识码：3300000001</td></tr>
</table></body></html>
""",
}


def docx_file(blocks: Sequence[Block]) -> bytes:
    """A document with merged cells; the first line is its title."""
    document = docx.Document()
    for number, block in enumerate(blocks):
        if isinstance(block, str):
            document.add_paragraph(block.strip(), style="Title" if number == 0 else None)
            continue
        for laid in block:
            document.add_paragraph("")._p.addprevious(_word_table(laid))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _word_table(laid: Laid) -> BaseOxmlElement:
    """A merged cell is `gridSpan` across and `vMerge` down (ECMA-376, 17.4.17 and 17.4.85), as Word writes it.

    As XML, for python-docx takes seconds to merge the cells of one table.
    """
    owners: dict[tuple[int, int], tuple[Placed, bool, bool]] = {}
    for row, cells in enumerate(laid):
        column = 0
        for cell in cells:
            while (row, column) in owners:
                column += 1
            for below, right in itertools.product(range(cell.down), range(cell.across)):
                owners[row + below, column + right] = (cell, below == 0, right == 0)
            column += cell.across
    wide = 1 + max(column for _, column in owners)
    rows = "".join(
        "<w:tr>"
        + "".join(_word_cell(*owners.get((row, column), (Placed(""), True, True))) for column in range(wide))
        + "</w:tr>"
        for row in range(len(laid))
    )
    grid = "<w:tblGrid>" + '<w:gridCol w:w="900"/>' * wide + "</w:tblGrid>"
    made: BaseOxmlElement = parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr/>{grid}{rows}</w:tbl>")
    return made


def _word_cell(cell: Placed, top: bool, first: bool) -> str:
    if not first:
        return ""
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    merge = f'<w:vMerge w:val="{"restart" if top else "continue"}"/>' if cell.down > 1 else ""
    lines = cell.text.splitlines() if top else []
    text = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines) or "<w:p/>"
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{text}</w:tc>"


def pdf_file(blocks: Sequence[Block], *, locked: bool = False) -> bytes:
    """A PDF with a text layer, A4; a row of a table is a line. `locked`: it opens with a password only.

    Its font is not embedded, but one of those that every reader knows by name (ISO 32000-1, 9.7.5.2).
    """
    printed = _printed([line for block in blocks for line in _lines_of(block)])
    pages = [printed[at : at + _LINES] for at in range(0, len(printed), _LINES)]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        _FONT,
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        shown = "\n".join(
            f"BT /F1 12 Tf 1 0 0 1 {x} {770 - 20 * at} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
            for at, (x, text) in enumerate(page)
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    lock = ""
    if locked:
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{'5a' * 32}> /U <{'a5' * 32}> >>")
        lock = f" /Encrypt {len(objects)} 0 R /ID [<{'01' * 16}> <{'01' * 16}>]"
    body, offsets = "%PDF-1.4\n", []
    for number, said in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{said}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R{lock} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


_LINES, _WIDE = 35, 37
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
    "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >> >>] >>"
)


def _lines_of(block: Block) -> list[str]:
    if isinstance(block, str):
        return [block]
    return [" ".join(cell.text for cell in row) for laid in block for row in laid]


def _printed(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Where each printed line begins, and its text: a title in the middle, paragraphs with two characters of indent."""
    title = lines[0].strip()
    printed = [(72 + max(0, _WIDE - len(title)) * 6, title)]
    for line in lines[1:]:
        text = line.strip()
        printed.append((96, text[: _WIDE - 2]))
        rest = text[_WIDE - 2 :]
        printed.extend((72, rest[at : at + _WIDE]) for at in range(0, len(rest), _WIDE))
    return printed


def locked_docx() -> bytes:
    """What Word writes for a document with a password: a compound file (MS-CFB) that holds `EncryptedPackage`."""
    free, end_of_chain, fat_sector = b"\xff" * 4, b"\xfe\xff\xff\xff", b"\xfd\xff\xff\xff"
    header = b"".join(
        [
            bytes.fromhex("d0cf11e0a1b11ae1"),
            bytes(16),
            bytes.fromhex("3e000300feff0900060000000000000000000000"),
            (1).to_bytes(4, "little"),
            (1).to_bytes(4, "little"),
            bytes(4),
            (4096).to_bytes(4, "little"),
            end_of_chain + bytes(4) + end_of_chain + bytes(4),
            bytes(4) + free * 108,
        ]
    )
    allocation = (fat_sector + end_of_chain).ljust(512, b"\xff")
    entries = b"".join(_entry(name, kind) for name, kind in [("Root Entry", 5), ("EncryptedPackage", 2)])
    return header + allocation + entries.ljust(512, b"\x00")


def _entry(name: str, kind: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    head = text.ljust(64, b"\x00") + len(text).to_bytes(2, "little") + bytes([kind, 1])
    return head + b"\xff" * 12 + bytes(36) + b"\xfe\xff\xff\xff" + bytes(8)
