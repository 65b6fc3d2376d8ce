"""Every command carries a rule, and whoever calls it is held to it."""

import subprocess
import sys

import pytest
import typer
from typer.main import get_command

from adwatch.cli.app import app
from adwatch.cli.guarding import commands_of, guard_commands
from adwatch.domain.roles import ALL_ROLES
from adwatch.errors import Refused
from adwatch.guard.access import RULES, rule_in_force, rule_of
from adwatch.jobs.init import make_deployment
from adwatch.jobs.office import open_office
from adwatch.store import people

GIVEN = {"first": "2021-03-14", "last": "2021-03-14", "role": "analyst", "what": "content", "file": "x.jsonl"}
"""What a command is told where it asks; a word for all else."""
BESIDE = {"figures": ("--municipality", "Assen"), "why": ("a:1", "a:2")}
COMMANDS = sorted(words for words, _ in commands_of(app))
HELD = [words for words in COMMANDS if RULES[words].roles]


def leaf(words):
    command = get_command(app)
    for word in words.split():
        command = command.commands[word]
    return command


def call(home, words):
    arguments = []
    for parameter in leaf(words).params:
        if parameter.required:
            option = [parameter.opts[0]] if parameter.param_type_name == "option" else []
            arguments += [*option, GIVEN.get(parameter.name, "word")]
    app(["--home", str(home), *words.split(), *BESIDE.get(words, ()), *arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A deployment in which whoever runs this has no role."""
    folder = make_deployment(tmp_path_factory.mktemp("access") / "home", invented=True)
    with open_office(folder) as office, office.store.begin() as connection:
        people.withdraw(connection, office.person.id, ALL_ROLES)
    return folder


def test_every_command_carries_a_rule_and_every_rule_has_a_command():
    assert set(COMMANDS) == set(RULES)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_takes_a_reason_where_its_rule_says_so(words):
    takes = any("--reason" in parameter.opts for parameter in leaf(words).params)
    assert takes == rule_of(words).reason


@pytest.mark.parametrize("words", HELD)
def test_nobody_without_a_role_gets_anything_out_of_a_command(home, words, capsys):
    with pytest.raises(Refused, match=f"may not {rule_of(words).activity}; that is for: "):
        call(home, words)
    assert capsys.readouterr().out == ""
    assert rule_in_force() is None


def test_a_command_that_is_forgotten_in_the_table_is_refused():
    other = typer.Typer()

    @other.command()
    def peek() -> None:
        pytest.fail("it ran")

    @other.command()
    def show() -> None:
        pytest.fail("it ran")

    guard_commands(other)
    with pytest.raises(Refused, match="'peek'"):
        other(["peek"], standalone_mode=False)


def test_help_loads_no_rule():
    heavy = "{'pydantic', 'yaml', 'argon2', 'itsdangerous', 'adwatch.guard.access'}"
    asked = f"import sys, adwatch.cli.app; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"
