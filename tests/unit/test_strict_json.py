import pytest

from job.sources import strict_json


def problem(document: bytes) -> str | None:
    """Say why a document cannot be kept; None when it can."""
    try:
        strict_json.parse(document)
    except strict_json.UnstorableError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "document",
    [
        b"{}",
        b'{"a": -0, "b": 1e-400, "c": [1E5, 12345678901234567890]}',
        '{"é": "\U0001f680"}'.encode(),
        b'"\\ud83d\\ude80"',
    ],
)
def test_a_sound_document_can_be_kept(document: bytes) -> None:
    assert problem(document) is None


@pytest.mark.parametrize(
    "document",
    [
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e400}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\udc00 alone"}',
        b'{"a": "\xc3\x28"}',
        b'{"a": "\t"}',
        b'{"a": 01}',
        b'{"a": 1,}',
        b'{"a": 1} x',
    ],
)
def test_what_only_lenient_readers_take_is_a_problem(document: bytes) -> None:
    assert problem(document)


@pytest.mark.parametrize("document", [b'{"a": "\\u0000"}', b'{"\\u0000": 1}', b'["\\\\\\u0000"]'])
def test_the_character_that_postgresql_cannot_hold_is_a_problem(document: bytes) -> None:
    assert "U+0000" in (problem(document) or "")


def test_an_escaped_backslash_before_u0000_is_harmless() -> None:
    assert problem(b'{"a": "\\\\u0000"}') is None


@pytest.mark.parametrize(
    "document", [b'{"a": 1, "a": 1}', b'[{"b": {"a": 1, "c": 2, "a": 3}}]', b'{"a": 1, "\\u0061": 2}']
)
def test_a_key_used_twice_in_one_object_is_a_problem_that_names_it(document: bytes) -> None:
    assert "'a'" in (problem(document) or "")


@pytest.mark.parametrize("document", [b'{"a": {"a": 1}, "b": {"a": 1}}', b'{"b": 1, "a":  1.0}'])
def test_a_key_used_in_two_objects_is_no_problem(document: bytes) -> None:
    assert problem(document) is None


@pytest.mark.parametrize("backslashes", [2, 4, 50])
def test_many_escaped_backslashes_before_u0000_are_harmless_and_one_more_is_not(backslashes: int) -> None:
    assert problem(b'{"a": "%bu0000"}' % (b"\\" * backslashes)) is None
    assert "U+0000" in (problem(b'{"a": "%bu0000"}' % (b"\\" * (backslashes + 1))) or "")


def test_u0000_is_found_behind_other_escapes_and_at_either_end() -> None:
    for text in (b"\\u0000abc", b"abc\\u0000", b'\\" \\n \\u00e9 \\u0000', b"\\\\u0000 \\u0000"):
        assert "U+0000" in (problem(b'{"a":"%b"}' % text) or "")


@pytest.mark.parametrize("digits", [b"9" * 309, b"1234567890" * 31, b"7" * 400, b"2" * 4_000])
def test_an_integer_beyond_double_precision_is_found_wherever_it_stands(digits: bytes) -> None:
    for shift in range(400):
        for document in (b'{"a":"%b","b":%b}', b'{"a":"%b","b":[-%b,"Falcon"]}'):
            assert "beyond double precision" in (problem(document % (b"x" * shift, digits)) or "")


@pytest.mark.parametrize("shift", range(0, 120, 7))
def test_long_runs_of_digits_that_are_within_double_precision_or_no_number_are_no_problem(shift: int) -> None:
    assert problem(b'{"a":"%b","b":%b}' % (b"x" * shift, b"9" * 308)) is None
    assert problem(b'{"a":"%b%b"}' % (b"x" * shift, b"9" * 2_000)) is None


@pytest.mark.parametrize("number", ["1e-400", "-1e-400", "2e-324", "0." + "0" * 400 + "1", "1E-999", "0.1e-323"])
def test_a_number_that_a_double_makes_zero_is_told(number: str) -> None:
    for document in (f'{{"a": [0, {number}]}}', f'{{"a":[0.0,{number}]}}', f"[{number},1e-500,-0.0]"):
        assert strict_json.parse(document.encode())[1] == number[:40]


@pytest.mark.parametrize("number", ["0", "-0", "0.0", "0e5", "0.000e-400", "-0.0E10", "5e-324", "1e-300", "12"])
def test_a_zero_and_a_small_number_do_not_vanish(number: str) -> None:
    assert strict_json.parse(f"[{number}]".encode())[1] is None
