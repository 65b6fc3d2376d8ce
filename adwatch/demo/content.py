"""One advert as it stands: the text rendered, the board's own fields filled in, and which origin it states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from adwatch.demo.facts import (
    Reach,
    Ways,
    ages_on,
    contact_of,
    half_price,
    hour_price,
    slots_for,
    spot_of,
)
from adwatch.demo.persona import SCAM_ALIASES, Chapter
from adwatch.demo.shown import ShownAdvert
from adwatch.demo.tables import sentences
from adwatch.demo.writing import Line, Manner, Writing, expand, render, says_origin


@dataclass(frozen=True, slots=True)
class Draft:
    """What its writer wants of an advert: the text, where the number stands, and what she changed since."""

    writing: Writing
    reach: Reach
    extra: Line | None = None
    dearer: int = 0
    photos_left_out: int = 0


def edited(chance: Random, draft: Draft, manner: Manner) -> Draft:
    """The draft after one small edit: a line more or less, another price, a photo less, the number typed otherwise."""
    change = chance.choice(("extra", "extra", "price", "photos", "way"))
    if change == "extra":
        language = draft.writing.language
        extra = Line(language, expand(chance, chance.choice(sentences(language)["extra"])))
        return replace(draft, extra=None if draft.extra else extra)
    if change == "price":
        return replace(draft, dearer=draft.dearer + chance.choice((-10, 10, 20)))
    if change == "photos":
        return replace(draft, photos_left_out=1 - draft.photos_left_out)
    way = manner.other_way if draft.reach.way == manner.way else manner.way
    return replace(draft, reach=replace(draft.reach, way=way))


def numbers_on(chapter: Chapter, ways: Ways) -> tuple[str, ...]:
    """Which of her numbers somebody gives on one board."""
    numbers = chapter.look.numbers
    if len(numbers) == 1 or ways.both_numbers:
        return numbers
    return numbers[1:] if ways.second_number else numbers[:1]


def show(seed: int, chapter: Chapter, board: str, ways: Ways, draft: Draft) -> tuple[ShownAdvert, str | None]:
    """The advert, its identity and dates left blank, and the origin that it states (ISO country, UN M49 region)."""
    stay, person, look = chapter.stay, chapter.stay.person, chapter.look
    alias = look.aliases[stay.lane % min(SCAM_ALIASES, len(look.aliases))]
    numbers = numbers_on(chapter, ways)
    hour = max(60, hour_price(seed, person) + draft.dearer)
    ages = tuple(max(21, age + ways.age_off) for age in ages_on(seed, person, stay.first))
    slots = slots_for(seed, chapter, alias, ages, numbers, draft.reach, hour)
    title, text = render(draft.writing, slots, draft.extra)
    spot = spot_of(seed, stay)
    shown = ShownAdvert(
        board=board,
        advert_id="",
        municipality=stay.town,
        revision=0,
        title=title,
        text=text,
        posted_on=date.min,
        changed_on=date.min,
        alias=alias if ways.alias else None,
        account=ways.account,
        age=ways.age.format(" & ".join(map(str, ages))) if ways.age else None,
        contact=contact_of(chapter, numbers, draft.reach),
        origin=ways.origin,
        languages=ways.languages,
        prices=_prices(ways, hour),
        place=spot.place if ways.place else None,
        postcode=spot.postcode if ways.postcode else None,
        photos=look.photos[: len(look.photos) - draft.photos_left_out],
    )
    return shown, person.stated if ways.origin or says_origin(draft.writing, slots) else None


def _prices(ways: Ways, hour: int) -> tuple[tuple[str, str], ...]:
    if not ways.prices:
        return ()
    half, whole = ways.price_labels
    return ((half, ways.price_form.format(half_price(hour))), (whole, ways.price_form.format(hour)))
