from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from job import timestamps

NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (NEW_YEAR, "2020-01-01T00:00:00.000Z"),
        (NEW_YEAR.replace(microsecond=999_999), "2020-01-01T00:00:00.999Z"),
        (datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2020-01-01T00:00:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_milliseconds(instant: datetime, text: str) -> None:
    assert timestamps.text(instant) == text


def test_texts_compare_as_instants_do() -> None:
    ordered = [NEW_YEAR + timedelta(milliseconds=step) for step in (-86_400_000, -1, 0, 1, 999, 1000, 10**10)]
    assert sorted(map(timestamps.text, ordered)) == [timestamps.text(instant) for instant in ordered]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-01-31", "2020-01-31T00:00:00.000Z", "2020-01-31T23:59:59.999Z"),
        ("20200131", "2020-01-31T00:00:00.000Z", "2020-01-31T23:59:59.999Z"),
        ("2020-W05-5", "2020-01-31T00:00:00.000Z", "2020-01-31T23:59:59.999Z"),
        ("2020-01-31T12:00", "2020-01-31T12:00:00.000Z", "2020-01-31T12:00:00.000Z"),
        ("2020-01-31T12:00:00+02:00", "2020-01-31T10:00:00.000Z", "2020-01-31T10:00:00.000Z"),
        ("2020-01-31T12:00:00.123Z", "2020-01-31T12:00:00.123Z", "2020-01-31T12:00:00.123Z"),
        ("9999-12-31", "9999-12-31T00:00:00.000Z", "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_date_is_a_whole_day_and_an_instant_itself(text: str, first: str, last: str) -> None:
    begin, end = timestamps.first_of(text), timestamps.last_of(text)
    assert isinstance(begin, datetime)
    assert isinstance(end, datetime)
    assert (timestamps.text(begin), timestamps.text(end)) == (first, last)


@pytest.mark.parametrize("text", ["", "yesterday", "2020-02-30", "2020-13-01", "31.01.2020", "0001-01-01T00:00+12:00"])
def test_what_is_neither_date_nor_instant_is_refused(text: str) -> None:
    for read in (timestamps.first_of, timestamps.last_of):
        with pytest.raises(ValueError, match="ISO 8601"):
            read(text)


def test_days_before_stop_at_the_first_day_of_the_calendar() -> None:
    assert timestamps.days_before(NEW_YEAR, 30) == datetime(2019, 12, 2, tzinfo=UTC)
    assert timestamps.days_before(NEW_YEAR, 10**6) == datetime(1, 1, 1, tzinfo=UTC)


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(("value", "low", "high"), [("0", 0, 0), (" 7 ", 7, 7), ("9" * 400, 1e300, float("inf"))])
def test_a_retry_after_is_seconds(value: str, low: float, high: float) -> None:
    assert low <= (timestamps.seconds_to_wait(value) or 0.0) <= high


@pytest.mark.parametrize(("seconds", "low", "high"), [(3600, 3000, 3601), (-100, 0, 0)])
def test_a_retry_after_is_a_date(seconds: float, low: float, high: float) -> None:
    """The date was made when the tests were collected: after ten minutes of other tests it was too near."""
    assert low <= (timestamps.seconds_to_wait(in_seconds(seconds)) or 0.0) <= high


@pytest.mark.parametrize(
    "value", [None, "", "soon", "-5", "1.5", "Mon, 99 Foo 2020 00:00:00 GMT", "Mon, 1 Jan 99999 00:00:00 GMT"]
)
def test_a_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert timestamps.seconds_to_wait(value) is None
