"""Read the warehouse back: what the crawl must know, the frames the expectations judge, the history the pages draw.

Frames are plain pandas frames. Every registered column is a row, whatever is known of it: what is absent is a missing
value, never a missing row. `plain_rows` turns a frame into dictionaries with `None` for what is missing.
"""

from warehouse.facts.categories import CATEGORY_FACTS, category_facts
from warehouse.facts.column_pages import UnreadPage, own_pages, unread_column_pages
from warehouse.facts.column_tags import column_tags, tagged_columns
from warehouse.facts.columns import COLUMN_FACTS, column_facts
from warehouse.facts.coverage import coverage
from warehouse.facts.crawl import (
    crawled_night_at,
    crawled_nights,
    end_of_crawl,
    night_at,
    night_seen_at,
    pending_columns,
)
from warehouse.facts.days import column_days
from warehouse.facts.document_details import (
    UnreadDetails,
    carried,
    document_details,
    documents_carrying,
    open_messages,
    unread_details,
)
from warehouse.facts.document_readings import document_readings, documents_read_from
from warehouse.facts.documents import documents
from warehouse.facts.due import DueDocument, due_documents, records_of, was_begun_before
from warehouse.facts.due_links import DueLink, due_links
from warehouse.facts.events import item_events
from warehouse.facts.evidence import (
    NamedRecord,
    evidence_of_column,
    named_records,
    needed_records,
    records_with_body,
    removed_files,
)
from warehouse.facts.frames import plain_rows
from warehouse.facts.history import history, nights
from warehouse.facts.home_pages import homes_read, site_homes
from warehouse.facts.known import KnownColumn, KnownItems, KnownPages, known_columns
from warehouse.facts.lateness import backdated_batches, publish_lags
from warehouse.facts.links import link_reports
from warehouse.facts.probes import last_answers, reachability, site_weeks
from warehouse.facts.register import register_at
from warehouse.facts.rereading import (
    Said,
    StoredDocument,
    StoredVisit,
    difference,
    items_before,
    known_before,
    stored_documents,
    stored_visit,
    stored_visits,
)
from warehouse.facts.results import check_results, last_column_checks, last_scorecards, reviews, scorecards_of
from warehouse.facts.rules import KeptRules, kept_rules, require_same_rules, rules_of_night
from warehouse.facts.run import run_summary
from warehouse.facts.spells import monthly_counts, stale_spells
from warehouse.facts.stored_files import stored_files
from warehouse.facts.unseen import long_unseen

__all__ = [
    "CATEGORY_FACTS",
    "COLUMN_FACTS",
    "DueDocument",
    "DueLink",
    "KeptRules",
    "KnownColumn",
    "KnownItems",
    "KnownPages",
    "NamedRecord",
    "Said",
    "StoredDocument",
    "StoredVisit",
    "UnreadDetails",
    "UnreadPage",
    "backdated_batches",
    "carried",
    "category_facts",
    "check_results",
    "column_days",
    "column_facts",
    "column_tags",
    "coverage",
    "crawled_night_at",
    "crawled_nights",
    "difference",
    "document_details",
    "document_readings",
    "documents",
    "documents_carrying",
    "documents_read_from",
    "due_documents",
    "due_links",
    "end_of_crawl",
    "evidence_of_column",
    "history",
    "homes_read",
    "item_events",
    "items_before",
    "kept_rules",
    "known_before",
    "known_columns",
    "last_answers",
    "last_column_checks",
    "last_scorecards",
    "link_reports",
    "long_unseen",
    "monthly_counts",
    "named_records",
    "needed_records",
    "night_at",
    "night_seen_at",
    "nights",
    "open_messages",
    "own_pages",
    "pending_columns",
    "plain_rows",
    "publish_lags",
    "reachability",
    "records_of",
    "records_with_body",
    "register_at",
    "removed_files",
    "require_same_rules",
    "reviews",
    "rules_of_night",
    "run_summary",
    "scorecards_of",
    "site_homes",
    "site_weeks",
    "stale_spells",
    "stored_documents",
    "stored_files",
    "stored_visit",
    "stored_visits",
    "tagged_columns",
    "unread_column_pages",
    "unread_details",
    "was_begun_before",
]
