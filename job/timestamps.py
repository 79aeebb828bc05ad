"""Instants as texts and back: always UTC, always milliseconds, so that texts compare as instants do."""

from datetime import UTC, date, datetime, time, timedelta


def text(instant: datetime) -> str:
    """Return an aware datetime as `2020-01-01T00:00:00.000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def first_of(value: object) -> object:
    """Return the first instant of an ISO 8601 date or instant; what is not one raises ValueError."""
    return _parse(value, time.min)


def last_of(value: object) -> object:
    """Return the last millisecond of an ISO 8601 date, or the instant itself."""
    return _parse(value, time.max.replace(microsecond=999_000))


def _parse(value: object, of_day: time) -> object:
    if not isinstance(value, str):
        return value
    try:
        return datetime.combine(date.fromisoformat(value), of_day, tzinfo=UTC)
    except ValueError:
        pass  # not a date alone
    try:
        instant = datetime.fromisoformat(value)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("should be a date or an instant in ISO 8601, such as 2020-01-31") from None


def days_before(instant: datetime, days: int) -> datetime:
    """Return the instant `days` earlier, at the calendar's first day at the earliest."""
    try:
        return instant - timedelta(days=days)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def seconds_to_wait(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header, given as seconds or as a date; None where it says nothing."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    from email.utils import parsedate_to_datetime  # seldom needed, and slow to import

    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
