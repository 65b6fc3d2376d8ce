"""An advertiser's age in years, as the advert states it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adwatch.clean.gazetteer import places
from adwatch.clean.numerals import NUMBER_WORDS
from adwatch.clean.patterns import any_of
from adwatch.clean.text import bare, fold, normalise

YOUNGEST, OLDEST = 18, 99

_N = r"(?<![\d€$£#])(?<!\d[.,:/])(1[89]|[2-9]\d)(?!\d|[.,:/]\d| ?\+| ?-?plus\b)"
_UNIT = (
    any_of(
        "ja+r(?:tjes|en)? jarige? jr j years? yea?rs? yaers? yrs? y y[._/]?o anos años añitos aninhos jahre?",
        "jährige? ans (?:de_)?ani lentes springs primaveras",
    )
    + r"\b"
)
_SELF = (
    r"\b"
    + any_of(
        "ik_ben ik, ben_ik i_am i_(?:just_)?turned i'?m i’m ich_bin bin soy tengo tenho sou j'ai j’ai je_suis",
        "sunt (?<!\\d_)am being ben cumplí cumpli",
    )
    + "(?: "
    + any_of(
        "pas net nu now een a just only apenas solo so erst nur jonge young dame lady vrouw meisje girl van of de",
        "aged? una? uma chica mulher woman maar slechts inmiddels gerade juste and en",
    )
    + "){0,4} "
)
_LABEL = r"\b" + any_of("leeftijd age aged edad idade alter âge varsta vârsta lft") + r"(?: is|\.)?\s?[:=\-–>|]{0,2}\s?"
_NOT_A_RANGE = r"(?! ?(?:[-–&]|" + any_of("tot t/m to bis hasta a à en y e and und of or") + r")? ?\d)"
_NO_OTHER_UNIT = (
    r"(?! ?"
    + any_of(
        "min uur u\\b h\\b hour hora stund heure km kg kilo cm m\\b meter eur € % ste\\b th\\b da[gy] día",
        "dias tage week weke wochen maand month mes\\b meses monat foto x\\b procent percent graden maal keer",
        "times vel stuks pond klant client people personen vrienden",
    )
    + ")"
)
_NOT_OF_WORK = (
    r"(?! ?(?:oud |old |young |jong )?(?:\(?\+|(?:of |de |d['’]|berufs)?(?:exp|erfahrung)|"
    + any_of(
        "ervaring jonger younger ouder older na\\b after\\b in_this in_deze on_the in_het_vak in_the",
        "in_business geleden ago\\b atr[aá]s lang\\b long\\b werkzaam actief active work werk massages",
        "masseuse en_ouder of_ouder and_older or_older and_up and_over y_m[aá]s o_m[aá]s ou_mais und_älter",
        "oder_älter et_plus getrouwd married garantie warranty bestaa jubil als\\b as_a samen together trabaj",
        "de_servi de_carr praxis praktijk",
    )
    + "))"
)
_STATED_BY_SELF = re.compile(f"(?:{_SELF}|{_LABEL}){_N}{_NOT_A_RANGE}{_NO_OTHER_UNIT}(?: ?-?{_UNIT})?{_NOT_OF_WORK}")
_WITH_UNIT = re.compile(rf"{_N}(?: ?[^\w\s.,:;/&+%€$£()-]{{1,3}})? ?[-‑]?{_UNIT}{_NOT_OF_WORK}")
_SPOKEN_UNIT = re.compile(
    r"[ -]" + any_of("de_ani jaar jarige? years? anos años añitos jahre ani ans") + rf"\b{_NOT_OF_WORK}",
)
_NAME = r"[A-ZÀ-Ý][\w'’-]{1,20}"
_BESIDE_NAME = re.compile(
    rf"^[^\w\n]{{0,6}}(?:{_NAME} ){{0,2}}{_NAME}(?: ?\((1[89]|[2-6]\d)\)|,? (1[89]|[2-6]\d)"
    r"(?= ?(?:[,|!)•·*✨-]|$|uit |from |de |aus |of |in |te )))",
    re.MULTILINE,
)
_IN_TITLE = re.compile(r"\A[^\d\n]{2,40}[,|/♥❤·•–-]\ufe0f? ?(1[89]|[2-6]\d) ?[,|/♥❤·•–-]\ufe0f? ?[^\W\d_]{2}")
_OF_KIND = re.compile(
    r"\b"
    + any_of("dame vrouw lady woman meid meisje girl chica mujer mulher garota frau ik ich escorte? studente masseuse")
    + r"(?: ?\((1[89]|[2-6]\d)\)"
    + rf"|(?: [^\W\d_]{{2,12}})? (?:van|of|de|von) {_N}{_NOT_A_RANGE}{_NO_OTHER_UNIT}(?: ?-?{_UNIT})?{_NOT_OF_WORK})"
)
_TURNED = re.compile(rf"\b(?:net|pas|just|onlangs|turned) {_N} (?:geworden|turned)\b")
_SPELLED_BY_SELF = re.compile(rf"(?:{_SELF}|{_LABEL})(?=[^\W\d_])")
_SPELLED_WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")
_NOT_SPELLED_AGE = re.compile(rf"{_NOT_A_RANGE}{_NO_OTHER_UNIT}(?! ?-?plus\b| ?\+)(?: ?-?{_UNIT})?{_NOT_OF_WORK}")
_TENS_WITHIN = (
    "twintig", "dertig", "veertig", "vijftig", "zestig", "tachtig", "negentig", "ttien", "gentien", "twenty", "thirty",
    "forty", "fourty", "fifty", "sixty", "seventy", "eighteen", "nineteen", "veint", "treinta", "cuarenta", "cincuenta",
    "sesenta", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "zwanzig", "dreißig", "dreissig", "vierzig",
    "fünfzig", "funfzig", "fuenfzig", "sechzig", "achtzehn", "neunzehn", "vingt", "trente", "quarante", "cinquante",
    "zeci", "dieciocho", "diecinueve", "dezoito", "dezenove", "dezanove", "zeventig",
)  # fmt: skip
"""Every number word from eighteen on has one of these within it."""

_NOT_NAMES = re.compile(
    any_of(
        "massage uur min euro prijs tarief price body kamer room maat cup open vanaf from only straat weg laan plein",
        "nummer hour over under boven onder since sinds ab mature club studio huis house",
    ),
    re.IGNORECASE,
)
_LIMIT = any_of(
    "i_have ik_heb sinds since al already desde hace ha há faz seit depuis vanaf from ab partir_(?:de|van)",
    "tot until till bis hasta ate até jusqu'à onder under unter boven over above über ouder older jonger",
    "younger mayor(?:es)?_(?:de|a) peste sub menor(?:es)?_(?:de|a) maior(?:es)?_(?:de|que) minimaal minimum",
    "min\\.? mínimo mind(?:estens|\\.)? minstens moins_de meer more m[aá]s_de mais_de plus_de ruime? bijna",
    "almost casi tussen between entre zwischen for during gedurende durante met with con na after binnen elke",
    "every voor älter jünger at_least ten_?minste als bereits schon zoon (?:hij|zij)_is s?he_is her dochter",
    "son kind die past last afgelopen laatste eerste maximaal max\\.?",
)
_VAGUE = any_of("de a los die the ruim bijna meer_dan dan than als ongeveer about circa ca\\.")
_RANGE_START = r"\d ?(?:-|–|&|" + any_of("tot t/m to bis a à en y e and und of or") + ")"
_NOT_AN_AGE = re.compile(rf"(?:\b{_LIMIT}(?: {_VAGUE})?|{_RANGE_START}) ?$")
_OF_OTHERS = re.compile(
    r"\b"
    + any_of(
        "mannen heren man men gentlem[ae]n clients? klanten gasten hombres caballeros señores clientes homens",
        "senhores männer herren männern barbati bărbați messieurs hommes vriend vriendin friend amiga",
        "freundin moeder vader huis zaak wijn wine whisky dochter zoon daughter son kind hija hijo filha",
        "filho tochter bedrijf salon praktijk company studio",
    )
    + r"\b[^,.;!?\n]{0,14}$"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NO_FRACTION = re.compile(r"[.,]0+$")
_WORD = re.compile(r"[^\W\d_]+")
_REACH = 30
_WORTH = re.compile(r"\d\d|\b(?:jaar|years?|a[nñ]os|jahre|ani|ans|jarige?)\b")


def parse_age(value: str) -> int | None:
    """Return the age that a declared field states: `25`, `25 jaar`, `vijfentwintig`; a range or `25+` is unknown."""
    folded = fold(value).strip()
    if len(folded) > 60:
        return find_age(value)
    numbers = _NUMBER.findall(folded)
    if len(numbers) == 1 and "+" not in folded and not _NOT_AN_AGE.search(folded.split(numbers[0], 1)[0]):
        return _allowed(_NO_FRACTION.sub("", numbers[0]))
    words = _WORD.findall(folded)
    spelled = [words[: place + 1] for place, word in enumerate(words) if bare(word) in NUMBER_WORDS]
    return _allowed(_spoken(spelled[-1])) if spelled and not numbers else None


def find_age(text: str) -> int | None:
    """Return the age that the advertiser states of themself in free `text`, from 18 to 99, or None.

    What the writer says of themself outweighs a number of years elsewhere, and that a number beside a name. Where the
    strongest kind states two different ages, the age is unknown.
    """
    plain = normalise(text)
    folded = plain.lower()
    spelled = any(tens in folded for tens in _TENS_WITHIN)
    if not spelled and not _WORTH.search(folded):
        return None
    for reading in (_self_stated(folded), _stated(folded), _beside_name(plain)):
        ages = set(reading)
        if ages:
            return ages.pop() if len(ages) == 1 else None
    return None


def _self_stated(folded: str) -> Iterator[int]:
    for match in _STATED_BY_SELF.finditer(folded):
        if _of_advertiser(folded, match.start()):
            yield int(match[1])
    if any(tens in folded for tens in _TENS_WITHIN):
        yield from _self_spelled(folded)


def _self_spelled(folded: str) -> Iterator[int]:
    """Ages in words behind "ik ben" or "leeftijd"; a unit of another kind behind them makes them something else."""
    for match in _SPELLED_BY_SELF.finditer(folded):
        found = _SPELLED_WORDS.match(folded, match.end())
        words = _WORD.findall(found[0]) if found else []
        for size in range(len(words), 0, -1):
            age = _allowed(_number(words[:size]))
            end = match.end() + len(" ".join(words[:size]))
            if age and _NOT_SPELLED_AGE.match(folded, end) and _of_advertiser(folded, match.start()):
                yield age
                break


def _stated(folded: str) -> Iterator[int]:
    """Ages with a unit, in digits and in words."""
    for match in _WITH_UNIT.finditer(folded):
        if _of_advertiser(folded, match.start()):
            yield int(match[1])
    for match in _SPOKEN_UNIT.finditer(folded):
        words = folded[max(0, match.start() - 45) : match.start()].replace("-", " ").split()[-3:]
        spelled = " ".join(words[-_spoken_size(words) :]) if words else ""
        age = _allowed(_spoken(words))
        if age and _of_advertiser(folded, match.start() - len(spelled)):
            yield age
    for match in _OF_KIND.finditer(folded):
        if match[1] or _of_advertiser(folded, match.start()):
            yield int(match[1] or match[2])
    if "geworden" in folded or "turned" in folded:
        yield from (int(match[1]) for match in _TURNED.finditer(folded) if _of_advertiser(folded, match.start()))


def _beside_name(plain: str) -> Iterator[int]:
    for match in _BESIDE_NAME.finditer(plain):
        if not _NOT_NAMES.search(match[0]) and not _is_place(match[0]):
            yield int(match[1] or match[2])
    title = _IN_TITLE.match(plain)
    if title and not _NOT_NAMES.search(title[0]):
        yield int(title[1])


def _is_place(written: str) -> bool:
    """Whether the last word before a number is a place: "Assen 23" is no age."""
    known = places().get(bare(_WORD.findall(written)[-1]))
    return known is not None and not any(place.needs_context for place in known)


def _of_advertiser(folded: str, place: int) -> bool:
    """Whether nothing before the number makes it a limit, a time span, or the age of someone else."""
    before = folded[max(0, place - _REACH) : place].rsplit("\n", 1)[-1]
    return not _NOT_AN_AGE.search(before) and not _OF_OTHERS.search(before)


def _spoken_size(words: list[str]) -> int:
    """How many of the last words spell a number."""
    return next((size for size in (3, 2, 1) if len(words) >= size and _number(words[-size:])), 1)


def _spoken(words: list[str]) -> str:
    """The number that the last one to three words spell, or nothing."""
    return _number(words[-_spoken_size(words) :]) if words else ""


def _number(words: list[str]) -> str:
    """`25` for `vijfentwintig`, `twenty five` and `treinta y cinco` alike."""
    known = [NUMBER_WORDS.get(bare(word), "") for word in words]
    if len(words) == 1:
        return known[0]
    if len(words) == 3 and words[1] not in {"y", "e", "si", "și", "et", "en", "and"}:
        return ""
    tens, unit = known[0], known[-1]
    return tens[0] + unit if len(tens) == 2 and tens[1] == "0" and len(unit) == 1 and unit != "0" else ""


def _allowed(number: str) -> int | None:
    return int(number) if number.isdigit() and len(number) == 2 and YOUNGEST <= int(number) <= OLDEST else None
