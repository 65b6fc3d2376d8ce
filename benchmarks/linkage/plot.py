"""F1 and time against the number of adverts, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import altair as alt

from benchmarks.linkage.contest import chosen
from benchmarks.linkage.measured import Run

WIDTH, HEIGHT = 300, 220


def plot(runs: Sequence[Run], path: Path) -> None:
    """Write the picture as SVG."""
    values = [
        {"contender": run.contender, "adverts": run.rows, "F1": chosen(run).f1, "seconds": max(run.seconds, 0.01)}
        for run in runs
        if run.scores
    ]
    base = alt.Chart(alt.Data(values=values)).mark_line().properties(width=WIDTH, height=HEIGHT)
    adverts = alt.X("adverts:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", values=_sizes(runs)))
    colour = alt.Color("contender:N", title=None, scale=alt.Scale(scheme="tableau10"))
    shape = alt.Shape("contender:N", title=None)  # a print in black and white tells them apart, too
    seconds = alt.Y("seconds:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=5))
    pictures = [
        base.encode(x=adverts, y=height, color=colour)
        + base.mark_point(filled=True, size=60).encode(x=adverts, y=height, color=colour, shape=shape)
        for height in (alt.Y("F1:Q", scale=alt.Scale(domain=[0, 1])), seconds)
    ]
    alt.hconcat(*pictures).configure_view(stroke=None).save(path)


def _sizes(runs: Sequence[Run]) -> list[int]:
    return sorted({run.rows for run in runs})
