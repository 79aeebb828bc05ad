"""Finds variables that are misspelt settings: they would be ignored, and the defaults would hold."""

import re
from collections.abc import Collection, Mapping

HINT = (
    "Correct or remove them. A variable of another program that resembles a setting is ignored when that setting is "
    "set too."
)
# `.env` is shared with docker-compose.yml, sql/roles.sql, compose itself and libpq.
IN_ENV_FILE = {
    "POSTGRES_SUPERUSER_PASSWORD", "SPACEX_READER_PASSWORD", "GRAFANA_ADMIN_PASSWORD", "PUSHGATEWAY_PORT",
    "PROMETHEUS_PORT", "GRAFANA_PORT", "RECORDED_API_PORT", "IMAGE_TAG", "SPACEX_ELT_USER", "SPACEX_ELT_PASSWORD",
}  # fmt: skip
_OF_OTHERS = re.compile("PG[A-Z0-9_]+|COMPOSE_[A-Z_]+|DOCKER_[A-Z_]+")
# Set for many programs; taken for LOG_LEVEL it would change no data.
_COMMON = "LOGLEVEL"
# What Kubernetes sets for a Service: a Service named postgre would set POSTGRE_PORT.
_SERVICE = re.compile("(tcp|udp|sctp)://")
# In shorter names one letter makes another word, as in MODE and NODE, API_URL and APP_URL.
_SHORTEST = 8


def find(settings: Collection[str], process: Mapping[str, str], file: Mapping[str, str]) -> list[str]:
    """Return a sentence for each misspelt variable of the process and each unknown one of `.env`.

    `settings` are upper-case. In the process a name is misspelt if it differs from that of a setting, which is not set
    itself, by one letter or by underscores; most other variables there belong to other programs.
    """
    is_set = {name.upper() for name in (*process, *file)}
    unset = {form: name for name in settings if name not in is_set for form in _forms(name)}
    wrong = []
    for name, value in process.items():
        if name.upper() in settings or name == _COMMON or _SERVICE.match(value):
            continue
        if meant := next((unset[form] for form in _forms(name) if form in unset), None):
            wrong.append(f"{name} in the environment is not a setting: did you mean {meant}?")
    return wrong + [_unknown(name, settings) for name in file if not _is_known(name.upper(), settings)]


def _forms(name: str) -> list[str]:
    """Return the letters of a name, and the same without each one of them; names with a form in common are similar."""
    letters = name.replace("_", "").upper()
    if len(letters) < _SHORTEST:
        return [letters]
    return [letters, *(letters[:at] + letters[at + 1 :] for at in range(len(letters)))]


def _is_known(name: str, settings: Collection[str]) -> bool:
    return name in settings or name in IN_ENV_FILE or _OF_OTHERS.fullmatch(name) is not None


def _unknown(name: str, settings: Collection[str]) -> str:
    from difflib import get_close_matches  # only for an error

    meant = get_close_matches(name.upper(), settings, n=1, cutoff=0.75)
    # What is not a name may be a part of a secret.
    shown = name if meant or re.fullmatch("[A-Z][A-Z0-9_]{,60}", name) else "a name"
    return f"{shown} in .env is not a setting" + (f": did you mean {meant[0]}?" if meant else "")
