"""One line of an import: one advert seen on one board on one date in one municipality."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from adwatch.domain.adverts import RawAdvert
from adwatch.domain.nights import night_of

Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
MOMENT = "a date or moment in ISO 8601, as 2021-03-14 or 2021-03-14T02:00:00+01:00"
PhotoHash = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Fa-f]{16}$")]


def _text_of_number(value: Any) -> Any:  # noqa: ANN401 - whatever the record says
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _none_as_empty(value: Any) -> Any:  # noqa: ANN401 - whatever the record says
    return () if value is None else value


def _moment(value: Any) -> Any:  # noqa: ANN401 - whatever the record says
    if not isinstance(value, str):
        raise ValueError(MOMENT)  # noqa: TRY004 - pydantic turns a ValueError into a fault of the field
    text = value.strip()
    try:
        return date.fromisoformat(text) if len(text) == len("2021-03-14") else night_of(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as fault:
        raise ValueError(MOMENT) from fault


Written = Annotated[Text, BeforeValidator(_text_of_number)]
Several = Annotated[tuple[Written, ...], BeforeValidator(_none_as_empty)]


class ImportRecord(BaseModel):
    """A record as `adwatch import` takes it. What it does not name is ignored, and named once in a warning."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    board: Name
    advert_id: Written | None = None
    url: Text | None = None
    observed_at: Annotated[date, BeforeValidator(_moment)]
    municipality: Name
    title: Text | None = None
    text: str | None = None
    alias: Text | None = None
    account: Written | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    phones: Several = ()
    emails: Several = ()
    handles: Several = ()
    origin: Text | None = None
    languages: Several = ()
    prices: Annotated[
        dict[Annotated[int, Field(gt=0, le=10_080)], Annotated[float, Field(ge=0, le=100_000)]] | None, ...
    ] = None
    address: Text | None = None
    postcode: Written | None = None
    photo_hashes: Annotated[tuple[PhotoHash, ...], BeforeValidator(_none_as_empty)] = ()
    posted_on: Text | None = None

    @model_validator(mode="after")
    def _named(self) -> ImportRecord:
        if not (self.advert_id or self.url):
            raise ValueError("advert_id or url is required")
        return self

    def raw(self) -> RawAdvert:
        """The record as an advert that nobody has understood yet."""
        return RawAdvert(
            board=self.board,
            advert_id=self.advert_id or self.url or "",
            title=self.title or "",
            text=self.text or "",
            url=self.url,
            alias=self.alias,
            account=self.account,
            age=str(self.age) if self.age is not None else None,
            phones=self.phones,
            emails=self.emails,
            handles=self.handles,
            origin=self.origin,
            languages=self.languages,
            prices={str(minutes): f"{euros:g}" for minutes, euros in (self.prices or {}).items()},
            address=self.address,
            postcode=self.postcode,
            photo_hashes=tuple(value.lower() for value in self.photo_hashes),
            posted_on=self.posted_on,
        )
