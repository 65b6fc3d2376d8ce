"""How long cleaning one advert takes on one core, over the demo's adverts: `python benchmarks/clean_speed.py`.

The tables and the first use of every reader are paid for before the clock starts; each advert is timed once, so that
nothing is answered from a memory of the same text. `--outputs FILE` writes what was understood, one line per advert, to
compare two states of the code.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from adwatch.clean.advert import clean_advert, content_of
from adwatch.clean.ages import find_age
from adwatch.clean.emails import find_emails
from adwatch.clean.handles import find_handles
from adwatch.clean.languages import find_languages
from adwatch.clean.origins import find_origin
from adwatch.clean.persons import find_persons
from adwatch.clean.phones import find_phones, parse_phones
from adwatch.clean.placing import place_advert
from adwatch.clean.prices import find_prices
from adwatch.clean.text import tidy
from adwatch.clean.words import read_words
from adwatch.demo.boards import BOARDS
from adwatch.demo.province import DemoProvince
from adwatch.demo.shown import ShownAdvert
from adwatch.domain.adverts import Advert, RawAdvert

FIRST = date(2020, 9, 1)
WARM_UP = 200
READERS: dict[str, Callable[[str], object]] = {
    "tidy": tidy, "read_words": read_words, "find_phones": find_phones, "find_emails": find_emails,
    "find_handles": find_handles, "find_age": find_age, "find_prices": find_prices, "find_origin": find_origin,
    "find_languages": find_languages, "find_persons": find_persons,
}  # fmt: skip


def raw_of(shown: ShownAdvert) -> RawAdvert:
    """Return an advert as a reader takes it off the board's page: what the page shows, and nothing else."""
    return RawAdvert(
        board=shown.board, advert_id=shown.advert_id, title=shown.title, text=shown.text, alias=shown.alias,
        account=shown.account, age=shown.age, phones=shown.contact, origin=shown.origin, languages=shown.languages,
        prices=dict(shown.prices), place=shown.place, postcode=shown.postcode, posted_on=shown.posted_on.isoformat(),
    )  # fmt: skip


def distinct(seed: int) -> Iterator[RawAdvert]:
    """Yield every version of every advert of the demo once, from `FIRST` on."""
    province, known = DemoProvince(seed), set()
    for week in range(52):
        for board in BOARDS:
            for shown in province.on(board.name, FIRST + timedelta(days=7 * week)):
                version = (shown.board, shown.advert_id, shown.revision)
                if version not in known:
                    known.add(version)
                    yield raw_of(shown)


def timed(work: Callable[..., object], *given: object) -> float:
    """Return how many milliseconds `work` takes on what is `given`."""
    start = perf_counter()
    work(*given)
    return (perf_counter() - start) * 1e3


def clean(advert: RawAdvert) -> Advert:
    """Clean one advert as a crawl of the first night would."""
    return clean_advert(advert, reference=FIRST)


def declared_phones(advert: RawAdvert) -> tuple[str, ...]:
    """Read the board's own field of contacts."""
    return parse_phones(advert.phones)


def shares(adverts: list[RawAdvert]) -> list[tuple[str, float]]:
    """Return the median milliseconds of each reader on its own, with a text that it has not seen."""
    texts = [f"{advert.title}\n{advert.text}" for advert in adverts]
    spent = [
        (name, median(timed(read, f"{text} {place}") for text in texts))
        for place, (name, read) in enumerate(READERS.items())
    ]
    whole = [
        (read.__name__, median(timed(read, advert) for advert in adverts)) for read in (declared_phones, place_advert)
    ]
    return sorted([*spent, *whole], key=lambda row: -row[1])


def main() -> int:
    """Print the median, the 90th percentile and the worst, and what each reader takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adverts", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--outputs", type=Path)
    options = parser.parse_args()
    drawn = list(islice(distinct(options.seed), WARM_UP + options.adverts))
    for advert in drawn[:WARM_UP]:
        clean(advert)
    adverts = drawn[WARM_UP:]
    times = [timed(clean, advert) for advert in adverts]
    size = median(len(advert.title) + len(advert.text) for advert in adverts)
    sys.stdout.write(
        f"{len(adverts)} adverts, median {size:.0f} characters: median {median(times):.2f} ms, "
        f"90th percentile {quantiles(times, n=10)[-1]:.2f} ms, worst {max(times):.2f} ms\n"
    )
    for name, spent in shares(adverts):
        sys.stdout.write(f"  {name:16} {spent:.3f} ms\n")
    if options.outputs:
        cleaned = (content_of(clean(advert)) for advert in adverts)
        options.outputs.write_text("".join(json.dumps(content) + "\n" for content in cleaned), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
