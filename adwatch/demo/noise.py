"""The noise table: every habit of the demo's people, its rate, and where the rate comes from.

A habit is a field of `Habits`; `replace(HABITS, number_missing=0.3)` makes a province of other habits. The evaluation
is the municipality of Assen's evaluation of its policy, published in January 2022; what it does not say is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import TypeVar

Value = TypeVar("Value", float, int, date)

EVALUATION = "Assen's evaluation (January 2022)"
FITTED = "assumed, then fitted to the evaluation: "
MEASURES = "national corona measures: contact professions closed"


def habit(value: Value, meaning: str, source: str = "assumed") -> Value:
    """A field of the table: its default, what it means, and its source."""
    made: Value = field(default=value, metadata={"meaning": meaning, "source": source})
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How often people do what. Rates are shares from 0 to 1 unless their meaning says otherwise."""

    # How many people there are
    supply: float = habit(1.0, "multiplies the usual advertisers per night of every municipality")
    crowding: float = habit(
        4.5, "how strongly a full town sends people on tour elsewhere (exponent)", FITTED + "4 to 15 a day in Assen"
    )
    growth: float = habit(0.12, "growth of the supply from the first to the last quarter")
    closure_first: date = habit(date(2020, 12, 15), "first night of the closure", MEASURES)  # noqa: RUF009 - a date is immutable
    closure_last: date = habit(date(2021, 5, 18), "last night of the closure", MEASURES)  # noqa: RUF009 - a date is immutable
    closure_supply: float = habit(0.84, "share of the usual supply that stays during the closure")
    closure_pause: float = habit(0.3, "settled people who stop for a part of the closure")

    # Who is settled
    settled: float = habit(0.3, "share of a town's usual advertisers that live there")
    settled_nights: int = habit(220, "mean nights that a settled person goes on advertising")
    holiday: float = habit(0.012, "chance per night that a settled person goes away for a while")
    holiday_longest: int = habit(24, "nights of the longest holiday")
    second_town: float = habit(0.06, "settled people who also advertise in the nearest other town")
    collectives: int = habit(3, "houses shared by independents")
    agencies: int = habit(2, "licensed agencies: one number, many workers")
    duo_alone: float = habit(0.3, "duos of which one also advertises alone, under the duo's number")

    # Who is on tour
    stay_shortest: int = habit(3, "nights of the shortest stay on tour", EVALUATION + ": a short time; number assumed")
    stay_longest: int = habit(14, "nights of the longest stay on tour", EVALUATION + ": a short time; number assumed")
    stay_usual: int = habit(8, "nights of the most frequent stay on tour", FITTED + "280 unique adverts in Assen")
    stops: float = habit(3.0, "mean stops of a tour within the demo's towns")
    gap: float = habit(0.3, "moves with one to three nights between two stops")
    returning: float = habit(0.45, "people on tour who come back after three weeks to four months")
    circuit: float = habit(0.2, "people on tour who keep to the towns of their first tour")
    friends: float = habit(0.05, "tours made by two or three friends, each with her own advert")
    duos: float = habit(0.05, "tours made by a duo that advertises as one")
    friend_lends: float = habit(0.1, "groups of friends in which one uses another's number for a stop")

    # Rings
    rings: int = habit(4, "rings at work at one time")
    ring_nights: int = habit(170, "mean nights that a ring works here before another takes its place")
    ring_phone: float = habit(0.6, "rings with one number for all")
    ring_template: float = habit(0.65, "rings in which one hand writes for all, and all rings without one number")
    ring_workplace: float = habit(0.6, "rings that publish one workplace per town")
    ring_relay: float = habit(0.5, "rings whose people follow one another singly; the others move in pairs")
    ring_account: float = habit(0.35, "rings that post everybody under one account")
    ring_same_origin: float = habit(0.7, "members of the ring's main origin; it follows the mix of all people on tour")
    ring_stops: int = habit(6, "mean stops of a member before another takes her place")

    # Scams
    scams: int = habit(2, "scam hands at work at one time")
    scam_rest: int = habit(50, "mean nights between two runs of a scam hand")

    # Origin as advertised
    south_first: float = habit(0.14, "South American share of people on tour at first", EVALUATION + ": few")
    south_last: float = habit(
        0.83, "South American share of people on tour at last", FITTED + "39 % of the province's adverts"
    )
    dutch_first: float = habit(0.58, "Dutch share of people on tour at first", EVALUATION + ": mostly Dutch")
    dutch_last: float = habit(0.08, "Dutch share of people on tour at last")
    settled_dutch: float = habit(0.86, "Dutch share of settled people")
    origin_field: float = habit(0.66, "adverts that state the origin in the board's own field")
    origin_text: float = habit(0.58, "writings that state the origin in their text")
    origin_region: float = habit(0.05, "people who state a part of the world instead of a country")

    # Numbers and names
    number_missing: float = habit(0.1, "adverts without any number")
    number_field: float = habit(0.45, "adverts with the number in the board's own contact field, not in the text")
    number_both: float = habit(0.2, "adverts with the number in field and text")
    number_plain: float = habit(0.4, "hands that type numbers plainly; the others disguise them")
    number_foreign: float = habit(0.06, "people from abroad who keep their foreign number")
    number_second: float = habit(0.12, "people with two numbers in use at once")
    number_change: float = habit(0.07, "new number, per chapter (a stay, or some weeks of a settled person)")
    number_reissued: float = habit(0.01, "numbers that once were a stranger's, half a year before or longer")
    alias_change: float = habit(0.06, "new alias, per chapter")
    fresh_start: float = habit(0.003, "new number, alias and text at once, per chapter")
    handle: float = habit(0.12, "people who give a handle of a messenger")
    email: float = habit(0.05, "people who give an e-mail address")
    account_shown: float = habit(0.6, "people with an account name on a board")
    account_passes: float = habit(0.03, "accounts that another person takes over, advert and all, when somebody stops")

    # Facts
    alias_missing: float = habit(0.08, "adverts without a name in the board's own field")
    age_missing: float = habit(0.14, "adverts without an age in the board's own field")
    age_other: float = habit(0.08, "people who give another age on another board, off by one to three years")
    price_missing: float = habit(0.3, "adverts without prices in the board's own field")
    price_text: float = habit(0.3, "writings that state prices in their text")
    place_shown: float = habit(0.45, "adverts that name a village or district")
    postcode_shown: float = habit(0.2, "adverts that show a postcode")

    # Texts and photos
    short_text: float = habit(0.25, "writings of one to three sentences")
    english_only: float = habit(0.0, "people who write in English alone, whatever their origin")
    second_language: float = habit(0.2, "writings in two languages")
    rewrite: float = habit(0.06, "a wholly new text, per chapter", FITTED + "280 unique adverts in Assen")
    board_text: float = habit(0.06, "people who write a text of their own for each board")
    retyped: float = habit(0.2, "copies on another board that were typed again, with other slips, or shortened")
    slips: float = habit(0.5, "hands that make typing slips")
    slip_rate: float = habit(0.006, "slips per letter of a hand that makes them")
    copied_text: float = habit(0.04, "writings copied from a stranger")
    copied_photo: float = habit(0.02, "people who use a stranger's photo")
    stock_photo: float = habit(0.08, "people who use a picture that many use")
    photo_missing: float = habit(0.07, "people without a photo")

    # Adverts on boards
    reposts: float = habit(0.25, "people who put their advert up again under a new id every few nights")
    moves_advert: float = habit(0.35, "people who change the town of a standing advert instead of writing another")
    edits: float = habit(0.025, "edits per night of an advert")
    pauses: float = habit(0.006, "nights on which a standing advert is not shown")
    late: float = habit(0.25, "stays announced one or two nights late on a board")
    stale: float = habit(0.04, "adverts left standing a night after the stay")


HABITS = Habits()


def table(habits: Habits = HABITS) -> tuple[tuple[str, str, str, str], ...]:
    """The noise table as rows: habit, rate, meaning, source."""
    return tuple(
        (one.name, str(getattr(habits, one.name)), one.metadata["meaning"], one.metadata["source"])
        for one in fields(habits)
    )
