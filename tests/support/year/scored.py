"""An office that watches the city by the ten-task plan, and scores it on each month's last day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flows import stages
from flows.opened import OpenOffice
from schemas.results import Scorecards
from tests.support.year.papers import write_registers
from tests.support.year.ten_tasks import points_of
from tests.support.year.watching import Ticking, Watch
from tests.support.year.world import at


@dataclass(repr=False)
class ScoredWatch(Watch):
    """The same nights; at a monitoring point verdicts and scorecards are made from what the warehouse holds by then."""

    cards: dict[date, Scorecards] = field(default_factory=dict)

    def _night(self, night: date) -> None:
        office, _ = self._crawled(night)
        if night in points_of(self.year):
            write_registers(self.folder, [agency.code for agency in office.folder.agencies], night)
            clock = Ticking(self.year.world.crawled_at(night) + timedelta(hours=2))
            scoring = OpenOffice(office.folder, self.warehouse, clock)
            as_of = at(night, 23, 59, 59)
            stages.validate(scoring, as_of)
            self.cards[night] = stages.score(scoring, as_of)
