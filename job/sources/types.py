"""What a document must be so that every cast, column and check takes it, whichever source it comes from."""

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
_MOST_REASONS = 100
LONG_BYTES = 48 * 1024
_LEAST_MASS = 1e-9
_IN_WORDS_OF_JSON = {"model_type": "Input should be an object", "list_type": "Input should be a valid array"}


def _is_instant(text: str) -> str:
    if not _INSTANT.fullmatch(text):
        raise ValueError("should be an instant such as 2020-01-01T00:00:00.000Z")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is no date of the calendar") from None
    if not _FIRST <= instant <= _LAST:
        raise ValueError("lies outside 1900 to 2200")
    return text


def _is_mass(kg: float) -> float:
    # Means and tolerances of masses near the end of double precision leave it, and a cast that fails ends the cycle.
    if 0 < kg < _LEAST_MASS:
        raise ValueError(f"is less than {_LEAST_MASS} kg, and not 0")
    return kg


Text = Annotated[str, StringConstraints(min_length=1)]
Texts = Annotated[list[str], FailFast()]
Instant = Annotated[str, AfterValidator(_is_instant)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
# The bound is far above any rocket; it keeps every sum of masses within double precision.
Mass = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), AfterValidator(_is_mass)]


class Model(BaseModel):
    """A JSON object of a source. A field without a default feeds a key, a column or a check: it must be there.

    `known` names the other fields that the API has, and `names` all of them. One of those missing, or one in neither
    list, is schema drift: reported, and loaded all the same.
    """

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)
    known: ClassVar[frozenset[str]] = frozenset()
    names: ClassVar[frozenset[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.names = cls.known.union(cls.model_fields)

    @classmethod
    def reasons(cls, document: bytes, error: Exception) -> list[str]:
        """Return what is wrong with a document that raised `error`, field by field; beyond 100 only their number."""
        if isinstance(error, ValidationError):
            return _reasons(error)
        try:
            cls.model_validate_json(document)  # it reads some that nobody can keep, and names the field
        except ValidationError as told:
            return _reasons(told)
        return [str(error)]


def drift(*parts: tuple[type[Model], str, Iterable[Mapping[str, Any]]]) -> set[str]:
    """Return the paths of the fields that drifted in valid documents, each behind the path of its documents."""
    found: set[str] = set()
    for model, path, documents in parts:
        names = model.names
        for document in documents:
            if document.keys() != names:
                found.update(path + name for name in names.symmetric_difference(document))
    return found


M = TypeVar("M", bound="Model")


def fail_fast_variant(model: type[M], *lists: str) -> type[M]:
    """Return a model for documents beyond LONG_BYTES, which of each of these lists tells only the first fault.

    A fault takes a kilobyte, and an empty object, three bytes of a list, has one for each of its fields.
    """
    fields: Any = {name: (Annotated[model.model_fields[name].annotation, FailFast()], ...) for name in lists}
    return create_model(f"Long{model.__name__}", __base__=model, **fields)


def _reasons(error: ValidationError) -> list[str]:
    items = error.errors(include_url=False, include_input=False, include_context=False)
    more = len(items) - _MOST_REASONS
    return [_reason(item) for item in items[:_MOST_REASONS]] + ([f"and {more} more"] if more > 0 else [])


def _reason(item: Any) -> str:
    where = ".".join(str(part) for part in item["loc"])
    what = _IN_WORDS_OF_JSON.get(item["type"], item["msg"])
    return f"{where}: {what}" if where else what
