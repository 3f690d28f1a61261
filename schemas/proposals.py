"""Which words of a task propose which measure, for a person to confirm: `config/proposals.yml`."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from schemas.base import Code, Frozen, Text
from schemas.messages import CONFIG
from schemas.work_plan import Scope

HUMAN = "human"


class Proposal(Frozen):
    """A measure that may check a task in which these words stand."""

    measure: Code
    words: tuple[Text, ...]
    """One of them must stand in the task."""
    beside: tuple[Text, ...] = ()
    """If there are any: one of these, too."""
    scope: Scope = Scope()
    params: dict[str, Any] = {}
    """`{year}` and `{last_year}` are filled in; `{deadline}` is the task's day, without one a person checks it."""
    why: Text
    source: Text

    def fits(self, wording: str) -> bool:
        """Its words stand in the task."""
        return any(word in wording for word in self.words) and (
            not self.beside or any(word in wording for word in self.beside)
        )

    def filled(self, *, year: int | None, deadline: date | None) -> dict[str, Any] | None:
        """The parameters for one task; `None` if they need a day or a year that nobody named."""
        known = {"{deadline}": deadline, "{year}": year, "{last_year}": year and year - 1}
        params = {name: _filled(value, known) for name, value in self.params.items()}
        return None if None in params.values() else params


def _filled(value: Any, known: Mapping[str, date | int | None]) -> Any:
    """A value with its placeholders filled in; `None` if one of them is not known."""
    if not isinstance(value, str):
        return value
    if value in known:
        return known[value]
    for placeholder, said in known.items():
        if placeholder in value:
            if said is None:
                return None
            value = value.replace(placeholder, str(said))
    return value


class Proposals(Frozen):
    """`config/proposals.yml`."""

    proposals: tuple[Proposal, ...]

    def of(
        self, wording: str, *, measures: Collection[str], year: int | None, deadline: date | None
    ) -> Iterator[tuple[Proposal | None, str, dict[str, Any]]]:
        """What is proposed for a task: why, the measure's name, its parameters. What only people can see, or no
        measure of `measures` can, is proposed for people once."""
        human: list[Proposal | None] = []
        found = False
        for proposal in self.proposals:
            if not proposal.fits(wording):
                continue
            params = proposal.filled(year=year, deadline=deadline)
            if proposal.measure == HUMAN or proposal.measure not in measures or params is None:
                human.append(proposal)
            else:
                found = True
                yield proposal, proposal.measure, params
        if human or not found:
            yield next(iter(human), None), HUMAN, {}


def load_proposals(path: Path = CONFIG / "proposals.yml") -> Proposals:
    """Read the proposals. Raises `pydantic.ValidationError` for a file of another shape."""
    with path.open(encoding="utf-8") as file:
        return Proposals.model_validate(YAML(typ="safe").load(file))
