"""How many persons an advert presents: one, or two and more."""

from __future__ import annotations

import re

from adwatch.clean.gazetteer import places
from adwatch.clean.patterns import any_of
from adwatch.clean.text import normalise
from adwatch.domain.adverts import Persons

_COUNT = any_of(
    "twee drie vier two three four dos tres cuatro duas três quatro zwei drei deux trois doua două trei tien "
    "ten [2-9] [1-4]\\d "
)
_PEOPLE = any_of(
    "dames vrouwen meiden meisjes vriendinnen zusjes zussen girls ladies women friends sisters masseuses",
    "escorts studentes studenten chicas amigas mujeres hermanas señoritas garotas meninas mulheres mädels",
    "mädchen damen frauen freundinnen schwestern filles femmes copines amies fete prietene jongens mannen boys",
    "guys chicos amigos masseurs therapeuten therapists models modellen latinas? latina's schoonheden",
    "beauties gezellige_dames",
)
_CHOICE = any_of(
    "onze our nuestras nossas unsere nos verschillende diverse meerdere several different various varias",
    "várias mehrere verschiedene wisselende nieuwe new",
)
_PAIR = any_of(
    "met_z'n_twee met_z'n_tweeën met_z'n_drieën een_duo a_duo un_duo um_duo ein_duo duo trio een_stel",
    "een_koppel a_couple ein_paar pareja casal twee two dos duas zwei drie three tres três drei zusjes",
    "sisters amigas vriendinnen friends hermanas irmãs schwestern zussen",
)
_COMPANION = any_of(
    "vriendin friend girlfriend collega colleague zus zusje sister amiga hermana irmã freundin schwester partner",
)
_MY = any_of("mijn my mi minha meine meiner m'n")
_NAME = r"[A-ZÀ-Ý][a-zà-ÿ]{2,14}"
_MIDDLE = r"(?: [^\W\d_]{2,14})"

_SEVERAL = re.compile(
    "|".join(
        (
            rf"\b{_COUNT}{_MIDDLE}{{0,2}} {_PEOPLE}\b",
            rf"\b{_CHOICE}{_MIDDLE}? {_PEOPLE}\b",
            rf"\b(?:wij|we|nosotras|nós|wir)(?: zijn| are| sind| somos)?{_MIDDLE}{{0,2}} {_PAIR}\b",
            rf"\bsomos{_MIDDLE}? {_PAIR}\b",
            r"\b(?:ons team|our team|nuestro equipo|unser team|nossa equipe|een team van|a team of|team of|team van)\b",
            rf"\bduo\b(?= met mijn| van twee| meiden| dames| ladies| girls|: ?{_NAME} )",
            r"\b(?:met z'n|met zijn|met ons|zu|a) (?:twee|tweeën|tweetjes|drieën|drietjes|zweit|dritt)\b",
            r"\bchicas nuevas\b",
            rf"\b{_MY} {_COMPANION}(?: {_NAME})? (?:doet|werkt|joins|is er ook)\b",
            rf"\b(?:trabajo|trabalho|arbeite|werk|work) (?:con|com|mit|met|with) {_MY} {_COMPANION}\b",
            r"\b(?:tweeling|twins|gemelas|gêmeas|zwillinge)\b",
            rf"\b(?:samen met|together with|junto (?:a|con|com)|zusammen mit) {_MY} {_COMPANION}\b",
            rf"\b(?:ik en|i and|me and|yo y|eu e|ich und) {_MY} {_COMPANION}\b",
            rf"\b{_MY} {_COMPANION} (?:en ik|and i|and me|y yo|e eu|und ich)\b",
            rf"\b(?:kies uit|choose from|keuze uit){_MIDDLE}{{0,2}} {_PEOPLE}\b",
            r"\b(?:stel|koppel) (?:biedt|ontvangt|zoekt)\b|\bcouple (?:offers|available)\b",
            r"\b(?:nous sommes|on est|suntem) (?:deux|trois|dou[aă]|trei)\b",
            r"\b(?:moeder en dochter|mother and daughter)\b",
            r"^[^\w\n]{0,4}(?:trans duo|duo|trio|koppel|couple|twins)\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
_KEY_WORDS = (
    "dames vrouwen meiden meisjes vriendinnen zusjes zussen girls ladies women friends sisters masseuses "
    "latina latinas tweetjes drietjes studentes studenten escorts chicas amigas mujeres hermanas señoritas "
    "garotas meninas mulheres mädels mädchen damen frauen freundinnen schwestern filles femmes fete prietene "
    "jongens mannen boys guys chicos amigos masseurs therapeuten therapists models modellen schoonheden "
    "beauties duo trio koppel couple stel team equipo equipe pareja casal paar tweeling twins gemelas gêmeas "
    "zwillinge vriendin friend girlfriend collega colleague zus zusje sister amiga hermana irmã freundin "
    "schwester partner twee two dos duas zwei drie three tres três drei tweeën drieën irmãs "
    "zweit dritt deux trois două doua trei "
    "copines amies dochter daughter "
)
_KEYS = frozenset(_KEY_WORDS.split())
"""Without one of these words nothing of `_SEVERAL` can match."""

_SENTENCE = re.compile(r"[^.!?\n]+")
"""Nothing of `_SEVERAL` reaches across the end of a sentence."""

_WORD = re.compile(r"[^\W\d_]+")
_TWO_NAMES = re.compile(
    rf"^[^\w\n]{{0,6}}(?i:(?:duo|trio|wij zijn|we are|somos|wir sind|met|hi,? we are)[ :]{{1,2}})?"
    rf"{_NAME}(?:, {_NAME}){{0,4}} ?(?:&|\+| en | and | y | e | und | et ) ?{_NAME}(?=\W|$)(?! [A-ZÀ-Ý])",
    re.MULTILINE,
)
_TWO_AGES = re.compile(rf"{_NAME},? ?\(?[2-6]\d\)?(?: ?(?:&|\+|,|en|and|y|e|und|et) ?{_NAME},? ?\(?[2-6]\d\)?(?!\d))")
"""Two names, each with an age: "Anna (23) en Bella (25)"."""

_NO_NAMES = re.compile(
    r"(?:^|\W)"
    + any_of(
        "massages? escorts? ontvangst thuis hotel body relax tantra incall outcall dag nacht day night mooi",
        "lief lieve leuk hot nieuw new discreet privé prive young jong ontspan\\w* warm rust assen groningen",
        "emmen drenthe friesland hoogeveen meppel maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "monday friday saturday tea coffee koffie thee clean safe netjes schoon skilled small free gratis",
        "whatsapp telegram bel call sms nederlands dutch english engels duits spaans home quiet cheerful",
        "trained gentle creative upscale experienced lekker zacht rustig veilig verzorgd hygiënisch",
        "lust liefde passie body soul love tijd wijn bubbels sekt",
        "betrouwbaar eerlijk prijs kwaliteit service company gezelschap dinner diner wellness",
    )
    + r"(?:\W|$)"
)
_NOT_MEANT = re.compile(
    r"\b"
    + any_of(
        "voor for para für pour pentru geen niet no not kein keine nicht sin sem zonder without ohne never",
        "nooit ook also eventueel mogelijk possible op_aanvraag on_request tambien también of or aan bij like",
        "wie als andere other veel many zoek zoekt looking_for i_see busco suche than dan tegen zoals",
        "moeder_van mother_of madre_de mãe_de laten laat_ons let's jij_en_ik",
    )
    + r"(?: [^\W\d_]{2,10})? ?$",
    re.IGNORECASE,
)
_WELCOME = re.compile(
    r"(?: [^\W\d_]{2,12}){0,2}[ ,/]{0,2}(?:(?:zijn|are|sind|son|são|is) )?(?:(?:ook|also|auch|tambi[eé]n) )?"
    + any_of(
        "welkom welcome willkommen bienvenid bem-vind bem_vind mogelijk possible posible possível möglich op_aanvraag",
        "on_request gewenst gezocht gesucht wanted toegestaan op_verzoek",
    )
    + r"(?! (?:you|je|jou|u|te|dich)\b)",
    re.IGNORECASE,
)
_IN_COMPANY = re.compile(
    rf"\b(?:er|hier|here|aquí|aqui)\b[^.,;!?\n]{{0,20}} (?:met|with|con|com) (?:een|a|una|uma) {_COMPANION}\b"
)
"""A companion who is there, too: whether she advertises is not said."""

_FIRST_PERSON_WORDS = (
    "ik mij mijn m'n i i'm i'll my me mine myself soy mi conmigo tengo trabajo ofrezco recibo estoy sou "
    "comigo minha meu tenho estou atendo ofereço ich mich mir mein meine meiner suis moi travaille "
    "lucrez sunt mă numele "
    "zelfstandig zelfstandige alleenwerkend independent independiente independente selbstständig "
)
_FIRST_PERSON = frozenset(_FIRST_PERSON_WORDS.split())
_WORD_WITH_MARK = re.compile(r"[^\W\d_]+(?:['’](?:m|n|ll))?")


def find_persons(text: str) -> Persons:
    """Return how many persons free `text` presents as offering.

    Clients, companions on request and what is only possible do not count. One person is what the writer says in the
    first person singular; without that the number is unknown.
    """
    plain = normalise(text)
    if _several(plain):
        return Persons.SEVERAL
    if _IN_COMPANY.search(plain):
        return Persons.UNKNOWN
    words = {word.replace("’", "'") for word in _WORD_WITH_MARK.findall(plain.lower())}
    return Persons.UNKNOWN if _FIRST_PERSON.isdisjoint(words) else Persons.ONE


def _several(plain: str) -> bool:
    if not _KEYS.isdisjoint(_WORD.findall(plain.lower())):
        for sentence in _SENTENCE.finditer(plain):
            if not _KEYS.isdisjoint(_WORD.findall(sentence[0].lower())) and _says_several(plain, *sentence.span()):
                return True
    return any(_are_people(match[0]) for names in (_TWO_NAMES, _TWO_AGES) for match in names.finditer(plain))


def _says_several(plain: str, start: int, end: int) -> bool:
    """Whether the sentence from `start` to `end` presents several persons, and not clients or what is possible."""
    for match in _SEVERAL.finditer(plain, start, end):
        before, after = plain[max(0, match.start() - 28) : match.start()], plain[match.end() : match.end() + 40]
        if not _NOT_MEANT.search(before) and not _WELCOME.match(after):
            return True
    return False


def _are_people(names: str) -> bool:
    """Whether two capitalised words are names of people, not of places, services or days."""
    if _NO_NAMES.search(names.lower()):
        return False
    return all(_may_be_person(name.lower()) for name in _WORD.findall(names))


def _may_be_person(name: str) -> bool:
    """Whether a name is not a place, or one that is a given name as well."""
    return all(place.needs_context for place in places().get(name) or ())
