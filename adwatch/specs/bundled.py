"""Where the files that travel with the package stand: in a wheel inside it, in a checkout at the top level."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def bundled(name: str) -> Path:
    """The folder `migrations`, `spiders` or `config` that belongs to this very installation."""
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name
