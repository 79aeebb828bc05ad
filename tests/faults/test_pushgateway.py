"""A Pushgateway or a Trino that is away, slow or refuses costs a warning and a few seconds, never the exit code."""

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import free_port
from tests.acceptance.reading import last_run
from tests.faults.administrator import Administrator
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Pushgateway and Trino"
COMMITTED = "the cycle is committed"


class Gateway(ThreadingHTTPServer):
    """Records what is pushed; answers with `status`, after `seconds`, or a byte now and then when it `trickles`."""

    daemon_threads = True

    def __init__(self, status: int = 200, seconds: float = 0.0, *, trickles: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Push)
        self.status, self.seconds, self.trickles = status, seconds, trickles
        self.pushed: list[tuple[str, str, dict[str, str], str]] = []
        self.witness: Callable[[], object] = lambda: None
        self.seen: list[object] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Push(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.pushed.append((self.command, self.path, dict(self.headers), body))
        self.server.seen.append(self.server.witness())
        time.sleep(self.server.seconds)
        if self.server.trickles:
            for byte in b"HTTP/1.1 200 OK\r\n" * 100:
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
        self.send_response(self.server.status)
        self.end_headers()

    do_PUT = do_DELETE = do_POST  # noqa: N815

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # the program did not wait

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    thread = threading.Thread(target=gateway.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running(Gateway()) as found:
        yield found


def value(body: str, metric: str) -> float:
    (line,) = [line for line in body.splitlines() if line.startswith(f"spacex_elt_{metric} ")]
    return float(line.split()[1])


def names(body: str) -> set[str]:
    return {line.split()[2].removeprefix("spacex_elt_") for line in body.splitlines() if line.startswith("# TYPE")}


def broken(what: str, make: Callable[[], Gateway] | None, *marks: pytest.MarkDecorator) -> Any:
    mark = fault(AREA, f"the Pushgateway {what}", code=0, log="metrics_not_pushed", tables=COMMITTED)
    return pytest.param(make, marks=[mark, *marks], id=what)


@pytest.mark.parametrize(
    "make",
    [
        broken("is down", None),
        broken("never answers", lambda: Gateway(seconds=60)),
        broken("answers a byte at a time", lambda: Gateway(trickles=True), pytest.mark.slow),
        broken("answers 400", lambda: Gateway(400)),
        broken("answers 500", lambda: Gateway(500)),
    ],
)
def test_a_broken_pushgateway_costs_a_warning_and_a_few_seconds(
    job: Program, ask: Ask, holds: Callable[[Ended], None], make: Callable[[], Gateway] | None
) -> None:
    if make is None:
        ended = job(PUSHGATEWAY_URL=f"http://127.0.0.1:{free_port()}")
    else:
        with running(make()) as gateway:
            ended = job(PUSHGATEWAY_URL=gateway.url)
    holds(ended)
    assert len(ended.events("metrics_not_pushed")) == 1
    assert ended.seconds < 8
    assert last_run(ask).status == "succeeded"


def test_a_success_is_pushed_by_post_while_the_lock_is_held(
    job: Program, gateway: Gateway, administrator: Administrator
) -> None:
    gateway.witness = lambda: len(administrator.lock_holders())
    ended = job(PUSHGATEWAY_URL=gateway.url, PUSHGATEWAY_USERNAME="me", PUSHGATEWAY_PASSWORD="push-secret")
    ((method, path, headers, body),) = gateway.pushed
    assert (method, path) == ("POST", "/metrics/job/spacex-elt")
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"me:push-secret").decode()
    assert value(body, "last_cycle_exit_code") == 0
    assert 'spacex_elt_records{outcome="inserted"} 187.0' in body
    assert {"last_success_timestamp_seconds", "last_full_timestamp_seconds", "launches"} <= names(body)
    assert gateway.seen == [1]
    assert "push-secret" not in ended.stderr


def test_a_failure_is_pushed_without_what_only_a_success_knows(
    job: Program, api: RecordedApi, gateway: Gateway
) -> None:
    assert job().code == 0
    api.state.launches.clear()
    assert job(MODE="full", PUSHGATEWAY_URL=gateway.url).code == 65
    ((_, _, _, body),) = gateway.pushed
    assert value(body, "last_cycle_exit_code") == 65
    assert value(body, "launches") == 187
    assert not names(body) & {"last_success_timestamp_seconds", "last_full_timestamp_seconds"}


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"API_URL": "http://127.0.0.1:1/", "API_MAX_ATTEMPTS": "1"}, 69),
        ({"POSTGRES_PORT": "1"}, 74),
        ({"POSTGRES_PASSWORD": "wrong"}, 78),
    ],
)
def test_every_ending_is_pushed(job: Program, gateway: Gateway, variables: dict[str, str], code: int) -> None:
    assert job(**variables, PUSHGATEWAY_URL=gateway.url).code == code
    ((_, _, _, body),) = gateway.pushed
    assert value(body, "last_cycle_exit_code") == code
    assert ("launches" in names(body)) == (code == 69)


def test_a_backfill_has_a_group_of_its_own_and_a_dry_run_pushes_nothing(job: Program, gateway: Gateway) -> None:
    assert job(MODE="backfill", BACKFILL_FROM="2015-01-01", PUSHGATEWAY_URL=gateway.url).code == 0
    assert job("run", "--dry-run", PUSHGATEWAY_URL=gateway.url).code == 0
    ((_, path, _, _),) = gateway.pushed
    assert path == "/metrics/job/spacex-elt-backfill"


def no_trino(what: str, make: Callable[[], Gateway] | None, *marks: pytest.MarkDecorator) -> Any:
    mark = fault(AREA, f"Trino {what}", code=0, log="trino_not_asked", tables=COMMITTED)
    return pytest.param(make, marks=[mark, *marks], id=what)


@pytest.mark.parametrize(
    "make",
    [
        no_trino("is down", None),
        no_trino("never answers", lambda: Gateway(seconds=60), pytest.mark.slow),
        no_trino("answers 400", lambda: Gateway(400)),
    ],
)
def test_a_broken_trino_costs_a_warning_and_a_few_seconds(
    job: Program, ask: Ask, holds: Callable[[Ended], None], make: Callable[[], Gateway] | None
) -> None:
    if make is None:
        ended = job(TRINO_HOST="127.0.0.1", TRINO_PORT=str(free_port()))
    else:
        with running(make()) as trino:
            ended = job(TRINO_HOST="127.0.0.1", TRINO_PORT=str(trino.server_address[1]))
    holds(ended)
    assert ended.finished["trino_matches"] == -1
    assert ended.seconds < 20
    assert last_run(ask).status == "succeeded"
