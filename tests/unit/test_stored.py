import hashlib

import pytest

from job.steps.stored import Digests


def digest(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def digests(*of: bytes) -> Digests:
    return Digests(b"".join(each[:8] for each in sorted(of)))


def test_every_digest_is_found_and_no_other() -> None:
    stored = digests(*map(digest, range(1000)))
    assert all(digest(number) in stored for number in range(1000))
    assert not any(digest(number) in stored for number in range(1000, 3000))


def test_where_nothing_is_stored_nothing_is_found() -> None:
    assert digest(1) not in Digests()


@pytest.mark.parametrize("edge", [b"\x00" * 32, b"\xff" * 32])
def test_the_first_and_the_last_digest_that_can_be_are_found_like_any_other(edge: bytes) -> None:
    assert edge in digests(edge, digest(1))
    assert edge not in digests(digest(1))


def test_what_is_no_digest_is_not_found() -> None:
    assert "text" not in digests(digest(1))
