"""Escapes characters that act where they are shown. Most texts come from the source, which can send any character."""

import re

# Controls, among them U+001B and U+009B, which begin escape sequences of terminals; marks, overrides and isolates of
# the direction of writing, which make a text look like another one; separators that end a line; and what XML cannot
# hold: surrogates, U+FFFE, U+FFFF.
_ACTIVE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def active(text: str, *, keep: str = "") -> str:
    """Return a text with every active character that is not in `keep` as Python spells it: `\\x1b`, `\\u202e`."""
    return _ACTIVE.sub(lambda found: found[0] if found[0] in keep else ascii(found[0])[1:-1], text)
