"""What pydantic found wrong, said in one line for the person who writes the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

LONGEST_SHOWN = 80
"""Characters of a wrong value that a fault repeats (assumed: fits a line)."""

_CREDENTIALS = re.compile(r"(?<=://)[^/\s]*@")

# pydantic's name of an error → what is allowed, filled from the error's context.
_ALLOWED = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date, as 2026-01-31",
    "date_parsing": "a date, as 2026-01-31",
    "date_from_datetime_parsing": "a date, as 2026-01-31",
    "date_from_datetime_inexact": "a date without a time, as 2026-01-31",
    "dict_type": "keys with values",
    "enum": "{expected}",
    "float_parsing": "a number",
    "float_type": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "list_type": "a list",
    "literal_error": "{expected}",
    "model_attributes_type": "keys with values",
    "model_type": "keys with values",
    "string_pattern_mismatch": "text of the form {pattern}",
    "string_too_long": "text of at most {max_length} characters",
    "string_too_short": "text of at least {min_length} characters",
    "string_type": "text",
    "too_long": "at most {max_length} of them",
    "too_short": "at least {min_length} of them",
    "tuple_type": "a list",
}


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()
"""Found where a value should be; prints as the bare word."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The parts of a `ConfigFault` below its file."""

    key: str
    found: object
    allowed: str
    hint: str


def first_fault(error: ValidationError, raw: object, model: type[BaseModel]) -> Fault:
    """The first thing wrong with `raw`, read as a `model`, and in its hint how many more there are.

    A key that is not known comes before one that is lacking: a typing slip makes both, and only the first shows it.
    """
    details = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
    fault = _fault(details[0], raw, model)
    more = len(details) - 1
    counted = f"{more} more fault{'s' if more > 1 else ''} in this file" if more else ""
    return Fault(fault.key, fault.found, fault.allowed, "; ".join(filter(None, (fault.hint, counted))))


def shown(value: object) -> object:
    """`value` as a message may repeat it: cut to a line's length, without the password of an address."""
    text = value if isinstance(value, str) else repr(value)
    masked = _CREDENTIALS.sub("***@", text)
    short = masked if len(masked) <= LONGEST_SHOWN else f"{masked[:LONGEST_SHOWN]}…"
    return short if isinstance(value, str) or short != text else value


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The one of `known` that `word` was most likely meant to be, if any comes near."""
    return next(iter(difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)), None)


def _fault(detail: ErrorDetails, raw: object, model: type[BaseModel]) -> Fault:
    path = _path_in(raw, detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, model)
        case "missing":
            return Fault(_dotted(path), NOTHING, "this key is required", "")
        case _:
            return Fault(_dotted(path) or "file", shown(detail["input"]), _allowed(detail), "")


def _allowed(detail: ErrorDetails) -> str:
    pattern = _ALLOWED.get(detail["type"])
    if pattern:
        return pattern.format(**detail.get("ctx", {}))
    return detail["msg"].removeprefix("Value error, ")


def _unknown_key(path: Sequence[str | int], model: type[BaseModel]) -> Fault:
    word = str(path[-1])
    known = sorted(_keys(_models_at(model, path[:-1])))
    meant = nearest(word, known)
    hint = f"did you mean {meant!r}?" if meant else ""
    return Fault(_dotted(path), f"the unknown key {word}", ", ".join(known), hint)


def _path_in(raw: object, loc: Sequence[str | int]) -> list[str | int]:
    """`loc` without the names that pydantic adds for the members of a union: they are no keys of the file."""
    path: list[str | int] = []
    for depth, part in enumerate(loc):
        last = depth == len(loc) - 1
        inside = isinstance(raw, (Mapping, list)) and (isinstance(part, int) or isinstance(raw, Mapping))
        if not inside:
            continue
        found, value = _step(raw, part)
        if found or last:
            path.append(part)
            raw = value
    return path


def _step(raw: object, part: str | int) -> tuple[bool, object]:
    if isinstance(raw, Mapping):
        return part in raw, raw.get(part)
    if isinstance(raw, list) and isinstance(part, int) and part < len(raw):
        return True, raw[part]
    return False, None


def _dotted(path: Sequence[str | int]) -> str:
    parts = (
        f"[{part}]" if isinstance(part, int) else f".{part if part.isprintable() else repr(part)}" for part in path
    )
    return "".join(parts).removeprefix(".")


def _models_at(model: type[BaseModel], path: Sequence[str | int]) -> list[type[BaseModel]]:
    """The models that may stand at `path` below `model`; several where the file's author has a choice."""
    models = [model]
    for part in path:
        fields = (owner.model_fields.items() for owner in models)
        below = [_models_in(field.annotation) for name, field in chain(*fields) if part in (name, field.alias)]
        models = list(chain(*below)) or models
    return models


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _keys(models: Sequence[type[BaseModel]]) -> set[str]:
    return {field.alias or name for owner in models for name, field in owner.model_fields.items()}
