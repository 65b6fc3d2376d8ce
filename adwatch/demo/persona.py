"""How people present themselves over time: name, numbers, text, photos and age, chapter by chapter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from adwatch.demo.cast import Kind, Network, Person, Stay, draw_alias
from adwatch.demo.dice import dice, happens
from adwatch.demo.noise import Habits
from adwatch.demo.numbers import Numbers
from adwatch.demo.writing import Manner, Writing, compose, draw_manner, from_template

CHAPTER = (25, 60)  # nights after which settled people may change something; assumed
REISSUED_AFTER = 180  # nights before a number can be somebody else's; assumed
STOCK_PHOTOS = tuple(range(1001, 1013))
SCAM_ALIASES = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody works with for a while. `aliases` holds several for a scam only."""

    aliases: tuple[str, ...]
    numbers: tuple[str, ...]
    writing: Writing
    photos: tuple[int, ...]
    handle: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stay, or some weeks of a settled person's, with the look that she has then."""

    stay: Stay
    look: Look
    opens_stay: bool
    closes_stay: bool


@dataclass(slots=True)
class Pool:
    """What people leave behind for others: numbers given up, texts and photos to copy; and what networks share."""

    numbers: Numbers = field(default_factory=Numbers)
    given_up: list[tuple[int, str]] = field(default_factory=list)
    writings: list[tuple[int, Writing]] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)
    looks: dict[str, list[tuple[int, Look]]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    templates: dict[str, Writing] = field(default_factory=dict)

    def numbers_of(self, person: str, day: int) -> tuple[str, ...]:
        """The numbers of somebody who was presented before, as they were on a day."""
        looks = self.looks[person]
        return next((look.numbers for since, look in reversed(looks) if since <= day), looks[0][1].numbers)


def cut(seed: int, stays: Sequence[Stay]) -> Iterator[tuple[Stay, bool, bool]]:
    """The stays of one person and lane, those of settled people cut to chapters; with whether each opens and closes."""
    for stay in stays:
        chance = dice(seed, "chapters", stay.person.key, stay.first)
        first = stay.first
        while stay.person.settled and stay.last - first > CHAPTER[1]:
            last = first + chance.randint(*CHAPTER) - 1
            yield replace(stay, first=first, last=last), first == stay.first, False
            first = last + 1
        yield replace(stay, first=first), first == stay.first, True


class Persona:
    """One person's looks over time. A change is drawn for each chapter, one at most, so that a thread remains."""

    def __init__(self, seed: int, habits: Habits, person: Person, first: int, pool: Pool) -> None:
        self.seed, self.habits, self.person, self.pool = seed, habits, person, pool
        self.chance = dice(seed, "persona", person.key)
        self.manner = draw_manner(dice(seed, "manner", person.hand), habits)
        self.written = 0
        self.begun = False
        self.look = self._first_look(first)

    def turn(self, stay: Stay) -> Look:
        """The look for the next chapter, after what changed since the one before."""
        if self.begun:
            self._change(stay.first)
        self.begun = True
        self.pool.looks.setdefault(self.person.key, []).append((stay.first, self.look))
        source = stay.lent or self.person.number_of
        return replace(self.look, numbers=self.pool.numbers_of(source, stay.first)[:1]) if source else self.look

    def _change(self, day: int) -> None:
        """Draw what changes with a new chapter."""
        chance, habits, network = self.chance, self.habits, self.person.network
        rates = (habits.fresh_start, habits.number_change, habits.alias_change, habits.rewrite)
        change = chance.choices(("all", "number", "alias", "text", "none"), (*rates, max(0.0, 1 - sum(rates))))[0]
        bound = network is not None and (network.one_number or network.one_hand or network.kind is Kind.SCAM)
        if not bound and not self.person.number_of:
            self.look = self._changed(change, self.look, day)
        if happens(chance, 0.1) and self.look.photos:
            self.look = replace(self.look, photos=(*self.look.photos[-3:], chance.getrandbits(31)))

    def retire(self, last: int) -> None:
        """Leave the numbers to others."""
        network = self.person.network
        if not (network and network.one_number) and not self.person.number_of:
            self.pool.given_up += [(last, number) for number in self.look.numbers]

    def _changed(self, change: str, look: Look, day: int) -> Look:
        if change in ("number", "all"):
            self.pool.given_up.append((day, look.numbers[0]))
            look = replace(look, numbers=(self._number(day), *look.numbers[1:]))
        if change in ("alias", "all"):
            look = replace(look, aliases=self._aliases())
        if change in ("text", "all"):
            look = replace(look, writing=self._writing(day))
        return look

    def _first_look(self, day: int) -> Look:
        chance, habits = self.chance, self.habits
        aliases = self._aliases()
        numbers: tuple[str, ...] = (self._number(day),)
        if happens(chance, habits.number_second) and not self._tied():
            numbers = (*numbers, self._number(day))
        name = "".join(letter for letter in aliases[0].split()[0].lower() if letter.isascii())
        handle = f"{chance.choice(('Telegram', 'Signal', 'Snapchat', 'Insta'))} @{name}_{chance.randrange(10, 9999)}"
        email = f"{name}{chance.randrange(10, 9999)}@{chance.choice(('post', 'mail', 'webpost'))}.example"
        scam = self.person.kind is Kind.SCAM
        return Look(
            aliases,
            numbers,
            self._writing(day),
            self._photos(),
            handle if scam or happens(chance, habits.handle) else None,
            email if happens(chance, habits.email) else None,
        )

    def _tied(self) -> bool:
        network = self.person.network
        return bool(network and network.one_number) or self.person.number_of is not None

    def _aliases(self) -> tuple[str, ...]:
        """A name to work under; a scam has several, one of a duo keeps hers, and a network uses none for two people."""
        person = self.person
        count = SCAM_ALIASES if person.kind is Kind.SCAM else 1
        drawn = tuple(draw_alias(self.chance, person.origin, len(person.ages)) for _ in range(count))
        if person.number_of:
            return (self.pool.looks[person.number_of][0][1].aliases[0].split()[0],)
        if person.network is None or person.kind is Kind.SCAM:
            return drawn
        taken = self.pool.names[person.network.key]
        alias = drawn[0]
        if alias in taken:
            alias = self._untaken(taken)
        taken.add(alias)
        return (alias,)

    def _untaken(self, taken: set[str]) -> str:
        """Another name; a second one is added where a large network has used up the single ones."""
        chance, person = dice(self.seed, "another alias", self.person.key, len(taken)), self.person
        singles = [draw_alias(chance, person.origin, len(person.ages)) for _ in range(30)]
        doubles = [f"{one} {other}" for one, other in pairwise(singles)]
        return next(name for name in (*singles, *doubles, f"{singles[0]} {len(taken)}") if name not in taken)

    def _number(self, day: int) -> str:
        """The number of her network or her duo, one that was a stranger's, or one of her own."""
        network = self.person.network
        if network and network.one_number:
            return self._network_number(network)
        if self.person.number_of:
            return self.pool.numbers_of(self.person.number_of, day)[0]
        old = [number for since, number in self.pool.given_up if since < day - REISSUED_AFTER]
        if old and happens(self.chance, self.habits.number_reissued):
            number = self.chance.choice(old)
            self.pool.given_up = [(since, other) for since, other in self.pool.given_up if other != number]
            return number
        foreign = self.person.origin != "NL" and happens(self.chance, self.habits.number_foreign)
        language = self.person.language if foreign else "nl"
        return self.pool.numbers.foreign(self.chance, language)

    def _network_number(self, network: Network) -> str:
        if network.key not in self.pool.shared:
            self.pool.shared[network.key] = self.pool.numbers.dutch(self.chance)
        return self.pool.shared[network.key]

    def _photos(self) -> tuple[int, ...]:
        chance, habits = self.chance, self.habits
        if happens(chance, habits.photo_missing):
            return ()
        photos = [chance.getrandbits(31) for _ in range(chance.randint(1, 5))]
        if self.pool.photos and happens(chance, 0.9 if self.person.kind is Kind.SCAM else habits.copied_photo):
            photos = [chance.choice(self.pool.photos), *photos[:1]]
        if happens(chance, habits.stock_photo):
            photos = [chance.choice(STOCK_PHOTOS), *photos[1:]]
        self.pool.photos += photos
        return tuple(photos)

    def _writing(self, day: int) -> Writing:
        """A new text: by the network's template, copied from a stranger, or her own."""
        key, self.written = f"{self.person.key}.{self.written}", self.written + 1
        chance, network = dice(self.seed, "writing", key), self.person.network
        if network and network.one_hand:
            return from_template(chance, key, self._template(network))
        known = [writing for since, writing in self.pool.writings[-400:] if since < day]
        if known and self.person.kind is not Kind.DUO and happens(chance, self.habits.copied_text):
            return replace(chance.choice(known), key=key)
        writing = compose(chance, self.habits, self.person, key, self.manner)
        if self.person.kind in (Kind.INDEPENDENT, Kind.TOURING):
            self.pool.writings.append((day, writing))
        return writing

    def _template(self, network: Network) -> Writing:
        if network.key not in self.pool.templates:
            self.pool.templates[network.key] = draw_template(
                dice(self.seed, "template", network.key), self.habits, self.person, network.key, self.manner
            )
        return self.pool.templates[network.key]


def draw_template(chance: Random, habits: Habits, person: Person, key: str, manner: Manner) -> Writing:
    """A text that one hand writes for all of a network, long enough to be known again, some words left open."""
    long = replace(habits, short_text=0.0)
    return compose(chance, long, person, key, manner, loose=0.25)


def own_text_for(seed: int, habits: Habits, person: Person, look: Look, board: str, manner: Manner) -> Writing:
    """A text of her own for one board."""
    key = f"{look.writing.key}.{board}"
    return compose(dice(seed, "board text", key), habits, person, key, manner)
