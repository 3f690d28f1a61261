"""A plan's file as lines and tables, with remedies in the words of someone who imports a plan."""

from pathlib import Path

from schemas.messages import say
from schemas.mistakes import ConfigError, Mistake
from scrapers.files.blocks import Block
from scrapers.files.errors import NotReadable, OfAnotherKind
from scrapers.files.reading import body_of, is_pdf
from scrapers.files.reading import read_blocks as read_any
from scrapers.files.web_page import Wanted
from scrapers.plans.tables import is_task_table
from scrapers.plans.words import label_of


def read_blocks(path: Path) -> list[Block]:
    """What the file holds, from top to bottom. Raises `ConfigError` with what to do for a file of another kind."""
    try:
        body = body_of(path)
        if not body:
            return []
        if is_pdf(body):
            raise NotReadable(say("file.pdf_has_no_tasks"), say("file.import_original"))
        return read_any(path.name, body, url=path.resolve().as_uri(), wanted=_WANTED)
    except OfAnotherKind as error:
        raise _wrong(path, error.message, "import an XLSX, DOCX, HTML or TXT") from None
    except NotReadable as error:
        raise _wrong(path, error.message, error.remedy) from None


_WANTED = Wanted(table=is_task_table, begins=lambda text: label_of(text) is not None)


def _wrong(path: Path, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=path, message=message, remedy=remedy)])
