"""Words and shapes by which boards show what is what, in Dutch, English and German."""

from __future__ import annotations

import re

from adwatch.specs.selectors import AdvertField

NEXT_WORDS = frozenset(
    {
        "volgende",
        "volgende pagina",
        "verder",
        "meer",
        "next",
        "next page",
        "older",
        "weiter",
        "nächste",
        "»",
        "›",
        ">",
        "→",
    }
)
MORE_WORDS = frozenset({"meer laden", "meer tonen", "toon meer", "laad meer", "load more", "show more", "meer"})
CLICK_WORDS = frozenset(
    {"akkoord", "accepteren", "alles accepteren", "accepteer", "alle cookies accepteren", "accept", "accept all", "ok"}
)
LABELS: dict[AdvertField, tuple[str, ...]] = {
    AdvertField.ALIAS: ("naam", "name", "roepnaam", "werknaam", "ik ben", "alias"),
    AdvertField.AGE: ("leeftijd", "age", "alter", "jaren jong"),
    AdvertField.ORIGIN: (
        "herkomst",
        "afkomst",
        "nationaliteit",
        "nationality",
        "origin",
        "herkunft",
        "kom uit",
        "komt uit",
        "land",
    ),
    AdvertField.LANGUAGES: ("talen", "taal", "languages", "sprachen", "spreek", "spreekt", "spreektalen"),
    AdvertField.ACCOUNT: (
        "account",
        "gebruiker",
        "gebruikersnaam",
        "adverteerder",
        "geplaatst door",
        "aangeboden door",
        "aanbieder",
        "username",
        "posted by",
    ),
    AdvertField.HANDLES: ("telegram", "instagram", "snapchat", "skype", "twitter", "signal", "messenger"),
    AdvertField.PLACE: (
        "plaats",
        "woonplaats",
        "stad",
        "locatie",
        "regio",
        "city",
        "location",
        "ort",
        "te vinden in",
        "waar",
    ),
    AdvertField.POSTCODE: ("postcode", "postal code", "zip", "plz"),
    AdvertField.ADDRESS: ("adres", "address", "adresse"),
    AdvertField.PHONES: ("telefoon", "telefoonnummer", "tel", "mobiel", "phone", "telefon", "06-nummer", "whatsapp"),
    AdvertField.EMAILS: ("e-mail", "email", "mail", "e-mailadres"),
    AdvertField.POSTED_ON: ("geplaatst", "geplaatst op", "datum", "posted", "date", "online sinds"),
}
LINKS: dict[AdvertField, tuple[str, ...]] = {
    AdvertField.PHONES: ("href^='tel:'", "href*='//wa.me/'"),
    AdvertField.EMAILS: ("href^='mailto:'",),
    AdvertField.HANDLES: ("href*='//t.me/'", "href*='instagram.com/'", "href*='snapchat.com/add/'", "href^='skype:'"),
    AdvertField.ACCOUNT: ("href*='/account/'", "href*='/gebruiker/'", "href*='/user/'", "href*='/adverteerder/'"),
}
"""Per field how the address of a link looks in which it stands."""
STRUCTURAL = frozenset(
    [
        "titel",
        "title",
        "tekst",
        "text",
        "naam",
        "name",
        "kop",
        "head",
        "header",
        "body",
        "content",
        "advert",
        "advertentie",
        "advertisement",
        "profiel",
        "profile",
        "prijs",
        "prijzen",
        "price",
        "prices",
        "contact",
        "foto",
        "fotos",
        "photo",
        "photos",
        "info",
        "detail",
        "details",
        "main",
        "item",
        "kaart",
        "card",
        "lijst",
        "list",
        "massage",
        "escort",
        "date",
        "datum",
        "plaats",
        "place",
        "stad",
        "city",
        "blok",
        "block",
        "rij",
        "row",
    ]
)
"""Words of which boards make their class names, whether an advert says them or not."""
ID_NAME = re.compile(
    r"(?:^|-)(?:\w*id|nummer|nr|number|ad|advert|advertentie|listing|item|key|code|ref)$", re.IGNORECASE
)
POSITION_NAME = re.compile(r"(?:^|-)(?:index|idx|position|pos|rank|order|row|page|slide|time|date)", re.IGNORECASE)
PASSING = re.compile(r"\b(?:geleden|vandaag|gisteren|ago|today|yesterday)\b", re.IGNORECASE)
SIGN = re.compile(r"^data:|\.svg(?:$|[?#])|icon|logo|flag|vlag|sprite|pixel|avatar|banner", re.IGNORECASE)
DURATION = re.compile(
    r"\b(?:\d{1,3}\s*(?:min|m)|\d(?:[.,]5)?\s*(?:uur|u|h|hour|std)|half uur|uur|hour|stunde)", re.IGNORECASE
)
PRICE = re.compile(r"(?:€|eur)\s*\d{2,4}|\d{2,4}\s*(?:€|eur|,-)|^\s*\d{2,4}\s*$", re.IGNORECASE)
