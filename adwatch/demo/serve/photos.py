"""Invented pictures: a soft pattern of light and dark that follows from a seed alone."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from random import Random

COLUMNS, ROWS = 9, 8
TILE = 24  # pixels; 216 × 192 for a whole picture


@lru_cache(maxsize=512)
def draw_photo(seed: int) -> bytes:
    """A PNG of 216 × 192 pixels; equal seeds give equal pictures, others give others to the eye and to a dhash."""
    chance = Random(seed)
    colour = [chance.uniform(0.45, 1.0) for _ in range(3)]
    rows = []
    for _ in range(ROWS):
        shades = [chance.randrange(24, 256) for _ in range(COLUMNS)]
        line = b"".join(bytes(int(shade * part) for part in colour) * TILE for shade in shades)
        rows.append((b"\x00" + line) * TILE)
    header = struct.pack(">IIBBBBB", COLUMNS * TILE, ROWS * TILE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
