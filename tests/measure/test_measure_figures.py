from __future__ import annotations

import json
from datetime import date

from adwatch.domain.figures import NightFigure, OriginShare, PeriodFigure, Spread


def test_a_night_as_json():
    figure = NightFigure("GM0106", "Assen", date(2021, 3, 1), 5, 4, 1, None, 0.9)
    assert json.dumps(figure.as_json()) == (
        '{"municipality": "GM0106", "name": "Assen", "night": "2021-03-01", "adverts": 5, "advertisers": 4, '
        '"entered": 1, "left": null, "coverage": 0.9}'
    )


def test_a_period_as_json():
    figure = PeriodFigure(
        municipality="PV22",
        name="Drenthe",
        first=date(2021, 3, 1),
        last=date(2021, 3, 2),
        unique_adverts=2,
        unique_advertisers=1,
        advertisers_per_night=Spread(None, None, None),
        origin=(OriginShare("unknown", 2, 1, 1.0, 1.0),),
        nights=2,
        nights_covered=0,
    )
    assert json.dumps(figure.as_json()) == (
        '{"municipality": "PV22", "name": "Drenthe", "from": "2021-03-01", "to": "2021-03-02", "unique_adverts": 2, '
        '"unique_advertisers": 1, "advertisers_per_night": {"min": null, "mean": null, "max": null}, '
        '"origin": [{"region": "unknown", "adverts": 2, "advertisers": 1, "share_adverts": 1.0, '
        '"share_advertisers": 1.0}], "nights": 2, "nights_covered": 0}'
    )
