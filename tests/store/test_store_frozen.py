"""Closed months, on both engines: written once, read as they were."""

from dataclasses import replace
from datetime import date

from adwatch.domain.figures import NightFigure
from adwatch.store.frozen import FrozenMonth, frozen_month, frozen_months, frozen_nights, write_frozen

MARCH = date(2021, 3, 1)
MONTH = FrozenMonth(
    area="GM0106",
    month=MARCH,
    through=date(2021, 3, 31),
    adverts=9,
    unique_adverts=7,
    unique_advertisers=5,
    night_min=None,
    night_mean=None,
    night_max=None,
    nights_covered=0,
    frozen_on=date(2021, 7, 1),
    origins={"BR": (4, 3), "005": (1, 1), "unknown": (2, 1)},
)
KNOWN = NightFigure("GM0106", "Assen", date(2021, 3, 2), 4, 3, 1, None, 0.9)
GAP = NightFigure("GM0106", "Assen", date(2021, 3, 3), None, None, None, None, 0.2)


def test_a_month_and_its_nights_come_back_as_they_were(office):
    with office.store.begin() as connection:
        write_frozen(connection, [MONTH], [KNOWN, GAP])
        assert frozen_month(connection, "GM0106", MARCH) == MONTH
        assert frozen_month(connection, "PV22", MARCH) is None
        assert frozen_month(connection, "GM0106", date(2021, 4, 1)) is None
        assert frozen_months(connection) == {MARCH}
        nights = frozen_nights(connection, "GM0106", "Assen", date(2021, 3, 2), date(2021, 3, 3))
        assert nights == {KNOWN.night: KNOWN, GAP.night: GAP}
        assert frozen_nights(connection, "GM0106", "Assen", date(2021, 3, 3), date(2021, 3, 9)) == {GAP.night: GAP}


def test_what_is_frozen_is_not_written_over(office):
    with office.store.begin() as connection:
        write_frozen(connection, [MONTH], [KNOWN])
        write_frozen(connection, [replace(MONTH, adverts=1, origins={"BR": (9, 9)})], [replace(KNOWN, adverts=9)])
        assert frozen_month(connection, "GM0106", MARCH) == MONTH
        assert frozen_nights(connection, "GM0106", "Assen", KNOWN.night, KNOWN.night) == {KNOWN.night: KNOWN}
