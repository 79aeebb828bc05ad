"""Who is measured, and with which command: the limit, the floor, the peers, this program."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.login import Login

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
ENVIRONMENTS = CHECKOUT / ".bench"
# With the libraries of requirements.lock alone, as in production: some import others that they happen to find.
PYTHON = (str(ENVIRONMENTS / "job/bin/python"), "-m")
LIMIT_TABLE = "CREATE TABLE raw_launches (id text PRIMARY KEY, launch_data jsonb NOT NULL)"
LIMIT = """curl --silent --fail "$ROWS" | "$PSQL" -qX -d "$URI" -c '\\copy raw_launches from stdin'"""


@dataclass(frozen=True)
class Place:
    """Where a contender works: the API, an empty database, a folder of its own."""

    api: str
    login: Login
    psql: Path
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        login = self.login
        uri = f"postgresql://{login.user}:{login.password}@{login.host}:{login.port}/{login.database}?sslmode=disable"
        return {
            **kept,
            "API": self.api,
            "API_URL": f"{self.api}/v4/launches/query",
            "ROWS": f"{self.api}/rows",
            "PSQL": str(self.psql),
            "URI": uri,
            "DSN": login.dsn(),
            "PYTHONPATH": str(CHECKOUT),
            **login.environment(),
            **more,
        }


@dataclass(frozen=True)
class Scenario:
    """One thing to be done: which step the API is at, and what this program's MODE is."""

    name: str
    step: int
    mode: str


SCENARIOS = (
    Scenario("full", 0, "full"),
    Scenario("nothing new", 0, "full"),
    Scenario("nothing new, incremental", 0, "incremental"),
    Scenario("ten and ten, incremental", 1, "incremental"),
    Scenario("ten and ten", 2, "full"),
)
WHOLE = tuple(scenario.name for scenario in SCENARIOS if scenario.mode == "full")


@dataclass(frozen=True)
class Contender:
    """A way to load the launches; `scenarios` are the names of those that it can do."""

    name: str
    command: Callable[[], list[str]]
    scenarios: tuple[str, ...] = WHOLE
    prepare: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def _dlt() -> list[str]:
    return [str(ENVIRONMENTS / "dlt/bin/python"), str(HERE / "peers" / "dlt_loader.py")]


# sling reads files and databases, and HTTP by files: so it gets all launches in one file of lines.
SLING = """exec "$0" run --src-stream "$API/launches.jsonl" --src-options '{flatten: 0}' --tgt-conn "$URI" \
    --tgt-object public.raw_launches --mode incremental --primary-key id"""


def _sling() -> list[str]:
    (program,) = (ENVIRONMENTS / "sling").glob("lib/python*/site-packages/sling_linux_amd64/bin/sling-linux-amd64")
    program.chmod(0o755)
    return ["sh", "-c", SLING, str(program)]


OURS = "this program"
CONTENDERS = (
    Contender("the limit", lambda: ["sh", "-c", LIMIT], ("full",), LIMIT_TABLE),
    Contender("the floor", lambda: [*PYTHON, "bench.floor"]),
    # Two hours: at a million launches the default is no limit to be measured against.
    Contender(
        OURS,
        lambda: [*PYTHON, "job"],
        tuple(scenario.name for scenario in SCENARIOS),
        variables={"CYCLE_TIMEOUT_SECONDS": "7200", "LOG_LEVEL": "INFO"},
    ),
)
PEERS = (
    Contender("dlt", _dlt),
    Contender("sling", _sling),
)
