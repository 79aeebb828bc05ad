"""URLs in settings."""

from urllib.parse import unquote, urlsplit


def check(url: str) -> str:
    """Return the URL; raise ValueError when no request can be sent to it. The error does not repeat the URL."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and url.split() == [url]
        (parts.hostname or "").encode("idna")
    except ValueError:  # an impossible port, bracket or host name; the text of the error may contain a password
        usable = False
    if not usable:
        raise ValueError("should be a URL that starts with http:// or https://, then a host")
    return url


def passwords(url: str) -> list[str]:
    """Return the password in a checked URL, quoted and unquoted; an empty list where there is none."""
    quoted = urlsplit(url).password
    return list(dict.fromkeys([quoted, unquote(quoted)])) if quoted else []
