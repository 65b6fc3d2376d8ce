from __future__ import annotations

from pathlib import Path

import pytest

from adwatch import __version__
from adwatch.errors import ConfigFault
from adwatch.specs.bundled import bundled
from adwatch.specs.loading import load_toml, parse_toml
from adwatch.specs.settings import Settings


def settings(text: str) -> Settings:
    return parse_toml(text, Settings, "adwatch.toml")


def test_the_template_is_all_defaults():
    assert load_toml(bundled("config") / "adwatch.toml", Settings) == Settings()


def test_every_commented_setting_of_the_template_shows_its_default():
    lines = (bundled("config") / "adwatch.toml").read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("# ") for line in lines if " = " in line and "PASSWORD" not in line]
    stated = [line for line in shown if not line.startswith(("contact", "explanation"))]
    sections = [line for line in lines if line.startswith("[")]
    assert len(stated) == 12
    assert sections == ["[database]", "[identity]", "[crawl]", "[keys]", "[audit]"]
    order = iter(lines)
    text = "\n".join(
        line.removeprefix("# ") if line.removeprefix("# ") in stated else line
        for line in order
        if line.startswith("[") or line.removeprefix("# ") in stated
    )
    assert settings(text) == Settings()


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("sqlite:///adwatch.sqlite", "sqlite:////srv/adwatch/adwatch.sqlite"),
        ("sqlite:////var/lib/a.sqlite", "sqlite:////var/lib/a.sqlite"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgres://host/db", "postgresql+psycopg://host/db"),
        ("postgresql+psycopg://host/db?host=/tmp/x", "postgresql+psycopg://host/db?host=/tmp/x"),
    ],
)
def test_a_database_url_names_dialect_driver_and_place(url, full):
    assert settings(f'[database]\nurl = "{url}"').database.url_in(Path("/srv/adwatch")) == full


@pytest.mark.parametrize("url", ["mysql://host/db", "adwatch.sqlite", "sqlite://", "sqlite", "postgresql://"])
def test_another_database_is_a_fault(url):
    with pytest.raises(ConfigFault, match=r"database.url: found .*allowed: sqlite:///FILE, or postgresql://"):
        settings(f'[database]\nurl = "{url}"')


def test_the_user_agent_says_who_and_how_to_object():
    stated = settings('[identity]\ncontact = "a@b.example"\nexplanation = "https://b.example/adwatch"').identity
    assert stated.user_agent == f"adwatch/{__version__} (+https://b.example/adwatch; a@b.example)"
    stated.require("adwatch.toml")


def test_an_unstated_identity_has_no_empty_brackets():
    assert Settings().identity.user_agent == f"adwatch/{__version__}"


@pytest.mark.parametrize(
    ("text", "key"), [("", "identity.contact"), ('contact = "https://b.example"', "identity.explanation")]
)
def test_a_real_crawl_needs_contact_and_explanation(text, key):
    with pytest.raises(ConfigFault, match=f"adwatch.toml: {key}: found nothing"):
        settings(f"[identity]\n{text}").identity.require("adwatch.toml")


@pytest.mark.parametrize(
    "text",
    [
        'contact = "call me"',
        'contact = "a@b.example\\r\\nX: y"',
        'explanation = "page"',
        'name = "two words"',
        'name = ""',
    ],
)
def test_an_identity_fits_a_header(text):
    with pytest.raises(ConfigFault, match="identity"):
        settings(f"[identity]\n{text}")


@pytest.mark.parametrize("text", ["delay_seconds = 0", "max_page_bytes = 1", "reread_after_nights = 0", "retries = -1"])
def test_no_crawl_setting_goes_out_of_bounds(text):
    with pytest.raises(ConfigFault, match="crawl"):
        settings(f"[crawl]\n{text}")


def test_the_register_is_an_absolute_uri():
    with pytest.raises(ConfigFault, match=r"audit.activity_register"):
        settings('[audit]\nactivity_register = "register"')
