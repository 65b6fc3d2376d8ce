"""Synthetic pages, each in a folder: the page, what is said about it (`meta.yml`), and what must be read from it."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from adwatch.errors import BoardChanged
from adwatch.reading import barrier, feed, html
from adwatch.reading import json as answers
from adwatch.specs.board import BoardKind, BoardSpec

PAGES = Path(__file__).parent / "pages"
LISTING = {"url": "/{municipality.slug}", "entries": "li", "id": "a::attr(href)", "link": "a::attr(href)"}
READERS = {BoardKind.JSON: answers, BoardKind.FEED: feed, BoardKind.SITEMAP: feed}


def make_spec(**said: Any) -> BoardSpec:
    """A board's specification, of which a test says what matters to it."""
    plain = {"title": "Proefbord", "home": "https://proefbord.example/", "municipalities": ["Assen"]}
    return BoardSpec.model_validate(plain | {"listing": LISTING} | said)


@dataclass(frozen=True)
class Case:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def meta(self) -> dict[str, Any]:
        return yaml.safe_load((self.folder / "meta.yml").read_text())

    @cached_property
    def expected(self) -> dict[str, Any]:
        return json.loads((self.folder / "expected.json").read_text())

    @cached_property
    def read(self) -> dict[str, Any]:
        """What is read from the page, in the words of `expected.json`."""
        [page] = self.folder.glob("page.*")
        spec = make_spec(**self.meta["board"])
        reader = READERS.get(spec.kind, html)
        try:
            parsed = reader.parse(page.read_bytes(), self.meta.get("declared"))
            return READ[self.meta["reads"]](reader, parsed, self.meta["url"], spec)
        except BoardChanged as fault:
            return {"fault": str(fault)}


def read_advert(reader: Any, parsed: Any, url: str, spec: BoardSpec) -> dict[str, Any]:
    found = reader.find_advert(parsed, url, spec)
    advert = reader.read_advert(parsed, "proefbord", "17", url, spec)
    assert reader.find_prices(parsed, spec) == advert.prices
    return plain(asdict(advert)) | {"by": {field.value: each.by for field, each in found.items()}}


def read_listing(reader: Any, parsed: Any, url: str, spec: BoardSpec) -> dict[str, Any]:
    return plain(asdict(reader.read_listing(parsed, "proefbord", url, spec)))


def read_barrier(reader: Any, parsed: Any, url: str, spec: BoardSpec) -> dict[str, Any]:
    return {"barrier": barrier.barrier(parsed)}


READ = {"advert": read_advert, "listing": read_listing, "barrier": read_barrier}


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def among(expected: Any, read: Any) -> Any:
    """`read` without what `expected` does not speak of, so that a failure shows just the difference."""
    if isinstance(expected, dict) and isinstance(read, dict):
        return {name: among(each, read.get(name)) for name, each in expected.items()}
    if isinstance(expected, list) and isinstance(read, list) and len(expected) == len(read):
        return [among(each, other) for each, other in zip(expected, read, strict=True)]
    return read


CASES = [Case(folder) for folder in sorted(PAGES.iterdir())]
