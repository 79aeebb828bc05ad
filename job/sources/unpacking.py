"""Unpacks an answer within a bound: httpx sets none to what a few packed bytes may become."""

import zlib
from collections.abc import Iterable, Iterator

from job.errors import SourceError

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_STEP_BYTES = 1024 * 1024


class PackedError(Exception):
    """The answer is packed in a way that was not asked for, or not whole."""


def unpack(encoding: str | None, chunks: Iterable[bytes]) -> bytearray:
    """Return the body of an answer with this Content-Encoding; raise SourceError where it is too large."""
    packing = (encoding or "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise PackedError(f"the answer is encoded as {packing[:40]!r}, which was not asked for")
    content = bytearray()
    for part in _gunzip(chunks) if packing == "gzip" else chunks:
        content += part
        if len(content) > MAX_ANSWER_BYTES:
            raise SourceError(f"an answer is larger than {MAX_ANSWER_BYTES} bytes", hint="Lower PAGE_SIZE.")
    return content


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is packed, up to the end of the gzip stream: zlib would keep whatever is sent behind it."""
    gzip = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        if gzip.eof:
            return
        packed = chunk
        while packed and not gzip.eof:
            try:
                yield gzip.decompress(packed, _STEP_BYTES)  # 64 KB may be 64 MiB
            except zlib.error as error:
                raise PackedError(str(error)) from error
            packed = gzip.unconsumed_tail
    if not gzip.eof:
        raise PackedError("the answer breaks off")
