"""Reads of a document what its model names: its key, and the digest of its content, which noise does not change."""

import hashlib
import re
import types
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple, get_args, get_origin

import msgspec
from msgspec import UNSET

from job.sources import parsing
from job.sources.launch_library_2 import model
from job.sources.protocol import Document, DocumentKey
from job.sources.strict_json import REFUSALS
from job.sources.types import Model
from job.sources.validation import MAX_DOCUMENT_BYTES

_ID = re.compile(model.ID)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
# It moves with the content, mostly, and sometimes alone.
_NO_CONTENT = "last_updated"
_encode = msgspec.json.Encoder(order="sorted").encode
_read_key = parsing.key_reader("id", "net", _NO_CONTENT, "launch_service_provider")


class Record(NamedTuple):
    """A document, its provider and when the source changed it; None is what cannot be read."""

    document: Document
    provider: object
    changed_at: datetime | None


def read(raw: bytes | memoryview) -> Record:
    """Return what can be read of a document without trusting it; never raises."""
    if typed := _read_typed(raw):
        content, digest = typed
        provider = getattr(content.launch_service_provider, "id", None)
    else:  # it is rejected
        content, digest = _read_key(raw), hashlib.sha256(raw).digest()
        named = content.launch_service_provider
        provider = named.get("id") if isinstance(named, dict) else None
    record_id = content.id if isinstance(content.id, str) and _ID.fullmatch(content.id) else None
    key = DocumentKey(record_id, content.net if _is_instant(content.net) else None, upcoming=False)
    # Of a page all records are kept: what is not an id could take a hundred megabytes.
    return Record(
        Document(key, raw, digest), provider if isinstance(provider, int) else None, instant(content.last_updated)
    )


def _read_typed(raw: bytes | memoryview) -> tuple[Any, bytes] | None:
    """Return what the model names, and its digest: it takes up to a hundred times the size of a document."""
    if len(raw) <= MAX_DOCUMENT_BYTES:
        with suppress(*REFUSALS):
            content: Any = _decode(raw)
            return content, _digest(content)
    return None


def instant(value: object) -> datetime | None:
    """Return an instant as the source writes it; None for anything else."""
    if not _is_instant(value):
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _is_instant(value: object) -> bool:
    return isinstance(value, str) and _INSTANT.fullmatch(value) is not None


def _digest(content: msgspec.Struct) -> bytes:
    fields = msgspec.to_builtins(content)
    fields.pop(_NO_CONTENT, None)
    return hashlib.sha256(_encode(_sorted(fields))).digest()


def _sorted(value: Any) -> Any:
    """Sort each list: the source gives them in no fixed order."""
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=_encode)
    return value


def _shape(annotation: Any) -> Any:
    """Return what an annotation names: the fields of an object, the parts of a list, or True for a value as it is."""
    arguments = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return {name: _shape(field.annotation) for name, field in annotation.model_fields.items()}
    if get_origin(annotation) is list:
        return [_shape(arguments[0])]
    if isinstance(annotation, types.UnionType):
        return next((made for made in map(_shape, arguments) if made is not True), True)
    return _shape(arguments[0]) if arguments else True


def _projection(shape: dict[str, Any]) -> type[msgspec.Struct]:
    """Return a type that decodes what a shape names, and skips the rest; a field that is missing is not null."""
    return msgspec.defstruct("Content", [(name, _type(part), UNSET) for name, part in shape.items()])


def _type(shape: Any) -> Any:
    if isinstance(shape, dict):
        return _projection(shape) | None | msgspec.UnsetType
    if isinstance(shape, list):
        part: Any = _type(shape[0])
        return list[part] | None | msgspec.UnsetType
    return Any


_NAMED = _shape(model.Launch)
_decode = msgspec.json.Decoder(_projection(_NAMED)).decode
SHAPE = {name: shape for name, shape in _NAMED.items() if name != _NO_CONTENT}
