"""Numbers from 0 to 99 in words: Dutch, English, Spanish, Portuguese, German, French and Romanian, without accents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_UNITS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis "
    "veintisiete veintiocho veintinueve",
    "pt": "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete "
    "dezoito dezenove",
    "de": "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "ro": "zero unu doi trei patru cinci sase sapte opt noua zece",
}
_TENS = {
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "ro": "douazeci treizeci patruzeci cincizeci saizeci saptezeci optzeci nouazeci",
}
_VARIANTS = {
    "oh": "0", "niks": "0", "nil": "0", "meia": "6", "uma": "1", "duas": "2", "una": "1", "zwo": "2", "ein": "1",
    "catorze": "14", "dezasseis": "16", "dezassete": "17", "dezanove": "19", "fuenf": "5", "zwoelf": "12",
    "fuenfzehn": "15", "fuenfzig": "50", "dreizig": "30", "fourty": "40",
}  # fmt: skip


def _compounds(tens: str, units: list[str], link: str) -> Iterator[tuple[str, str]]:
    """Yield the one-word numbers 21 to 99 in which the unit comes first: `vijfentwintig`, `fünfundzwanzig`."""
    for ten, word in enumerate(tens.split(), start=2):
        for unit in range(1, 10):
            yield f"{units[unit]}{link}{word}", str(ten * 10 + unit)


def _all_words() -> dict[str, str]:
    words = dict(_VARIANTS)
    for spelled in _UNITS.values():
        words |= {word: str(number) for number, word in enumerate(spelled.split())}
    for spelled in _TENS.values():
        words |= {word: str(number * 10) for number, word in enumerate(spelled.split(), start=2)}
    dutch = _UNITS["nl"].split()
    german = ["", "ein", *_UNITS["de"].split()[2:]]
    words |= dict(_compounds(_TENS["nl"], dutch, "en"))
    words |= dict(_compounds(_TENS["de"], german, "und"))
    return words


NUMBER_WORDS: Mapping[str, str] = _all_words()
"""Word without accents → its digits. `one` to `nine` are single digits; tens wait for a unit (`veinte`, `forty`)."""

TENS: frozenset[str] = frozenset(word for spelled in _TENS.values() for word in spelled.split())
"""The round tens, which a unit may follow: `twenty five`, `treinta y cinco`."""

NUMERAL_STARTS: frozenset[str] = frozenset(word[:2] for word in NUMBER_WORDS)
"""The first two letters of every number word: most words of a text are told apart by them."""

_LONGEST = max(map(len, NUMBER_WORDS))
_SHORTEST = 2


def split_numerals(word: str) -> str:
    """Return the digits of number words written as one: `nulzestwaalf` is `0612`; `""` where anything else is in it."""
    digits, start = [], 0
    while start < len(word):
        longest = min(_LONGEST, len(word) - start)
        size = next((n for n in range(longest, _SHORTEST - 1, -1) if word[start : start + n] in NUMBER_WORDS), 0)
        if not size:
            return ""
        digits.append(NUMBER_WORDS[word[start : start + size]])
        start += size
    return "".join(digits)
