import os
from collections.abc import Callable
from pathlib import Path

import pytest

from job import settings
from job.errors import ConfigurationError
from job.settings import SECRETS

Set = Callable[..., None]
SECRET = "s3cret-of-ours"
NAMES = [name.upper() for name in SECRETS]


def refusal() -> str:
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    return str(caught.value)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [SECRET, SECRET + "\n", SECRET + "\r\n"])
def test_a_secret_can_stand_in_a_file(environment: Set, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "secret").write_text(content, newline="")
    environment(SOURCE="launch-library-2", **{f"{name}_FILE": str(tmp_path / "secret")})
    loaded = settings.load()
    assert getattr(loaded, name.lower()).get_secret_value() == SECRET
    assert loaded.secrets()[0] == SECRET


def test_blanks_inside_and_around_a_secret_are_part_of_it(environment: Set, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("  a b \n")
    environment(POSTGRES_PASSWORD_FILE=str(tmp_path / "secret"))
    assert settings.load().secrets() == ["  a b "]


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_given_twice_is_refused(environment: Set, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(SECRET)
    environment(**{name: SECRET, f"{name}_FILE": str(tmp_path / "secret")})
    message = refusal()
    assert f"{name} and {name}_FILE are both set" in message
    assert SECRET not in message


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"first\0rest"])
def test_a_file_without_a_readable_secret_is_refused(environment: Set, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    environment(POSTGRES_PASSWORD_FILE=str(tmp_path / "secret"))
    assert refusal().startswith(f"POSTGRES_PASSWORD_FILE={tmp_path / 'secret'} ")


def test_a_secret_in_place_of_its_file_is_not_shown(environment: Set) -> None:
    environment(POSTGRES_PASSWORD_FILE=SECRET)
    assert refusal() == "POSTGRES_PASSWORD_FILE cannot be read: FileNotFoundError"


def test_a_folder_is_refused(environment: Set, tmp_path: Path) -> None:
    environment(TRINO_PASSWORD_FILE=str(tmp_path))
    assert refusal() == f"TRINO_PASSWORD_FILE={tmp_path} should name a regular file, not a folder, pipe or device"


@pytest.mark.timeout(10)
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(environment: Set, tmp_path: Path) -> None:
    """A pipe without a writer was waited for without end, and /dev/zero read without end."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        environment(POSTGRES_PASSWORD_FILE=str(path))
        assert refusal() == f"POSTGRES_PASSWORD_FILE={path} should name a regular file, not a folder, pipe or device"


def test_a_file_too_large_for_a_secret_is_refused(environment: Set, tmp_path: Path) -> None:
    """A file of any size was read into memory."""
    secret = tmp_path / "secret"
    secret.write_text("x" * 65_536)
    environment(POSTGRES_PASSWORD_FILE=str(secret))
    assert len(settings.load().secrets()[0]) == 65_536
    secret.write_text("x" * 65_537)
    assert refusal() == f"POSTGRES_PASSWORD_FILE={secret} names a file of more than 65536 bytes, which is no secret"


def test_no_secret_stands_in_the_message_of_another_mistake(environment: Set) -> None:
    environment(**dict.fromkeys(NAMES, SECRET), PAGE_SIZE="0", MODE="backfill")
    assert SECRET not in refusal()


def test_no_secret_stands_in_the_message_of_a_mistake_that_concerns_all(environment: Set) -> None:
    environment(**dict.fromkeys(NAMES, SECRET), MODE="backfill")
    assert SECRET not in refusal()


def test_no_secret_is_shown_when_settings_are_printed(environment: Set) -> None:
    environment(SOURCE="launch-library-2", **dict.fromkeys(NAMES, SECRET))
    assert SECRET not in repr(settings.load())


@pytest.mark.parametrize("name", ["PUSHGATEWAY_URL", "API_URL"])
@pytest.mark.parametrize(
    ("login", "secrets"),
    [
        ("me:s3cret", {"s3cret", "bWU6czNjcmV0"}),
        ("me:a%2Fb", {"a%2Fb", "a/b", "bWU6YS9i"}),
        (":s3cret", {"s3cret", "OnMzY3JldA==", "OnMzY3JldA"}),
        ("t0ken", {"t0ken", "dDBrZW46"}),
        ("t0ken:", {"t0ken", "dDBrZW46"}),
        ("me:%C3%A9", {"%C3%A9", "é", "bWU6w6k=", "bWU6w6k", "bWU66Q==", "bWU66Q"}),
    ],
)
def test_what_a_url_logs_in_with_is_secret_also_as_it_is_sent(
    environment: Set, name: str, login: str, secrets: set[str]
) -> None:
    """User and password in the base64 of the header, and a token without a password, were no secrets."""
    environment(**{name: f"http://{login}@gateway:9091"})
    assert set(settings.load().secrets()) == secrets


@pytest.mark.parametrize(
    ("user", "password"), [("PUSHGATEWAY_USERNAME", "PUSHGATEWAY_PASSWORD"), ("TRINO_USER", "TRINO_PASSWORD")]
)
def test_a_user_with_a_password_is_secret_as_it_is_sent(environment: Set, user: str, password: str) -> None:
    environment(**{user: "me", password: "s3cret"})
    assert set(settings.load().secrets()) == {"s3cret", "bWU6czNjcmV0"}


def test_a_wrong_url_is_refused_without_its_password(environment: Set) -> None:
    environment(API_URL=f"ftp://me:{SECRET}@host/")
    assert SECRET not in refusal()
