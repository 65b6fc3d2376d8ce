from __future__ import annotations

import pytest

from adwatch.errors import BadInput, ConfigFault
from adwatch.specs.deployment import find_home, load_deployment


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home" / "config").mkdir(parents=True)
    (tmp_path / "home" / "config" / "adwatch.toml").write_text("")
    return tmp_path / "home"


def test_the_option_goes_before_the_environment_and_that_before_the_folder(home, tmp_path):
    elsewhere = {"ADWATCH_HOME": str(tmp_path / "none")}
    assert find_home(home, environ=elsewhere, current=tmp_path) == home
    assert find_home(None, environ={"ADWATCH_HOME": str(home)}, current=tmp_path) == home
    assert find_home(None, environ={}, current=home) == home
    with pytest.raises(BadInput, match=r"ADWATCH_HOME .* is no deployment"):
        find_home(None, environ=elsewhere, current=home)


def test_an_empty_variable_is_an_unset_one(home):
    assert find_home(None, environ={"ADWATCH_HOME": ""}, current=home) == home


def test_no_deployment_says_how_to_make_one(tmp_path):
    with pytest.raises(BadInput, match="adwatch init DIR"):
        find_home(None, environ={}, current=tmp_path)
    with pytest.raises(BadInput, match="--home"):
        find_home(tmp_path / "x", environ={}, current=tmp_path)


def test_everything_stands_in_the_folder(home):
    deployment = load_deployment(home)
    assert deployment.keys_file == home / "keys.toml"
    assert deployment.mandate_file == home / "config" / "mandate.toml"
    assert deployment.boards_dir == home / "config" / "boards"
    assert deployment.provinces_dir == home / "config" / "provinces"
    assert deployment.events_file == home / "config" / "events.yml"
    assert deployment.settings_file.is_file()
    assert deployment.database_url == f"sqlite:///{home}/adwatch.sqlite"


def test_broken_settings_are_named(home):
    (home / "config" / "adwatch.toml").write_text("[crawls]")
    with pytest.raises(ConfigFault, match=r"adwatch.toml: crawls: .*did you mean 'crawl'"):
        load_deployment(home)
