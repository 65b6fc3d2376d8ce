from __future__ import annotations

from datetime import date

import pytest
from measure_factory import night, observed

from adwatch.measure.observed import night_date, night_number


def test_nights_are_days_since_1970():
    assert night_number(date(1970, 1, 1)) == 0
    assert night_number(date(2021, 1, 1)) == 18628
    assert night_date(18628) == date(2021, 1, 1)


def test_between_takes_both_ends():
    rows = [(offset, offset, offset, offset, -1) for offset in range(5)]
    part = observed(rows).between(night(1), night(3))
    assert part.advert.tolist() == part.posting.tolist() == part.advertiser.tolist() == [1, 2, 3]
    assert len(part) == 3


def test_columns_must_fit_one_another():
    whole = observed([(0, 1, 1, 1, 0)], ["NL"])
    with pytest.raises(ValueError, match="differ in length"):
        type(whole)(whole.night, whole.advert[:0], whole.posting, whole.advertiser, whole.origin, whole.origins)
    with pytest.raises(ValueError, match="outside the table"):
        observed([(0, 1, 1, 1, 1)], ["NL"])
