"""URLs as settings take them."""

from urllib.parse import unquote, urlsplit


def checked(url: str) -> str:
    """Return the URL; ValueError when nothing can be asked at it. What it says never repeats the URL."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and url.split() == [url]
        (parts.hostname or "").encode("idna")
    except ValueError:  # of a port, a bracket or a host name that cannot be; its text may tell a password
        usable = False
    if not usable:
        raise ValueError("should be a URL that starts with http:// or https://, then a host")
    return url


def passwords(url: str) -> list[str]:
    """Return the password that a checked URL bears, as the URL spells it and as it is; nothing without one."""
    spelt = urlsplit(url).password
    return list(dict.fromkeys([spelt, unquote(spelt)])) if spelt else []
