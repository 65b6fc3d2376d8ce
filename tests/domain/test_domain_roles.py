"""Two persons are two persons: no roles, names or logins of one count as another."""

from hypothesis import given
from hypothesis import strategies as st

from adwatch.domain.roles import ALL_ROLES, Person, Role, are_two_persons, count_persons

people = st.builds(
    Person,
    id=st.integers(1, 9),
    name=st.sampled_from(["anna", "bea", "carla", "dirk"]),
    roles=st.frozensets(st.sampled_from(Role)),
    os_user=st.sampled_from([None, "alpha", "Alpha", "beta", "gamma"]),
    disabled=st.booleans(),
)


def person(name, os_user=None, **others):
    return Person(1, name, frozenset({Role.REVIEWER}), os_user, **others)


@given(people, st.frozensets(st.sampled_from(Role)), st.frozensets(st.sampled_from(Role)))
def test_one_person_in_two_roles_is_one(one, mine, other):
    left = Person(one.id, one.name, mine, one.os_user)
    right = Person(one.id, one.name, other, one.os_user)
    assert not are_two_persons(left, right)


@given(people, people)
def test_two_names_on_one_login_are_one(one, other):
    if one.os_user is not None and other.os_user is not None and one.os_user.lower() == other.os_user.lower():
        assert not are_two_persons(one, other)
    if one.name == other.name:
        assert not are_two_persons(one, other)


@given(people, people)
def test_it_does_not_matter_who_comes_first(one, other):
    assert are_two_persons(one, other) == are_two_persons(other, one)


@given(people, people)
def test_who_is_disabled_takes_no_part(one, other):
    if one.disabled or other.disabled:
        assert not are_two_persons(one, other)


@given(st.lists(people, max_size=8), st.randoms())
def test_the_count_knows_no_order_and_no_repetition(acting, random):
    shuffled = acting + acting[:3]
    random.shuffle(shuffled)
    assert count_persons(shuffled) == count_persons(acting)


@given(st.lists(people, max_size=8), people)
def test_another_name_never_makes_more_than_one_more(acting, another):
    before = count_persons(acting)
    after = count_persons([*acting, another])
    assert after <= before + 1
    assert after <= len({one.name for one in [*acting, another]})
    if any(one.os_user == another.os_user is not None for one in acting):
        assert after <= before


def test_two_that_share_nothing_are_two():
    assert are_two_persons(person("anna", "alpha"), person("bea", "beta"))
    assert are_two_persons(person("anna"), person("bea"))
    assert not are_two_persons(person("anna", "alpha"), person("bea", "ALPHA"))
    assert not are_two_persons(person("anna", "alpha"), person("bea", "beta", disabled=True))


def test_a_login_that_passed_on_ties_all_its_names():
    chain = [person("anna", "alpha"), person("bea", "alpha"), person("bea", "beta"), person("carla", "beta")]
    assert count_persons(chain) == 1
    assert count_persons([*chain, person("dirk", "gamma")]) == 2


def test_there_are_the_roles_that_the_work_is_divided_into():
    assert {role.value for role in ALL_ROLES} == {
        "analyst", "reviewer", "outreach", "liaison", "privacy_officer", "administrator",
    }  # fmt: skip
