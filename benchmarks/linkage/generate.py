"""Features of very many adverts, drawn without a loop over them, with whose they are.

The facts behave as adverts do: people have a text, one or two numbers and names, an age, a price and towns; some copy a
stranger's text, some write for all of a house by one template, and what an advert states is often missing. A text is a
set of phrases, each with a number that stands for its hash. A signature is the least of 128 different orders over the
phrases of the text, so that two signatures agree at a place with a chance equal to the Jaccard similarity of the two
sets of phrases, as those of MinHash do (Broder 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import SIGNATURE_WIDTH, Sightings, Tokens, VersionTable

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint32]

CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """How people advertise; shares from 0 to 1 unless said otherwise, all assumed."""

    adverts: float = 4.0
    """Mean adverts per advertiser; geometric, at least one."""
    number_missing: float = 0.3
    number_second: float = 0.2
    number_strangers: float = 0.02
    """People whose number is another's, too."""
    alias_missing: float = 0.15
    alias_second: float = 0.15
    age_missing: float = 0.2
    price_missing: float = 0.35
    text_missing: float = 0.03
    copied: float = 0.05
    """People whose text is a stranger's."""
    template: float = 0.05
    """People who write by the template of a house of about five."""
    rewritten: float = 0.15
    """Adverts with a wholly new text."""
    edited: float = 0.12
    """Phrases of an advert that differ from the person's text."""
    moving: float = 0.3
    """Adverts in another than the person's own town."""
    phrases: int = 40
    common: float = 0.35
    """Phrases that everybody draws from one list of `common_phrases`."""
    common_phrases: int = 3000
    aliases: int = 4000
    """Names, drawn with a chance that falls with their rank (Zipf)."""
    towns: int = 342
    nights: int = 450


CROWD = Crowd()
HOUSE = 5
COUNTRY_KM = (200.0, 300.0)
PRICES = np.array([80, 100, 100, 110, 120, 120, 130, 140, 150, 150, 150, 160, 170, 180, 200, 200, 250, 300])
DAY_ONE = 18_444


@dataclass(frozen=True, slots=True)
class Drawn:
    """What adwatch links, and the advertiser of each row."""

    table: VersionTable
    truth: Ints


def draw(rows: int, seed: int, crowd: Crowd = CROWD) -> Drawn:
    """`rows` adverts of about `rows / crowd.adverts` advertisers."""
    chance = np.random.default_rng(seed)
    sizes = chance.geometric(1 / crowd.adverts, size=int(rows / crowd.adverts * 1.3) + 50)
    truth = np.repeat(np.arange(len(sizes)), sizes)[:rows].astype(np.int64)
    chance.shuffle(truth)
    people = int(truth.max()) + 1
    night = DAY_ONE + chance.integers(0, crowd.nights, rows)
    late = chance.random(rows) < 0.5
    town = _either(chance, chance.integers(0, crowd.towns, people)[truth], rows, crowd.moving, crowd.towns)
    signature, has_text = _signatures(chance, truth, people, crowd)
    price = np.where(chance.random(rows) < crowd.price_missing, np.nan, _prices(chance, truth, people))
    age = _ages(chance, truth, people, crowd)
    table = VersionTable(
        version=np.arange(rows, dtype=np.int64),
        advert=np.arange(rows, dtype=np.int64),
        board=chance.integers(0, 4, rows).astype(np.int32),
        first_night=night.astype(np.int32),
        last_night=(night + chance.integers(0, 14, rows)).astype(np.int32),
        age=age,
        price=price.astype(np.float32),
        persons=np.where(chance.random(rows) < 0.7, 1, 0).astype(np.int8),
        languages=(1 << chance.choice(4, people, p=[0.4, 0.3, 0.2, 0.1]))[truth].astype(np.uint32),
        tokens={
            FeatureKind.PHONE: _numbers(chance, truth, people, crowd),
            FeatureKind.ALIAS: _aliases(chance, truth, people, late, crowd),
        },
        signature=signature,
        has_text=has_text,
        sightings=Sightings(np.arange(rows, dtype=np.int32), night.astype(np.int32), town.astype(np.int32)),
        municipality_xy=chance.random((crowd.towns, 2)) * COUNTRY_KM,
    )
    return Drawn(table, truth)


def _either(chance: Generator, own: Ints, rows: int, rate: float, among: int) -> Ints:
    """Each row's own value, or one at random at the given rate."""
    return np.where(chance.random(rows) < rate, chance.integers(0, among, rows), own)


def _prices(chance: Generator, truth: Ints, people: int) -> NDArray[np.float64]:
    """A price per person, at times ten or twenty euros more or less."""
    off = chance.choice([0, 0, 0, 0, 10, -10, 20], len(truth))
    result: NDArray[np.float64] = (chance.choice(PRICES, people)[truth] + off).astype(np.float64)
    return result


def _ages(chance: Generator, truth: Ints, people: int, crowd: Crowd) -> NDArray[np.int16]:
    """An age per person, crowded in the twenties, at times off by a year or two, and often not stated."""
    base = np.clip(21 + chance.gamma(1.6, 6.0, people), 21, 65).astype(np.int64)[truth]
    age = base + chance.choice([0, 0, 0, 0, 0, 1, -1, 2], len(truth))
    return np.where(chance.random(len(truth)) < crowd.age_missing, -1, age).astype(np.int16)


def _numbers(chance: Generator, truth: Ints, people: int, crowd: Crowd) -> Tokens:
    """One number or two per person; an advert gives one of them or none."""
    first = chance.integers(1, 1 << 62, people, dtype=np.int64)
    second = np.where(chance.random(people) < crowd.number_second, chance.integers(1, 1 << 62, people), first)
    strangers = np.flatnonzero(chance.random(people) < crowd.number_strangers)
    first[strangers] = first[chance.integers(0, people, len(strangers))]
    value = np.where(chance.random(len(truth)) < 0.5, first[truth], second[truth])
    row = np.flatnonzero(chance.random(len(truth)) >= crowd.number_missing)
    return Tokens(row.astype(np.int32), value[row].astype(np.uint64))


def _aliases(chance: Generator, truth: Ints, people: int, late: NDArray[np.bool_], crowd: Crowd) -> Tokens:
    """One name or two per person out of a list in which some are common; the second is used later."""
    rank = 1 / np.arange(1, crowd.aliases + 1)
    names = chance.choice(crowd.aliases, (2, people), p=rank / rank.sum())
    second = np.where(chance.random(people) < crowd.alias_second, names[1], names[0])
    value = np.where(late, second[truth], names[0][truth]) + 1
    row = np.flatnonzero(chance.random(len(truth)) >= crowd.alias_missing)
    return Tokens(row.astype(np.int32), value[row].astype(np.uint64))


def _signatures(chance: Generator, truth: Ints, people: int, crowd: Crowd) -> tuple[Hashes, NDArray[np.bool_]]:
    """Signatures of every advert's phrases, and which adverts have a text."""
    author = _authors(chance, people, crowd)
    slots = np.arange(crowd.phrases, dtype=np.uint64)
    salt = np.uint64(chance.integers(1, 1 << 62))
    orders = chance.integers(1, 1 << 62, SIGNATURE_WIDTH, dtype=np.int64).astype(np.uint64)
    signature = np.empty((len(truth), SIGNATURE_WIDTH), np.uint32)
    rewritten = chance.random(len(truth)) < crowd.rewritten
    # A text of its own is named by a number that is no person's.
    text = np.where(rewritten, people + np.arange(len(truth)), author[truth]).astype(np.uint64)
    for start in range(0, len(truth), CHUNK):
        part = slice(start, min(start + CHUNK, len(truth)))
        phrase = mix(text[part, None] * np.uint64(1 << 20) + slots + salt)
        shared = (phrase >> np.uint64(40)) % np.uint64(1000) < np.uint64(1000 * crowd.common)
        phrase = np.where(shared, phrase % np.uint64(crowd.common_phrases), phrase)
        edited = chance.random(phrase.shape) < crowd.edited
        fresh = chance.integers(1, 1 << 62, phrase.shape, dtype=np.int64).astype(np.uint64)
        signature[part] = sign(np.where(edited, fresh, phrase), orders)
    return signature, chance.random(len(truth)) >= crowd.text_missing


def _authors(chance: Generator, people: int, crowd: Crowd) -> Ints:
    """Whose text each person uses: her own, a stranger's, or that of her house."""
    author = np.arange(people, dtype=np.int64)
    copying = np.flatnonzero(chance.random(people) < crowd.copied)
    author[copying] = chance.integers(0, people, len(copying))
    housed = np.flatnonzero(chance.random(people) < crowd.template)
    author[housed] = housed[(np.arange(len(housed)) // HOUSE) * HOUSE]
    return author


def sign(phrases: NDArray[np.uint64], orders: NDArray[np.uint64]) -> Hashes:
    """For every row of phrases the least of each order over them: equal with the chance of their Jaccard similarity."""
    least = np.empty((len(phrases), len(orders)), np.uint32)
    for place, order in enumerate(orders):
        least[:, place] = (mix(phrases ^ order).min(axis=1) >> np.uint64(32)).astype(np.uint32)
    return least


def mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number that looks drawn at random for each number (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: NDArray[np.uint64] = value ^ (value >> np.uint64(31))
    return result
