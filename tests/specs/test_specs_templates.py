from __future__ import annotations

from datetime import date

import pytest

from adwatch.errors import ConfigFault
from adwatch.specs.bundled import bundled
from adwatch.specs.events import EventsSpec
from adwatch.specs.loading import load_toml, load_yaml, parse_yaml
from adwatch.specs.mandate import MandateOption, MandateSpec, Purpose
from adwatch.specs.province import ProvinceSpec

CONFIG = bundled("config")


def test_drenthe_has_its_twelve_municipalities():
    drenthe = load_yaml(CONFIG / "provinces" / "drenthe.yml", ProvinceSpec)
    assert (drenthe.code, len(drenthe.municipalities), drenthe.municipalities["GM0106"]) == ("PV22", 12, "Assen")


def test_a_province_has_cbs_codes():
    with pytest.raises(ConfigFault, match="municipalities"):
        parse_yaml("name: X\ncode: PV22\nmunicipalities: {Assen: Assen}", ProvinceSpec, "x.yml")
    with pytest.raises(ConfigFault, match="code: found 'Drenthe'"):
        parse_yaml("name: X\ncode: Drenthe\nmunicipalities: {GM0106: Assen}", ProvinceSpec, "x.yml")


def test_the_events_are_dated_and_in_order():
    events = load_yaml(CONFIG / "events.yml", EventsSpec).events
    assert [event.begins for event in events] == sorted(event.begins for event in events)
    assert events[0].begins == date(2020, 7, 1)


def test_an_event_does_not_end_before_it_begins():
    text = "events: [{begins: 2020-02-02, ends: 2020-02-01, label: {nl: a, en: b}, source: c}]"
    with pytest.raises(ConfigFault, match=r"events\[0\].* not before its first, 2020-02-02"):
        parse_yaml(text, EventsSpec, "events.yml")


def test_the_mandate_for_invented_data_allows_everything():
    spec = load_toml(CONFIG / "mandate-invented.toml", MandateSpec)
    assert spec.invented
    assert spec.purposes == set(Purpose)
    assert spec.options == set(MandateOption)


def test_the_template_for_real_mandates_allows_nothing():
    spec = load_toml(CONFIG / "mandate.toml", MandateSpec)
    assert not any((spec.invented, spec.purposes, spec.boards, spec.municipalities, spec.options))
