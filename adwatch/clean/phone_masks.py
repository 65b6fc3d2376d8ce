"""What looks like a telephone number in an advert and is something else."""

from __future__ import annotations

import re

MASKED = "\ue000"
"""What stands where something was taken out: a private character that no number reaches across."""

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_CALLED = (
    "tel telefoon mobiel mobiele gsm app whatsapp bel contact prive privé vast vaste werk thuis zakelijk zakelijke "
    "nood sms signal viber nieuwe mijn eigen zelfde"
)
_NOT_CALLED = "".join(f"(?<!{word})" for word in _CALLED.split())
"""Compounds of "nummer" that are telephone numbers; all others count, register or refer to something."""

_MAY_BEGIN = r"(?:(?=[€$£\d])|(?<![a-z])(?=[a-z])|(?=nummer|https?:|www\.))"
"""Where one of the things below can begin at all: most places of a text are passed over at once."""

_NOT_A_PHONE = re.compile(
    _MAY_BEGIN
    + "(?:"
    + "|".join(
        (
            # accounts, chambers of commerce, tax, registers and reference numbers
            r"\bnl ?\d\d[ .]?[a-z]{4}[ .]?(?:\d[ .]?){9}\d\b",
            r"\bbe ?\d\d(?: ?\d{4}){3}\b",
            r"\bde ?\d\d(?: ?\d{4}){4} ?\d\d\b",
            r"\b[a-z]{2}\d\d(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b",
            r"\bnl ?[\d .]{9,14} ?b ?\d\d\b",
            r"\b(?:kvk|k\.v\.k\.?|kamer van koophandel|btw|vat|ust-?id|bsn|big|agb|iban|siret|nif|cif|cnpj|cpf|"
            r"rekening|rek|bankrekening|account|dossier|polis|factuur|bestelling|order|referentie|ref|klant|"
            r"adverte?n?tie|advert|ad|licentie|licence|license|vergunning|vergunnings|registratie|lidmaatschap|tracking|"
            r"artikel|zendings?|id)"
            r"[-. ]{0,2}(?:nummer|number|nr|no|code|id)?\.? ?[:#=-]? ?(?:is )?[a-z0-9]{0,6}-?\d[\d ./-]{4,24}\d\b",
            r"(?<=[a-z]{3})" + _NOT_CALLED + r"nummer ?[:=-]? ?(?:is )?\d[\d ./-]{4,24}\d\b",
            r"\d{16,}",
            r"(?<![\d.,])\d[.,]\d{5,}",
            # dates and hours
            rf"\b{_YEAR}([-/.]){_MONTH}\1{_DAY}(?![-/.]?\d)",
            rf"\b{_DAY}([-/. ]){_MONTH}\2{_YEAR}(?![-/.]?\d)",
            rf"\b{_DAY}/{_MONTH}(?:,? (?:en |and |y |und )?{_DAY}/{_MONTH}){{1,9}}\b(?![/.-]?\d)",
            rf"\b{_CLOCK} ?(?:uur|u|h)? ?(?:-|–|/|tot|t/m|to|till|a|bis|hasta|ate|en|and)? ?{_CLOCK}\b(?![-/.:]?\d)",
            # prices and sizes
            r"[€$£] ?\d[\d.,]{0,9}",
            r"\b\d{1,2}[.,]\d\d ?(?:€|eur|m\b)",
            # web addresses, save those of the telephone itself
            r"(?:https?://|www\.)(?!wa\.me|api\.whatsapp|web\.whatsapp|t\.me/\+|signal\.me)[^\s]{1,300}",
        )
    )
    + ")",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Return `text` with account, register and reference numbers, dates, hours, prices and addresses taken out."""
    return _NOT_A_PHONE.sub(f" {MASKED} ", text)
