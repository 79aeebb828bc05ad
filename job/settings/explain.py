"""Explains what is wrong with the value of a setting."""

import re
from collections.abc import Collection, Mapping

from pydantic import ValidationError
from pydantic.fields import FieldInfo

NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_LONGEST = 60


def errors(
    error: ValidationError, variables: Mapping[str, str], fields: Mapping[str, FieldInfo], secrets: Collection[str]
) -> list[str]:
    """Return a clause for each wrong value: the variable, its value unless that is secret, and what it should be.

    Arguments: variables, by lower-case name; fields, their descriptions; secrets, the names of those that are.
    """
    hidden = [variables[name] for name in secrets if name in variables]
    clauses = []
    for item in error.errors(include_input=False, include_url=False):
        message = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
        if not item["loc"]:
            clauses.append(message)
            continue
        name = str(item["loc"][0])
        value = variables.get(name, "")
        shown = "" if name in secrets or any(each in value for each in hidden) else _shown(value)
        clauses.append(f"{name.upper()}{shown} {message} ({fields[name].description})")
    return clauses


def _shown(value: str) -> str:
    if NOT_TEXT.search(value):
        return ""
    # What may be the user and the password of a URL, also of one that cannot be parsed, and what may be a token in it.
    value = re.sub(r"^(.*?//)?.*@", r"\1***@", value, flags=re.DOTALL)
    value = re.sub(r"\?.*", "?***", value, flags=re.DOTALL) if "//" in value else value
    return f"={value!r}" if len(value) <= _LONGEST else f"={value[:_LONGEST] + '…'!r}"
