"""`config/provinces/<province>.yml`: a province that figures are made for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from adwatch.specs.spec import Spec

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^GM\d{4}$")]
ProvinceCode = Annotated[str, StringConstraints(pattern=r"^PV\d{2}$")]


class ProvinceSpec(Spec):
    """A province by its CBS code, with its municipalities: CBS code and name."""

    name: str = Field(min_length=1)
    code: ProvinceCode
    municipalities: dict[MunicipalityCode, str] = Field(min_length=1)
