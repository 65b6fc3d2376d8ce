"""In which municipality an advert says that it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from adwatch.clean.gazetteer import places
from adwatch.clean.mentions import find_municipality, municipality_of_postcode
from adwatch.clean.places import resolve_municipality, resolve_province
from adwatch.clean.postcodes import parse_postcode
from adwatch.clean.words import key
from adwatch.domain.adverts import RawAdvert
from adwatch.domain.places import Municipality

NO_SPELLINGS: Mapping[str, str] = MappingProxyType({})


def place_advert(
    raw: RawAdvert, *, province: str | None = None, spellings: Mapping[str, str] = NO_SPELLINGS
) -> Municipality | None:
    """Return the municipality in which `raw` says that it stands, or None where that is unknown or ambiguous.

    Asked in turn: the board's own field of the place, the address, the postcode, title and text; the first that names
    one municipality counts. `spellings` are the board's ways of writing a place, casefolded, each with the name or the
    code of a municipality. Of several places of one name the one in `province` (CBS code, `PV22`) counts, or in the
    province that the field itself names; where the field names a place of which there are several, what is asked after
    it can only choose among those.
    """
    named = raw.place or ""
    home = resolve_province(named) if named.strip() else None
    hint = home.code if home else province
    meant = _namesakes(named)
    for found in _answers(raw, hint, spellings):
        if found:
            return found if not meant or found.code in meant else None
    return None


def _answers(raw: RawAdvert, province: str | None, spellings: Mapping[str, str]) -> Iterator[Municipality | None]:
    if raw.place:
        yield _of_field(raw.place, province, spellings)
    if raw.address:
        yield find_municipality(raw.address, province=province) or _of_address(raw.address, province)
    postcode = parse_postcode(raw.postcode) if raw.postcode else None
    if postcode:
        yield municipality_of_postcode(postcode)
    yield find_municipality(f"{raw.title}\n{raw.text}", province=province)


def _of_field(written: str, province: str | None, spellings: Mapping[str, str]) -> Municipality | None:
    """Read a field of the place: the board's own spelling, a name in the province, a name anywhere, a few words."""
    spelled = spellings.get(" ".join(written.split()).casefold())
    if spelled is not None:
        return resolve_municipality(spelled, province=province) or resolve_municipality(spelled)
    within = resolve_municipality(written, province=province) if province else None
    return within or resolve_municipality(written) or find_municipality(written, province=province)


def _of_address(written: str, province: str | None) -> Municipality | None:
    """Read what stands behind a comma of an address, where a name needs nothing beside it: "Bergen, Limburg"."""
    parts = written.split(",")[:_MOST_PARTS]
    tails = (" ".join(parts[first:]) for first in range(1, len(parts)))
    return next((found for tail in tails if (found := resolve_municipality(tail, province=province))), None)


_MOST_PARTS = 6


def _namesakes(written: str) -> frozenset[str]:
    """Return the municipalities of all places of one name; none where the name is known only once or not at all."""
    codes = frozenset(place.municipality for place in places().get(key(written)) or ())
    return codes if len(codes) > 1 else frozenset()
