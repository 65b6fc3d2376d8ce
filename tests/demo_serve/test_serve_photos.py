from __future__ import annotations

import struct
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st
from serve_fake import fetch

from adwatch.demo.serve.photos import COLUMNS, ROWS, TILE, draw_photo


@settings(max_examples=20)
@given(st.integers(0, 2**31))
def test_a_picture_is_a_valid_png_of_its_size(seed):
    picture = draw_photo(seed)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    width, height = struct.unpack(">II", picture[16:24])
    length = struct.unpack(">I", picture[33:37])[0]
    pixels = zlib.decompress(picture[41 : 41 + length])
    assert (width, height, len(pixels)) == (COLUMNS * TILE, ROWS * TILE, ROWS * TILE * (COLUMNS * TILE * 3 + 1))
    assert struct.unpack(">I", picture[41 + length : 45 + length])[0] == zlib.crc32(picture[37 : 41 + length])


def test_equal_seeds_give_equal_pictures_and_others_others():
    assert draw_photo(5) == draw_photo.__wrapped__(5)
    assert draw_photo(5) != draw_photo(6)


def test_boards_serve_pictures(served):
    for url in served.urls.values():
        answer = fetch(f"{url}/foto/5.png")
        assert (answer.status, answer.headers["content-type"], answer.body) == (200, "image/png", draw_photo(5))
    assert fetch(f"{served.urls['marktvoorbeeld']}/foto/x.png").status == 404
