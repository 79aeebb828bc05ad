from job.sources.protocol import Document, DocumentKey, Page
from job.sources.spacex_v4 import SpaceXv4
from job.sources.validation import ValidatedPage
from job.steps import extract
from tests.support.handmade import record_id

MIB = 1024 * 1024


def page(*sizes: int) -> Page:
    documents = [Document(DocumentKey(record_id(size), None, upcoming=False), b" " * size, b"") for size in sizes]
    return Page(documents, frozenset(), len(sizes), 9)


def validated(*pages: Page) -> list[ValidatedPage]:
    return list(extract.run(SpaceXv4(), iter(pages), lambda part: dict.fromkeys(range(1, len(part.documents) + 1))))


def sizes(part: ValidatedPage) -> list[int]:
    return [len(rejected.document.raw) for rejected in part.rejected]


def test_a_large_page_comes_in_parts_of_4_mib_or_one_document() -> None:
    """What was made of all documents of a page was in memory at once: 544 MiB of names of drifted fields."""
    parts = validated(page(2 * MIB, 2 * MIB, 1, MIB, 5 * MIB, 4 * MIB))
    assert [sizes(part) for part in parts] == [[2 * MIB, 2 * MIB], [1, MIB], [5 * MIB], [4 * MIB]]
    assert {(part.received, part.expected, part.size) for part in parts} == {(6, 9, 14 * MIB + 1)}


def test_other_pages_come_whole() -> None:
    assert [sizes(part) for part in validated(page(), page(1, 2), page(4 * MIB))] == [[], [1, 2], [4 * MIB]]
