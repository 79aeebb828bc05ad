"""URLs in settings, and the secrets in them."""

from base64 import b64encode
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


def secrets(url: str) -> list[str]:
    """Return the texts of a checked URL that must not be shown: its password, or a user without one, which is a token.

    Both are returned as they are in the URL, unquoted, and as they are sent.
    """
    parts = urlsplit(url)
    secret = parts.password or parts.username
    if not secret:
        return []
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return [secret, unquote(secret), *basic(user, password)]


def basic(user: str, password: str) -> list[str]:
    """Return what HTTP's scheme Basic makes of a user and a password, with and without the padding at its end."""
    # httpx and urllib encode them as UTF-8, requests (for Trino) as Latin-1.
    sent = [b64encode(f"{user}:{password}".encode(coding, "replace")).decode() for coding in ("utf-8", "latin-1")]
    return [text for each in sent for text in (each, each.rstrip("="))]
