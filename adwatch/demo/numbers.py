"""Telephone numbers: invented, of a valid form, and typed in all the ways that people type them.

Dutch ones are drawn from 06 12 alone, so that a reader sees at once that they are made up; those from abroad are drawn
from a mobile range of their country. None belongs to anybody in the demo, and none is ever called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

DUTCH = "+31612"
FOREIGN: Mapping[str, str] = MappingProxyType(
    {"es": "+34612000000", "ro": "+40721000000", "pt": "+351912000000", "de": "+4917620000000", "en": "+447400100000"}
)

KEYCAPS = tuple(f"{digit}\ufe0f\u20e3" for digit in range(10))
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nl": ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
        "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
        "pt": ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"),
        "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
        "ro": ("zero", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă"),
    }
)
SPLITTERS = ("💋", "🌹", "❤️", "✨", "~", "*", "_", "/", "|", " - ", "...", " . ")


class Numbers:
    """Draws numbers that nobody else in the demo has."""

    def __init__(self) -> None:
        self.drawn: set[str] = set()

    def dutch(self, chance: Random) -> str:
        """An invented Dutch mobile number in E.164."""
        return self._unused(lambda: f"{DUTCH}{chance.randrange(10**6):06d}")

    def foreign(self, chance: Random, language: str) -> str:
        """An invented mobile number of a country where the language is spoken, in E.164; Dutch where none is known."""
        pattern = FOREIGN.get(language)
        if pattern is None:
            return self.dutch(chance)
        return self._unused(lambda: f"{pattern[:-5]}{chance.randrange(10**5):05d}")

    def _unused(self, draw: Callable[[], str]) -> str:
        number = draw()
        while number in self.drawn:
            number = draw()
        self.drawn.add(number)
        return number


def digits_of(number: str) -> str:
    """The digits as somebody in the Netherlands dials them: national for a Dutch number, else with 00."""
    return "0" + number[3:] if number.startswith("+31") else "00" + number[1:]


def _pairs(digits: str, separator: str) -> str:
    head = len(digits) % 2 or 2
    return separator.join([digits[:head], *(digits[at : at + 2] for at in range(head, len(digits), 2))])


def _international(number: str, separator: str) -> str:
    return number if not number.startswith("+31") else f"+31{separator}6{separator}{number[4:]}"


def _half_words(digits: str, language: str) -> str:
    """The first digits in words, the rest as pairs."""
    return " ".join(WORDS[language][int(digit)] for digit in digits[:2]) + " " + _pairs(digits[2:], " ")


def _split_by(sign: str) -> Callable[[str, str], str]:
    """A way that puts a sign between pairs of digits."""
    return lambda number, _: _pairs(digits_of(number), sign)


# How hands type a number plainly, and how they disguise it. Each takes the number in E.164 and the writer's language.
PLAIN: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "bare": lambda number, _: digits_of(number),
        "hyphen": lambda number, _: f"{digits_of(number)[:2]}-{digits_of(number)[2:]}",
        "pairs": lambda number, _: _pairs(digits_of(number), " "),
        "fours": lambda number, _: f"{digits_of(number)[:2]} {digits_of(number)[2:6]} {digits_of(number)[6:]}",
        "dots": lambda number, _: _pairs(digits_of(number), "."),
        "international": lambda number, _: number,
        "international spaced": lambda number, _: _international(number, " "),
        "double zero": lambda number, _: f"00{number[1:]}",
    }
)
DISGUISED: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "letter o": lambda number, _: _pairs(digits_of(number), " ").replace("0", "o"),
        "capital o": lambda number, _: digits_of(number).replace("0", "O"),
        "letter l": lambda number, _: _pairs(digits_of(number), " ").replace("1", "l"),
        "spaced": lambda number, _: " ".join(digits_of(number)),
        "dotted": lambda number, _: ".".join(digits_of(number)),
        "keycaps": lambda number, _: "".join(KEYCAPS[int(digit)] for digit in digits_of(number)),
        "circled": lambda number, _: "".join(CIRCLED[int(digit)] for digit in digits_of(number)),
        "words": lambda number, language: " ".join(WORDS[language][int(digit)] for digit in digits_of(number)),
        "half words": lambda number, language: _half_words(digits_of(number), language),
        **{f"split by {sign.strip()}": _split_by(sign) for sign in SPLITTERS},
    }
)


def typed(number: str, way: str, language: str) -> str:
    """A number in E.164 as a hand types it in one way, a key of `PLAIN` or `DISGUISED`."""
    return (PLAIN.get(way) or DISGUISED[way])(number, language)
