"""A state of any size, made from the flown launches of another one; always the same."""

from dataclasses import replace
from datetime import UTC, datetime

from local.state import Document, State

FIRST_ID = 0x5EB87CD9FFD86E0006000000
FIRST_DATE, LAST_DATE = datetime(2006, 3, 24, tzinfo=UTC), datetime(2022, 10, 5, tzinfo=UTC)


def multiply(state: State, count: int) -> State:
    """Return a settled state of `count` flown launches, with the payloads, rockets and launchpads of `state`.

    Ids, names, flight numbers and dates are distinct and ascend; a launch keeps its delay after the static fire.
    """
    flown = [launch for launch in state.launches if not launch["upcoming"]]
    step = (LAST_DATE - FIRST_DATE) / max(count, 1)
    launches = [
        _copy(flown[place % len(flown)], place, FIRST_DATE + place * step, place // len(flown))
        for place in range(count)
    ]
    return replace(state, launches=launches, settled=True)


def _copy(launch: Document, place: int, at: datetime, copies: int) -> Document:
    at = at.replace(microsecond=0)
    return {
        **launch,
        **_static_fire(launch, at),
        "flight_number": place + 1,
        "name": f"{launch['name']} / {copies}" if copies else launch["name"],
        "date_utc": _utc(at),
        "date_unix": int(at.timestamp()),
        "date_local": at.astimezone(datetime.fromisoformat(launch["date_local"]).tzinfo).isoformat(),
        "id": f"{FIRST_ID + place:024x}",
    }


def _static_fire(launch: Document, at: datetime) -> Document:
    if launch["static_fire_date_utc"] is None:
        return {}
    delay = datetime.fromisoformat(launch["date_utc"]) - datetime.fromisoformat(launch["static_fire_date_utc"])
    return {"static_fire_date_utc": _utc(at - delay), "static_fire_date_unix": int((at - delay).timestamp())}


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
