"""`query` through Trino: names, formats, and what it says when Trino is away, slow or refuses."""

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from job.databases import sqlfiles
from tests.support.program import Program
from tests.trino import warehouse

NAMES = [sqlfiles.stem(name) for name in sqlfiles.names("analyses")]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("name", ["02", "top_payload_mass", "02_top_payload_mass"])
def test_an_analysis_is_asked_by_its_number_its_name_and_its_stem(loaded: Program, name: str) -> None:
    ended = loaded("query", name)
    assert ended.code == 0
    assert "Starlink-9 (v1.0) & BlackSky Global 5-6" in ended.stdout
    assert "15,712.00" in ended.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_analysis_prints_the_same_through_trino_as_from_postgresql(loaded: Program, name: str) -> None:
    through = loaded("query", name, "--format", "json")
    directly = loaded("query", name, "--format", "json", "--engine", "postgres")
    assert (through.code, directly.code) == (0, 0), through.stderr + directly.stderr
    assert json.loads(through.stdout) == json.loads(directly.stdout)


def test_csv_and_json_hold_the_same_rows(loaded: Program) -> None:
    listed = json.loads(loaded("query", "04", "--format", "json").stdout)
    printed = list(csv.DictReader(io.StringIO(loaded("query", "04", "--format", "csv").stdout)))
    assert [{key: str(value) for key, value in row.items()} for row in listed] == printed
    assert len(printed) == 4


def test_the_list_shows_each_file_with_its_question_and_needs_no_trino(loaded: Program) -> None:
    listed = json.loads(loaded("query", "--list", "--format", "json", TRINO_HOST="").stdout)
    assert [row["analysis"] for row in listed] == NAMES
    assert all(row["question"].endswith("?") for row in listed)


@pytest.mark.parametrize("name", ["13_", "no_such", "launch", "2"])
def test_a_name_of_none_ends_with_64_and_the_list(loaded: Program, name: str) -> None:
    ended = loaded("query", name)
    assert ended.code == 64
    assert all(each in ended.stderr for each in NAMES)
    assert ended.stdout == ""


@pytest.mark.usefixtures("trino_variables")
def test_trino_away_ends_with_69_and_says_where_it_was_looked_for(loaded: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ended = loaded("query", "02", TRINO_PORT=str(port))
    assert ended.code == 69
    assert f"Trino at 127.0.0.1:{port} is unreachable" in ended.log[-1]["error"]
    assert "--engine postgres" in ended.log[-1]["what_to_do"]
    assert "Traceback" not in ended.stderr


def test_a_trino_that_never_answers_ends_with_69(loaded: Program, silent_port: int) -> None:
    ended = loaded("query", "02", TRINO_PORT=str(silent_port))
    assert ended.code == 69
    assert re.search("is unreachable|did not answer", ended.log[-1]["error"])
    assert ended.seconds < 40


@pytest.mark.parametrize(
    ("variable", "said"), [("TRINO_CATALOG", "CATALOG_NOT_FOUND"), ("TRINO_SCHEMA", "SCHEMA_NOT_FOUND")]
)
def test_an_unknown_catalog_or_schema_ends_with_78_and_names_the_variable(
    loaded: Program, variable: str, said: str
) -> None:
    ended = loaded("query", "02", **{variable: "nowhere"})
    assert ended.code == 78
    assert said in ended.log[-1]["error"]
    assert variable in ended.log[-1]["what_to_do"]


def test_without_trino_host_it_ends_with_69_and_names_it(loaded: Program) -> None:
    ended = loaded("query", "02", TRINO_HOST="")
    assert ended.code == 69
    assert "TRINO_HOST" in ended.log[-1]["error"]


def test_a_trino_that_asks_who_we_are_ends_with_78(loaded: Program) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_error(401)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as refusing:
        Thread(target=refusing.serve_forever, daemon=True).start()
        ended = loaded("query", "02", TRINO_PORT=str(refusing.server_port))
        refusing.shutdown()
    assert ended.code == 78
    assert "TRINO_PASSWORD" in ended.log[-1]["what_to_do"]


def test_a_port_with_401_in_it_is_no_wrong_password(loaded: Program) -> None:
    ended = loaded("query", "02", TRINO_PORT="40199")
    assert ended.code == 69


def test_what_trino_cannot_ask_of_postgresql_ends_with_69(loaded: Program) -> None:
    server = warehouse.up()
    server.psql("postgres", "-c", "ALTER ROLE spacex_reader NOLOGIN")
    try:
        ended = loaded("query", "02")
    finally:
        server.psql("postgres", "-c", "ALTER ROLE spacex_reader LOGIN")
    assert ended.code == 69
    assert "refuses" in ended.log[-1]["error"]
