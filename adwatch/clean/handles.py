"""Names under which someone can be written to on a messenger or network: `telegram:lotus_x`.

WhatsApp and Viber know people by number, so theirs are telephone numbers and not handles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from adwatch.clean.patterns import any_of, windows
from adwatch.clean.text import bare, fold

UNKNOWN_SERVICE = "unknown"
"""The service of a name that a declared field gives without saying where."""

_SERVICES = {
    "telegram": r"t ?[e3] ?[l1] ?e? ?g ?r ?[a4@á] ?m+|tele(?= ?:)|tlgrm|telegr|tg",
    "signal": r"s[i1]gn[a4@]l",
    "instagram": r"[i1]nst[a4@]gr[a4@]m|[i1]n[s$5]t[a4@](?:\(gram\))?|i\.g\.|ig",
    "snapchat": r"sn[a4@]p ?ch[a4@]t|sn[a4@]p|sc",
    "kik": r"k[i1]k",
    "skype": r"skype",
    "wechat": r"we ?chat|weixin|微信",
    "line": r"line(?= ?(?:id|:))",
    "facebook": r"facebook|messenger|fb",
    "twitter": r"twitter|x(?=\.com)",
    "tiktok": r"tik ?tok",
    "onlyfans": r"only ?fans",
    "discord": r"discord",
    "threema": r"threema",
    "session": r"session(?= ?id)",
    "wickr": r"wickr",
}
_LINKS = {
    "telegram": r"(?:\bt|telegram) ?\. ?(?:me|dog) ?/ ?(?:s/)?|tg://resolve\?domain=",
    "instagram": r"(?:instagram\.com|instagr\.am)/",
    "snapchat": r"snapchat\.com/(?:add/|@)",
    "facebook": r"(?:facebook|fb)\.com/|\bm\.me/",
    "twitter": r"(?:twitter|\bx)\.com/",
    "tiktok": r"tiktok\.com/@",
    "onlyfans": r"onlyfans\.com/",
    "kik": r"kik\.me/",
    "wechat": r"weixin://dl/chat\?",
}
_NAME = r"[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9_.-]{0,3}[a-z0-9_])|_){1,31}"
_TITLE = any_of("id account acc naam name user_?name gebruikersnaam usuario handle nick me mij")
_ARROW = r" {0,2}(?:(?:is|es|é|ist|este)\b|=+>?|:+|-+>|[→👉➡►>|~]{1,3}|[-–—])[^\w\n@]{0,4}@? ?"
_MARK = rf"(?:[ -]?{_TITLE})?{_ARROW}| ?(?:gebruikersnaam|naam|name|user ?name|usuario|id) @?"
_UNDER = r"(?: (?:onder|als|as|under|como|unter|sous)(?: (?:de )?naam)?)?"
_SERVICE = "|".join(f"(?P<{name}>{spellings})" for name, spellings in _SERVICES.items())
_AFTER_SERVICE = re.compile(
    rf"(?<![a-z0-9@._])(?:{_SERVICE})(?![a-z0-9])"
    rf"(?:(?P<marked>{_MARK})|(?P<at>{_UNDER}[^\w@]{{1,4}}(?:\([^()\n@]{{1,20}}\))?[^\w@]{{0,3}}@ ?)|"
    rf"(?P<loose>[^\w\n@]{{1,4}}(?:(?:als|as|onder|under|como|naam) )?))(?:live:)?(?P<name>{_NAME})(?![\w@])"
)
_ANY_SERVICE = f"(?:{'|'.join(_SERVICES.values())})"
_TWO_SERVICES = re.compile(
    rf"(?<![a-z0-9@._])({_ANY_SERVICE}) ?(?:/|&|\+|,|en|and|y|e|und|of|or|o) ?({_ANY_SERVICE})({_ARROW}| @| )({_NAME})"
    r"(?![\w@])"
)
_BEFORE_SERVICE = re.compile(
    rf"(?<![a-z0-9._@])@(?P<name>{_NAME}),? ?(?:\(|\(?(?:op|on|en|at|via|no|na|auf|bei|sur|pe) (?:mijn |my |mi )?)"
    rf"(?:{_SERVICE})(?![a-z0-9@])(?! ?[:=]? ?@)"
)
_AFTER_LINK = {service: re.compile(rf"(?:{link})@?({_NAME})") for service, link in _LINKS.items()}
_SIGNAL_NAME = re.compile(r"(?<![a-z0-9._@])([a-z_][a-z0-9_]{2,31}\.\d{2,9})(?![\w.])")
_DECLARED = re.compile(rf"@?({_NAME})")
_WORTH = re.compile(
    r"@|\.(?:me|com|dog)/|\. ?me ?/|\btg:|\btele ?:|g ?r ?[a4@á] ?m|"
    r"[i1]n[s$5]t[a4@]|i\.g\.|sn[a4@]p|s[i1]gn[a4@]l|k[i1]k|chat|\b(?:tg|ig|sc|fb|line|telegr)\b|"
    r"skype|weixin|微信|facebook|messenger|twitter|tik ?tok|only ?fans|discord|threema|session ?id|wickr|tlgrm"
)

_LOW_LINE = re.compile(r" ?[\[(]?underscore[\])]? ?")
_REACH = 64
"""Characters on either side of a service's name within which a handle stands."""

_PLAIN_WORDS = (
    "nieuw nieuwe new none nada nope wachten online offline dagelijks elke soon binnenkort later geen "
    "me mij my mi contact contacteer only alleen available beschikbaar disponivel disponible of or ou en and y e "
    "und oder nummer number numero numer is voor for para op on met with com con via app whatsapp whats wa "
    "telegram signal instagram insta snapchat snap facebook account kanaal channel canal group groep profiel "
    "profile perfil bericht message berichten stuur send foto fotos photo photos video videos pics premium privat "
    "private prive verkoop sale chat chats sms bel call text no geen not niet ook also tambien tambem auch please "
    "graag aub svp hier here add voeg toe follow volg mijn zie see link links bio hieronder below onder above "
    "boven kan can possible mogelijk ja yes nee the de het een a an in at to naar vraag ask aanvraag request same "
    "hetzelfde zelfde mesmo mismo gleiche https http www tel phone mobiel mobile cam webcam show story stories "
    "content vip gratis free day dag joinchat share addstickers reel p resolve enough genoeg "
)
_STOP = frozenset(_PLAIN_WORDS.split())
_SHORTEST = {"telegram": 4, "snapchat": 3, "signal": 5}


def find_handles(text: str) -> tuple[str, ...]:
    """Return the handles in free `text` as `service:name`, lower case, sorted and unique.

    A name counts only where the text says which service it belongs to.
    """
    folded = _LOW_LINE.sub("_", fold(text))
    places = [folded[start:end] for start, end in windows(folded, _WORTH, _REACH, _REACH)]
    return tuple(sorted({handle for place in places for handle in (*_linked(place), *_named(place, declared=False))}))


def parse_handles(values: Iterable[str]) -> tuple[str, ...]:
    """Return the handles of fields that are declared to hold them; a name alone is under `unknown`."""
    found: set[str] = set()
    for value in values:
        folded = fold(value).strip()
        read = {*_linked(folded), *_named(folded, declared=True)}
        if not read and (alone := _DECLARED.fullmatch(folded)) and not alone[1].isdigit():
            read = {f"{UNKNOWN_SERVICE}:{alone[1]}"}
        found.update(read)
    return tuple(sorted(found))


def _linked(folded: str) -> Iterator[str]:
    for service, link in _AFTER_LINK.items():
        for match in link.finditer(folded):
            if _is_name(service, match[1], marked=True):
                yield f"{service}:{match[1]}"


def _named(folded: str, *, declared: bool) -> Iterator[str]:
    """Names that stand behind their service, or before it."""
    both = _TWO_SERVICES.sub(r"\1\3\4 \2\3\4", folded)
    for match in _AFTER_SERVICE.finditer(both):
        name, marked = match["name"], declared or bool(match["marked"] or match["at"])
        service = _service(match)
        if _is_name(service, name, marked=marked):
            yield f"{service}:{name}"
    for match in _BEFORE_SERVICE.finditer(folded):
        if _is_name(service := _service(match), match["name"], marked=True):
            yield f"{service}:{match['name']}"
    if "signal" in folded:
        yield from (f"signal:{match[1]}" for match in _SIGNAL_NAME.finditer(folded))


def _service(match: re.Match[str]) -> str:
    return next(name for name in _SERVICES if match[name])


def _is_name(service: str, name: str, *, marked: bool) -> bool:
    """Whether a word behind a service is a name there: marked as one, or unlike any word of a language."""
    if not any(map(str.isalpha, name)) or len(name) < _SHORTEST.get(service, 2) or bare(name) in _STOP:
        return False
    return marked or any(not letter.isalpha() for letter in name[1:])
