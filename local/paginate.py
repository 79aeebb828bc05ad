"""The envelope of an answer, as mongoose-paginate-v2 1.7.0 fills it."""

import math
import re
from dataclasses import dataclass
from typing import Any

from local import casting
from local.casting import QueryError

Options = dict[str, Any]

DEFAULT_LIMIT = 10


@dataclass(frozen=True)
class Window:
    """Which of the matching documents an answer carries: none at a limit of 0, all without pagination."""

    limit: int
    skip: int
    page: int
    offset: int | None
    pagination: bool

    def envelope(self, total: int) -> dict[str, int | bool | None]:
        """The keys beside `docs`; `offset` only where a request had an offset or no page."""
        page = self.page if self.offset is None else math.ceil((self.offset + 1) / (self.limit or 1))
        pages = math.ceil(total / self.limit) or 1 if self.limit and self.pagination else 1
        if not self.limit:
            page = 1
        before = self.pagination and self.limit > 0 and (page > 1 or bool(self.offset))
        after = self.pagination and page < pages
        return {
            "totalDocs": total,
            **({} if self.offset is None else {"offset": self.offset}),
            "limit": self.limit if self.pagination else total,
            "totalPages": pages,
            "page": page,
            "pagingCounter": (page - 1) * self.limit + 1,
            "hasPrevPage": before,
            "hasNextPage": after,
            "prevPage": max(page - 1, 1) if before else None,
            "nextPage": page + 1 if after else None,
        }

    def cut(self, total: int) -> range:
        """The places of the documents among all that match."""
        if not self.pagination:
            return range(total)
        return range(min(self.skip, total), min(self.skip + self.limit, total))


def window(options: Options) -> Window:
    pagination = casting.truthy(options.get("pagination", True))
    limit = max(_whole(options.get("limit", DEFAULT_LIMIT), otherwise=0), 0) if pagination else DEFAULT_LIMIT
    if "offset" in options:
        offset = _whole(options["offset"])
        if offset < 0 and limit and pagination:
            raise QueryError(f"BSON field 'skip' value must be >= 0, actual value '{offset}'")
        return Window(limit, offset, 1, offset, pagination)
    if "page" in options:
        page = max(_whole(options["page"]), 1)
        return Window(limit, (page - 1) * limit, page if pagination else 1, None, pagination)
    return Window(limit, 0, 1, 0, pagination)


def _whole(value: Any, otherwise: int | None = None) -> int:
    """JavaScript's parseInt: the digits a text begins with."""
    digits = re.match(r"\s*[+-]?\d+", "" if isinstance(value, bool) else str(value))
    if digits:
        return int(digits[0])
    if otherwise is None:
        raise QueryError('Cast to Number failed for value "NaN" (type number) at path "skip"')
    return otherwise
