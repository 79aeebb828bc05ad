import tracemalloc
from itertools import islice

import pytest

from job.sources import tolerant_json
from job.sources.tolerant_json import Cutter, UncuttableError


def elements(data: bytes) -> list[memoryview]:
    return list(Cutter(data).elements())


def members(data: bytes) -> list[tuple[object, memoryview]]:
    cutter = Cutter(data)
    return [(key, cutter.value()) for key in cutter.members()]


def test_every_byte_comes_back_as_it_was() -> None:
    text = b'"' + bytes(byte for byte in range(256) if byte not in b'"\\') + b'"'
    assert elements(b"[%b, %b]" % (text, text)) == [text, text]
    assert members(b'{"a": %b}' % text) == [("a", text)]


def test_members_are_cut_with_their_blanks_and_brackets_inside() -> None:
    data = b'{"a" : {"x": [1, "]}"]} , "b":[ 1 ],"c": "\\"}", "d": NaN, "a": {}}'
    assert members(data) == [
        ("a", b'{"x": [1, "]}"]}'),
        ("b", b"[ 1 ]"),
        ("c", b'"\\"}"'),
        ("d", b"NaN"),
        ("a", b"{}"),
    ]


@pytest.mark.parametrize("data", [b"{}", b" { } ", b"\n{\t}"])
def test_an_empty_object_has_no_members(data: bytes) -> None:
    assert members(data) == []


@pytest.mark.parametrize("data", [b"[]", b" [ ] "])
def test_an_empty_array_has_no_elements(data: bytes) -> None:
    assert elements(data) == []


def test_elements_are_cut_whatever_they_hold() -> None:
    assert elements(b'[1e999, {"a": nonsense},"\xff" ]') == [b"1e999", b'{"a": nonsense}', b'"\xff"']


UNBALANCED = [
    b"",
    b"{",
    b"[",
    b"1",
    b'{"a"',
    b'{"a":',
    b'{"a": 1',
    b'{"a": [1',
    b'{"a": "x',
    b'{"a": [}',
    b"[[}",
    b"[1}",
]


@pytest.mark.parametrize("data", [*UNBALANCED, b'{"a" 1}', b'{"a": 1 "b": 2}', b'{"a", 1, 2}', b"[1]", b"{,}"])
def test_what_is_not_an_object_has_no_members(data: bytes) -> None:
    with pytest.raises(UncuttableError):
        members(data)


@pytest.mark.parametrize("data", [*UNBALANCED, b"[1 2]", b"[01]", b"[1,,2]", b'["a": 1]', b"{}", b"[,]"])
def test_what_is_not_an_array_has_no_elements(data: bytes) -> None:
    with pytest.raises(UncuttableError):
        elements(data)


def test_each_part_of_a_text_is_cut_once_and_in_any_kind() -> None:
    cutter = Cutter(b'{"a": [1, [2], {"b": 3}], "c": {"d": [4]}, "e": NaN}')
    found: list[object] = []
    for key in cutter.members():
        found += [key, *(cutter.elements() if key == "a" else [cutter.value()])]
    assert found == ["a", b"1", b"[2]", b'{"b": 3}', "c", b'{"d": [4]}', "e", b"NaN"]


def test_what_is_not_asked_for_is_not_read() -> None:
    """All elements were cut before the first was returned, however many there were."""
    tracemalloc.start()
    try:
        assert list(islice(Cutter(b"[" + b"{}," * 300_000).elements(), 3)) == [b"{}"] * 3
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_value_of_many_bytes_means_nothing() -> None:
    """Decoded, 64 MiB of text took 256 MiB, and of empty lists 2 GB."""
    assert tolerant_json.value(b'"%b"' % (b"x" * 998)) == "x" * 998
    assert tolerant_json.value(b'"%b"' % (b"x" * 999)) is None


@pytest.mark.parametrize(
    ("data", "value"),
    [(b"12", 12), (b'"a"', "a"), (b"null", None), (b"nonsense", None), (b"", None), (b'"\xff"', "\udcff")],
)
def test_a_few_bytes_are_read_or_mean_nothing(data: bytes, value: object) -> None:
    assert tolerant_json.value(data) == value


def test_a_long_string_costs_no_memory() -> None:
    """Every character of it was remembered as a position to go back to: 20 MB took 2 GB."""
    data = b'[{"a":"' + b"x" * 9_000_000 + b'","b":NaN}]'
    tracemalloc.start()
    try:
        assert len(elements(data)) == 1
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
