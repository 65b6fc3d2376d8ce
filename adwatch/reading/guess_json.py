"""A first specification from two answers of an API: which of their keys say what, by name and by the values' kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from adwatch.reading.guess import MOST_SHARE, AdvertGuess, Guess, ListingGuess, place_named
from adwatch.specs.hosts import host_of
from adwatch.specs.selectors import AdvertField

Json: TypeAlias = Any
Path: TypeAlias = tuple[str, ...]

DEEPEST = 4
"""Objects within objects that are looked into (assumed)."""
LONG_TEXT = 120
"""Characters from which on a text without a telling name is taken for the advert's own (assumed)."""
PLAIN = re.compile(r"[A-Za-z_]\w*")
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", re.IGNORECASE)
ID_KEYS = ("id", "uuid", "advert id", "ad id", "advertentie id", "nummer", "nr", "number", "code", "key", "ref", "slug")
LINK_KEYS = ("href", "url", "link", "self", "permalink", "detail", "detail url", "uri", "path")
CHANGED_KEYS = (
    "updated at",
    "updated",
    "modified",
    "modified at",
    "changed",
    "gewijzigd",
    "gewijzigd op",
    "bijgewerkt",
)
NEXT_KEYS = ("next", "volgende", "next url", "next page", "next link", "volgende pagina")
CURSOR_KEYS = ("next cursor", "cursor", "continuation", "next token", "page token", "next page token")
GENERAL_KEYS = frozenset({"naam", "name", "value", "waarde", "label", "title", "titel", "text", "code", "slug"})
"""Keys that say of whatever holds them what it is called: `regio.naam` is a place, and no alias."""
FIELD_KEYS: Mapping[AdvertField, tuple[str, ...]] = {
    AdvertField.TITLE: ("title", "titel", "kop", "headline", "subject", "onderwerp"),
    AdvertField.TEXT: ("text", "tekst", "omschrijving", "beschrijving", "description", "body", "content", "inhoud"),
    AdvertField.ALIAS: ("alias", "naam", "name", "werknaam", "roepnaam", "nickname", "display name"),
    AdvertField.ACCOUNT: ("account", "username", "user name", "gebruiker", "gebruikersnaam", "adverteerder", "user id"),
    AdvertField.AGE: ("age", "leeftijd"),
    AdvertField.PHONES: ("phone", "phones", "telefoon", "telefoonnummer", "tel", "mobiel", "mobile", "phone number"),
    AdvertField.EMAILS: ("email", "emails", "e mail", "mail", "mailadres", "emailadres"),
    AdvertField.HANDLES: ("handle", "handles", "telegram", "instagram", "snapchat", "skype", "socials", "twitter"),
    AdvertField.ORIGIN: ("origin", "herkomst", "afkomst", "nationality", "nationaliteit", "land", "country"),
    AdvertField.LANGUAGES: ("languages", "talen", "language", "taal", "spreektalen"),
    AdvertField.ADDRESS: ("street", "straat", "address line", "adres", "address", "adresregel"),
    AdvertField.POSTCODE: ("postcode", "postal code", "zip", "zipcode", "zip code"),
    AdvertField.PLACE: ("place", "plaats", "city", "stad", "woonplaats", "gemeente", "location", "locatie", "regio"),
    AdvertField.POSTED_ON: ("posted", "posted on", "posted at", "created at", "created", "geplaatst", "geplaatst op"),
    AdvertField.PHOTOS: ("photos", "fotos", "images", "pictures", "afbeeldingen", "beelden", "photo", "foto", "image"),
}
DURATION_KEYS = ("minutes", "minuten", "duration", "duur", "tijd", "time", "label", "naam", "name")
PRICE_KEYS = ("price", "prijs", "euro", "bedrag", "amount", "tarief", "rate")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is no object, and the keys that lead to it."""

    path: Path
    value: Json

    @property
    def key(self) -> str:
        """Its own key in lower case, its words parted."""
        return plain_key(self.path[-1]) if self.path else ""


def plain_key(key: str) -> str:
    """`updatedAt`, `updated_at` and `updated-at` as `updated at`."""
    return " ".join(WORDS.findall(key)).casefold()


def expression(path: Path) -> str:
    """The path in JMESPath; `@` for the whole."""
    return ".".join(key if PLAIN.fullmatch(key) else '"' + key.replace('"', '\\"') + '"' for key in path) or "@"


def guess_json_listing(document: Json, url: str) -> ListingGuess:
    """The list of adverts in an answer, and what stands in each of its objects."""
    guess = ListingGuess()
    lists = list(_lists(document))
    if not lists:
        return guess
    path, items = max(lists, key=lambda pair: len(pair[1]) * len({key for item in pair[1] for key in item}))
    guess.entries = _guess(path, f"the largest list of objects, {len(items)} of them")
    held = [list(leaves(item)) for item in items]
    columns = {leaf.path: [_at(one, leaf.path) for one in held] for one in held for leaf in one}
    guess.id = _id(columns)
    guess.link = _link(columns, url)
    guess.changed = _changed(columns)
    guess.place, guess.places = _place(columns)
    guess.next, guess.cursor = _next(document, path)
    whole = _named(held[0], AdvertField.TEXT) or any(
        isinstance(leaf.value, str) and len(leaf.value) >= LONG_TEXT for leaf in held[0]
    )
    if guess.link is None and whole:
        guess.whole = items[0]
    elif guess.link is not None:
        guess.first_link = urljoin(url, str(_at(held[0], _path_of(guess.link, columns))))
    return guess


def guess_json_advert(document: Json, *, whole: bool = False) -> AdvertGuess:
    """Which keys of an advert's answer give which field; with `whole`, of an entry that is the advert."""
    guess = AdvertGuess()
    scope = document
    if not whole and isinstance(document, dict) and (below := _wrapped(document)):
        guess.within = _guess((below,), "the one object that holds title and text")
        scope = document[below]
    found = list(leaves(scope))
    for field in AdvertField:
        leaf = _named(found, field)
        if leaf:
            guess.fields[field] = _guess(leaf.path, "a key of this name")
    taken = {each.value for each in guess.fields.values()}
    free = [leaf for leaf in found if expression(leaf.path) not in taken]
    for field, leaf in _by_kind(free):
        if field not in guess.fields:
            guess.fields[field] = _guess(leaf.path, "a value of this kind")
    guess.prices = _prices(scope)
    return guess


def leaves(item: Json, path: Path = ()) -> Iterator[Leaf]:
    """Every value below an object that is no object, lists of objects left out."""
    if not isinstance(item, dict):
        return
    for key, value in item.items():
        here = (*path, str(key))
        if isinstance(value, dict):
            if len(here) < DEEPEST:
                yield from leaves(value, here)
        elif not (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
            yield Leaf(here, value)


def _guess(path: Path, because: str) -> Guess:
    return Guess(expression(path), because, "jmespath")


def _path_of(guess: Guess, columns: Iterable[Path]) -> Path:
    return next(path for path in columns if expression(path) == guess.value)


def _lists(document: Json, path: Path = ()) -> Iterator[tuple[Path, list[dict[str, Json]]]]:
    """Every list of objects, and where it stands."""
    if isinstance(document, list) and document and all(isinstance(one, dict) for one in document):
        yield path, document
    elif isinstance(document, dict) and len(path) < DEEPEST:
        for key, value in document.items():
            yield from _lists(value, (*path, str(key)))


def _at(found: Iterable[Leaf], path: Path) -> Json:
    return next((leaf.value for leaf in found if leaf.path == path), None)


def _ranked(columns: Iterable[Path], keys: Sequence[str]) -> list[Path]:
    """The paths whose own key is one of `keys`, the earliest key first, and of those the least deep."""
    found = [(keys.index(plain_key(path[-1])), len(path), path) for path in columns if plain_key(path[-1]) in keys]
    return [path for *_, path in sorted(found)]


def _differ(values: Sequence[Json]) -> bool:
    plain = all(isinstance(one, str | int) and not isinstance(one, bool) and one != "" for one in values)
    return plain and len(set(map(str, values))) == len(values)


def _id(columns: Mapping[Path, Sequence[Json]]) -> Guess | None:
    named = _ranked(columns, ID_KEYS)
    for path in named:
        if _differ(columns[path]):
            return _guess(path, "a key of this name, another value in every entry")
    numbers = (path for path, values in columns.items() if _differ(values) and all(isinstance(v, int) for v in values))
    return next((_guess(path, "another number in every entry") for path in numbers), None)


def _link(columns: Mapping[Path, Sequence[Json]], url: str) -> Guess | None:
    def leads(value: Json) -> bool:
        if not isinstance(value, str) or not value.startswith(("/", "http://", "https://")) or PICTURE.search(value):
            return False
        return host_of(urljoin(url, value)) == host_of(url)

    good = [path for path, values in columns.items() if all(map(leads, values)) and _differ(values)]
    for path in (*_ranked(good, LINK_KEYS), *good):
        return _guess(path, "an address of its own in every entry")
    return None


def _changed(columns: Mapping[Path, Sequence[Json]]) -> Guess | None:
    times, titles = _ranked(columns, CHANGED_KEYS), _ranked(columns, FIELD_KEYS[AdvertField.TITLE])
    if not times:
        return None
    parts = ", ".join(map(expression, (times[0], *titles[:1])))
    return Guess(f"[{parts}]", "a time of change, and the title", "jmespath", " ")


def _place(columns: Mapping[Path, Sequence[Json]]) -> tuple[Guess | None, tuple[str, ...]]:
    for path in _ranked([*columns, *_parents(columns)], FIELD_KEYS[AdvertField.PLACE]):
        for at in (path, *((*path, key) for key in ("naam", "name"))):
            named = [place_named(value) for value in columns.get(at, ()) if isinstance(value, str)]
            known = [one for one in named if one]
            if known and len(known) >= MOST_SHARE * len(columns[at]):
                return _guess(at, "a known place in the entries"), tuple(dict.fromkeys(known))
    return None, ()


def _parents(columns: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(path[:-1] for path in columns if len(path) > 1))


def _next(document: Json, entries: Path) -> tuple[Guess | None, str | None]:
    """The next page's link, or its cursor with the name of the value in the address that takes it."""
    beside = [leaf for leaf in leaves(document) if leaf.path[: len(entries)] != entries] if entries else []
    by_path = {leaf.path: leaf.value for leaf in beside}
    for path in _ranked(by_path, NEXT_KEYS):
        value = by_path[path]
        if value is None or (isinstance(value, str) and ("/" in value or value.startswith("?"))):
            return _guess(path, "a key of this name" + ("" if value else ", empty here: a link, or a cursor?")), None
    for path in _ranked(by_path, CURSOR_KEYS):
        if by_path[path] is None or isinstance(by_path[path], str | int):
            name = re.sub(r"^next[_-]?", "", path[-1], flags=re.IGNORECASE)
            return _guess(path, "a cursor by its name"), name[:1].lower() + name[1:]
    return None, None


def _meaning(leaf: Leaf, field: AdvertField) -> int | None:
    """How well a key says that it is a field, 0 best; None where it does not."""
    keys = FIELD_KEYS[field]
    holder = plain_key(leaf.path[-2]) if len(leaf.path) > 1 else ""
    general = leaf.key in GENERAL_KEYS and any(holder in other for other in FIELD_KEYS.values())
    said = holder if general else leaf.key
    if said not in keys:
        return None
    return keys.index(said) + (len(keys) if general else 0)


def _named(found: Iterable[Leaf], field: AdvertField) -> Leaf | None:
    """The value whose key is named as a field, whatever it holds tonight."""
    ranked = [(_meaning(leaf, field), len(leaf.path), leaf) for leaf in found if not isinstance(leaf.value, bool)]
    fitting = [(rank, depth, leaf) for rank, depth, leaf in ranked if rank is not None]
    return min(fitting, key=lambda each: each[:2])[2] if fitting else None


def _by_kind(found: Sequence[Leaf]) -> Iterator[tuple[AdvertField, Leaf]]:
    """Fields that the kind of a value tells, where no key does."""
    texts = [leaf for leaf in found if isinstance(leaf.value, str)]
    longest = max(texts, key=lambda leaf: len(leaf.value), default=None)
    if longest and len(longest.value) >= LONG_TEXT:
        yield AdvertField.TEXT, longest
    for leaf in found:
        values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
        said = [value for value in values if isinstance(value, str) and value]
        for field, kind in KINDS:
            if said and all(kind.search(value) for value in said):
                yield field, leaf


KINDS = (
    (AdvertField.EMAILS, re.compile(r"^\S+@\S+\.\w+$")),
    (AdvertField.PHONES, re.compile(r"^(?:tel:)?[+0(][\d\s().-]{8,18}$")),
    (AdvertField.PHOTOS, PICTURE),
    (AdvertField.POSTCODE, re.compile(r"^\d{4} ?[A-Za-z]{2}$")),
)


def _wrapped(document: Mapping[str, Json]) -> str | None:
    """The key of the one object that is the advert, where the answer only wraps it."""
    own = [leaf for leaf in leaves(document) if len(leaf.path) == 1]
    if _named(own, AdvertField.TITLE) or _named(own, AdvertField.TEXT):
        return None
    for key, value in document.items():
        inside = [leaf for leaf in leaves(value) if len(leaf.path) == 1]
        if _named(inside, AdvertField.TITLE) or _named(inside, AdvertField.TEXT):
            return str(key)
    return None


def _prices(scope: Json) -> tuple[Guess, Guess, Guess] | None:
    """A list of objects of which one key is a duration and another a price."""
    for path, rows in _lists(scope):
        keys = [(str(key),) for key in rows[0]]
        durations, prices = _ranked(keys, DURATION_KEYS), _ranked(keys, PRICE_KEYS)
        if durations and prices:
            because = f"{len(rows)} objects with a duration and a price"
            return _guess(path, because), _guess(durations[0], because), _guess(prices[0], because)
    return None


def rest_template(url: str, municipality: str | None) -> str:
    """Where an API without links most likely has an advert: beside its listing, without the part that says where."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if municipality in parts:
        at = parts.index(municipality)
        parts = [*parts[: max(0, at - 1)], *parts[at + 1 :]] or parts
    return "/" + "/".join([*parts, "{id}"])
