from __future__ import annotations

from datetime import date

import pytest

from adwatch.demo.province import DemoProvince
from adwatch.demo.truth import Truth


@pytest.fixture(scope="session")
def province():
    return DemoProvince()


@pytest.fixture(scope="session")
def truth(province):
    return Truth(province)


@pytest.fixture(scope="session")
def short_province():
    return DemoProvince(seed=5, first=date(2020, 7, 1), last=date(2020, 8, 31))
