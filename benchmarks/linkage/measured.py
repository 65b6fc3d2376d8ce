"""A piece of work in a process of its own: what it gave, how long it took, and the most memory it ever held."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.linkage.facts import Facts
from benchmarks.linkage.scores import Scores, score_labels

Labels: TypeAlias = NDArray[np.int64]
Source: TypeAlias = Callable[[], Facts]
Contender: TypeAlias = Callable[[Facts], dict[str, Labels]]
"""Gives one clustering or several (by the name of what sets them apart) of the adverts."""


@dataclass(frozen=True, slots=True)
class Run:
    """One contender on one set of adverts: scores by clustering, seconds from facts to clusters, peak megabytes.

    `megabytes` holds everything in the process, the adverts and the libraries, too. `fault` says why there are no
    scores.
    """

    contender: str
    rows: int
    scores: dict[str, Scores]
    seconds: float = 0.0
    megabytes: float = 0.0
    fault: str = ""


def measure(name: str, contender: Contender, source: Source, rows: int, limit: float) -> Run:
    """Run a contender alone in a new process, for `limit` seconds at most."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(sender, name, contender, source))
    child.start()
    sender.close()
    try:
        if not receiver.poll(limit):
            return Run(name, rows, {}, fault=f"not done in {limit:.0f} s")
        found: Run = receiver.recv()
    except EOFError:
        return Run(name, rows, {}, fault="died")
    finally:
        child.kill()
        child.join()
    return found


def _work(sender: Connection, name: str, contender: Contender, source: Source) -> None:
    facts = source()
    started = perf_counter()
    try:
        answers = contender(facts)
    except Exception as fault:  # noqa: BLE001 - what stops a contender is told in its row
        told = str(fault).splitlines() or [""]
        sender.send(Run(name, len(facts.truth), {}, fault=f"{type(fault).__name__}: {told[0][:80]}"))
        return
    seconds = perf_counter() - started
    peak = peak_megabytes()
    scores = {key: score_labels(facts.truth, labels) for key, labels in answers.items()}
    sender.send(Run(name, len(facts.truth), scores, seconds, peak))


def peak_megabytes() -> float:
    """The most memory this process has held since it began (the high-water mark of Linux; 0 elsewhere)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
