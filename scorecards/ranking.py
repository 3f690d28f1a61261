"""Places by percentage."""

from collections.abc import Collection, Sequence

from schemas.results import AgencyCard


def ranked(cards: Sequence[AgencyCard], seen: Collection[str]) -> tuple[AgencyCard, ...]:
    """The cards with their places: by percent, equal ones share a place and the next is skipped.

    Only agencies of which enough was `seen` get one: on a night on which we saw little, what was proved earlier still
    counts as met, and nothing can be found unmet. A good score then says that we were blind.
    """
    percents = {card.code: card.percent for card in cards if card.percent is not None and card.code in seen}
    order = sorted(percents.values(), reverse=True)
    return tuple(
        card.model_copy(update={"rank": order.index(percents[card.code]) + 1}) if card.code in percents else card
        for card in cards
    )
