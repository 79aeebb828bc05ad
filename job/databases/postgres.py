"""Connects to PostgreSQL, and says what is wrong where that fails."""

from typing import Any

import psycopg

from job.databases import sqlstates
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError
from job.observe import log
from job.settings import Settings

CONNECT_SECONDS = 10


def connect(settings: Settings) -> Warehouse:
    """Connect to the warehouse that the settings name; raise a JobError that says what to do otherwise."""
    settings.require("postgres_host", "postgres_db", "postgres_user", "postgres_password")
    password = settings.postgres_password
    try:
        connection = psycopg.connect(
            host=settings.postgres_host, port=settings.postgres_port, dbname=settings.postgres_db,
            user=settings.postgres_user, password=password.get_secret_value() if password else None,
            client_encoding="UTF8",  # documents are sent as they were served
            application_name="spacex-elt", connect_timeout=CONNECT_SECONDS, tcp_user_timeout=30_000, keepalives_idle=30,
            options=f"{_libpq_options()} -c statement_timeout={int(settings.cycle_timeout_seconds * 1000)}",
            autocommit=True, prepare_threshold=None,
        )  # fmt: skip
    except UnicodeError as error:
        raise ConfigurationError(f"POSTGRES_HOST={settings.postgres_host!r} is not a host name: {error}") from error
    except psycopg.Error as error:
        raise sqlstates.connection_error(error.sqlstate, str(error).strip()) from error
    connection.add_notice_handler(lambda notice: log.info("postgres_notice", message=notice.message_primary))
    return _opened(connection)


def _libpq_options() -> str:
    """Return what PGOPTIONS or a service file says: libpq would let our own options take its place."""
    defaults = {option.keyword: option.val for option in psycopg.pq.Conninfo.get_defaults()}
    return (defaults[b"options"] or b"").decode()


def _opened(connection: psycopg.Connection[Any]) -> Warehouse:
    warehouse = Warehouse(connection)
    try:
        warehouse.run("databases/open_session")
    except BaseException:
        connection.close()
        raise
    return warehouse
