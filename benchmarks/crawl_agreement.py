"""Whether both sides of the comparison read the same: our warehouse beside the spider's JSON lines.

`python -m benchmarks.crawl_agreement WAREHOUSE LINES`: a process of its own, for what it holds would count as its
parent's memory, and so as that of every program measured after it.
"""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

_ROWS = """
    SELECT columns.url, items.url, items.title, items.published
    FROM items JOIN columns ON columns.id = items.column_id
"""
_DOCUMENTS = """
    SELECT documents.url, title, document_versions.published, index_no, doc_no, issuer, category, validity
    FROM document_versions JOIN documents ON documents.id = document_versions.document_id
"""


def agreement(warehouse: Path, spider: Path) -> str:
    """How many rows of lists, and how many documents, are field by field the same on both sides."""
    with spider.open(encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    rows = {
        (one["list"], one["url"], one["title"], one["published"]) for one in answers if "list" in one and "url" in one
    }
    fields = ("url", "title", "published", "index_no", "doc_no", "issuer", "category", "validity")
    documents = {tuple(one[name] for name in fields) for one in answers if "text" in one}
    with closing(sqlite3.connect(warehouse)) as connection:
        our_rows = set(connection.execute(_ROWS))
        our_documents = set(connection.execute(_DOCUMENTS))
    return (
        f"the same on both sides: {len(rows & our_rows)} rows of lists (ours {len(our_rows)}, Scrapy's {len(rows)}), "
        f"{len(documents & our_documents)} documents (ours {len(our_documents)}, Scrapy's {len(documents)})"
    )


if __name__ == "__main__":
    print(agreement(Path(sys.argv[1]), Path(sys.argv[2])))
