"""Making a deployment: one folder with configuration, keys and database."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from adwatch.clean.tables import read_table
from adwatch.errors import BadInput
from adwatch.guard.keys import create_key_file
from adwatch.specs.bundled import bundled
from adwatch.specs.deployment import SETTINGS, load_deployment
from adwatch.store.boards import load_municipalities
from adwatch.store.migrate import upgrade
from adwatch.store.session import Store

DEFAULT_URL = '# url = "sqlite:///adwatch.sqlite"'
TEMPLATES = ("adwatch.toml", "events.yml", "provinces/drenthe.yml")


def make_deployment(home: Path, *, invented: bool, database_url: str | None = None) -> Path:
    """Make a deployment in `home`, which may exist but hold none yet; return its folder.

    The mandate is a template to be filled in, or with `invented` one for invented people on loopback. Without a
    `database_url` the database is a SQLite file in the folder.

    Raises:
        BadInput: there is a deployment already, or the folder can't be written.
    """
    home = home.expanduser().resolve()
    if (home / SETTINGS).exists():
        raise BadInput(f"{home} is a deployment already; nothing was changed")
    try:
        (home / "config" / "boards").mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
        for name in TEMPLATES:
            _copy(name, home / "config" / name)
        _copy("mandate-invented.toml" if invented else "mandate.toml", home / "config" / "mandate.toml")
        if database_url is not None:
            _state_database(home / SETTINGS, database_url)
    except OSError as fault:
        raise BadInput(f"{home}: {fault.strerror}; name a folder that can be written") from fault
    deployment = load_deployment(home)
    if not deployment.keys_file.exists():
        create_key_file(deployment.keys_file)
    prepare_store(deployment.database_url)
    return home


def prepare_store(url: str) -> None:
    """Bring the database at `url` to this version's schema, and its list of municipalities up to date."""
    store = Store(url)
    try:
        upgrade(store)
        with store.begin() as connection:
            load_municipalities(connection, municipality_rows())
    finally:
        store.close()


def municipality_rows() -> Iterator[Mapping[str, Any]]:
    """Every municipality of the package's lists, those that were merged away among them."""
    for row in (*read_table("municipalities"), *read_table("former_municipalities")):
        yield {
            "code": row["code"],
            "name": row["name"],
            "province": row["province"],
            "valid_from": _date(row.get("valid_from")),
            "valid_to": _date(row.get("valid_to")),
            "successor": row.get("successor") or None,
        }


def _state_database(settings: Path, url: str) -> None:
    """Put the URL where the template has the default one as a comment."""
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace(DEFAULT_URL, f"url = {json.dumps(url)}", 1), encoding="utf-8")


def _copy(template: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(bundled("config") / template, target)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
