"""E-mail addresses, plain or disguised, in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adwatch.clean.patterns import windows
from adwatch.clean.text import normalise

_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 120
_LOCAL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}$")
_DOMAIN = re.compile(r"(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}[a-z]{2,18}(?![a-z0-9-])")
_SPELLED_OUT = re.compile(r"(?:^|[^\w.]|\w )\w ?$")
_NOT_DOMAINS = frozenset(("jpg", "jpeg", "png", "gif", "webp", "svg", "html", "php", "css", "js"))

_PROVIDERS = (
    r"(?:gmail|hotmail|outlook|live|yahoo|icloud|protonmail|proton|ziggo|kpnmail|xs4all|gmx|web|mail|telenet|msn|aol|"
    r"skynet|planet|tutanota|ymail|googlemail)"
)
_TOPS = r"(?:com|nl|be|de|net|org|es|eu|fr|pt|ro|uk|info)"
_AT_SIGN = re.compile(
    r" ?[\[({<*_\"'-]{1,3} ?(?:at|ät|a|@|apen?staart(?:je)?|arroba|aapje|klammeraffe|arobase) ?[\])}>*_\"'-]{1,3} ?"
    r"| ?(?:apen?staart(?:je)?|aapje|arroba|klammeraffe|arobase) ?"
    rf"| ?@ ?(?={_PROVIDERS}\b)| @ (?=[a-z0-9-]{{2,30}} ?(?:\.|punt|dot) ?{_TOPS}\b)"
    rf"|@ (?=[a-z0-9-]{{2,30}} ?\. ?{_TOPS}\b)"
)
_DOT_SIGN = re.compile(
    r" ?[\[({<*_\"'-]{1,2} ?(?:dot|punt|puntje|punto|ponto|punkt|point|\.) ?[\])}>*_\"'-]{1,2} ?"
    r"| (?:dot|punt|puntje|punto|ponto|punkt|point) (?=[a-z0-9])|(?<=[a-z0-9])[。•·](?=[a-z]{2})"
)
_AT_PROVIDER = re.compile(
    rf" (?:at|ät) (?={_PROVIDERS}(?:\.| ?,? ?(?:dot|punt|puntje|punto|ponto|punkt|point)\b| ?[\[(]))"
)
_SPACED = re.compile(rf"(@ ?{_PROVIDERS})(?: ?[.,] ?| )(com|nl|be|de|net|org|es|eu|fr)\b")
_SMALL_WORDS = frozenset(
    ("dan", "en", "of", "op", "via", "naar", "is", "mail", "to", "at", "and", "bij", "zit", "then", "or", "y", "e")
)
"""Words that stand before a loose `@`, and are no name in front of one: "lotus en dan @gmail.com"."""

_AT_WORD = re.compile(rf" at (?=[a-z0-9-]{{2,40}} (?:dot|punt|puntje|punto|ponto|punkt|point) {_TOPS}\b)")
_SPACED_DOT = re.compile(rf"(@ ?[a-z0-9-]{{2,40}}) \. ?({_TOPS})\b|(@ ?[a-z0-9-]{{2,40}}) \.({_TOPS})\b")
_SPACED_OUT = re.compile(r"(?<!\S)(?:[a-z0-9._-] ){2,40}@(?: [a-z0-9.-]){4,40}(?!\S)")
_LOW_LINE = re.compile(r" ?[\[(]?(?:underscore|laag streepje|liggend streepje)[\])]? ?")
_HYPHEN = re.compile(r" (?:streepje|minteken|dash|hyphen|guion|bindestrich) ")
_RUN_ON = re.compile(r"(\.(?:nl|com|be|de|net|org|eu|es|fr))(?=[A-Z][a-z])")
_WORTH = re.compile(r"@|(?<![^\W_])[aä]t(?![^\W_])|apen?staart|arroba|aapje|klammeraffe|arobase|[\[({]a[\])}]")


def find_emails(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in free `text`, sorted and unique: `name@home.example`, `name (at) home punt nl`."""
    plain = normalise(text)
    folded = _RUN_ON.sub(r"\1 ", plain).lower() if "@" in plain else plain.lower()
    found: set[str] = set()
    for start, end in windows(folded, _WORTH, _LONGEST_LOCAL, _LONGEST_DOMAIN):
        place = folded[start:end]
        written = set(_addresses(place))
        found |= written
        undisguised = (address for address in _addresses(_undisguised(place)) if not _grown(address, written))
        found.update(address for address in undisguised if address.split("@")[0] not in _SMALL_WORDS)
    return tuple(sorted(found))


def parse_emails(values: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of fields that are declared to hold e-mail addresses; anything else is left out."""
    return tuple(sorted({address for value in values for address in find_emails(value)}))


def _undisguised(folded: str) -> str:
    """Write the words and brackets that stand for `@` and `.` as those signs."""
    plain = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), folded)
    plain = _HYPHEN.sub("-", _LOW_LINE.sub("_", plain))
    plain = _AT_SIGN.sub("@", _AT_PROVIDER.sub("@", _AT_WORD.sub("@", plain)))
    plain = _SPACED_DOT.sub(r"\1\3.\2\4", plain)
    return _SPACED.sub(r"\1.\2", _DOT_SIGN.sub(".", plain))


def _addresses(folded: str) -> Iterable[str]:
    """Addresses around each `@`; only as much text as an address can have is looked at on either side."""
    place = folded.find("@")
    while place >= 0:
        local = _LOCAL.search(folded[max(0, place - _LONGEST_LOCAL) : place])
        domain = _DOMAIN.match(folded[place + 1 : place + 1 + _LONGEST_DOMAIN])
        if (
            local
            and domain
            and not _SPELLED_OUT.search(folded[max(0, place - 4) : place])
            and domain[0].rsplit(".", 1)[-1] not in _NOT_DOMAINS
        ):
            yield f"{local[0].strip('.-')}@{domain[0]}"
        place = folded.find("@", place + 1)


def _grown(address: str, found: set[str]) -> bool:
    """Whether an address is one already found with a neighbouring word attached to it."""
    return any(address.startswith(known) or address.endswith(known) for known in found)
