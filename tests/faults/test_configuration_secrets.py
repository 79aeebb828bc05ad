"""No secret is in any line of the log, whatever fails and wherever the secret stands: also in a URL, also in an answer."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from local.answers import Answer, Request, of_text
from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.faults.administrator import Administrator
from tests.faults.catalogue import fault
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Configuration"
SECRET = 's3cr3t p@ss/w%rd"\\é'
SPELLINGS = {
    SECRET, quote(SECRET, safe=""), quote(SECRET), repr(SECRET)[1:-1],
    json.dumps(SECRET)[1:-1], json.dumps(SECRET, ensure_ascii=False)[1:-1],
}  # fmt: skip
FORMS = ("json", "console")
AS_BEFORE = "as before"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture(params=FORMS)
def told(job: Program, request: pytest.FixtureRequest) -> Callable[..., Ended]:
    """Run a cycle that tells all it can, in either form; return how it ended, with not one secret in its output."""

    def run(**variables: str) -> Ended:
        ended = job(LOG_LEVEL="DEBUG", LOG_FORMAT=request.param, MODE="full", **variables)
        for spelling in SPELLINGS:
            assert spelling not in ended.stderr + ended.stdout
        return ended

    return run


def with_secret(url: str) -> str:
    """The same address with a user and the secret in it, as a URL spells it."""
    return url.replace("://", f"://user:{quote(SECRET, safe='')}@")


def kept(what: str, code: int, log: str, tables: str = AS_BEFORE) -> Any:
    return fault(AREA, f"no secret in the log: {what}", code=code, log=log, tables=tables)


@kept("PostgreSQL refuses the password", 78, "password authentication failed")
def test_a_refused_password_is_not_told(told: Callable[..., Ended], row: Any) -> None:
    ended = told(POSTGRES_PASSWORD=SECRET)
    assert (ended.code, row.log in ended.stderr) == (row.code, True)


@kept("PostgreSQL repeats the text that is the password", 78, "password authentication failed")
def test_a_text_of_the_server_that_is_the_password_is_not_told(told: Callable[..., Ended], row: Any) -> None:
    ended = told(POSTGRES_PASSWORD=SECRET, POSTGRES_USER=SECRET)
    assert (ended.code, row.log in ended.stderr) == (row.code, True)
    assert "***" in ended.stderr


@kept("the source whose URL has a password is down", 69, "Connection refused")
def test_a_password_in_the_address_of_a_dead_source_is_not_told(told: Callable[..., Ended], row: Any) -> None:
    ended = told(API_URL=with_secret("http://127.0.0.1:1/"), API_MAX_ATTEMPTS="2", API_MAX_WAIT_SECONDS="0.1")
    assert (ended.code, row.log in ended.stderr) == (row.code, True)


@kept("the source repeats its URL in an error", 78, "the source answered 404")
def test_a_password_in_the_answer_of_the_source_is_not_told(
    told: Callable[..., Ended], row: Any, api: RecordedApi
) -> None:
    api.respond = lambda request, _proceed: of_text(404, f"{SECRET} or {quote(SECRET, safe='')}: no {request.path}")
    ended = told(API_URL=with_secret(api.launches_url))
    assert (ended.code, row.log in ended.stderr) == (row.code, True)
    assert "***" in ended.stderr


@kept("the source repeats the header with user and password", 78, "the source answered 401")
def test_a_password_in_a_header_that_the_source_repeats_is_not_told(
    told: Callable[..., Ended], row: Any, api: RecordedApi
) -> None:
    """The header was shown, and base64 is not a secret's protection; also where the text is cut in its midst."""
    for before in ("", "x" * 150):
        api.respond = lambda request, _proceed, before=before: of_text(401, before + request.headers["authorization"])
        ended = told(API_URL=with_secret(api.launches_url))
        assert (ended.code, row.log in ended.stderr) == (row.code, True)
        assert b64encode(f"user:{SECRET}".encode()).decode()[:20] not in ended.stderr
        assert "Basic ***" in ended.stderr


@kept("the source whose URL has a password redirects elsewhere", 78, "the source answered 302")
def test_a_password_in_a_redirect_is_not_told(told: Callable[..., Ended], row: Any, api: RecordedApi) -> None:
    where = with_secret("http://elsewhere.example/")
    api.respond = lambda _request, _proceed: Answer(302, {"Location": where}, f"moved to {where}".encode())
    ended = told(API_URL=with_secret(api.launches_url))
    assert (ended.code, row.log in ended.stderr) == (row.code, True)


@kept("a URL with a password is invalid", 78, "API_URL")
def test_a_password_in_a_wrong_url_is_not_told(told: Callable[..., Ended], row: Any) -> None:
    for url in ("ftp://example.org/", "http://exa\u2100mple.org/", "http://[::1/", "http://host:abc/", "http://a b/"):
        ended = told(API_URL=with_secret(url))
        assert (ended.code, row.log in ended.stderr) == (row.code, True), ended.stderr


@kept("the Pushgateway whose URL has a password is down", 0, "metrics_not_pushed", "the cycle is committed")
def test_a_password_in_the_address_of_a_dead_pushgateway_is_not_told(told: Callable[..., Ended], row: Any) -> None:
    ended = told(PUSHGATEWAY_URL=with_secret("http://127.0.0.1:1/"))
    assert (ended.code, row.log in ended.stderr) == (row.code, True)


@kept("the Pushgateway's own password, which it repeats", 0, "metrics_not_pushed", "the cycle is committed")
def test_the_password_of_a_pushgateway_is_not_told(told: Callable[..., Ended], row: Any, api: RecordedApi) -> None:
    proceed = api.respond

    def respond(request: Request, answer: Callable[[], Answer]) -> Answer | None:
        return of_text(401, SECRET) if request.path.startswith("/metrics") else proceed(request, answer)

    api.respond = respond
    address = f"http://{urlsplit(api.url).netloc}"
    ended = told(PUSHGATEWAY_URL=address, PUSHGATEWAY_USERNAME="me", PUSHGATEWAY_PASSWORD=SECRET)
    assert (ended.code, row.log in ended.stderr) == (row.code, True)


_BUG = """
CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE '%', convert_from(decode('{}', 'hex'), 'UTF8') USING ERRCODE = 'XX000'; END$$;
CREATE TRIGGER tell BEFORE UPDATE ON ops.cycles FOR EACH ROW EXECUTE FUNCTION public.tell();
"""


@kept("in the text of an unexpected exception", 70, "in sql/steps/ledger/", "as before; the ledger row stays `running`")
def test_a_secret_in_the_text_of_an_exception_is_not_told(
    told: Callable[..., Ended], row: Any, administrator: Administrator
) -> None:
    administrator.rows(_BUG.format(SECRET.encode().hex()))
    ended = told(PUSHGATEWAY_URL="http://127.0.0.1:1/", PUSHGATEWAY_USERNAME="me", PUSHGATEWAY_PASSWORD=SECRET)
    assert (ended.code, row.log in ended.stderr) == (row.code, True)
    assert "***" in ended.stderr


@kept("the ledger's text of a failure", 69, "the source answered 500", "as before; the ledger row is redacted too")
def test_a_secret_is_not_in_the_ledger_either(
    told: Callable[..., Ended], row: Any, api: RecordedApi, postgres: Postgres, login: Login
) -> None:
    api.respond = lambda _request, _proceed: of_text(500, f"{SECRET} or {quote(SECRET, safe='')}")
    ended = told(API_URL=with_secret(api.launches_url), API_MAX_ATTEMPTS="1")
    assert (ended.code, row.log in ended.stderr) == (row.code, True)
    errors = postgres.psql(login.database, "-At", "-c", "SELECT error FROM ops.cycles WHERE error IS NOT NULL")
    assert "the source answered 500" in errors
    assert not any(spelling in errors for spelling in SPELLINGS)
