import unicodedata

import pytest

from job.observe import escape


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain, é, 衛星, 🚀, a\u00a0b", "plain, é, 衛星, 🚀, a\u00a0b"),
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\u2028\u2029\u202e\u2066", "\\u2028\\u2029\\u202e\\u2066"),
        ("\ud83d \ufffe \uffff", "\\ud83d \\ufffe \\uffff"),
    ],
)
def test_a_character_that_acts_is_spelled_out_and_every_other_stays(text: str, escaped: str) -> None:
    assert escape.active(text) == escaped


def test_what_is_to_be_kept_stays() -> None:
    assert escape.active("a\tb\nc\x1bd", keep="\t\n") == "a\tb\nc\\x1bd"


def test_every_control_every_separator_of_lines_and_every_override_is_escaped() -> None:
    characters = map(chr, range(0x11_0000))
    acting = [
        each
        for each in characters
        if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(each) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]
    assert [each for each in acting if escape.active(each) == each] == []
