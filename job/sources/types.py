"""The types of fields that every cast, column and check accepts, and the base of the models of a source."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MAX_REASONS = 100
_MAX_DRIFT = 100
_MAX_NAME_LENGTH = 100
LONG_BYTES = 16 * 1024
_MIN_MASS = 1e-9
_JSON_MESSAGES = {"model_type": "Input should be an object", "list_type": "Input should be a valid array"}


def _is_instant(text: str) -> str:
    if not _INSTANT.fullmatch(text):
        raise ValueError("should be an instant such as 2020-01-01T00:00:00.000Z")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date of the calendar") from None
    if not _FIRST <= instant <= _LAST:
        raise ValueError("is outside 1900 to 2200")
    return text


def _is_mass(kg: float) -> float:
    # The mean of masses near the limits of double precision is outside them, and a failed cast ends the cycle.
    if 0 < kg < _MIN_MASS:
        raise ValueError(f"is less than {_MIN_MASS} kg, and not 0")
    return kg


Text = Annotated[str, StringConstraints(min_length=1)]
Texts = Annotated[list[str], FailFast()]
Instant = Annotated[str, AfterValidator(_is_instant)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Seconds = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
# The upper bound, far above any rocket, keeps every sum of masses within double precision.
Mass = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), AfterValidator(_is_mass)]


class Model(BaseModel):
    """A JSON object of a source. A field without a default is required: a key, a column or a check needs it.

    `known` are the other fields of the API, and `names` are all of them. A document that lacks one of `names`, or has
    another field, is loaded, and the field is reported as schema drift.
    """

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)
    known: ClassVar[frozenset[str]] = frozenset()
    names: ClassVar[frozenset[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.names = cls.known.union(cls.model_fields)

    @classmethod
    def reasons(cls, document: bytes, error: Exception) -> list[str]:
        """Return what is wrong with a document that raised `error`, by field; after the first 100 only their number."""
        if isinstance(error, ValidationError):
            return _reasons(error)
        if len(document) <= LONG_BYTES:  # pydantic takes a hundred times its size
            try:
                cls.model_validate_json(document)  # pydantic parses some of these documents, and names the field
            except ValidationError as named:
                return _reasons(named)
        return [str(error)]


def drift(*parts: tuple[type[Model], str, Iterable[Mapping[str, Any]]]) -> set[str]:
    """Return the paths of missing and unknown fields in valid documents; a part is a model, a path and its objects.

    The names come from the source, so only the first 100 are returned, and of each 100 characters.
    """
    found: set[str] = set()
    for model, path, documents in parts:
        names = model.names
        for document in documents:
            if document.keys() != names:
                found.update((path + name)[:_MAX_NAME_LENGTH] for name in names.symmetric_difference(document))
    return found if len(found) <= _MAX_DRIFT else set(sorted(found)[:_MAX_DRIFT])


M = TypeVar("M", bound=Model)


def fail_fast_variant(model: type[M], *lists: str) -> type[M]:
    """Return a variant of a model, for documents over LONG_BYTES, that reports only the first error in these lists.

    An error takes a kilobyte of memory, and an empty object, three bytes of a list, has one for each of its fields.
    """
    fields: Any = {name: (Annotated[model.model_fields[name].annotation, FailFast()], ...) for name in lists}
    return create_model(f"Long{model.__name__}", __base__=model, **fields)


def _reasons(error: ValidationError) -> list[str]:
    items = error.errors(include_url=False, include_input=False, include_context=False)
    more = len(items) - _MAX_REASONS
    return [_reason(item) for item in items[:_MAX_REASONS]] + ([f"and {more} more"] if more > 0 else [])


def _reason(item: Any) -> str:
    where = ".".join(str(part) for part in item["loc"])
    what = _JSON_MESSAGES.get(item["type"], item["msg"])
    return f"{where}: {what}" if where else what
