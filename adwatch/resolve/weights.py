"""The one table of weights: what each level of each fact adds to the log-odds that two adverts are by one person.

A weight is a log-likelihood ratio (Fellegi and Sunter 1969), in nats. Two adverts at random are by one person with odds
of about c/N, c adverts per person among N: the log-odds start at -log(N/c). Facts that hardly ever agree by chance
(a number, a text) would each give log(N/c) back; in a ring they agree together, so it is given back once, in the
greatest `anchor` share (0 to 1) among the facts of a pair, and `weight` is what the fact says beyond that. A weight
with rarity adds the log of how rare the shared value is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.compare import FACTS


@dataclass(frozen=True, slots=True)
class Weight:
    """What one level of one fact says; `source` is "learned" or "set: why"."""

    fact: str
    level: int
    reads: str
    weight: float
    anchor: float
    source: str


def _contact(fact: str, thing: str, base: float, differs: float) -> tuple[Weight, ...]:
    why = f"set: a {thing} is seldom shared; aliases and ages at one time tell how many persons stand behind it"
    return (
        Weight(fact, 1, f"same {thing}, one person behind it", base, 1.0, why),
        Weight(fact, 2, f"same {thing}, two persons behind it", base - 1.0, 1.0, why),
        Weight(fact, 3, f"same {thing}, three or four persons behind it", base - 2.2, 1.0, why),
        Weight(fact, 4, f"same {thing}, five persons or more behind it", base - 3.4, 1.0, why),
        Weight(fact, 5, f"same {thing}, twelve persons or more behind it", base - 3.4, 0.6, why),
        Weight(fact, 6, f"another {thing}", differs, 0.0, "set: a tenth to a third of people use two at a time"),
    )


_TEXT = "set: people repost and edit their texts, some copy a stranger's; rare shingles count most"
_WRITING = "set: what near_text says stands; a text of many aliases at one time is a template, or copied"
_GAP = "set: what passes between two adverts says little before it is learned"
_ALIAS = "set: an alias holds for most adverts of a person; many use two"
_AGE = "set: a stated age wobbles by a year or two from advert to advert, and crowds between 20 and 30"
_PRICE = "set: prices hold within a person and crowd on round figures"
_SAID = "set: a person's word outranks the score"
_PLACE = "set: most people stay about; touring is common, two far towns on one night is not"

WEIGHTS: Sequence[Weight] = (
    Weight("same_advert", 1, "versions of one advert", 2.5, 1.0, "set: accounts seldom pass to another person"),
    *_contact("same_phone", "phone number", 3.0, -2.2),
    *_contact("same_email", "e-mail address", 3.0, -0.6),
    *_contact("same_handle", "messenger handle", 3.0, -0.8),
    *_contact("same_account", "board account", 2.5, -0.8),
    *_contact("same_address", "address", 0.5, -0.3),
    Weight("same_address", 7, "same postcode", 0.5, 0.3, "set: few advertisers share a postcode"),
    Weight("same_photo", 1, "same photo", 1.5, 1.0, "set: photos are copied between strangers now and then"),
    Weight("same_photo", 2, "nearly the same photo", 1.0, 0.9, "set: photos are copied between strangers now and then"),
    Weight("same_photo", 3, "same photo, a common one", 0.5, 0.2, "set: stock photos say little"),
    Weight("near_text", 1, "texts share nothing", -1.2, 0.0, _TEXT),
    Weight("near_text", 2, "texts share next to nothing", 0.0, 0.0, _TEXT),
    Weight("near_text", 3, "texts share a little", 0.5, 0.2, _TEXT),
    Weight("near_text", 4, "texts share some of what is rare", 0.5, 0.6, _TEXT),
    Weight("near_text", 5, "texts share much of what is rare", 0.5, 1.0, _TEXT),
    Weight("near_text", 6, "texts are near-duplicates", 1.0, 1.0, _TEXT),
    Weight("near_text", 7, "texts are all but equal", 1.5, 1.0, _TEXT),
    Weight("near_text", 8, "texts are equal", 1.5, 1.0, _TEXT),
    Weight("shared_writing", 1, "one text, one person behind it", 0.3, 0.0, _WRITING),
    Weight("shared_writing", 2, "one text, two persons behind it", 0.0, 0.0, _WRITING),
    Weight("shared_writing", 3, "one text, three or four persons behind it", -0.3, 0.0, _WRITING),
    Weight("shared_writing", 4, "one text, five persons or more behind it", -0.6, 0.0, _WRITING),
    Weight("shared_writing", 5, "one text, twelve persons or more behind it", -0.9, 0.0, _WRITING),
    Weight("same_alias", 1, "same alias", -1.0, 0.0, f"{_ALIAS}; the rarity of the alias is added"),
    Weight("same_alias", 2, "spellings of one alias", 2.0, 0.0, _ALIAS),
    Weight("same_alias", 5, "aliases of the same sound", 1.5, 0.0, _ALIAS),
    Weight("same_alias", 3, "another alias at another time", -1.8, 0.0, _ALIAS),
    Weight("same_alias", 4, "another alias at the same time", -2.5, 0.0, _ALIAS),
    Weight("near_age", 1, "same age", 1.3, 0.0, _AGE),
    Weight("near_age", 2, "a year apart in age", 1.0, 0.0, _AGE),
    Weight("near_age", 3, "two or three years apart in age", 0.3, 0.0, _AGE),
    Weight("near_age", 4, "four to six years apart in age", -1.5, 0.0, _AGE),
    Weight("near_age", 5, "seven to ten years apart in age", -3.0, 0.0, _AGE),
    Weight("near_age", 6, "more than ten years apart in age", -4.0, 0.0, _AGE),
    Weight("same_price", 1, "same price", -1.0, 0.0, f"{_PRICE}; the rarity of the price is added"),
    Weight("same_price", 2, "near price", -0.3, 0.0, _PRICE),
    Weight("same_price", 3, "another price", -2.0, 0.0, _PRICE),
    Weight("same_languages", 1, "same languages", 0.4, 0.0, "set: languages hold within a person"),
    Weight("same_languages", 2, "some languages in common", 0.1, 0.0, "set: languages hold within a person"),
    Weight("same_languages", 3, "no language in common", -0.6, 0.0, "set: languages hold within a person"),
    Weight("same_persons", 1, "same number of persons", 0.05, 0.0, "set: most present one person"),
    Weight("same_persons", 2, "one person and several", -1.2, 0.0, "set: a duo is more than one advertiser"),
    Weight("near_place", 1, "same municipality", 1.5, 0.0, _PLACE),
    Weight("near_place", 2, "municipalities near to each other", 0.4, 0.0, _PLACE),
    Weight("near_place", 3, "municipalities far from each other", -0.6, 0.0, _PLACE),
    Weight("near_place", 4, "far municipalities on the same nights", -1.5, 0.0, _PLACE),
    Weight("succession", 1, "both at one time", 0.0, 0.0, _GAP),
    Weight("succession", 2, "one follows the other within a week", 0.0, 0.0, _GAP),
    Weight("succession", 3, "one follows the other within two months", 0.0, 0.0, _GAP),
    Weight("succession", 4, "one follows the other within half a year", 0.0, 0.0, _GAP),
    Weight("succession", 5, "one follows the other after half a year or more", 0.0, 0.0, _GAP),
    Weight("decided", 1, "a person said: same", 1000.0, 0.0, _SAID),
    Weight("decided", 2, "a person said: different", -1000.0, 0.0, _SAID),
)

LEVELS = 9
"""Levels per fact at most, 0 for unknown among them."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The table as arrays: weight and anchor by fact and level, in the order of `FACTS`.

    prior: the log-odds that a pair worth comparing is by one person, where they were learned with the weights; None
    where they follow from the number of adverts.
    """

    weight: NDArray[np.float32]
    anchor: NDArray[np.float32]
    prior: float | None = None


def weigh(weights: Sequence[Weight] = WEIGHTS) -> Weighing:
    """Lay the table out by fact and level; a level that is not listed weighs nothing."""
    weight, anchor = np.zeros((2, len(FACTS), LEVELS), np.float32)
    number: Mapping[str, int] = {fact: index for index, fact in enumerate(FACTS)}
    for row in weights:
        weight[number[row.fact], row.level], anchor[number[row.fact], row.level] = row.weight, row.anchor
    return Weighing(weight, anchor)
