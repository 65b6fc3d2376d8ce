"""What people write: a text composed of their own sentences, typed in their own manner, with slots still to fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from adwatch.demo.cast import Kind, Person
from adwatch.demo.dice import happens, some
from adwatch.demo.noise import Habits
from adwatch.demo.numbers import DISGUISED, PLAIN
from adwatch.demo.tables import sentences

ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
LOOSE_STOP = re.compile(r"\s+([.,!?])")
SLOT = re.compile(r"<(\w+)>")
EMOJI = ("💋", "🌹", "✨", "💕", "❤️", "😘", "🌸", "🔥", "💎", "🥂", "🌺", "☀️", "😊", "💆", "🕯️", "🦋")
SEPARATORS = (" ", " ", "\n", "\n", "\n\n", " * ", " - ", " ✨ ", " 💋 ", " ~ ")
SWAPPED = 0.3  # members of whose template one sentence is another; assumed


@dataclass(frozen=True, slots=True)
class Manner:
    """How a hand types: between sentences, capitals, emoji, slips per letter, and its two ways with a number."""

    separator: str
    casing: str
    emoji: tuple[str, ...]
    emoji_rate: float
    slips: float
    way: str
    other_way: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in one language, with its slots."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Writing:
    """A text of one hand, with slots; `key` tells it from her other texts."""

    key: str
    language: str
    title: Line
    lines: tuple[Line, ...]
    separator: str
    casing: str


def draw_manner(chance: Random, habits: Habits) -> Manner:
    """A manner of typing."""
    casing = chance.choices(("plain", "loud", "loud title", "small"), (6, 0.4, 1.6, 2))[0]
    ways = list(PLAIN if happens(chance, habits.number_plain) else DISGUISED)
    return Manner(
        chance.choice(SEPARATORS),
        casing,
        tuple(some(chance, EMOJI, 1, 4)),
        chance.choice((0.0, 0.0, 0.1, 0.3, 0.7)),
        habits.slip_rate * chance.uniform(0.4, 2.0) if happens(chance, habits.slips) else 0.0,
        chance.choice(ways),
        chance.choice([*PLAIN, *DISGUISED]),
    )


def expand(chance: Random, text: str, loose: float = 0.0) -> str:
    """The text with one of each `{a|b}` chosen; a share `loose` of them stays open for another to choose."""
    kept: list[str] = []

    def choose(found: re.Match[str]) -> str:
        if loose and happens(chance, loose):
            kept.append(found[0])
            return f"\x00{len(kept) - 1}\x00"
        chosen: str = chance.choice(found[1].split("|"))
        return chosen

    before = None
    while before != text:
        before, text = text, ALTERNATIVES.sub(choose, text)
    for index in range(len(kept) - 1, -1, -1):
        text = text.replace(f"\x00{index}\x00", kept[index])
    return LOOSE_STOP.sub(r"\1", text.strip())


def slip(chance: Random, text: str, rate: float) -> str:
    """The text with slips of the fingers: letters swapped, dropped or doubled, never within a slot."""
    if not rate:
        return text
    parts = re.split(r"(<\w+>|\{[^{}]*\})", text)
    return "".join(part if at % 2 else _slip_part(chance, part, rate) for at, part in enumerate(parts))


def _slip_part(chance: Random, text: str, rate: float) -> str:
    letters = list(text)
    for at in range(len(letters) - 1):
        if letters[at].isalpha() and letters[at + 1].isalpha() and happens(chance, rate):
            way = chance.randrange(3)
            if way == 0:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            else:
                letters[at] = "" if way == 1 else letters[at] * 2
    return "".join(letters)


def plan(chance: Random, habits: Habits, person: Person, languages: tuple[str, ...]) -> list[str]:
    """The sections of a text in order, for one person."""
    if person.kind is Kind.SCAM:
        return ["scam", "scam", "scam", "contact", "handle"]
    opening = {Kind.DUO: ["duo"], Kind.AGENCY: ["agency", "agency"]}.get(person.kind, ["greeting"])
    if person.kind is Kind.DUO and len(person.ages) == 1:
        opening = ["greeting"]
    if happens(chance, habits.short_text):
        middle = chance.sample(["self", "service"], chance.randint(0, 2))
    else:
        middle = ["self"] * chance.randint(1, 3) + ["service"] * chance.randint(1, 3)
        middle += [section for section, rate in (("place", 0.6), ("hours", 0.5)) if happens(chance, rate)]
        middle += ["rules"] * chance.randint(0, 2)
    middle += ["travel"] if not person.settled and happens(chance, 0.5) else []
    middle += ["collective"] if person.kind is Kind.COLLECTIVE and happens(chance, 0.6) else []
    middle += ["price"] if happens(chance, habits.price_text) else []
    if happens(chance, 0.5):
        chance.shuffle(middle)
    origin = ["origin"] if happens(chance, habits.origin_text) else []
    ending = ["contact", "handle"] if happens(chance, 0.85) else ["handle", "contact"]
    return [*opening, *origin, *middle, *ending] * (1 if len(languages) == 1 else 2)


def compose(chance: Random, habits: Habits, person: Person, key: str, manner: Manner, loose: float = 0.0) -> Writing:
    """A new text, no sentence twice."""
    languages = (person.language, person.second_language) if person.second_language else (person.language,)
    if person.kind in (Kind.AGENCY, Kind.SCAM):
        languages = ("nl",) if person.language == "nl" else ("en",)
    sections = plan(chance, habits, person, languages)
    half = len(sections) // len(languages)
    lines: list[Line] = []
    taken: set[str] = set()
    for at, section in enumerate(sections):
        language = languages[min(at // half, len(languages) - 1)]
        left = [one for one in sentences(language)[section] if one not in taken]
        if left:
            chosen = chance.choice(left)
            taken.add(chosen)
            lines.append(Line(language, _in_manner(chance, expand(chance, chosen, loose), manner)))
    return Writing(
        key,
        languages[0],
        _title(chance, lines, languages[0], manner, loose),
        tuple(lines),
        manner.separator,
        manner.casing,
    )


def _title(chance: Random, lines: list[Line], language: str, manner: Manner, loose: float) -> Line:
    """A title; it names the origin only where the text does."""
    open_about_origin = any("<origin>" in line.text for line in lines)
    titles = [one for one in sentences(language)["title"] if open_about_origin or "<origin>" not in one]
    return Line(language, _in_manner(chance, expand(chance, chance.choice(titles), loose), manner))


def _in_manner(chance: Random, text: str, manner: Manner) -> str:
    """A sentence as this hand types it, before the casing."""
    typed = slip(chance, text, manner.slips)
    return f"{typed} {chance.choice(manner.emoji)}" if happens(chance, manner.emoji_rate) else typed


def from_template(chance: Random, key: str, template: Writing) -> Writing:
    """A member's text: the template's open alternatives chosen, at times one sentence replaced."""
    lines = [replace(line, text=expand(chance, line.text)) for line in template.lines]
    if happens(chance, SWAPPED):
        at = chance.randrange(len(lines))
        if "<" not in lines[at].text:
            other = chance.choice(sentences(lines[at].language)["self"])
            lines[at] = replace(lines[at], text=expand(chance, other))
    title = replace(template.title, text=expand(chance, template.title.text))
    return replace(template, key=key, title=title, lines=tuple(lines))


def retype(chance: Random, writing: Writing) -> Writing:
    """The same text typed again for another board: a few more slips, at times shorter by a sentence."""
    lines = [replace(line, text=slip(chance, line.text, 0.008)) for line in writing.lines]
    plain = [at for at, line in enumerate(lines) if "<" not in line.text]
    if len(plain) > 3 and happens(chance, 0.5):
        del lines[chance.choice(plain)]
    return replace(writing, lines=tuple(lines))


def fill(line: Line, slots: Mapping[str, Mapping[str, str]]) -> str | None:
    """The line with its slots filled, each by language, or None when one of them has nothing to say."""
    needed = SLOT.findall(line.text)
    values = {name: slots[line.language].get(name) for name in needed}
    if not all(values.values()):
        return None
    filled = SLOT.sub(lambda found: values[found[1]] or "", line.text)
    return filled[:1].upper() + filled[1:] if line.text.startswith("<origin>") else filled


def render(writing: Writing, slots: Mapping[str, Mapping[str, str]], extra: Line | None = None) -> tuple[str, str]:
    """Title and text as they stand on a board."""
    lines = (*writing.lines, extra) if extra else writing.lines
    text = writing.separator.join(filled for line in lines if (filled := fill(line, slots)))
    title = fill(writing.title, slots) or slots[writing.language]["alias"]
    if writing.casing == "small":
        return title.lower(), text.lower()
    loud = writing.casing in ("loud", "loud title")
    return (title.upper() if loud else title), (text.upper() if writing.casing == "loud" else text)


def says_origin(writing: Writing, slots: Mapping[str, Mapping[str, str]]) -> bool:
    """The text or the title as rendered states the origin."""
    return any("<origin>" in line.text and fill(line, slots) for line in (writing.title, *writing.lines))
