import tracemalloc

import pytest

from job.sources import tolerant_json


def test_every_byte_comes_back_as_it_was() -> None:
    data = bytes(range(256))
    assert tolerant_json.data(tolerant_json.text(data)) == data


def test_members_are_cut_with_their_blanks_and_brackets_inside() -> None:
    text = '{"a" : {"x": [1, "]}"]} , "b":[ 1 ],"c": "\\"}", "d": NaN}'
    assert tolerant_json.members(text) == {"a": '{"x": [1, "]}"]}', "b": "[ 1 ]", "c": '"\\"}"', "d": "NaN"}


@pytest.mark.parametrize("text", ["{}", " { } ", "\n{\t}"])
def test_an_empty_object_has_no_members(text: str) -> None:
    assert tolerant_json.members(text) == {}


def test_elements_are_cut_and_the_other_members_kept() -> None:
    assert tolerant_json.cut('{"n": 2, "docs": [1e999, {"a": nonsense}], "m": []}', "docs") == (
        ["1e999", '{"a": nonsense}'],
        {"n": "2", "m": "[]"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a"',
        '{"a":',
        '{"a": 1',
        '{"a": [1',
        '{"a": "x',
        '{"a" 1}',
        '{"a": 1 "b": 2}',
        "[1]",
        '{"a": [}',
        "{,}",
    ],
)
def test_what_does_not_come_out_even_cannot_be_cut(text: str) -> None:
    with pytest.raises(tolerant_json.UncuttableError):
        tolerant_json.members(text)


def test_a_page_without_the_list_cannot_be_cut() -> None:
    with pytest.raises(tolerant_json.UncuttableError, match="docs"):
        tolerant_json.cut('{"total": 1}', "docs")


@pytest.mark.parametrize(("text", "value"), [("12", 12), ('"a"', "a"), ("null", None), ("nonsense", None), ("", None)])
def test_a_short_text_is_read_or_means_nothing(text: str, value: object) -> None:
    assert tolerant_json.value(text) == value


def test_a_long_string_costs_no_more_than_its_own_size() -> None:
    """Every character of it was remembered as a place to go back to: 20 MB took 2 GB."""
    page = '{"docs":[{"a":"' + "x" * 9_000_000 + '","b":NaN}]}'
    tracemalloc.start()
    try:
        assert len(tolerant_json.cut(page, "docs")[0]) == 1
        assert tracemalloc.get_traced_memory()[1] < 3 * len(page)
    finally:
        tracemalloc.stop()
