"""Pages that keep visitors out."""

from __future__ import annotations

from typing import Any

from lxml import etree
from parsel import Selector as Node

LITTLE_TEXT = 1_500
"""Characters beside a login up to which a page is a login and nothing else (assumed)."""
LOGIN_PATHS = ("login", "log-in", "signin", "sign-in", "inloggen", "aanmelden")
CHALLENGES = ("challenge-platform", "challenges.cloudflare.com", "_cf_chl", "captcha-delivery.com", "_incapsula_")
"""Parts of scripts and addresses by which services that turn away visitors are known."""
WAITING = ("just a moment", "attention required", "checking your browser", "één moment", "een moment geduld")
"""How the titles of pages begin that a browser must get past first."""


def _lower(path: str) -> str:
    return f"translate({path}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"


def _any(path: str, words: tuple[str, ...]) -> str:
    return " or ".join(f"contains({_lower(path)}, '{word}')" for word in words)


_CAPTCHA = etree.XPath(
    f"boolean(//*[@data-sitekey or {_any('@class', ('g-recaptcha', 'h-captcha', 'cf-turnstile'))}]"
    f"|//iframe[{_any('@src', ('captcha', 'turnstile'))}]"
    f"|//form[{_any('@action', ('captcha',))} or {_any('@id', ('captcha',))}]"
    f"|//img[{_any('@src', ('captcha',))}]|//input[{_any('@name', ('captcha',))}])"
)
_CHALLENGE = etree.XPath(
    f"boolean(//form[{_any('@id', ('challenge-form',))}]"
    f"|//script[{_any('@src', CHALLENGES)} or {_any('.', CHALLENGES)}]|//iframe[{_any('@src', CHALLENGES)}])"
)
_TITLE = etree.XPath(f"{_lower('normalize-space(string(//title))')}")
# A form in the page's head or menu stands there for every visitor, whatever the page itself is.
_IN_MENU = "ancestor::header or ancestor::nav or ancestor::footer or ancestor::*[@role='banner' or @role='navigation']"
_LOGIN = etree.XPath(
    f"boolean(//input[{_lower('@type')}='password'][not({_IN_MENU})]"
    f"|//form[{_any('@action', LOGIN_PATHS)}][not({_IN_MENU})])"
)
_TEXT = etree.XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)


def barrier(page: Node) -> str | None:
    """What keeps a visitor out of `page`, a page that was expected to be another, in a few words, or None."""
    root = page.root
    if _CAPTCHA(root):
        return "a CAPTCHA"
    if not _says_little(root):
        return None
    if _CHALLENGE(root) or str(_TITLE(root)).startswith(WAITING):
        return "a challenge to the browser"
    return "a login" if _LOGIN(root) else None


def _says_little(root: Any) -> bool:  # noqa: ANN401 - lxml's element
    return sum(len(" ".join(text.split())) for text in _TEXT(root)) <= LITTLE_TEXT
