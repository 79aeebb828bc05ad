"""The steps, in their order. Their docstrings are what a reader is told: a title, then what happens and why."""

import json
from collections.abc import Callable

from local.answers import Answer, Request, of_json
from local.demo.demo import Demo
from local.launches import dumped

LAUNCHES = "SELECT count(*) AS launches FROM launches"


def first_load(demo: Demo) -> None:
    """The first load

    A cycle proves that it received everything. Then it commits data, checks and its own record at once, or nothing.
    """
    demo.cycle(fetched=205, inserted=187, upcoming=18)
    demo.query("SELECT total_launches, successful_launches FROM launch_aggregates", ("187", "181"))
    demo.proves("All 205 documents came; the 187 flown launches are loaded, the 18 upcoming ones counted.")


def nothing_new(demo: Demo) -> None:
    """Nothing new

    MODE=full reads the whole source again, as a cycle does by itself once a day. What did not change is not written.
    """
    demo.cycle("MODE=full", unchanged=187, inserted=0, changed=0)
    demo.query("SELECT count(*) AS rows, count(DISTINCT xmin::text) AS transactions FROM launches", ("187", "1"))
    demo.proves("Each row is still as one transaction, that of the first load, wrote it.")


def correction(demo: Demo) -> None:
    """A correction

    The source edits a launch of 2016 and marks it nowhere. A cycle finds the edit, and keeps the old value.
    """
    demo.source("the static fire of SES-9 was dated seven months after its launch, and is put right.")
    demo.launch("SES-9").update(static_fire_date_utc="2016-02-22T14:11:00.000Z", static_fire_date_unix=1456150260)
    demo.cycle("MODE=full", changed=1, unchanged=186)
    demo.query(
        "SELECT name, field, old_value, new_value FROM corrections ORDER BY field DESC",
        ("SES-9", "static_fire_date_utc", '"2016-10-02T14:11:00.000Z"', '"2016-02-22T14:11:00.000Z"'),
        ("SES-9", "static_fire_date_unix", "1475417460", "1456150260"),
    )
    demo.proves("Launch, field, old and new value; one launch is written, not 187.")


def state_before(demo: Demo) -> None:
    """The state as it was

    Last week's report can be explained: each version has the time from which and until which it was valid.
    """
    demo.query(
        "SELECT launch_data ->> 'static_fire_date_utc' AS static_fire, 'now' AS state\n"
        "FROM raw_launches WHERE launch_data ->> 'name' = 'SES-9'\n"
        "UNION ALL\n"
        "SELECT launch_data ->> 'static_fire_date_utc', 'after the first load'\n"
        "FROM raw_launches_history, (SELECT min(data_as_of) AS first_load FROM cycles) AS cycle\n"
        "WHERE launch_data ->> 'name' = 'SES-9' AND valid_from <= first_load AND first_load < valid_to",
        ("2016-02-22T14:11:00.000Z", "now"),
        ("2016-10-02T14:11:00.000Z", "after the first load"),
    )
    demo.proves("Both states, from one statement.")


def removal_refused(demo: Demo) -> None:
    """A third of the source disappears

    The answer is valid, and complete by its own count. A loader that mirrors deletions would delete your rows.
    """
    demo.source("60 launches are gone.")
    demo.remove(*(launch["name"] for launch in demo.api.state.launches[:60]))
    demo.cycle("MODE=full", code=65)
    demo.query(LAUNCHES, ("187",))
    demo.proves("Refused, and nothing is changed. 65 says that a person must look: a retry would not help.")
    demo.restore()


def removal(demo: Demo) -> None:
    """One launch disappears

    Within the limit a removal is followed, and the last version of the launch is kept.
    """
    demo.source("CRS-7 is gone.")
    demo.remove("CRS-7")
    demo.cycle("MODE=full", removed=1, unchanged=186)
    demo.query(
        "SELECT launch_data ->> 'name' AS name, reason,\n"
        "       (SELECT count(*) FROM launches) AS launches\n"
        "FROM raw_launches_history WHERE reason <> 'changed'",
        ("CRS-7", "removed", "186"),
    )
    demo.proves("It left the tables, not the history.")


def launch_returns(demo: Demo) -> None:
    """It returns

    The launch comes back under its id, and continues its history.
    """
    demo.source("CRS-7 is served again.")
    demo.restore()
    demo.cycle("MODE=full", inserted=1, unchanged=186)
    demo.query(
        "SELECT event, name, fields FROM launch_events\n"
        "WHERE changed_at > (SELECT min(data_as_of) FROM cycles) ORDER BY changed_at",
        ("changed", "SES-9", '["static_fire_date_unix", "static_fire_date_utc"]'),
        ("removed", "CRS-7", "null"),
        ("returned", "CRS-7", "null"),
    )
    demo.proves("What changed since the first load is one relation; CRS-7 is no new launch.")


def bad_page(demo: Demo) -> None:
    """An answer that looks complete

    200 OK and valid JSON, but after 150 launches comes an empty page. A loader that reads until nothing more comes
    takes these for all.
    """
    demo.source("it counts 205 documents, and sends 150.")
    demo.api.respond = _ends_after_150
    demo.cycle("MODE=full", code=69)
    demo.query(LAUNCHES, ("187",))
    demo.proves("Not complete, so nothing is changed. 69 says that it may pass: a retry is worthwhile.")
    demo.api.respond = _as_recorded


def bad_record(demo: Demo) -> None:
    """A record that cannot be loaded

    A text where a number must be. It is neither dropped nor guessed, and it does not stop the others.
    """
    demo.source("the mass of SES-9 is a text now, and Starlink 3-1 is known to have succeeded.")
    demo.payload("SES-9")["mass_kg"] = "5,271 kg"
    demo.launch("Starlink 3-1 (v1.5)")["success"] = True
    demo.cycle("MODE=full", rejected=1, changed=1, unchanged=185)
    demo.query(
        "SELECT record_id, reasons ->> 0 AS reason, length(raw) > 1000 AS bytes_kept\nFROM ops.rejected_records",
        (demo.launch("SES-9")["id"], "payloads.0.mass_kg: Input should be a valid number", "t"),
    )
    demo.query(
        "SELECT name, payload_mass_kg, success FROM launches\n"
        "WHERE name IN ('SES-9', 'Starlink 3-1 (v1.5)') ORDER BY name",
        ("SES-9", "5271", "t"),
        ("Starlink 3-1 (v1.5)", "13260", "t"),
    )
    demo.proves("In quarantine with the reason and its bytes. SES-9 stays as it was; the other correction is loaded.")


def record_released(demo: Demo) -> None:
    """It is mended

    The next valid document of the launch ends its quarantine; there is nothing to clean up by hand.
    """
    demo.source("the mass of SES-9 is a number again, a better one.")
    demo.payload("SES-9")["mass_kg"] = 5330
    demo.cycle("MODE=full", rejected=0, changed=1, unchanged=186)
    demo.query(
        "SELECT payload_mass_kg, resolved_at IS NOT NULL AS resolved\n"
        "FROM launches JOIN ops.rejected_records ON record_id = launch_id",
        ("5330", "t"),
    )
    demo.proves("Loaded, and the quarantine is empty.")


def kill(demo: Demo) -> None:
    """A kill in the middle

    The process is killed (kill -9) while it reads: no handler runs, no rollback is sent.
    """
    demo.source("the details of all 31 launches of 2021 are edited.")
    edited = [launch for launch in demo.api.state.launches if launch["date_utc"].startswith("2021")]
    for launch in edited:
        launch["details"] = "Edited."
    demo.api.respond = _kills(demo)
    demo.cycle("MODE=full", "PAGE_SIZE=50", code=137)
    demo.api.respond = _as_recorded
    demo.query("SELECT count(*) AS edits FROM corrections WHERE field = 'details'", ("0",))
    demo.cycle("MODE=full", changed=31, unchanged=156)
    demo.query(
        "SELECT status, exit_code, changed FROM cycles ORDER BY started_at DESC LIMIT 2",
        ("succeeded", "0", "31"),
        ("interrupted", "null", "null"),
    )
    demo.proves("Not one of 31 edits without the others. The next cycle needs no repair, and records the kill.")


def dry_run(demo: Demo) -> None:
    """A dry run

    The same cycle with everything in it, rolled back: what would change, before it does.
    """
    demo.source("CRS-7 is gone again, and FalconSat has another name.")
    demo.remove("CRS-7")
    demo.launch("FalconSat")["name"] = "FalconSAT-2"
    demo.shows("MODE=full", "run", "--dry-run")
    demo.query(LAUNCHES, ("187",))
    demo.proves("Named, and not done.")


def status(demo: Demo) -> None:
    """The status

    What a person asks first: how old are the data, what is missing, what was corrected?
    """
    lines = ("newest_launch", "source  note", "rows  launches", "rows  open_rejected", "event")
    demo.shows("status", starts=("last_success  age_hours", *lines))
    demo.proves("With --max-age-hours it is a probe: it ends with 1 when the data are too old.")


STEPS: list[Callable[[Demo], None]] = [
    first_load, nothing_new, correction, state_before, removal_refused, removal, launch_returns, bad_page, bad_record,
    record_released, kill, dry_run, status,
]  # fmt: skip


def _as_recorded(_request: Request, proceed: Callable[[], Answer]) -> Answer:
    return proceed()


def _ends_after_150(request: Request, proceed: Callable[[], Answer]) -> Answer:
    page = json.loads(proceed().body)
    is_first = "_id" not in request.parsed["query"]
    return of_json(dumped({**page, "docs": page["docs"][:150] if is_first else []}))


def _kills(demo: Demo) -> Callable[[Request, Callable[[], Answer]], Answer]:
    requests = 0

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        nonlocal requests
        requests += 1
        if requests == 4 and demo.process:
            demo.process.kill()
        return proceed()

    return respond
