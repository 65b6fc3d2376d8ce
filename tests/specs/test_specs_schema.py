"""The JSON Schema for editors: what it allows is what the models allow, and every key says what it means."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.bundled import bundled
from adwatch.specs.schema import board_schema, descriptions, models
from adwatch.specs.selectors import AdvertField

SCHEMA = board_schema()
DEMO = sorted((bundled("config") / "boards").glob("*.yml"))
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
SMALL = {
    "title": "Proef",
    "home": "https://proef.example/",
    "municipalities": ["Assen"],
    "listing": {"url": "/", "entries": "li", "id": "::attr(id)", "link": "a::attr(href)"},
    "advert": {"fields": {"title": "h1"}},
}


def valid(value, schema, at="file"):
    """The part of JSON Schema 2020-12 that the schema of a board uses; a keyword that is not known here fails."""
    return not list(faults(value, schema, at))


def faults(value, schema, at):
    for keyword, said in schema.items():
        yield from CHECKS[keyword](value, said, schema, at)


def of_type(value, said, schema, at):
    kinds = TYPES[said]
    if not isinstance(value, kinds) or (isinstance(value, bool) and said in {"integer", "number"}):
        yield f"{at}: {value!r} is no {said}"


def branches(value, said, at, least, most):
    met = sum(valid(value, each, at) for each in said)
    if not least <= met <= most:
        yield f"{at}: {met} alternatives hold"


def by_condition(value, said, schema, at):
    yield from faults(value, schema.get("then" if valid(value, said) else "else", {}), at)


def in_properties(value, said, schema, at):
    for key in said if isinstance(value, dict) else ():
        if key in value:
            yield from faults(value[key], said[key], f"{at}.{key}")


def further_properties(value, said, schema, at):
    for key in value if isinstance(value, dict) else ():
        if key not in schema.get("properties", {}):
            if said is False:
                yield f"{at}: the unknown key {key}"
            elif said is not True:
                yield from faults(value[key], said, f"{at}.{key}")


def unless(fault, kind=object):
    def check(value, said, schema, at):
        if isinstance(value, kind) and fault(value, said):
            yield f"{at}: {value!r} beside {said!r}"

    return check


def nothing(value, said, schema, at):
    return ()


CHECKS = {
    **dict.fromkeys(("$schema", "$defs", "title", "description", "default", "then", "else"), nothing),
    "$ref": lambda value, said, schema, at: faults(value, SCHEMA["$defs"][said.removeprefix("#/$defs/")], at),
    "type": of_type,
    "enum": unless(lambda value, said: value not in said),
    "const": unless(lambda value, said: value != said),
    "pattern": unless(lambda value, said: not re.search(said, value), str),
    "minimum": unless(lambda value, said: value < said, (int, float)),
    "maximum": unless(lambda value, said: value > said, (int, float)),
    "minItems": unless(lambda value, said: len(value) < said, list),
    "required": unless(lambda value, said: set(said) - set(value), dict),
    "not": unless(valid),
    "anyOf": lambda value, said, schema, at: branches(value, said, at, 1, len(said)),
    "oneOf": lambda value, said, schema, at: branches(value, said, at, 1, 1),
    "allOf": lambda value, said, schema, at: (fault for each in said for fault in faults(value, each, at)),
    "if": by_condition,
    "properties": in_properties,
    "additionalProperties": further_properties,
    "propertyNames": lambda value, said, schema, at: (fault for key in value for fault in faults(key, said, at)),
    "items": lambda value, said, schema, at: (
        fault for each in (value if isinstance(value, list) else ()) for fault in faults(each, said, at)
    ),
}


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.stem)
def test_the_demos_boards_are_valid_as_they_are_written(file):
    assert list(faults(yaml.safe_load(file.read_text()), SCHEMA, "file")) == []


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_key_has_its_meaning_and_no_other_key_is_allowed(model):
    definition = SCHEMA if model is BoardSpec else SCHEMA["$defs"][model.__name__]
    assert definition["additionalProperties"] is False
    assert set(definition["properties"]) == set(model.model_fields) == set(descriptions(model))
    for key, schema in definition["properties"].items():
        assert schema["description"].endswith("."), (model, key)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_key_stands_in_the_page_that_documents_them(model):
    page = (Path(__file__).parents[2] / "docs" / "boards.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert set(model.model_fields) <= rows


def test_every_field_and_kind_and_no_key_that_is_none_stands_there():
    page = (Path(__file__).parents[2] / "docs" / "boards.md").read_text(encoding="utf-8")
    known = {key for model in models() for key in model.model_fields}
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) <= known
    (fields,) = re.findall(r"^\| `fields` \| (title.*?) \|$", page, re.MULTILINE)
    assert set(fields.split(", ")) == {field.value for field in AdvertField}
    for kind in BoardKind:
        assert f"`{kind.value}`" in page


def changed(**keys):
    return {**SMALL, **keys}


def listing(**keys):
    return changed(listing={**SMALL["listing"], **keys})


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        (SMALL, True),
        (listing(id={"css": "a", "regex": "(x)"}), True),
        (listing(id=["a", {"label": "Nummer"}, {"regex": "nr (.*)"}]), True),
        (listing(id=[]), False),
        (listing(id=3), False),
        (listing(id={"css": "a", "xpath": "a"}), False),
        (listing(id={"join": " "}), False),
        (listing(link="/a/{id}"), True),
        (listing(link={"css": "a::attr(href)"}), True),
        (listing(entrys="li"), False),
        (changed(listing={"url": "/"}), False),
        (changed(kind="sitemap", listing={"url": "/sitemap.xml"}), True),
        (changed(kind="rendered"), False),
        (changed(kind="rendered", render={"wait_for": "ul"}), True),
        (changed(render={"wait_for": "ul"}), False),
        (changed(kind="telepathic"), False),
        (changed(municipalities=[]), False),
        (changed(municipalities="Assen"), False),
        (changed(bounds={"min": {"adverts": 40, "filled": {"title": 0.99, "phone": 0.6}}}), True),
        (changed(bounds={"min": {"filled": {"colour": 0.6}}}), False),
        (changed(bounds={"min": {"filled": {"title": 1.6}}}), False),
        (changed(advert={"fields": {"title": "h1"}, "prices": {"rows": "tr", "duration": "th", "price": "td"}}), True),
        (changed(advert={"fields": {"title": "h1"}, "prices": {"rows": "tr"}}), False),
        (changed(advert={"fields": {"colour": "h1"}}), False),
    ],
)
def test_it_allows_what_the_models_allow(written, allowed):
    assert valid(written, SCHEMA) is allowed
    try:
        BoardSpec.model_validate(written)
    except ValidationError:
        assert not allowed
    else:
        assert allowed
