"""Municipalities and provinces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: CBS code (`GM0106`), name, province, and the coordinates of its main place (WGS 84)."""

    code: str
    name: str
    province: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Province:
    """A province: CBS code (`PV22`) and name."""

    code: str
    name: str
