"""Pages that keep visitors out."""

from __future__ import annotations

from lxml import etree
from parsel import Selector as Node

LITTLE_TEXT = 1_500
"""Characters beside a password field up to which a page is a login and nothing else (assumed)."""
_CAPTCHA = etree.XPath(
    "boolean(//*[contains(@class, 'g-recaptcha') or contains(@class, 'h-captcha') or contains(@class, 'cf-turnstile')"
    " or @data-sitekey]"
    "|//iframe[contains(@src, 'captcha') or contains(@src, 'challenges.')]"
    "|//form[contains(@action, 'captcha') or contains(@id, 'captcha') or contains(@id, 'challenge')]"
    "|//img[contains(@src, 'captcha')]|//input[contains(@name, 'captcha')])"
)
_PASSWORD = etree.XPath("boolean(//input[@type='password'])")
_TEXT = etree.XPath("string-length(normalize-space(string(//body)))")


def barrier(page: Node) -> str | None:
    """What keeps a visitor out of `page`, a page that was expected to be another: a CAPTCHA, a login, or nothing."""
    if _CAPTCHA(page.root):
        return "a CAPTCHA"
    return "a login" if _PASSWORD(page.root) and float(_TEXT(page.root)) <= LITTLE_TEXT else None
