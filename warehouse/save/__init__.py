"""Write into the warehouse. Every function is one transaction and may be repeated: the second time changes nothing."""

from warehouse.save.column_pages import ReadColumnPage, save_column_pages
from warehouse.save.column_tags import TaggedColumn, save_column_tags
from warehouse.save.documents import Look, look_again, save_details, save_documents, save_documents_read_again
from warehouse.save.evidence import save_removal
from warehouse.save.files_beside import FileBeside, list_files
from warehouse.save.home_pages import save_home_pages
from warehouse.save.links import list_links, save_link_checks
from warehouse.save.probes import save_probes
from warehouse.save.register import save_register
from warehouse.save.results import forget_verdicts, save_checks, save_scorecards
from warehouse.save.reviews import save_reviews
from warehouse.save.rules import save_rules
from warehouse.save.runs import begin_night, begin_run, finish_night, finish_run
from warehouse.save.visits import Visited, save_visit, save_visits

__all__ = [
    "FileBeside",
    "Look",
    "ReadColumnPage",
    "TaggedColumn",
    "Visited",
    "begin_night",
    "begin_run",
    "finish_night",
    "finish_run",
    "forget_verdicts",
    "list_files",
    "list_links",
    "look_again",
    "save_checks",
    "save_column_pages",
    "save_column_tags",
    "save_details",
    "save_documents",
    "save_documents_read_again",
    "save_home_pages",
    "save_link_checks",
    "save_probes",
    "save_register",
    "save_removal",
    "save_reviews",
    "save_rules",
    "save_scorecards",
    "save_visit",
    "save_visits",
]
