"""TLS to the source: what is not proven to be the source is not believed."""

import socket
import ssl
from pathlib import Path

import pytest
import trustme

from local.answers import Request, answer
from local.login import Login
from local.state import State
from tests.faults.catalogue import fault
from tests.faults.speaker import Speaker, hear
from tests.faults.trial import Trial

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def serve_the_sample(_speaker: Speaker, connection: socket.socket) -> None:
    found = answer(
        Request("POST", "/v4/launches/query", {"content-type": "application/json"}, hear(connection)), SAMPLE
    )
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(found.body) + found.body)


SAMPLE = State.sample()


def serving_as(name: str, folder: Path) -> ssl.SSLContext:
    """TLS with a certificate for this name, of an authority whose own is in folder/ca.pem."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return context


@fault("Source", "TLS failure: an unknown certificate", code=69, log="CERTIFICATE_VERIFY_FAILED", tables=UNCHANGED)
def test_an_unknown_certificate_is_not_believed(trial: Trial, tmp_path: Path) -> None:
    with Speaker(serve_the_sample, serving_as("127.0.0.1", tmp_path)) as speaker:
        ended = trial.fails(API_URL=speaker.url("https"), API_TIMEOUT_SECONDS="5")
        assert ended.finished["api_retries"] == 1
        # The same server is believed where its authority is known: nothing else was wrong.
        assert trial.job(API_URL=speaker.url("https"), SSL_CERT_FILE=str(tmp_path / "ca.pem")).code == 0


@fault("Source", "TLS failure: a certificate for another name", code=69, log="IP address mismatch", tables=UNCHANGED)
def test_a_certificate_for_another_name_is_not_believed(trial: Trial, tmp_path: Path) -> None:
    with Speaker(serve_the_sample, serving_as("elsewhere.example", tmp_path)) as speaker:
        trial.fails(API_URL=speaker.url("https"), SSL_CERT_FILE=str(tmp_path / "ca.pem"), API_TIMEOUT_SECONDS="5")


@fault("Source", "TLS failure: the port does not speak TLS", code=69, log="SSL", tables=UNCHANGED)
def test_the_port_does_not_speak_tls(trial: Trial) -> None:
    with Speaker(lambda _speaker, connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as speaker:
        ended = trial.fails(API_URL=speaker.url("https"))
    assert ended.finished["api_retries"] == 1
