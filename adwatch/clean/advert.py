"""An advert as it was written, understood: what its fields declare first, what only stands in its text after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date

from adwatch.clean.ages import find_age, parse_age
from adwatch.clean.dates import parse_date
from adwatch.clean.emails import find_emails, parse_emails
from adwatch.clean.handles import find_handles, parse_handles
from adwatch.clean.languages import find_languages, parse_languages
from adwatch.clean.origins import find_origin, parse_origin
from adwatch.clean.persons import find_persons
from adwatch.clean.phones import find_phones, parse_phones
from adwatch.clean.postcodes import parse_postcode
from adwatch.clean.prices import find_prices, parse_prices
from adwatch.clean.text import fold, tidy, tidy_line
from adwatch.domain.adverts import Advert, RawAdvert

_PHOTO_HASH = re.compile(r"[0-9a-f]{16}")


def clean_advert(raw: RawAdvert, *, reference: date) -> Advert:
    """Return `raw` as understood, relative dates counted from `reference`.

    Contacts that are declared and contacts that stand in title or text are united; of everything else the declared
    value goes first. A value that cannot be understood is unknown, never an error.
    """
    title, text = tidy_line(raw.title), tidy(raw.text)
    written = f"{title}\n{text}"
    alias = _line(raw.alias)
    return Advert(
        board=raw.board,
        advert_id=raw.advert_id,
        title=title,
        text=text,
        url=_line(raw.url),
        alias=alias,
        account=_line(raw.account),
        age=(parse_age(raw.age) if raw.age else None) or find_age(written),
        phones=_union(parse_phones(raw.phones), find_phones(written)),
        emails=_union(parse_emails(raw.emails), find_emails(written)),
        handles=_union(parse_handles(raw.handles), find_handles(written)),
        origin=(parse_origin(raw.origin) if raw.origin else None) or find_origin(written),
        languages=parse_languages(raw.languages) or find_languages(written),
        prices={**find_prices(written), **parse_prices(raw.prices)},
        persons=find_persons(f"{alias}\n{written}" if alias else written),
        address=_line(raw.address),
        postcode=parse_postcode(raw.postcode) if raw.postcode else None,
        place=_line(raw.place),
        photo_hashes=_photo_hashes(raw.photo_hashes),
        posted_on=parse_date(raw.posted_on, reference) if raw.posted_on else None,
    )


def content_of(advert: Advert) -> dict[str, object]:
    """Return all of an advert that is sealed, as plain JSON values."""
    return {
        "board": advert.board,
        "advert_id": advert.advert_id,
        "url": advert.url,
        "title": advert.title,
        "text": advert.text,
        "alias": advert.alias,
        "account": advert.account,
        "phones": list(advert.phones),
        "emails": list(advert.emails),
        "handles": list(advert.handles),
        "address": advert.address,
        "postcode": advert.postcode,
        "place": advert.place,
        "photo_hashes": list(advert.photo_hashes),
        "posted_on": advert.posted_on.isoformat() if advert.posted_on else None,
        "prices": {str(minutes): euros for minutes, euros in sorted(advert.prices.items())},
        "languages": list(advert.languages),
        "age": advert.age,
        "origin": advert.origin.code if advert.origin else None,
        "persons": advert.persons.value,
    }


def fingerprint(advert: Advert) -> bytes:
    """Return the bytes by which a new version is recognised: equal for equal content, whatever its address and date."""
    content = {key: value for key, value in content_of(advert).items() if key not in {"posted_on", "url"}}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _line(value: str | None) -> str | None:
    return (tidy_line(value) or None) if value else None


def _union(*values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({item for found in values for item in found}))


def _photo_hashes(values: Iterable[str]) -> tuple[str, ...]:
    folded = (fold(value).strip().removeprefix("0x") for value in values)
    return tuple(sorted({value for value in folded if _PHOTO_HASH.fullmatch(value)}))
