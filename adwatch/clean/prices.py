"""Prices: minutes to euros, from a board's table or from running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adwatch.clean.numerals import NUMBER_WORDS
from adwatch.clean.patterns import any_of, windows
from adwatch.clean.text import bare, fold

LEAST_MINUTES, MOST_MINUTES = 10, 1440
LEAST_EUROS, MOST_EUROS = 10.0, 5000.0
LEAST_BARE, MOST_BARE = 20, 999
"""Bounds beyond which a number is not taken for a price (assumed); bare: a number without a currency."""

_HOUR_UNIT = any_of("uur uren uurtjes? u h hrs? hours? horas? stunden? std\\.? heures? or[aăe]")
_COUNT = any_of(
    r"(?:1?\d|2[0-4])(?:[.,]\d)? een één one an una? uma twee two dos duas drie three tres três vier four",
    r"eine? zwei drei deux trois o doua două trei",
)
_MINUTE_UNIT = r"(?:min(?:uten|utes|utos|uts?|uut|uutjes|s|ute)?\b\.?|m\b|['′’](?!\w))"
_SPELLED = any_of(
    "vijftien twintig dertig vijfenveertig zestig negentig twenty thirty forty[-_]five sixty ninety treinta trinta",
    "sesenta sessenta dreißig dreissig sechzig",
)
_EURO = (
    r"(?:€|" + any_of(r"euro's euros? euri eur\b eu\b roses?\b rozen\b rosas?\b roosjes\b e\b") + r"|,-{1,2}|,=|\.-|🌹)"
)
_AMOUNT = r"\d{1,2}[.]\d{3}|\d{2,4}(?:[.,]\d\d(?!\d))?"
_FROM = any_of("vanaf tot van om from until till? at t/m desde hasta às ab bis um after na before (?<![€=-]_)voor")
_TO = any_of("- – tot t/m to a bis")
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.]\d\d)?"
_AWAY = r" ?(?:van|from|rijden|lopen|walk|drive|fietsen|reistijd|away|vanaf (?![\d€])|met de )\b"
_KINDS = {
    "night": r"\b" + any_of("nacht overnight night noche noite nuit noapte dag day dia weekend diner dinner") + r"\b",
    "ninety": (
        r"\b" + any_of("anderhalf anderhalve eineinhalb anderthalb one_and_a_half een_en_een_half") + f" ?{_HOUR_UNIT}"
        rf"\b|(?<![\d.,/])1 1/2 ?{_HOUR_UNIT}\b"
        r"|\b(?:1 |una |uma )?hora (?:y|e) (?:media|meia)\b"
        r"|\b1 ?(?:uur|u|h) (?:en )?(?:30 ?min\w{0,5}|half)\b(?! ?€|[.,]?\d)"
    ),
    "five_quarters": (
        rf"\b(?:1|een|one|una|uma) ?{_HOUR_UNIT} (?:en|and|y|e|und) (?:(?:een|1|a|un|ein) )?"
        r"(?:kwartier|quarter|cuarto|quarto)\b"
    ),
    "half": (
        r"\b(?:een |1 |a |per |la )?(?:half|halve?|halbe?) ?(?:uurtje|uur|u|an hour|hours?|hr|h|stunde|std)\b\.?|\b"
        + any_of("halfuur(?:tje)? (?:la_)?media_hora meia_hora demi[-_]?heure jum[aă]tate_de_or[aă] hh hu")
        + rf"\b|(?<!\d)(?:1/2|0[.,]5|\.5) ?{_HOUR_UNIT}\b"
    ),
    "three_quarters": (
        r"\b(?:drie|3|three|tres|três|trois|drei) ?"
        + any_of("kwartier quarters_of_an_hour cuartos_de_hora quarts_d['’]heure viertelstunden?")
        + r"\b"
    ),
    "quarter": (
        r"\b" + any_of("kwartier(?:tje)? quarter_of_an_hour viertelstunde quart_d['’]heure cuarto_de_hora") + r"\b"
    ),
    "clock": (
        rf"\b{_FROM}\b ?[:\-]? ?(?:[6-9]|1\d|2[0-4])(?:[:.]\d\d)? ?(?:{_TO} ?{_CLOCK} ?)?(?:uur|u|h|am|pm)\b"
        rf"|\b{_CLOCK} ?{_TO} ?{_CLOCK} ?(?:uur|u|h)\b|\b[0-2]?\d[:.][0-5]\d(?! ?(?:uur|u\b|h\b|€|eur))"
        r"|\b24 ?/ ?7\b|\b24 ?(?:uur|u|h|hours)\b"
    ),
    "mixed": r"(?<![\d.,])[1-9][uh:.](?:00|15|30|45)(?: ?(?:min|m|uur|u|h))?\b(?![\d,.€])",
    "hours": rf"(?<![\d.,/])\b{_COUNT}[ -]?{_HOUR_UNIT}\b\.?(?!['’])",
    "away": rf"\b\d{{1,3}} ?{_MINUTE_UNIT}{_AWAY}",
    "minutes": rf"(?<![\d.,])(?:\d{{2,3}}|\b{_SPELLED}) ?{_MINUTE_UNIT}",
    "range": r"(?<![\d.,/])\d{2,4} ?(?:-|–|à|tot) ?\d{2,4} ?(?:€|euro?\b)? ?(?=per\b|p/?\.?u|/ ?u|the hour)",
    "further": (
        r"\b(?:elk|ieder|each|every|cada) (?:volgend|extra|bijkomend|additional|further|next|adicional)e? "
        rf"(?:half )?{_HOUR_UNIT}\b"
    ),
    "per": (
        r"\b" + any_of("per por pro p je par pe l['’] la de het elk each the") + rf" ?[/.]? ?{_HOUR_UNIT}\b"
        rf"|(?<![^\W\d_])p\.?/?[uh]\b\.?|/ ?{_HOUR_UNIT}\b|\b(?:hourly|uurtarief|uurtje|uur|hour|hora|stunde|heure)\b"
        rf"|\b(?:[huf]|fh|fu|ganze std|std)\b\.?(?= ?[:=€]? ?\d{{2,3}}\b)"
    ),
    "for": (
        r"\b(?:for|voor|por|für) " + any_of("two twee 2 dos duas zwei three drie 3 tres três drei") + r"\b"
        r"(?= ?(?:[.,;!*•|)/\n-]|$))"
    ),
    "foreign": r"[$£] ?\d{1,5}|\b\d{1,5} ?(?:[$£]|(?:lei|ron|usd|gbp|dollars?|pond)\b)",
    "extra": (
        r"(?:\+|\b"
        + any_of("extras? wachttijd toeslag korting discount reiskosten borg tip fooi meerprijs aanbetaling deposit")
        + r"\b)[^\d\n]{0,12}€? ?\d{1,4}"
    ),
    "marked": rf"(?:€|\beuro?\b) ?(?:{_AMOUNT})(?!\d)(?: ?{_EURO})?|(?<![\d.,+])(?:{_AMOUNT}) ?{_EURO}",
    "dialled": r"\+?\d{6,}|(?<!\d)0(?:[ ./-]?\d){9}(?!\d)",
    "other": (
        r"\b" + any_of("maat size kamer room nr nummer no huisnummer cup leeftijd age edad") + r"\.? ?:? ?\d{1,4}"
        r"|\d{1,4} ?(?:%|\+|(?:"
        + any_of(
            "cm kg kilo km jaar jarige? jr j yo years? yrs ans ani anos años jahre x meter dagen days foto plus ste th",
            "personen keer times [a-g]{1,2}",
        )
        + r")\b)"
    ),
    "bare": r"(?<![\w.,+-])(?<!\d[/:])\d{2,3}(?:[.,][05]0)?(?![\d:%]|[.,]\d|/\d|[^\W\d_])",
}
"""What a number or a unit of time may be, each kind tried in this order at each place."""

_EVENT = re.compile(
    r"(?:(?=[\d€$£+/.])|(?<![^\W\d_])(?=[^\W\d_]))(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items())
    + ")"
)
_FIXED = {"ninety": 90, "half": 30, "quarter": 15, "five_quarters": 75, "three_quarters": 45, "per": 60, "night": 0}
_DURATIONS = frozenset((*_FIXED, "mixed", "hours", "minutes", "for"))
_PRICES = frozenset(("marked", "bare", "foreign"))
_CONNECTING_WORDS = (
    "heel hele ganze full whole "
    "voor for por para für fur pour kost kosten costs cost cuesta custa kostet is a à is per pro p vanaf "
    "slechts nu only maar just solo alleen desde the de het een an en un una la el of massage service relax "
    "euro all in inclusief incl total totaal nur bij at tarief rate prijs price precio "
)
_CONNECTING = frozenset(_CONNECTING_WORDS.split())
_WORDS = re.compile(r"[^\W\d_]+")
_SEPARATOR = re.compile(r"[/,;|•\n*+]|\.\s| - | – ")
_SENTENCE_END = re.compile(r"[.!?]\s")
_COUNTED = re.compile(r"\d+(?:[.,]\d)?")
_AMOUNT_ALONE = re.compile(rf"(?:{_AMOUNT})")
_THOUSANDS = re.compile(r"[.](?=\d{3})")
_DECLARED = re.compile(r"\d{1,3}(?:[.]\d{3})+(?:,\d\d?)?|\d{1,6}(?:[.,]\d{1,2})?")
_FOREIGN = re.compile(r"[$£%]|\blei\b|\bron\b|\busd\b|\bgbp\b")
_WIDEST_BARE, _WIDEST_MARKED = 16, 30
_SEPARATOR_COST = 20
_LISTED = re.compile(r"(?<=\d\d)[,/](?=\d{1,2}(?:[.,]5)? ?(?:u|uur|h|min)\b)")
"""Where a price and the next duration were written as one: `1u=150,2u=280`."""

_GLUED = re.compile(r"(?<=\d[uh])(?=(?!(?:00|15|30|45)(?!\d))\d{2,3}(?!\d))|(?<=\dmin)(?=\d)")
"""Where a duration and its price were written as one: `1u150`, but not the hour and a half of `1u30`."""

_WORTH = re.compile(r"(?<![\d+])\d{2,4}(?!\d| ?(?:jaar|jarige|cm|kg|years))")
_DURATION_WORTH = re.compile(
    r"\d ?[mhu'′’]|uur|hour|hora|min|stunde|heure|\bor[aă]\b|kwartier|\bhh\b|\bhu\b|p\.?/?[uh]\b|/ ?[hu]|std"
)


@dataclass(frozen=True, slots=True)
class _Event:
    """A duration in minutes or a price in euros at a place in the text; zero: one that is understood as no use."""

    kind: str
    value: float
    start: int
    end: int

    @property
    def is_price(self) -> bool:
        return self.kind in _PRICES


def parse_prices(prices: Mapping[str, str]) -> dict[int, float]:
    """Return a declared table of prices as minutes to euros; a row that can't be understood is left out."""
    found: dict[int, float] = {}
    for label, written in prices.items():
        minutes, euros = _declared_minutes(fold(label)), _declared_euros(fold(written))
        if minutes and euros:
            found.setdefault(minutes, euros)
    return dict(sorted(found.items()))


def find_prices(text: str) -> dict[int, float]:
    """Return the prices that stand in free `text` beside a duration; the first one named for a duration counts."""
    folded = _LISTED.sub(" , ", _GLUED.sub(" ", fold(text)))
    if not _WORTH.search(folded) or not _DURATION_WORTH.search(folded):
        return {}
    found: dict[int, float] = {}
    for cluster in _clusters(folded, _events_near_numbers(folded)):
        for minutes, euros in _pairs(folded, cluster):
            if LEAST_MINUTES <= minutes <= MOST_MINUTES and LEAST_EUROS <= euros <= MOST_EUROS:
                found.setdefault(minutes, euros)
    return dict(sorted(found.items()))


def _events_near_numbers(folded: str) -> list[_Event]:
    places = windows(folded, _WORTH, _WIDEST_MARKED, _WIDEST_MARKED)
    return [event for start, end in places for event in _events(folded, start, end)]


def _events(folded: str, start: int = 0, end: int | None = None) -> Iterator[_Event]:
    last_hours = False
    for match in _EVENT.finditer(folded, start, len(folded) if end is None else end):
        kind = match.lastgroup or ""
        if kind == "for" and not last_hours:
            continue
        if kind in _DURATIONS:
            last_hours = kind in {"hours", "per", "for"}
            yield _Event(kind, _minutes(kind, match[0]), match.start(), match.end())
        elif kind in _PRICES:
            yield _Event(kind, 0.0 if kind == "foreign" else _euros(match[0]), match.start(), match.end())
        else:
            yield _Event("wall", 0.0, match.start(), match.end())


def _minutes(kind: str, written: str) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "mixed":
        return int(written[0]) * 60 + int(written[2:4])
    number = _COUNTED.search(written)
    count = float(number[0].replace(",", ".")) if number else float(_spelled(written))
    return round(count * (1 if kind == "minutes" else 60))


def _spelled(written: str) -> int:
    """The number in `two hours`, `for two`, `dertig minuten`."""
    words = [bare(word) for word in _WORDS.findall(written)]
    digits = [NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS]
    if len(digits) == 2 and digits[0].endswith("0"):
        return int(digits[0]) + int(digits[1])
    return int(digits[0]) if digits else 1


def _euros(written: str) -> float:
    number = _AMOUNT_ALONE.search(written)
    if not number:
        return 0.0
    amount = _THOUSANDS.sub("", number[0]).replace(",", ".")
    return float(amount)


def _clusters(folded: str, events: Sequence[_Event]) -> Iterator[list[_Event]]:
    """Rows of durations and prices that stand close enough to belong together."""
    cluster: list[_Event] = []
    for event in events:
        usable = event.kind != "wall" and not (event.kind == "bare" and not LEAST_BARE <= event.value <= MOST_BARE)
        if cluster and not (usable and _binds(folded, cluster[-1], event)):
            yield cluster
            cluster = []
        if usable:
            cluster.append(event)
    if cluster:
        yield cluster


def _binds(folded: str, left: _Event, right: _Event) -> bool:
    """Whether two neighbours may speak of one another: close, and with nothing between that changes the subject."""
    gap = folded[left.end : right.start]
    bare_price = "bare" in {left.kind, right.kind}
    if len(gap) > (_WIDEST_BARE if bare_price else _WIDEST_MARKED):
        return False
    words = _WORDS.findall(gap)
    if bare_price:
        return all(word in _CONNECTING for word in words)
    return len(words) <= 3 and not _SENTENCE_END.search(gap)


def _pairs(folded: str, cluster: Sequence[_Event]) -> list[tuple[int, float]]:
    """Pair each duration with its price, all in the one order (price first or duration first) that fits better."""
    orders = [_paired(folded, cluster, price_first=first) for first in (False, True)]
    pairs, _ = max(orders, key=lambda order: (sum(minutes > 0 for minutes, _ in order[0]), len(order[0]), -order[1]))
    return pairs


def _paired(folded: str, cluster: Sequence[_Event], *, price_first: bool) -> tuple[list[tuple[int, float]], int]:
    pairs, cost, place = [], 0, 0
    while place + 1 < len(cluster):
        left, right = cluster[place], cluster[place + 1]
        if left.is_price == price_first and right.is_price != price_first:
            gap = folded[left.end : right.start]
            cost += len(gap) + _SEPARATOR_COST * len(_SEPARATOR.findall(gap))
            price, duration = (left, right) if price_first else (right, left)
            pairs.append((int(duration.value), price.value))
            place += 2
        else:
            place += 1
    return pairs, cost


def _declared_minutes(label: str) -> int | None:
    """Minutes of a label: a number alone is minutes, anything else is read as in running text."""
    label = label.strip()
    if label.isdecimal():
        minutes = int(label) if len(label) <= 4 else 0
    else:
        event = next((event for event in _events(label) if event.kind in _DURATIONS), None)
        minutes = int(event.value) if event else 0
    return minutes if LEAST_MINUTES <= minutes <= MOST_MINUTES else None


def _declared_euros(written: str) -> float | None:
    """Euros of a declared price, or None: no number, more than one, or another currency."""
    numbers = _DECLARED.findall(written[:80])
    if len(numbers) != 1 or _FOREIGN.search(written):
        return None
    euros = float(_THOUSANDS.sub("", numbers[0]).replace(",", "."))
    return euros if LEAST_EUROS <= euros <= MOST_EUROS else None
