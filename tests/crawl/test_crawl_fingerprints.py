"""Fingerprints of images: only where specification and mandate both say so, and never the image itself."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from routed_board import HTML, RoutedBoard
from sqlalchemy import select

from adwatch.crawl.fingerprints import fingerprint
from adwatch.jobs.crawling import crawl
from adwatch.store import tables

NIGHT = date(2021, 3, 14)
SPEC = """
title: Proef
home: {home}
municipalities: [Assen]
delay_seconds: 0
photo_fingerprints: {wanted}
listing: {{url: "/{{municipality.slug}}", entries: li, id: "a::text", link: "a::attr(href)"}}
advert:
  fields: {{title: h1, text: p, photos: "img::attr(src)"}}
"""


def picture(shade=0, size=(64, 64), form="PNG"):
    """An invented pattern of stripes."""
    image = Image.new("L", size)
    image.putdata([(x * 5 + (y * 3 if (x // 7) % 2 else shade)) % 256 for y in range(size[1]) for x in range(size[0])])
    written = BytesIO()
    image.save(written, form)
    return written.getvalue()


@pytest.fixture
def routed():
    board = RoutedBoard()
    board.robots = "User-agent: *\nDisallow: /geheim/\n"
    images = '<img src="/een.png"><img src="/geheim/twee.png"><img src="/stuk.png"><img src="http://localhost:1/x.png">'
    board.routes = {
        "/assen": '<ul><li><a href="/a/1">een</a></li></ul>',
        "/a/1": f"<h1>Titel</h1><p>Rustige tekst over thee</p>{images}",
        "/een.png": (picture(), "image/png", {}),
        "/geheim/twee.png": (picture(90), "image/png", {}),
        "/stuk.png": (b"geen beeld", HTML, {}),
    }
    yield board
    board.close()


def crawled(office, home, routed, *, wanted=True, mandated=True):
    (home / "config" / "boards" / "proef.yml").write_text(SPEC.format(home=routed.home, wanted=str(wanted).lower()))
    mandate = home / "config" / "mandate.toml"
    if not mandated:
        mandate.write_text(mandate.read_text().replace('"photo_fingerprints", ', ""))
    (run,) = crawl(office, night=NIGHT)
    with office.store.begin() as connection:
        kinds = Counter(connection.execute(select(tables.Feature.kind)).scalars())
    return run, kinds


def test_an_image_becomes_a_token_and_four_bands(office, home, routed):
    run, kinds = crawled(office, home, routed)
    assert (kinds["photo"], kinds["photo_band"]) == (1, 4)
    assert [row.status.value for row in run.coverage()] == ["complete"]
    assert "/een.png" in routed.paths()
    assert "/geheim/twee.png" not in routed.paths()


@pytest.mark.parametrize(("wanted", "mandated"), [(False, True), (True, False)])
def test_without_both_words_no_image_is_asked_for(office, home, routed, wanted, mandated):
    _, kinds = crawled(office, home, routed, wanted=wanted, mandated=mandated)
    assert kinds["photo"] == 0
    assert routed.paths() == ["/assen", "/a/1"]


def test_no_image_is_kept(office, home, routed):
    crawled(office, home, routed)
    image = picture()
    with office.store.begin() as connection:
        for table in tables.Table.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert not [value for value in row if isinstance(value, bytes) and image[:64] in value], table.name
    assert not list(home.rglob("*.png"))


def test_a_copy_that_was_made_smaller_has_a_near_fingerprint():
    whole, small = fingerprint(picture(size=(128, 128))), fingerprint(picture(size=(128, 128), form="JPEG"))
    assert (int(whole, 16) ^ int(small, 16)).bit_count() <= 6


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"<svg/>"])
def test_what_is_no_image_has_none(body):
    assert fingerprint(body) is None
