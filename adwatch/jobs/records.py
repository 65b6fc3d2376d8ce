"""Reading import files line by line: JSONL or CSV, from a file or standard input."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, BinaryIO

from pydantic import ValidationError

from adwatch.specs.record import ImportRecord

LIST_FIELDS = frozenset({"phones", "emails", "handles", "languages", "photo_hashes"})
LONGEST_LINE = 1_000_000  # characters: no advert is longer, and no line may fill the memory


class RecordFormat(StrEnum):
    """How an import file is written."""

    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that can't be taken in: its line (1 is the file's first), the field, and why."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class GoodRecord:
    """A record that says what it must, with its line."""

    line: int
    record: ImportRecord
    unknown: frozenset[str]


def read_records(source: BinaryIO, form: RecordFormat | None = None) -> Iterator[GoodRecord | BadRecord]:
    """Every record of `source`, one at a time. Without `form` the first character tells: `{` begins JSONL."""
    lines = _lines(source)
    first = next(lines, None)
    if first is None:
        return
    looks_json = first[1].lstrip("\ufeff \t\r\n").startswith("{")
    everything = chain([first], lines)
    jsonl = form is RecordFormat.JSONL or (form is None and looks_json)
    yield from _read_jsonl(everything) if jsonl else _read_csv(everything)


def _lines(source: BinaryIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), start=1):
        # A byte that is no UTF-8 stays visible as a lone surrogate, so that the record can be refused by name.
        yield number, line.decode("utf-8", "surrogateescape")


def _read_jsonl(lines: Iterable[tuple[int, str]]) -> Iterator[GoodRecord | BadRecord]:
    for number, line in lines:
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        if fault := _undecodable(text):
            yield BadRecord(number, "record", fault)
            continue
        try:
            values = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error) or "too deeply nested"
            yield BadRecord(number, "record", f"not JSON: {reason}")
            continue
        if not isinstance(values, dict):
            yield BadRecord(number, "record", f"found {type(values).__name__}, allowed: a JSON object")
            continue
        yield _record(number, values)


def _read_csv(lines: Iterable[tuple[int, str]]) -> Iterator[GoodRecord | BadRecord]:
    place = [0]

    def counted() -> Iterator[str]:
        for number, line in lines:
            place[0] = number
            yield line.removeprefix("\ufeff") if number == 1 else line

    source = counted()
    header = next(source, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        start = place[0] + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRecord(start, "record", f"not CSV: {error}")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names):
            yield BadRecord(start, "record", f"found {len(row)} cells, allowed: {len(names)}, as the header has")
            continue
        if fault := next(filter(None, map(_undecodable, row)), None):
            yield BadRecord(start, "record", fault)
            continue
        try:
            values = {name: _cell(name, cell.strip()) for name, cell in zip(names, row, strict=False) if cell.strip()}
        except ValueError as error:
            yield BadRecord(start, "record", str(error))
            continue
        yield _record(start, values)


def _cell(name: str, cell: str) -> Any:  # noqa: ANN401 - what pydantic then checks
    """A CSV cell as JSON would have it: lists and prices as JSON, or `a|b` and `60=150|30=80`."""
    if name in LIST_FIELDS:
        return json.loads(cell) if cell.startswith("[") else [part.strip() for part in cell.split("|") if part.strip()]
    if name == "prices":
        if cell.startswith("{"):
            return json.loads(cell)
        pairs = (part.partition("=" if "=" in part else ":") for part in cell.split("|"))
        return {minutes.strip(): euros.strip() for minutes, _, euros in pairs}
    return cell


def _record(line: int, values: dict[str, Any]) -> GoodRecord | BadRecord:
    try:
        record = ImportRecord.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in fault["loc"]) or "record"
        return BadRecord(line, field, fault["msg"].removeprefix("Value error, "))
    return GoodRecord(line, record, frozenset(values) - ImportRecord.model_fields.keys())


def _undecodable(text: str) -> str | None:
    return "bytes that are no UTF-8" if any("\udc80" <= letter <= "\udcff" for letter in text) else None


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")
