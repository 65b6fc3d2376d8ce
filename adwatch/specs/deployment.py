"""One folder holds a deployment; this is where everything in it stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adwatch.errors import BadInput
from adwatch.specs.loading import load_toml
from adwatch.specs.settings import Settings

HOME_VARIABLE = "ADWATCH_HOME"
SETTINGS = Path("config/adwatch.toml")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment's folder (absolute) and its settings."""

    home: Path
    settings: Settings

    @property
    def config_dir(self) -> Path:
        """The folder of all configuration."""
        return self.home / "config"

    @property
    def settings_file(self) -> Path:
        """How the deployment works."""
        return self.home / SETTINGS

    @property
    def mandate_file(self) -> Path:
        """What the deployment may do."""
        return self.config_dir / "mandate.toml"

    @property
    def events_file(self) -> Path:
        """Dated events, for charts."""
        return self.config_dir / "events.yml"

    @property
    def boards_dir(self) -> Path:
        """One file per board."""
        return self.config_dir / "boards"

    @property
    def provinces_dir(self) -> Path:
        """One file per province."""
        return self.config_dir / "provinces"

    @property
    def keys_file(self) -> Path:
        """The keys, which never stand in the database."""
        return self.home / self.settings.keys.file

    @property
    def database_url(self) -> str:
        """The store's URL, as SQLAlchemy takes it."""
        return self.settings.database.url_in(self.home)


def find_home(option: Path | None, *, environ: Mapping[str, str] | None = None, current: Path | None = None) -> Path:
    """The deployment's folder: `option`, else ADWATCH_HOME, else the current folder; `BadInput` where it is none.

    `environ` and `current` stand for the process's own, in tests.
    """
    named = (environ if environ is not None else os.environ).get(HOME_VARIABLE)
    here = current or Path.cwd()
    folder, said = next(
        (Path(path).expanduser(), origin)
        for path, origin in ((option, "--home"), (named, HOME_VARIABLE), (here, "the current folder"))
        if path
    )
    home = (here / folder).resolve()
    if not (home / SETTINGS).is_file():
        raise BadInput(
            f"{said} {home} is no deployment: it has no {SETTINGS}; make one with `adwatch init DIR`, "
            f"or name one with --home DIR or {HOME_VARIABLE}"
        )
    return home


def load_deployment(home: Path) -> Deployment:
    """The deployment in `home`; raises `ConfigFault` for its settings."""
    return Deployment(home, load_toml(home / SETTINGS, Settings))
