"""Of every measure: nothing is due in days of grace, and a last day ends at midnight in Shanghai, not in Greenwich."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from schemas.observed import Observed
from scorecards.facts import AgencyFacts
from scorecards.measures import MEASURES
from tests.scorecards import test_annual_report_sound as sound
from tests.scorecards import test_answered_on_pages as on_pages
from tests.scorecards import test_documents_present as present
from tests.scorecards import test_events_and_sites as events
from tests.scorecards import test_home_pages as homes
from tests.scorecards import test_interpretation_linked as interpretations
from tests.scorecards import test_links_open as links_open
from tests.scorecards import test_metadata_complete as metadata
from tests.scorecards import test_no_private_data as private
from tests.scorecards import test_own_pages as own
from tests.scorecards import test_published_in_time as in_time
from tests.scorecards import test_registers as registers
from tests.scorecards import test_report_matches_site as on_site
from tests.scorecards.facts_of_one_agency import TODAY, agency, answered, cards, counted, facts, lines, owes, plan, seen

DAY = timedelta(days=1)
NAME = "市水利局"
LISTED = seen("a", "fresh", kind="政策文件")
BY = date(2026, 3, 31)
REPORT: dict[str, Any] = {"title": "年度报告", "by": BY}
FORECAST: dict[str, Any] = {"title": "预报", "days": present.LIMIT}


def gathered(**known: Any) -> AgencyFacts:
    return replace(facts([LISTED]), observed=Observed(**known), names=(NAME,))


def read(*documents: Any) -> AgencyFacts:
    return gathered(readings=documents)


def told(rows: Any) -> AgencyFacts:
    return replace(facts(), registers=rows)


WRONG: dict[str, tuple[dict[str, Any], AgencyFacts]] = {
    "updated_within": ({}, facts([seen("a", "stale")])),
    "not_blank": ({}, facts([seen("a", "blank")])),
    "min_items": ({}, facts([LISTED], counts=[counted("unmet", column="a")])),
    "cadence": (
        {"each": "month"},
        facts([LISTED], counts=[counted("unmet", column="a", period="2026-03", obligation="cadence")]),
    ),
    "published_by": (REPORT, facts([LISTED])),
    "document_present": ({"title": "指南"}, read()),
    "page_changed_within": (FORECAST, read(present.forecast(present.LIMIT + 1))),
    "metadata_complete": ({}, read(metadata.document(), metadata.document(2, doc_no=None))),
    "interpretation_linked": ({}, read(interpretations.BARE)),
    "no_private_data": ({}, read(private.document(1, private.hit()))),
    "links_work": ({"where": ["columns"]}, gathered(links=(links_open.report(0, 1, place="column"),))),
    "attachments_open": ({}, gathered(links=(links_open.report(0, 1),))),
    "no_backdating": ({}, gathered(events=(events.happened("backdated"),))),
    "no_repost": ({}, gathered(events=(events.happened("reposted"),))),
    "no_vanished": ({}, gathered(events=(events.happened("vanished"),))),
    "site_available": ({}, gathered(sites=(events.week(8, on_record=8),))),
    "homepage_updated": ({}, gathered(homes=(homes.home(*homes.every_night()),))),
    "site_identity": ({}, gathered(homes=(homes.home(homes.looked(0), marks=homes.without("icp")),))),
    "page_tags_present": ({"pages": ["documents"]}, read(homes.paper(1, {}))),
    "published_within": ({}, in_time.known(in_time.read(in_time.LAST + DAY))),
    "columns_below": ({"states": ["stale"], "below": 1}, facts([seen("a", "stale")])),
    "annual_report_published": ({}, facts([LISTED])),
    "annual_report_sound": ({}, gathered(reports=(sound.audited(sound.found()),))),
    "report_matches_site": ({}, gathered(reports=(on_site.report(),))),
    "plan_published": ({"by": BY}, facts([LISTED])),
    "applications_answered": ({}, told(registers.applied())),
    "answered_within": ({}, told(registers.written({}))),
    "problems_rectified": ({}, told(registers.notified())),
    "account_updated": ({}, told(registers.looked(("2026-11-01", "2026-11-20")))),
    "human": ({}, facts(answers=[answered("unmet", obligation="human")])),
}
"""Of each measure what it holds against an agency, or asks a person about, on this day."""


NEVER_BY_ITSELF = {*events.KINDS, *sound.JUDGING_REPORTS}
"""What they find wrong is for a person to decide."""


@pytest.mark.parametrize(("until", "is_due"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("name", MEASURES)
def test_what_a_measure_finds_wrong_is_not_due_up_to_and_including_the_last_day_of_grace(
    name: str, until: int, is_due: bool
) -> None:
    params, known = WRONG[name]
    (line,) = lines(known, owes(name, params=params, grace_until=TODAY + until * DAY))
    wrong = "needs_review" if name in NEVER_BY_ITSELF else "unmet"
    assert line.status == (wrong if is_due else "not_due")
    assert line.points == (0 if line.status == "unmet" else None)


BY_PAGES = {"source": "pages"}
OWN_PAGES = {"days": own.LIMIT}
FOR_A_PERSON = (BY_PAGES, OWN_PAGES)
HOME = homes.home(*[homes.looked(ago, dated=20, newest=TODAY - 15 * DAY) for ago in range(20, -1, -1)])
ACCOUNT = registers.looked(("2026-03-01", "2026-03-14"), ("2026-03-01", "2026-03-16"))
REWRITTEN = present.forecast(present.LIMIT + 1, rewritten=True)
OWN = own.knowing(own.page(own.LIMIT + 1, rewritten=True))
NOTED = private.document(1, private.hit(), published=TODAY)
LATE = in_time.read(in_time.LAST + DAY, column="a", issuer=NAME)
UNTAGGED = homes.paper(1, {}, day=TODAY)
BARE_RECORD = metadata.document(2, doc_no=None).model_copy(update={"published": TODAY})


@pytest.mark.parametrize(
    ("measure", "params", "known", "last", "before"),
    [
        ("published_by", REPORT, facts(), BY, "not_due"),
        ("plan_published", {"by": BY}, facts(), BY, "not_due"),
        ("annual_report_published", {}, facts(), date(2026, 1, 31), "not_due"),
        ("annual_report_sound", {}, gathered(reports=(sound.UNLISTED,)), sound.LAST, "not_due"),
        ("report_matches_site", {}, gathered(reports=(sound.UNOPENED,)), sound.LAST, "not_due"),
        ("document_present", present.IN_TIME, read(), present.UNTIL, "not_due"),
        ("interpretation_linked", {}, read(interpretations.BARE), interpretations.LAST, "not_due"),
        ("published_within", {}, read(LATE), in_time.LAST, "not_due"),
        ("page_changed_within", FORECAST, read(REWRITTEN), TODAY - DAY, "met"),
        ("page_changed_within", OWN_PAGES, OWN, TODAY - DAY, "met"),
        ("homepage_updated", {}, gathered(homes=(HOME,)), TODAY - DAY, "met"),
        ("metadata_complete", {}, read(metadata.document(), BARE_RECORD), TODAY - DAY, "met"),
        ("no_private_data", {}, read(NOTED), TODAY - DAY, "not_applicable"),
        ("page_tags_present", {"pages": ["documents"]}, read(UNTAGGED), TODAY - DAY, "not_applicable"),
        ("applications_answered", {}, told(registers.applied()), registers.LAST, "not_due"),
        ("answered_within", {}, told(registers.written({})), registers.LIMIT, "not_due"),
        ("answered_within", BY_PAGES, read(on_pages.message(**on_pages.OPEN)), on_pages.LAST, "not_due"),
        ("problems_rectified", {}, told(registers.notified()), date(2026, 3, 11), "not_due"),
        ("account_updated", {}, told(ACCOUNT), date(2026, 3, 15), "met"),
        ("human", {}, facts(answers=[answered("unmet", obligation="human")]), TODAY - DAY, "needs_review"),
    ],
)
def test_a_last_day_ends_at_midnight_in_the_offices_zone(
    measure: str, params: dict[str, Any], known: AgencyFacts, last: date, before: str
) -> None:
    """Midnight in Shanghai is 16:00 in UTC."""
    midnight = datetime.combine(last, time(16), UTC)
    owed, who = plan(owes(measure, params=params, scope={"columns": ["a"]})), agency().model_copy(update={"name": NAME})
    beside: dict[str, Any] = {name: getattr(known, name) for name in ("answers", "registers", "observed")}
    unread = "unknown" if measure in sound.JUDGING_REPORTS else "unmet"
    wrong = "needs_review" if params in FOR_A_PERSON else unread
    for as_of, status in ((midnight - timedelta(seconds=1), before), (midnight, wrong)):
        (card,) = cards(known.columns or [LISTED], owed, as_of=as_of, agencies=[who], **beside).agencies
        assert [line.status for line in card.lines] == [status]
