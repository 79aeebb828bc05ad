"""`run --dry-run` does all that a cycle does, says what it would change, and leaves no trace."""

from collections.abc import Callable

from local.answers import Answer, Request
from local.api import RecordedApi
from tests.acceptance import edits
from tests.acceptance.reading import Ask, contents, tables, tuples
from tests.support.program import Program


def test_a_dry_run_prints_what_would_change_and_leaves_no_trace(job: Program, ask: Ask, api: RecordedApi) -> None:
    job(MODE="full")
    gone, *_, corrected = edits.by_date(api.state)
    corrected["name"] = "Crew-5, corrected"
    flown = edits.by_date(api.state, upcoming=True)[0]
    flown |= {"upcoming": False, "success": True}
    api.state = edits.without(api.state, gone["id"])
    spoilt = edits.compact({"id": edits.named(api.state, "CRS-7")["id"], "name": "CRS-7"})
    spoil = edits.with_changes({edits.named(api.state, "CRS-7")["id"]: spoilt})
    pushed = []

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer | None:
        if request.path.startswith("/metrics/"):
            pushed.append(request)
            return Answer(200, {}, b"")
        return spoil(request, proceed)

    api.respond = respond
    before = contents(ask, "public", "ops")
    ended = job("run", "--dry-run", MODE="full", PUSHGATEWAY_URL=api.url)
    assert ended.code == 0, ended.stderr
    head, _, numbers, *rest = ended.stdout.splitlines()
    counted = dict(zip(head.split(), map(int, numbers.split()), strict=True))
    assert counted == {
        "fetched": 204,
        "inserted": 1,
        "changed": 1,
        "unchanged": 184,
        "removed": 1,
        "upcoming": 17,
        "rejected": 1,
    }
    for outcome, launch in (("inserted", flown), ("changed", corrected), ("removed", gone)):
        (line,) = [line for line in rest if launch["id"] in line]
        assert outcome in line
        assert launch["name"] in line
    assert contents(ask, "public", "ops") == before
    assert not pushed

    done = job(MODE="full", PUSHGATEWAY_URL=api.url).finished
    assert {name: done[name] for name in counted} == counted
    assert pushed


def test_a_dry_run_of_nothing_new_leaves_no_trace(job: Program, ask: Ask) -> None:
    job(MODE="full")
    before = tuples(ask, "public", "ops")
    assert job("run", "--dry-run").code == 0
    assert tuples(ask, "public", "ops") == before


def test_a_dry_run_that_would_be_refused_ends_with_65_and_leaves_no_trace(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    job(MODE="full")
    before = tuples(ask, "public", "ops")
    api.respond = edits.with_changes({}, b"1", b"2", b"3", b"4")
    ended = job("run", "--dry-run", MODE="full", MAX_REJECTED_PERCENT="1")
    assert (ended.code, ended.stdout) == (65, "")
    assert tuples(ask, "public", "ops") == before


def test_with_migrations_pending_a_dry_run_names_them_and_ends_with_78(job: Program, ask: Ask) -> None:
    ended = job("run", "--dry-run")
    assert (ended.code, ended.stdout) == (78, "")
    for name in ("0001_create_ops", "0002_create_documents", "0003_create_launches"):
        assert name in ended.log[-1]["error"]
    assert tables(ask, "public", "ops") == []
