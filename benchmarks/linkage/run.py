"""The command: which parts are run, in which order, and where what they found goes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.linkage.folders import BUNDLED, run_folders
from benchmarks.linkage.grid import run_grid
from benchmarks.linkage.nights import run_nights
from benchmarks.linkage.sections import Section
from benchmarks.linkage.seeds import run_seeds
from benchmarks.linkage.workers import Workers

PARTS = ("seeds", "grid", "folder", "nights", "peers", "scale")
DOCUMENT, PICTURE = Path("docs/linkage-benchmark.md"), Path("docs/linkage-benchmark.svg")
HEAD = """# How well adverts are linked, and how quickly

Written by `make bench-resolve WRITE=1`. Everything here is measured on invented adverts with a known truth; none of the
seeds was used while the linkage was made (that were 1 to 20). F1 is over pairs of adverts unless it says B-cubed; the
own estimate is what a run expects of itself without any label. Times hold for the machine at hand; the ratios beside
them are what to compare.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the parts that are asked for, print them, and write them down where that is asked for."""
    options = _parser().parse_args(arguments)
    console = Console(width=options.width)
    for part in [options.part] if options.part else PARTS:
        sections = _run(part, options)
        for section in sections:
            section.show(console)
        if options.write:
            write(part, sections)
    return 0


def write(part: str, sections: Sequence[Section], document: Path = DOCUMENT) -> None:
    """Write one part into the document, in the place of what stood there of it; the other parts stay."""
    kept = document.read_text(encoding="utf-8") if document.exists() else ""
    parts = dict(re.findall(r"<!-- (\w+) -->\n(.*?)(?=<!-- \w+ -->\n|\Z)", kept, re.DOTALL))
    parts[part] = "\n".join(one.as_markdown() for one in sections) + "\n"
    if part == "scale" and PICTURE.exists():
        parts[part] += f"![F1 and seconds against the number of adverts]({PICTURE.name})\n\n"
    body = "".join(f"<!-- {name} -->\n{parts[name]}" for name in PARTS if name in parts)
    document.write_text(f"{HEAD}\n{body.rstrip()}\n", encoding="utf-8")


def _run(part: str, options: argparse.Namespace) -> list[Section]:
    """One part. Peers are imported only where they are asked for: the other parts do without their libraries."""
    workers, quick = Workers(options.workers), options.quick
    folders = options.folders or [BUNDLED]
    present = [folder for folder in folders if folder != BUNDLED or folder.is_dir()]
    parts: dict[str, Callable[[], list[Section]]] = {
        "seeds": lambda: [run_seeds(workers, quick=quick)],
        "grid": lambda: [run_grid(workers, quick=quick)],
        "folder": lambda: [run_folders(workers, present, quick=quick)] if present else [],
        "nights": lambda: [run_nights(workers, quick=quick)],
        "peers": lambda: [_peers(present, quick=quick)],
        "scale": lambda: [_scale(options)],
    }
    return parts[part]()


def _peers(folders: Sequence[Path], *, quick: bool) -> Section:
    from benchmarks.linkage.peers import run_peers  # noqa: PLC0415 - see _run

    return run_peers(folders, quick=quick)


def _scale(options: argparse.Namespace) -> Section:
    from benchmarks.linkage.plot import plot  # noqa: PLC0415 - see _run
    from benchmarks.linkage.scale import run_scale  # noqa: PLC0415 - see _run

    section, runs = run_scale(quick=options.quick)
    if options.write:
        plot(runs, PICTURE)
    return section


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="one part alone; without, all of them")
    parser.add_argument("folders", nargs="*", type=Path, help="folders with observations.jsonl and truth.csv")
    parser.add_argument("--quick", action="store_true", help="fewer seeds, cells and sizes: about three minutes")
    parser.add_argument("--write", action="store_true", help=f"write what was found to {DOCUMENT}")
    parser.add_argument("--workers", type=int, default=2, help="processes for what is not timed")
    parser.add_argument("--width", type=int, help="columns of the terminal")
    return parser
