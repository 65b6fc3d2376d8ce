"""The JSON Schema of a board's file, for editors that help whoever writes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.pages import SINGULAR, AdvertPage, Bounds, Listing
from adwatch.specs.selectors import WAYS, PriceRows, Selector

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SELECTOR = {"$ref": "#/$defs/Selector"}
CSS = {"type": "string", "description": "A CSS expression; ::text and ::attr(NAME) take a text or an attribute."}
SELECTORS = {
    "title": "Selectors",
    "description": "A CSS expression, a mapping, or a list of both that is tried in order until one finds something.",
    "anyOf": [CSS, SELECTOR, {"type": "array", "items": {"anyOf": [CSS, SELECTOR]}, "minItems": 1}],
}
BY_FORMAT = (BoardKind.SITEMAP.value, BoardKind.FEED.value)

# What the keys mean that say it by their name in the source.
SAID: Mapping[type[BaseModel], Mapping[str, str]] = {
    BoardSpec: {
        "title": "The board's name, as people know it.",
        "home": "The board's address, http:// or https://; its host is the one that is read.",
        "kind": "How the board is built: html, json, rendered, sitemap or feed.",
        "listing": "Where the adverts are listed, and how a list is walked.",
        "advert": "How an advert is read.",
        "render": "What a browser does with a page before it is read; with kind: rendered, and only there.",
        "bounds": "What a usual night of this board looks like.",
        "spellings": "What the board writes, and what it means.",
        "delay_seconds": "Least pause between two requests; by default the deployment's. Below 1 on loopback alone.",
        "max_requests_per_night": "Requests after which the board is left alone until the next night.",
    },
    Listing: {
        "first_page": "The number of the first page, for {page}; 0 where the board counts from 0.",
        "page_size": "Entries on a page, for {offset}.",
    },
    AdvertPage: {
        "fields": "Per field where it stands; a field without a selector is looked for in title and text.",
        "prices": "Where durations with their prices stand.",
    },
    PriceRows: {
        "rows": "Each row.",
        "duration": "The duration, within a row.",
        "price": "The price, within a row.",
    },
    Selector: {
        "css": "A CSS expression; ::text and ::attr(NAME) take a text or an attribute.",
        "xpath": "An XPath 1.0 expression.",
        "jmespath": "A JMESPath expression, for JSON.",
    },
    Bounds: {
        "min": "Below it the night is not complete.",
        "max": "Above it there is a warning.",
    },
}


def board_schema() -> dict[str, Any]:
    """The schema of `config/boards/<board>.yml` (draft 2020-12) as it is written, every key with what it means."""
    schema: dict[str, Any] = _as_written(BoardSpec.model_json_schema())
    definitions = schema["$defs"]
    for model in models():
        definition = schema if model is BoardSpec else definitions[model.__name__]
        for key, said in descriptions(model).items():
            definition["properties"][key] = {**definition["properties"][key], "description": said}
    definitions["Selector"]["oneOf"] = _one_way()
    definitions["Selectors"] = SELECTORS
    filled = definitions["Bound"]["properties"]["filled"]
    filled["propertyNames"] = {"anyOf": [filled["propertyNames"], {"enum": sorted(SINGULAR)}]}
    schema["allOf"] = [*_by_kind()]
    return {"$schema": DIALECT, **schema, "title": "A board of adwatch"}


def models() -> list[type[BaseModel]]:
    """Every model that a board's file consists of, the file itself first."""
    found: list[type[BaseModel]] = [BoardSpec]
    for model in found:  # grows while it is walked
        for field in model.model_fields.values():
            found.extend(each for each in _models_in(field.annotation) if each not in found)
    return found


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """What each key of a model means, on one line."""
    here = SAID.get(model, {})
    said = {key: field.description or here.get(key, "") for key, field in model.model_fields.items()}
    return {key: " ".join(text.split()) for key, text in said.items() if text}


def _as_written(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """The schema with what pydantic cannot know: a list of selectors may be written as one of them, or as a text."""
    if isinstance(schema, list):
        return [_as_written(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "array" and schema.get("items") == SELECTOR:
        kept = {key: value for key, value in schema.items() if key in {"default", "description", "title"}}
        return {**kept, "$ref": "#/$defs/Selectors"}
    return {key: _as_written(value) for key, value in schema.items()}


def _one_way() -> list[dict[str, Any]]:
    """Exactly one way to find a value, or a regular expression alone."""
    by_way = [{"required": [way]} for way in WAYS]
    return [*by_way, {"required": ["regex"], "not": {"anyOf": by_way}}]


def _by_kind() -> Iterator[dict[str, Any]]:
    """What a kind of board needs, and what only it may have."""
    rendered = {"properties": {"kind": {"const": BoardKind.RENDERED.value}}, "required": ["kind"]}
    by_format = {"properties": {"kind": {"enum": list(BY_FORMAT)}}, "required": ["kind"]}
    yield {"if": rendered, "then": {"required": ["render"]}, "else": {"not": {"required": ["render"]}}}
    yield {"if": {"not": by_format}, "then": {"properties": {"listing": {"required": ["url", "entries", "id"]}}}}


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
