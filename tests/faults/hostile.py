"""Pages of up to 64 MiB that cost as much memory as they can."""

from collections.abc import Callable

from job.sources.types import LONG_BYTES
from job.sources.validation import MAX_DOCUMENT_BYTES
from tests.support.handmade import launch, raw

MIB = 1024 * 1024
FULL = 64 * MIB - 4000  # for what fills a page: a launch and the page around it take the rest
ROCKET = "\U0001f680"  # a text with this takes four bytes a character
NAN = b"NaN"
Make = Callable[[], bytes]
Value = Callable[[int, int], bytes]  # of the number of a launch, and of how many bytes there are for it


def page(*documents: bytes) -> bytes:
    return b'{"docs":[%b],"totalDocs":%d}' % (b",".join(documents), len(documents))


def filled(part: bytes, size: int) -> bytes:
    return b",".join([part] * (size // (len(part) + 1)))


def members(size: int, of: int = 0) -> bytes:
    """Members with different names, of 14 bytes."""
    return b",".join(b'"%02x%06x":0' % (of % 256, name) for name in range(size // 14))


def text(size: int) -> bytes:
    return b'"%b%b"' % (b"x" * (size - 6), ROCKET.encode())


def having(number: int, value: bytes, name: str = "more") -> bytes:
    """A launch with these bytes as the value of a field."""
    return raw(launch(number) | {name: "@@"}).replace(b'"@@"', value)


def with_members(number: int, more: bytes) -> bytes:
    return raw(launch(number))[:-1] + b"," + more + b"}"


def one(value: Value, name: str = "more", *others: bytes) -> Make:
    """A page of one launch, whose field takes all that there is."""
    return lambda: page(having(1, value(1, FULL - len(b"".join(others))), name), *others)


def many(count: int, value: Value, name: str = "more") -> Make:
    """A page of launches as large as they may be."""
    size = min(FULL // count, MAX_DOCUMENT_BYTES) - 2500
    return lambda: page(*(having(number, value(number, size), name) for number in range(1, count + 1)))


def drifting(count: int, names: Callable[[int], list[str]]) -> Make:
    """A page of launches with these unknown fields."""

    def document(number: int) -> bytes:
        return with_members(number, b",".join(b'"%b":0' % name.encode() for name in names(number)))

    return lambda: page(*map(document, range(1, count + 1)))


def listing(part: bytes) -> Value:
    return lambda _number, size: b"[%b]" % filled(part, size)


def beginning(first: bytes, part: bytes) -> Value:
    """A list that begins with this and goes on with that."""
    return lambda _number, size: b"[%b,%b]" % (first, filled(part, size - len(first) - 1))


# What is no page, or not the one that was asked for; and words of the error.
REFUSED: dict[str, tuple[Make, str]] = {
    "3,000,000 empty objects": (lambda: page(*[b"{}"] * 3_000_000), "more than 601 documents"),
    "as many empty objects as fit": (lambda: page(filled(b"{}", FULL)), "more than 601 documents"),
    "as many numbers as fit, and a NaN": (lambda: page(NAN, filled(b"1", FULL)), "more than 601 documents"),
    "numbers without commas": (lambda: page(filled(b"1", FULL).replace(b",", b" ")), "a comma or ] is missing"),
    "no JSON object": (lambda: filled(b"1", FULL), "{ is missing"),
    "brackets that stay open": (lambda: b'{"docs":' + b"[" * 2 * MIB, "is not closed"),
    "members of the page": (
        lambda: b'{"docs":[],"totalDocs":1,%b}' % members(FULL),
        "counted 1 documents and ended after 0",
    ),
    "members of the page, and a NaN": (
        lambda: b'{"docs":[],"totalDocs":NaN,%b}' % members(FULL // 8),
        "has no totalDocs",
    ),
    "a count of 64 million digits": (lambda: b'{"docs":[],"totalDocs":%b}' % (b"9" * FULL), "has no totalDocs"),
    "a count that is a text": (lambda: b'{"docs":[],"totalDocs":%b}' % text(FULL), "has no totalDocs"),
}

# Documents that are quarantined, and how many launches are asked for.
REJECTED: dict[str, tuple[Make, int]] = {
    "a document of empty objects": (one(listing(b"{}")), 500),
    "a document of numbers, the first of them NaN": (one(beginning(NAN, b"1")), 500),
    "a document that is one text": (one(lambda _number, size: text(size)), 500),
    "a document whose id is a list": (one(listing(b"[]"), "id"), 500),
    "a document whose id is a text, and a NaN": (one(lambda _number, size: text(size), "id", NAN), 500),
    "a document whose first key is a text, and a NaN": (
        lambda: page(b"{%b:NaN,%b" % (text(FULL), raw(launch(1))[1:])),
        500,
    ),
    "a document of members, and a NaN": (lambda: page(with_members(1, b'"a":NaN,' + members(FULL // 8))), 500),
    "a document of one text that is upcoming": (
        lambda: page(raw(launch(1, upcoming=True) | {"more": "@@"}).replace(b'"@@"', text(FULL))),
        500,
    ),
    "documents of lists with a lone surrogate": (many(60, beginning(rb'"\ud800"', b"[]")), 500),
    "documents of objects with a NaN": (many(60, beginning(NAN, b'{"":{}}')), 500),
    "documents of texts with a NaN": (many(500, lambda _number, size: b"[NaN,%b]" % text(size - 6)), 500),
    "documents with a text as the date": (many(60, lambda _number, size: text(size), "date_utc"), 500),
    "documents of invalid payloads": (many(60, listing(b"{}"), "payloads"), 500),
    "documents of invalid payloads, just not long": (
        lambda: page(*(having(number, b"[%b]" % filled(b"{}", LONG_BYTES - 2500), "payloads") for number in range(9))),
        500,
    ),
    "documents beyond PostgreSQL's numeric": (
        many(60, lambda _number, size: b"[1e-20000,%b]" % text(size - 12)),
        500,
    ),
    "10,000 documents beyond PostgreSQL's numeric": (
        many(10_000, lambda _number, size: b"[1e-20000,%b]" % text(size - 12)),
        10_000,
    ),
}

# Documents that are loaded, and how many launches are asked for.
LOADED: dict[str, tuple[Make, int]] = {
    "documents of empty lists": (many(60, listing(b"[]")), 500),
    "documents of small objects, with blanks": (many(60, listing(b'{"":{} }')), 500),
    "documents of members": (many(60, lambda number, size: b"{%b}" % members(size, number)), 500),
    "documents of one text": (many(500, lambda _number, size: text(size)), 500),
    "500 documents with 3,500 unknown fields": (
        drifting(500, lambda number: [f"{number:x}_{name:x}" for name in range(3500)]),
        500,
    ),
    "500 documents with an unknown field of 130 KB": (
        drifting(500, lambda number: [f"{number:x}{'x' * (FULL // 500 - 3000)}{ROCKET}"]),
        500,
    ),
    "10,000 documents": (many(10_000, lambda _number, size: text(size)), 10_000),
    "10,000 documents with 100 unknown fields": (
        drifting(10_000, lambda number: [f"{number:x}_{name:x}{'é' * 12}€" for name in range(100)]),
        10_000,
    ),
}
