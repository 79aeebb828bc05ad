"""A state of any size, made of the flown launches of another; the same every time."""

from dataclasses import replace
from datetime import UTC, datetime

from local.state import Document, State

FIRST_ID = 0x5EB87CD9FFD86E0006000000
OPENING, CLOSING = datetime(2006, 3, 24, tzinfo=UTC), datetime(2022, 10, 5, tzinfo=UTC)


def multiply(state: State, count: int) -> State:
    """`count` flown launches with ids of their own in ascending order, the rest shared with `state`.

    Names and flight numbers are distinct, dates ascend evenly over the flown years, and a launch keeps the
    distance of its static fire. Payloads are those of the real launches. The result is settled.
    """
    flown = [launch for launch in state.launches if not launch["upcoming"]]
    step = (CLOSING - OPENING) / max(count, 1)
    launches = [
        _remade(flown[place % len(flown)], place, OPENING + place * step, place // len(flown)) for place in range(count)
    ]
    return replace(state, launches=launches, settled=True)


def _remade(launch: Document, place: int, at: datetime, round_: int) -> Document:
    at = at.replace(microsecond=0)
    return {
        **launch,
        **_static_fire(launch, at),
        "flight_number": place + 1,
        "name": f"{launch['name']} / {round_}" if round_ else launch["name"],
        "date_utc": _utc(at),
        "date_unix": int(at.timestamp()),
        "date_local": at.astimezone(datetime.fromisoformat(launch["date_local"]).tzinfo).isoformat(),
        "id": f"{FIRST_ID + place:024x}",
    }


def _static_fire(launch: Document, at: datetime) -> Document:
    if launch["static_fire_date_utc"] is None:
        return {}
    moved = at - _instant(launch["date_utc"]) + _instant(launch["static_fire_date_utc"])
    return {"static_fire_date_utc": _utc(moved), "static_fire_date_unix": int(moved.timestamp())}


def _instant(date_utc: str) -> datetime:
    return datetime.fromisoformat(date_utc)


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
