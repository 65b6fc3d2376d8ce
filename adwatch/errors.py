"""The exceptions of adwatch, each of which knows its exit code.

    AdwatchError              1   anything that adwatch itself reports
    ├── BadInput              2   a command, a file or a record says something that is not allowed
    │   ├── ConfigFault       2   a configuration file: names file, key, found and allowed
    │   └── UnknownName       2   a municipality, province or board that does not exist here
    ├── Refused               3   the mandate, robots.txt or a rule does not allow it
    ├── Incomplete            4   something was done, but not all of it could be seen
    │   └── BoardChanged      4   a page no longer has the shape its reader expects
    ├── StoreFault            5   the database can't be reached, or has another schema
    └── KeyFault              6   the key file is missing, open to others, or does not fit the data

Exit code 0 means complete, 130 interrupted. A command catches `AdwatchError` once, at its edge, and prints its
message as one line.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class AdwatchError(Exception):
    """Anything that adwatch reports to its user in one line."""

    exit_code = 1


class BadInput(AdwatchError):
    """What was given does not say what it must."""

    exit_code = 2


class ConfigFault(BadInput):
    """A configuration file says something that is not allowed."""

    def __init__(self, file: Path | str, key: str, found: object, allowed: str, hint: str = "") -> None:
        """Name the `file` and the dotted `key` in it, what was `found` there, what is `allowed`, and what to do."""
        self.file, self.key, self.found, self.allowed = str(file), key, found, allowed
        message = f"{file}: {key}: found {found!r}, allowed: {allowed}"
        super().__init__(f"{message}; {hint}" if hint else message)


class UnknownName(BadInput):
    """A name that is not known here."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        """Say which `kind` of thing was sought under which `name`, and which names there are."""
        nearest = ", ".join(known)
        message = f"unknown {kind} {name!r}" + (f"; known: {nearest}" if nearest else "")
        super().__init__(f"{message}; {hint}" if hint else message)


class Refused(AdwatchError):
    """A rule does not allow it; there is no switch that changes that."""

    exit_code = 3


class Incomplete(AdwatchError):
    """The work was done as far as it could be; part of it is missing."""

    exit_code = 4


class BoardChanged(Incomplete):
    """A page no longer has the shape its reader expects."""


class StoreFault(AdwatchError):
    """The database can't be used."""

    exit_code = 5


class KeyFault(AdwatchError):
    """The keys can't be used."""

    exit_code = 6
