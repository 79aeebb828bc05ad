"""A source of raw bytes: what it serves as a document need not be one, nor bear the id under which it is stored."""

from bisect import bisect_right
from collections.abc import Callable, Mapping

from local.answers import Answer, Request, of_json


class Shelf:
    """Documents by the number of the `_id` under which the source has them; stands in for a RecordedApi's answers.

    It sorts, filters and pages by that hidden id, as the source does: a document whose own `id` cannot be read
    has its place all the same.
    """

    def __init__(self, documents: Mapping[int, bytes]) -> None:
        self.documents = dict(documents)

    def __call__(self, request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return self.answer(request)

    def answer(self, request: Request) -> Answer:
        """The page that this request asks for."""
        query, options = request.parsed["query"], request.parsed["options"]
        numbers = sorted(self.documents)
        above = int(query["_id"]["$gt"], 16) if "_id" in query else -1
        found = numbers[bisect_right(numbers, above) :]
        first = options.get("offset", 0)
        documents = [self.documents[number] for number in found[first : first + options["limit"]]]
        return of_json(b'{"docs":[%b],"totalDocs":%d,"hasPrevPage":false}' % (b",".join(documents), len(found)))
