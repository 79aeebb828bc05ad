import pytest

from job.sources import parsing

read_page = parsing.page_reader(listed="docs", counted="total")
read_key = parsing.key_reader("id", "date")


def problem(document: bytes) -> str | None:
    """Say why a document cannot be kept; None when it can."""
    try:
        parsing.parse_strict(document)
    except parsing.UnstorableError as error:
        return str(error)
    return None


def test_documents_come_out_byte_for_byte() -> None:
    page = read_page(b'{"total": 2, "docs": [ {"a" : 1.50e1}, "\\u00e9" ], "other": []}')
    assert page == ([b'{"a" : 1.50e1}', b'"\\u00e9"'], 2)


@pytest.mark.parametrize(
    "spoilt",
    [
        b'{"a": NaN}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff, \xc3"}',
        b'{"a": 1e999}',
        b'{"a": "\t]}"}',
        b"-Infinity",
        b"[" * 5_000 + b"]" * 5_000,
    ],
)
def test_a_document_that_a_strict_reader_refuses_is_cut_out_byte_for_byte_beside_sound_ones(spoilt: bytes) -> None:
    page = b'{"docs": [{"id": 1}, %b ,{"id": "2"}], "more": {"x": [1]}, "total": 3}' % spoilt
    assert read_page(page) == ([b'{"id": 1}', spoilt, b'{"id": "2"}'], 3)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"docs": []}',
        b'{"total": 1}',
        b'{"docs": {}, "total": 1}',
        b'{"docs": [], "total": "1"}',
        b'{"docs": [], "total": 1.5}',
        b'{"docs": [], "total": true}',
        b'{"docs": [], "total": null}',
        b'{"docs": [], "total": 1',
        b'{"docs": [{"id": 1}, {"id"',
        b"[" * 100_000,
        b'{"docs": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_page_is_a_value_error(answer: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words: the answer is asked for again
        read_page(answer)


def test_an_answer_without_documents_is_told_apart_from_one_without_a_count() -> None:
    with pytest.raises(ValueError, match="the answer has no docs"):
        read_page(b'{"total": 1}')
    with pytest.raises(ValueError, match="the answer has no total"):
        read_page(b'{"docs": []}')


@pytest.mark.parametrize(
    ("document", "head"),
    [
        (b'{"id": "a", "date": 5, "x": {"id": "b"}}', ("a", 5)),
        (b'{"date": "d"}', (None, "d")),
        (b'{"id": "a", "x": NaN, "date": "d"}', ("a", "d")),
        (b'{"id": "a", "x": "\\ud800", "date": NaN, "y": "\xff"}', ("a", None)),
        (b'{"id": "a", "id": "b"}', ("b", None)),
        (b'{"id": "a", "id": "b", "x": NaN}', ("b", None)),
        (b"[1]", (None, None)),
        (b"not JSON", (None, None)),
        (b'{"id": "a", "date"', (None, None)),
        (b'{"id": "a", "x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", ("a", None)),
    ],
)
def test_of_a_document_s_head_is_read_what_can_be(document: bytes, head: tuple[object, object]) -> None:
    read = read_key(document)
    known = [None if value != value else value for value in (read.id, read.date)]  # only NaN differs from itself
    assert known == list(head)


@pytest.mark.parametrize(
    ("document", "single"),
    [
        (b'{"a": 1}', True),
        (b'{"a": 1, "b": "a \\"quoted\\" word", "c": {"a": 1}}', True),
        (b'{"b": "\xff", "\\u0061": NaN}', True),
        (b'{"a": 1, "b": 2, "a": 1}', False),
        (b'{"a": 1, "\\u0061": 1}', False),
    ],
)
def test_a_key_is_single_in_whatever_way_it_is_spelled(document: bytes, single: bool) -> None:
    assert parsing.has_single_key(document, "a") is single


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
        assert parsing.parse_strict(document.encode())[1] == number[:40]


@pytest.mark.parametrize("number", ["0", "-0", "0.0", "0e5", "0.000e-400", "-0.0E10", "5e-324", "1e-300", "12"])
def test_a_zero_and_a_small_number_do_not_vanish(number: str) -> None:
    assert parsing.parse_strict(f"[{number}]".encode())[1] is None


def test_documents_that_are_little_of_their_page_do_not_keep_it_in_memory() -> None:
    # Two pages of 60 MB, padded with what nobody needs, were alive at once: their documents passed for small.
    page = bytearray(b'{"docs":[{"id":1}],"total":1,"padding":"%s"}' % (b"x" * 1000))
    documents, _ = read_page(page)
    page.clear()  # BufferError as long as a view is left
    assert list(documents) == [b'{"id":1}']
