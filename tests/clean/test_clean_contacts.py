import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.emails import find_emails, parse_emails
from adwatch.clean.handles import find_handles, parse_handles

NAME = st.from_regex(r"[a-z][a-z0-9]{3,9}_[a-z0-9]{1,4}", fullmatch=True)


def test_corpus_of_emails(capsys):
    clean_corpus.hold_floor("emails", lambda text: set(find_emails(text)), capsys)


def test_corpus_of_handles(capsys):
    clean_corpus.hold_floor("handles", lambda text: set(find_handles(text)), capsys)


@pytest.mark.parametrize(
    ("declared", "handles"),
    [
        ("@lotus_x", ("unknown:lotus_x",)),
        ("lotus_x", ("unknown:lotus_x",)),
        ("telegram:lotus_x", ("telegram:lotus_x",)),
        ("Telegram lotus", ("telegram:lotus",)),
        ("https://t.me/lotus_x", ("telegram:lotus_x",)),
        ("0612345678", ()),
        ("", ()),
        ("op aanvraag", ()),
    ],
)
def test_declared_handles(declared, handles):
    assert parse_handles([declared]) == handles


def test_declared_emails_are_lower_case_and_unique():
    assert parse_emails(["Lotus@Voorbeeld.nl", "lotus@voorbeeld.nl", "geen"]) == ("lotus@voorbeeld.nl",)


@given(NAME, st.sampled_from(("telegram: @{}", "TG {}", "Telegram 👉 {}", "t.me/{}", "mijn telegram is {}")))
def test_a_handle_is_found_in_any_form(name, form):
    assert find_handles(f"hoi, {form.format(name)} tot snel") == (f"telegram:{name}",)


@given(NAME, st.sampled_from(("{}@voorbeeld.nl", "{}(at)voorbeeld(punt)nl", "{} [at] voorbeeld [dot] nl")))
def test_an_address_is_found_in_any_form(name, form):
    assert find_emails(f"mail {form.format(name)} voor vragen") == (f"{name}@voorbeeld.nl",)


@given(st.text(max_size=200))
def test_whatever_is_found_has_the_form_of_its_kind(text):
    assert all(address.count("@") == 1 and address == address.lower() for address in find_emails(text))
    assert all(handle.count(":") == 1 for handle in find_handles(text))
