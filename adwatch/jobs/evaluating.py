"""The linkage in the store against labels that a person, or the demo, knows to be true."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adwatch.errors import BadInput
from adwatch.jobs.office import Office
from adwatch.resolve.evaluation import Evaluation, evaluate
from adwatch.specs.mandate import Purpose
from adwatch.store import linkage

REQUIRED = ("board", "advert_id", "advertiser")
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Measured:
    """The comparison, over how many rows of the truth, and how many of them are not in the store."""

    evaluation: Evaluation
    compared: int
    missing: int


@dataclass(frozen=True, slots=True)
class _Label:
    board: str
    advert_id: str
    advertiser: str
    night: int | None


def evaluate_truth(office: Office, truth: Path) -> Measured:
    """Compare the advertisers found with those of the CSV file `truth`.

    A row with a night is the version that stood on that night, or the last one seen before; without, the advert's last.

    Raises:
        BadInput: the file can't be read, lacks a column, or names no advert that is here.
    """
    office.mandate.require(Purpose.FIGURES, office.today)
    with office.store.begin() as connection:
        answers = linkage.answers(connection)
        versions = linkage.sighted_versions(connection)
    true: list[str] = []
    found: list[int] = []
    missing = 0
    for label in _labels(truth):
        seen = versions.get(office.sealer.advert_token(label.board, label.advert_id).digest)
        answer = answers.get(_version(seen, label.night)) if seen else None
        if answer is None:
            missing += 1
            continue
        true.append(label.advertiser)
        found.append(answer[1])
    if not true:
        raise BadInput(
            f"{truth}: none of its {missing} adverts is in the store and linked; run `adwatch resolve` first"
        )
    return Measured(evaluate(true, found), len(true), missing)


def _version(seen: list[tuple[int, int]], night: int | None) -> int:
    if night is None:
        return seen[-1][1]
    return seen[max(0, bisect_right(seen, night, key=lambda each: each[0]) - 1)][1]


def _labels(path: Path) -> Iterator[_Label]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
            if lacking:
                raise BadInput(f"{path}: header: found {reader.fieldnames}, lacking: {', '.join(lacking)}")
            for row in reader:
                yield _Label(
                    row["board"], row["advert_id"], row["advertiser"], _night(path, reader.line_num, row.get("night"))
                )
    except OSError as fault:
        raise BadInput(f"{path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise BadInput(f"{path}: found bytes that are no UTF-8, allowed: a CSV file in UTF-8") from fault


def _night(path: Path, line: int, text: str | None) -> int | None:
    try:
        return date.fromisoformat(text.strip()[:10]).toordinal() - EPOCH_ORDINAL if text and text.strip() else None
    except ValueError as fault:
        raise BadInput(f"{path}: line {line}: night: found {text!r}, allowed: a date as 2021-03-14") from fault
