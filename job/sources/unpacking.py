"""Unpacks an answer within a bound: httpx sets none to what a few packed bytes may become."""

import zlib
from collections.abc import Iterable

from job.errors import SourceError

MAX_ANSWER_BYTES = 64 * 1024 * 1024


class PackedError(Exception):
    """The answer is packed in a way that was not asked for, or not whole."""


def unpack(encoding: str | None, chunks: Iterable[bytes]) -> bytearray:
    """Return the body of an answer with this Content-Encoding; raise SourceError where it is too large."""
    packing = (encoding or "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise PackedError(f"the answer is encoded as {packing[:40]!r}, which was not asked for")
    gzip = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    content = bytearray()
    for chunk in chunks:
        try:
            content += gzip.decompress(chunk, MAX_ANSWER_BYTES + 1 - len(content)) if gzip else chunk
        except zlib.error as error:
            raise PackedError(str(error)) from error
        if len(content) > MAX_ANSWER_BYTES:
            raise SourceError(f"an answer is larger than {MAX_ANSWER_BYTES} bytes", hint="Lower PAGE_SIZE.")
    if gzip and not gzip.eof:
        raise PackedError("the answer breaks off")
    return content
