import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.numerals import NUMBER_WORDS, split_numerals
from adwatch.clean.text import bare, fold, normalise, tidy, tidy_line

ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("0️⃣6️⃣", "06"),
        ("①②⓪❶➂⓵⓿", "1201310"),
        ("０６", "06"),
        ("𝟎𝟔", "06"),
        ("٠٦", "06"),
        ("🔟", "10"),
        ("½ uur", ".5 uur"),
        ("1½ uur", "1.5 uur"),
        ("0\u200b6\u2060\ufeff", "06"),
        ("\u202e06\u202c", "06"),
        ("zes\u00adtien", "zestien"),
        ("06\x0012", "0612"),
        ("06\x0712", "06 12"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("a\ud800b", "ab"),
        ("Één", "Één"),
    ],
)
def test_one_thing_is_written_one_way(written, plain):
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  een   twee \t drie ", "een twee drie"),
        ("een\r\n\r\n\r\n twee", "een\ntwee"),
        ("a\x00b\u202ec\u200bd", "abcd"),
        ("lief 💋 0️⃣", "lief 💋 0️⃣"),
        ("👩‍🦰 hallo", "👩‍🦰 hallo"),
        ("ha\u200dllo", "hallo"),
        ("a\udfffb", "ab"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_what_is_kept_reads_the_same_and_hides_nothing(written, kept):
    assert tidy(written) == kept


def test_a_line_is_one_line():
    assert tidy_line("een\n twee\u2028drie") == "een twee drie"


def test_bare_words_have_no_case_and_no_accents():
    assert bare("Één") == "een"
    assert bare("DREIßIG") == "dreißig"
    assert fold("ＺＥＳ") == "zes"


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_tidying_twice_changes_nothing_and_can_be_written(text):
    kept = tidy(text)
    assert tidy(kept) == kept
    kept.encode("utf-8")
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in kept)


def test_heaps_of_marks_take_no_time():
    assert len(normalise("a" + "\u0315\u0300" * 200_000)) < 10


@pytest.mark.parametrize(
    ("word", "digits"),
    [("nulzes", "06"), ("nulzestwaalf", "0612"), ("zevenentwintigacht", "278"), ("nulliefzes", ""), ("", "")],
)
def test_number_words_written_as_one(word, digits):
    assert split_numerals(word) == digits


@pytest.mark.parametrize(
    ("word", "digits"),
    [("vijfentwintig", "25"), ("funfundzwanzig", "25"), ("veintiseis", "26"), ("meia", "6"), ("dezassete", "17")],
)
def test_number_words_of_several_languages(word, digits):
    assert NUMBER_WORDS[word] == digits
