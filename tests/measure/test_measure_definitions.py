from __future__ import annotations

from adwatch.measure import definitions


def test_every_number_states_its_unit_and_source():
    table = [value for value in vars(definitions).values() if isinstance(value, definitions.Definition)]
    assert {definition.value for definition in table} == {0.8, 28, 7, 3}
    assert all(definition.unit and definition.source for definition in table)
    assert definitions.NIGHTS_TO_KNOW == 4
