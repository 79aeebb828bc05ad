"""The compose stack, for real: all but Grafana, for which no image is at hand everywhere (test_compose_file.py reads
what it is given). One stack, offline, and the tests in their order: each leaves it as it found it, but for the data.
"""

import csv
import io
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from local.state import State
from tests.e2e import engine
from tests.e2e.engine import CHECKOUT, Ended, docker, inspected, said
from tests.e2e.stack import OFFLINE_API, Stack, eventually, last_line

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

PROJECT = f"spacex-elt-test-{os.getpid()}"
LAUNCHES = 187
PAGE = (CHECKOUT / "docs" / "compose.md").read_text()
MORE = [
    line.partition("  #")[0].strip() for line in re.findall(r"^    (\S.*)$", PAGE.partition("\n## ")[2], re.MULTILINE)
]
# The lines of a new user's path, by their verb.
PATH = {
    line.split()[2]: line
    for line in re.findall(r"^    (docker compose (?:up|run) .*)$", PAGE.partition("\n## ")[0], re.M)
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack as its page starts it, in the profile offline; at the end every trace of it is removed."""
    settings = {"COMPOSE_PROFILES": "offline", "API_URL": OFFLINE_API, "API_MAX_ATTEMPTS": "1", "LOG_FORMAT": "json"}
    one = Stack(tmp_path_factory.mktemp("stack"), PROJECT, IMAGE_TAG=PROJECT, **settings)
    try:
        started = time.monotonic()
        ended = one.shell(PATH["up"])
        print(f"\n`{PATH['up']}` took {time.monotonic() - started:.0f} s, one image built in it")
        assert ended.returncode == 0, ended.stderr + one.logs()
        yield one
    finally:
        one.compose("--profile", "*", "down", "--volumes", "--remove-orphans")
        engine.removed(PROJECT)


@pytest.fixture(scope="module", autouse=True)
def first(stack: Stack) -> Ended:
    """The first cycle, likewise."""
    started = time.monotonic()
    ended = stack.shell(PATH["run"])
    print(f"\n`{PATH['run']}` took {time.monotonic() - started:.1f} s, the other image built in it")
    return ended


def figures(rows: str) -> list[tuple[int, int, int]]:
    """Year, launches and successes of the rows that Trino's command line prints."""
    return [(int(year), int(total), int(good)) for year, total, good, *_ in csv.reader(io.StringIO(rows))]


def expected() -> list[tuple[int, int, int]]:
    """The same, counted in what the recorded API serves."""
    flown = [launch for launch in State.sample().launches if not launch["upcoming"]]
    years = Counter(int(launch["date_utc"][:4]) for launch in flown)
    good = Counter(int(launch["date_utc"][:4]) for launch in flown if launch["success"])
    return [(year, years[year], good[year]) for year in sorted(years)]


def written(stack: Stack) -> str:
    """How many rows of `public` were ever written, or a sign that one was."""
    return stack.psql(
        "SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables WHERE schemaname = 'public'"
    )


def alert(stack: Stack, name: str) -> list[dict[str, Any]]:
    return stack.promql(f'ALERTS{{alertname="{name}", alertstate="firing", job="spacex-elt"}}')


def test_every_service_is_healthy(stack: Stack) -> None:
    for service in ("postgres", "trino", "pushgateway", "prometheus", "recorded-api"):
        assert stack.state(service) == "running (healthy)", service


def test_a_cycle_loads_the_launches(stack: Stack, first: Ended) -> None:
    assert first.returncode == 0, first.stderr
    finished = last_line(first)
    assert (finished["inserted"], finished["upcoming"], finished["trino_matches"]) == (LAUNCHES, 18, 1)
    assert stack.psql("SELECT count(*) FROM launches") == str(LAUNCHES)


def test_trinos_own_command_line_answers_an_analysis_as_the_page_asks_it(stack: Stack) -> None:
    (line,) = (line for line in MORE if line.startswith("docker exec -i "))
    assert figures(stack.shell(line).stdout) == expected()


def test_trinos_own_command_line_starts_where_the_tables_are_on_a_terminal(stack: Stack) -> None:
    (line,) = (line for line in MORE if line.startswith("docker exec -it "))
    asked = stack.typed(line, "SELECT 'launches: ' || CAST(count(*) AS varchar) FROM launches;", until="launches: 187")
    assert "launches: 187" in asked


def test_the_other_lines_of_the_page_work(stack: Stack) -> None:
    """All but those for a terminal, for Grafana, and for the end, which have or cannot have tests of their own."""
    lines = [line for line in MORE if not re.search("docker exec|dashboards|down", line)]
    assert len(lines) == 5
    for line in lines:
        ended = stack.shell(line)
        assert ended.returncode == 0, f"{line}: {ended.stdout}{ended.stderr}"


def test_the_job_asks_trino_too(stack: Stack) -> None:
    ended = stack.job("query", "01", "--format", "csv")
    assert ended.returncode == 0, ended.stderr
    assert figures(ended.stdout.partition("\n")[2]) == expected()


def test_prometheus_has_what_the_cycle_pushed_under_its_own_job(stack: Stack) -> None:
    (found,) = eventually(lambda: stack.promql("spacex_elt_launches"))
    assert found["metric"] == {"__name__": "spacex_elt_launches", "job": "spacex-elt"}
    assert float(found["value"][1]) == LAUNCHES
    assert stack.promql("count(ALERTS) or vector(0)")


def test_prometheus_has_all_rules_of_the_file(stack: Stack) -> None:
    rules = (CHECKOUT / "deploy/helm/spacex-elt/files/alerts.yaml").read_text()
    checked = stack.must("exec", "-T", "prometheus", "promtool", "check", "config", "/etc/prometheus/prometheus.yml")
    assert f"{len(re.findall(r'- (?:alert|record): ', rules))} rules found" in checked


def test_there_is_one_superuser_and_it_is_not_the_job(stack: Stack) -> None:
    assert stack.psql("SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper") == "postgres"
    roles = stack.psql("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1").split()
    assert roles == sorted(["postgres", "spacex_reader", stack.values["POSTGRES_USER"]])
    owners = stack.psql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'ops')")
    assert owners == stack.values["POSTGRES_USER"]


@pytest.mark.parametrize("user", ["postgres", "spacex_elt", "spacex_reader"])
def test_each_role_has_a_password_of_its_own(stack: Stack, user: str) -> None:
    passwords = {
        "postgres": stack.values["POSTGRES_SUPERUSER_PASSWORD"],
        "spacex_elt": stack.values["POSTGRES_PASSWORD"],
        "spacex_reader": stack.values["SPACEX_READER_PASSWORD"],
    }
    port, database = int(stack.values["POSTGRES_PORT"]), stack.values["POSTGRES_DB"]
    for owner, password in passwords.items():
        login = {"host": "127.0.0.1", "port": port, "dbname": database, "user": user, "password": password}
        if owner == user:
            psycopg.connect(**login).close()  # type: ignore[arg-type]
        else:
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(**login)  # type: ignore[arg-type]


def test_the_reader_can_read_and_not_write(stack: Stack) -> None:
    assert stack.psql("SELECT count(*) FROM raw_launches", user="spacex_reader") == str(LAUNCHES)
    for statement in ("DELETE FROM launches", "CREATE TABLE mine ()", "SELECT * FROM ops.cycles"):
        refused = stack.compose(
            "exec", "-T", "postgres", "psql", "-U", "spacex_reader", "-d", stack.values["POSTGRES_DB"], "-c", statement
        )
        assert "permission denied" in refused.stderr, statement
    refused = docker("exec", "trino", "trino", "--execute", "DELETE FROM launches")
    assert refused.returncode != 0


def test_a_second_cycle_writes_no_row(stack: Stack) -> None:
    before = written(stack)
    started = time.monotonic()
    finished = last_line(stack.job())
    print(
        f"\nan unchanged cycle took {time.monotonic() - started:.1f} s, {finished['last_cycle_duration_seconds']} s of its own"
    )
    assert (finished["exit_code"], finished["unchanged"], finished["mode"]) == (
        0,
        finished["fetched"] - finished["upcoming"],
        "incremental",
    )
    assert written(stack) == before


def test_a_variable_of_the_shell_reaches_the_job(stack: Stack) -> None:
    finished = last_line(stack.job(MODE="backfill", BACKFILL_FROM="2020-01-01", BACKFILL_TO="2020-12-31"))
    assert (finished["mode"], finished["exit_code"], finished["fetched"]) == ("backfill", 0, 26)


def test_status_tells_of_the_cycle(stack: Stack) -> None:
    ended = stack.job("status", "--max-age-hours", "1", "--format", "csv")
    assert ended.returncode == 0, ended.stderr
    assert f"rows,launches,{LAUNCHES}" in ended.stdout


def test_the_report_comes_out_of_the_container(stack: Stack) -> None:
    """The image could not write it: `report` ended with 78, and there was no place for the file."""
    ended = stack.shell("docker compose run --rm job report --out - > launches.html")
    assert ended.returncode == 0, ended.stderr
    page = (stack.folder / "launches.html").read_text()
    assert (page[:15], page[-7:], "<svg" in page) == ("<!doctype html>", "</html>", True)


def test_sigterm_as_pid_1_ends_a_cycle_that_waits_for_the_source_with_143(stack: Stack) -> None:
    stack.must("pause", "recorded-api")
    name = f"{PROJECT}-stopped"
    try:
        stack.must("run", "--detach", "--no-deps", "--name", name, "job")
        eventually(lambda: "extract_started" in docker("logs", name).stderr, 30)
        assert said("exec", name, "cat", "/proc/1/comm") == "spacex-elt"
        started = time.monotonic()
        said("stop", "--time", "30", name)
        seconds = time.monotonic() - started
        ended = inspected(name)["State"]["ExitCode"]
        log = docker("logs", name).stderr
    finally:
        stack.must("unpause", "recorded-api")
        docker("rm", "--force", name)
    print(f"\nSIGTERM ended the container within {seconds:.1f} s")
    assert ended == 143, log
    assert seconds < 10
    newest = "SELECT status, exit_code FROM ops.cycles ORDER BY started_at DESC LIMIT 1"
    assert stack.psql(newest) == "interrupted|143"
    assert json.loads(log.splitlines()[-1])["event"] == "cycle_finished"


def test_a_stopped_source_fires_an_alert_that_the_next_success_resolves(stack: Stack) -> None:
    """With the waiting of the rules cut to seconds; how long each waits is tested beside them."""
    assert last_line(stack.job())["exit_code"] == 0
    eventually(lambda: not alert(stack, "SpacexEltCycleFailed"))
    stack.must("stop", "recorded-api")
    failed = stack.job(COMPOSE_PROFILES="job")  # without the profile offline nothing waits for the recorded API
    assert failed.returncode == 69, failed.stderr
    started = time.monotonic()
    eventually(lambda: alert(stack, "SpacexEltCycleFailed"), 120)
    fired = time.monotonic() - started
    # The link was a path in the repository.
    assert "### SpacexEltCycleFailed" in stack.runbook("SpacexEltCycleFailed")
    stack.must("up", "--detach", "--wait", "recorded-api")
    assert stack.job().returncode == 0
    started = time.monotonic()
    eventually(lambda: not alert(stack, "SpacexEltCycleFailed"), 120)
    print(
        f"\nthe alert fired {fired:.0f} s after the failure, and was resolved {time.monotonic() - started:.0f} s after the success"
    )


def test_memory_stays_below_every_bound() -> None:
    shown = said("stats", "--no-stream", "--format", "{{.Name}} {{.MemPerc}} {{.MemUsage}}")
    ours = [line for line in shown.splitlines() if line.startswith((PROJECT, "trino "))]
    print("", *ours, sep="\n")
    assert len(ours) == 5
    assert [line for line in ours if float(line.split()[1].rstrip("%")) > 90] == []


def test_down_keeps_the_data_and_down_volumes_removes_them(stack: Stack) -> None:
    volumes = ("volume", "ls", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}")
    stack.must("down")
    assert f"{PROJECT}_warehouse" in said(*volumes).split()
    stack.must("up", "--detach", "--wait", "postgres", "prometheus")
    assert stack.psql("SELECT count(*) FROM launches") == str(LAUNCHES)
    (found,) = eventually(lambda: stack.promql('time() - spacex_elt_last_success_timestamp_seconds{job="spacex-elt"}'))
    assert float(found["value"][1]) < 900, "the Pushgateway remembers the last success"
    stack.must("--profile", "*", "down", "--volumes")
    assert said(*volumes) == ""
    assert said("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}") == ""


def test_a_job_that_would_be_the_superuser_is_refused_at_the_first_start(tmp_path: Path) -> None:
    other = Stack(tmp_path, f"{PROJECT}-refused", POSTGRES_USER="postgres")
    try:
        ended = other.compose("up", "--detach", "--wait", "postgres")
        assert ended.returncode != 0
        assert "must have the SUPERUSER attribute" in other.logs()
        assert other.values["POSTGRES_PASSWORD"] not in other.logs()
    finally:
        other.compose("down", "--volumes")
