"""What stands in an advert besides its text: price, place, age, origin and contact, as one person types them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from adwatch.demo.cast import Kind, Person, Stay
from adwatch.demo.dice import dice, happens
from adwatch.demo.noise import Habits
from adwatch.demo.numbers import digits_of, typed
from adwatch.demo.persona import Chapter
from adwatch.demo.tables import LANGUAGES, origins, towns
from adwatch.demo.writing import Manner

STREET_STEMS = ("Voorbeeld", "Verzinsel", "Schijn", "Nergens", "Fabel", "Sprookjes", "Demo", "Luchtkasteel", "Proef")
STREET_KINDS = ("laan", "straat", "weg", "plein", "hof", "pad")
# Letters that Dutch postcodes leave out: the four digits are a town's own, the whole belongs to no street.
UNUSED_LETTERS = "FIOQUY"
AGENCIES = ("Schijnbaar Escort", "Verzonnen Gezelschap", "Bureau Nergens", "Fabelhaft Escort")
LANGUAGE_NAMES = {
    "nl": ("Nederlands", "Dutch"),
    "en": ("Engels", "English"),
    "es": ("Spaans", "Español"),
    "pt": ("Portugees", "Português"),
    "de": ("Duits", "Deutsch"),
    "ro": ("Roemeens", "Română"),
}
DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "pt": ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "ro": ("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"),
}
AGE_FORMS = ("{}", "{}", "{}", "{} jaar", "{} jr", "{}j")
PRICE_LABELS = (("30 min", "60 min"), ("30 minuten", "1 uur"), ("half uur", "uur"), ("30", "60"), ("½ uur", "1 u"))
PRICE_FORMS = ("{}", "€ {}", "€{},-", "{} euro", "{}", "{},00")


@dataclass(frozen=True, slots=True)
class Ways:
    """One person's ways on one board: what she fills in there, and how."""

    account: str | None
    age: str | None
    age_off: int
    origin: str | None
    prices: bool
    price_labels: tuple[str, str]
    price_form: str
    languages: tuple[str, ...]
    alias: bool
    place: bool
    postcode: bool
    second_number: bool
    both_numbers: bool
    retypes: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody works in one town: a village or district, postcode and street, all invented beyond the town."""

    town: str
    place: str
    postcode: str
    street: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the number stands in one advert: in the board's field, in the text, in both or nowhere; and how typed."""

    field: bool
    text: bool
    way: str


def draw_ways(chance: Random, habits: Habits, person: Person, alias: str, account: str | None) -> Ways:
    """The ways of one person on one board; `account` is a network's or a predecessor's, else her own is drawn."""
    own = "".join(letter for letter in alias.lower() if letter.isascii() and letter.isalpha())
    shown = happens(chance, habits.account_shown)
    form = chance.choice(AGE_FORMS)
    off = chance.choice((-3, -2, -1, 1, 2, 3)) if happens(chance, habits.age_other) else 0
    tongues = [person.language, *([person.second_language] if person.second_language else [])]
    at = chance.randrange(2)
    one_place = bool(person.network and person.network.one_place)
    return Ways(
        account or (f"{own}{chance.randrange(1, 999)}" if shown else None),
        None if happens(chance, habits.age_missing) else form,
        off,
        chance.choice(origins()[person.stated].field_words) if happens(chance, habits.origin_field) else None,
        not happens(chance, habits.price_missing),
        chance.choice(PRICE_LABELS),
        chance.choice(PRICE_FORMS),
        tuple(LANGUAGE_NAMES[tongue][at] for tongue in tongues) if happens(chance, 0.6) else (),
        told_apart_by_name(person) or not happens(chance, habits.alias_missing),
        happens(chance, 0.8 if one_place else habits.place_shown),
        happens(chance, 0.8 if one_place else habits.postcode_shown),
        happens(chance, 0.5),
        happens(chance, 0.4),
        happens(chance, habits.retyped),
    )


def told_apart_by_name(person: Person) -> bool:
    """Several people share this person's number, so that her adverts always give her name."""
    network = person.network
    return bool(network and (network.one_number or network.one_hand or person.kind is Kind.DUO))


def draw_reach(chance: Random, habits: Habits, manner: Manner) -> Reach:
    """Where the number stands in one advert."""
    way = manner.way if happens(chance, 0.85) else manner.other_way
    if happens(chance, habits.number_missing):
        return Reach(field=False, text=False, way=way)
    drawn = chance.random()
    field = drawn < habits.number_field + habits.number_both
    return Reach(field=field, text=drawn >= habits.number_field, way=way)


@cache
def spot(seed: int, key: str, code: str) -> Spot:
    """Where a person or a network works in a town; the same each time."""
    chance, town = dice(seed, "spot", key, code), towns()[code]
    letters = "".join(chance.choice(UNUSED_LETTERS) for _ in range(2))
    street = f"{chance.choice(STREET_STEMS)}{chance.choice(STREET_KINDS)} {chance.randrange(1, 180)}"
    return Spot(code, chance.choice(town.places), f"{chance.choice(town.postcodes)} {letters}", street)


def spot_of(seed: int, stay: Stay) -> Spot:
    """Where somebody works during a stay: the network's place where it has one, else her own."""
    network = stay.person.network
    return spot(seed, network.key if network and network.one_place else stay.person.key, stay.town)


def ages_on(seed: int, person: Person, day: int) -> tuple[int, ...]:
    """The ages as told on a day; half of the people let a birthday pass."""
    chance = dice(seed, "birthday", person.key)
    passed = day >= date(2020, 7, 1).toordinal() + chance.randrange(365) and happens(chance, 0.5)
    return tuple(age + passed for age in person.ages)


def hour_price(seed: int, person: Person) -> int:
    """Euros per hour, a multiple of ten."""
    chance = dice(seed, "price", person.key)
    return 90 if person.kind is Kind.SCAM else 10 * round(chance.triangular(10, 22, 14)) * len(person.ages)


def half_price(hour: int) -> int:
    """Euros for half an hour, a multiple of five."""
    return 5 * round(hour * 0.6 / 5)


def slots_for(
    seed: int, chapter: Chapter, alias: str, ages: tuple[int, ...], numbers: tuple[str, ...], reach: Reach, hour: int
) -> Mapping[str, Mapping[str, str]]:
    """What fills the slots of a text, by language."""
    stay, person = chapter.stay, chapter.stay.person
    until = date.fromordinal(stay.last + 1)
    place = spot_of(seed, stay)
    one_place = bool(person.network and person.network.one_place)
    common = {
        "alias": alias,
        "age": " & ".join(map(str, ages)),
        "town": towns()[stay.town].places[0],
        "half": str(half_price(hour)),
        "hour": str(hour),
        "street": place.street if one_place or happens(dice(seed, "street", person.key), 0.3) else "",
        "handle": chapter.look.handle or "",
        "name": agency_name(seed, person),
    }
    words = origins()[person.stated].words
    return {
        language: {
            **common,
            "origin": words[language],
            "until": DAYS[language][until.weekday()] if until.day % 3 else f"{until.day}/{until.month}",
            "number": " / ".join(typed(number, reach.way, language) for number in numbers) if reach.text else "",
        }
        for language in LANGUAGES
    }


def agency_name(seed: int, person: Person) -> str:
    """The invented name of a person's agency."""
    return dice(seed, "agency name", person.network.key if person.network else "").choice(AGENCIES)


def contact_of(chapter: Chapter, numbers: tuple[str, ...], reach: Reach) -> tuple[str, ...]:
    """What stands in the board's own contact field."""
    plain = tuple(digits_of(number) if number.startswith("+31") else number for number in numbers)
    email = (chapter.look.email,) if chapter.look.email else ()
    return (*(plain if reach.field else ()), *email)
