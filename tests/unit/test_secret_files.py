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
    environment(**{f"{name}_FILE": str(tmp_path / "secret")})
    loaded = settings.load()
    assert getattr(loaded, name.lower()).get_secret_value() == SECRET
    assert loaded.secrets() == [SECRET]


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
    assert refusal().startswith("POSTGRES_PASSWORD_FILE ")


def test_a_file_that_is_a_folder_is_refused(environment: Set, tmp_path: Path) -> None:
    environment(TRINO_PASSWORD_FILE=str(tmp_path))
    assert refusal().startswith("TRINO_PASSWORD_FILE ")


def test_no_secret_stands_in_the_message_of_another_mistake(environment: Set) -> None:
    environment(**dict.fromkeys(NAMES, SECRET), PAGE_SIZE="0", MODE="backfill")
    assert SECRET not in refusal()


def test_no_secret_stands_in_the_message_of_a_mistake_that_concerns_all(environment: Set) -> None:
    environment(**dict.fromkeys(NAMES, SECRET), MODE="backfill")
    assert SECRET not in refusal()


def test_no_secret_is_shown_when_settings_are_printed(environment: Set) -> None:
    environment(**dict.fromkeys(NAMES, SECRET))
    assert SECRET not in repr(settings.load())


def test_a_password_in_an_url_is_a_secret_too(environment: Set) -> None:
    environment(PUSHGATEWAY_URL="http://me:s3cret@gateway:9091")
    assert settings.load().secrets() == ["s3cret"]


def test_a_wrong_url_is_refused_without_its_password(environment: Set) -> None:
    environment(API_URL=f"ftp://me:{SECRET}@host/")
    assert SECRET not in refusal()
