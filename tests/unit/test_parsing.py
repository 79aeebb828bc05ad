import tracemalloc

import pytest

from job.errors import SourceError
from job.sources import parsing
from job.sources.parsing import CutPage

read_page_of = parsing.page_reader(listed="docs", counted="total")
read_key = parsing.key_reader("id", "date")


def read_page(body: bytes | bytearray) -> CutPage:
    return read_page_of(body, 5)


def test_documents_come_out_byte_for_byte() -> None:
    page = read_page(b'{"total": 2, "docs": [ {"a" : 1.50e1}, "\\u00e9" ], "other": []}')
    assert page == ([b'{"a" : 1.50e1}', b'"\\u00e9"'], 2, ())


@pytest.mark.parametrize("strict", [b"", b"NaN"], ids=["strict", "tolerant"])
@pytest.mark.parametrize("more", [b'"there"', b'""', b"0", b"false", b"{}", b'"%b"' % (b"x" * 2000)])
def test_whether_another_member_of_a_page_is_there_and_not_null(strict: bytes, more: bytes) -> None:
    """One longer than a kilobyte was taken for null: the address of a next page that names 300 providers."""
    read = parsing.page_reader(listed="docs", counted="total", others=("next", "more"))
    assert read(b'{"total": 0, "docs": [%b], "next": %b, "more": null}' % (strict, more), 5).others == (True, False)
    assert read(b'{"total": 0, "docs": [%b], "more": %b}' % (strict, more), 5).others == (False, True)


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
    assert read_page(page) == ([b'{"id": 1}', spoilt, b'{"id": "2"}'], 3, ())


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


@pytest.mark.parametrize("strict", [b"", b"NaN,"], ids=["strict", "tolerant"])
def test_a_page_with_more_documents_than_were_asked_for_is_refused(strict: bytes) -> None:
    most = strict + b",".join([b"{}"] * (104 if strict else 105))
    assert len(read_page(b'{"docs":[%b],"total":9}' % most).documents) == 105
    with pytest.raises(SourceError, match="more than 105 documents") as caught:
        read_page(b'{"docs":[%b,1],"total":9}' % most)
    assert "PAGE_SIZE" in caught.value.hint


def test_a_page_of_very_many_documents_costs_little_memory() -> None:
    """Packed into 9 KB, 3,000,000 empty objects took 5.2 GB."""
    page = b'{"docs":[%b],"total":1}' % b",".join([b"{}"] * 3_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
            read_page(page)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("strict", [b"{}", b"NaN"], ids=["strict", "tolerant"])
def test_another_member_of_a_page_that_is_long_is_not_decoded(strict: bytes) -> None:
    read = parsing.page_reader(listed="docs", counted="total", others=("next",))
    page = b'{"total":0,"docs":[%b],"next":[%b0]}' % (strict, b"[]," * 300_000)
    tracemalloc.start()
    try:
        assert read(page, 5).others == (True,)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("more", [b"", b',"x":NaN'], ids=["strict", "tolerant"])
@pytest.mark.parametrize(
    "value", [b'"%b"' % (b"x" * 70_000), b"[%b0]" % (b"[]," * 30_000)], ids=["a long text", "a long list"]
)
def test_a_key_as_long_as_a_document_means_nothing(value: bytes, more: bytes) -> None:
    """An id that was a list of 64 MiB took 1.6 GB."""
    document = b'{"id":%b,"date":"d"%b}' % (value, more)
    tracemalloc.start()
    try:
        found = read_key(document)
        assert tracemalloc.get_traced_memory()[1] < (4_500_000 if more else 5_000)
    finally:
        tracemalloc.stop()
    assert (found.id, found.date) == (None, "d")


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


def test_documents_that_are_little_of_their_page_do_not_keep_it_in_memory() -> None:
    # Two pages of 60 MB, padded with what nobody needs, were alive at once: their documents passed for small.
    page = bytearray(b'{"docs":[{"id":1}],"total":1,"padding":"%s"}' % (b"x" * 1000))
    documents, _, _ = read_page(page)
    page.clear()  # BufferError as long as a view is left
    assert list(documents) == [b'{"id":1}']
