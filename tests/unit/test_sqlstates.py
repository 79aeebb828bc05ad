import pytest

from job.databases import sqlstates
from job.errors import ExitCode

RETRY, CONFIGURE, BUG = ExitCode.DATABASE_UNAVAILABLE, ExitCode.CONFIGURATION, ExitCode.BUG

PROMISED = {
    "08000": RETRY,  # connection exceptions
    "08006": RETRY,
    "25006": RETRY,  # read-only transaction
    "25P03": RETRY,  # idle_in_transaction_session_timeout; it was 70
    "25P04": RETRY,  # transaction_timeout; it was 70
    "40001": RETRY,  # serialization failure
    "40P01": RETRY,  # deadlock
    "53100": RETRY,  # disk full
    "53300": RETRY,  # too many connections
    "55P03": RETRY,  # lock not available
    "57014": RETRY,  # canceled by statement_timeout
    "57P01": RETRY,  # admin shutdown
    "57P03": RETRY,  # cannot connect now
    "58030": RETRY,  # I/O error
    "28000": CONFIGURE,
    "28P01": CONFIGURE,  # password
    "3D000": CONFIGURE,  # database
    "3F000": CONFIGURE,  # schema
    "42501": CONFIGURE,  # privilege
    "42P01": CONFIGURE,  # table
    "42703": CONFIGURE,  # column
    "23503": CONFIGURE,  # foreign key of another program; it was 70
    "25P02": BUG,
    "22P02": BUG,
    "23505": BUG,
    "42601": BUG,
    "42883": BUG,
    "54000": BUG,
    "55000": BUG,
    "XX000": BUG,
}


@pytest.mark.parametrize(("sqlstate", "exit_code"), PROMISED.items())
def test_a_sqlstate_has_the_exit_code_that_is_promised(sqlstate: str, exit_code: ExitCode) -> None:
    assert sqlstates.error(sqlstate, "x").exit_code == exit_code
    assert sqlstates.connection_error(sqlstate, "x").exit_code == exit_code


def test_a_broken_connection_without_a_sqlstate_may_be_retried() -> None:
    assert sqlstates.error(None, "server closed the connection unexpectedly").exit_code == RETRY


@pytest.mark.parametrize(
    ("message", "exit_code"),
    [
        ('FATAL:  password authentication failed for user "x"', CONFIGURE),
        ("fe_sendauth: no password supplied", CONFIGURE),
        ('FATAL:  database "nothing" does not exist', CONFIGURE),
        ('FATAL:  role "nobody" does not exist', CONFIGURE),
        ('FATAL:  role "spacex" is not permitted to log in', CONFIGURE),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "x", database "y", no encryption', CONFIGURE),
        ('FATAL:  permission denied for database "launches"', CONFIGURE),
        ("server does not support SSL, but SSL was required", CONFIGURE),
        ("SSL error: certificate verify failed", CONFIGURE),
        ('private key file "/key" has group or world access', CONFIGURE),
        ("channel binding required, but SSL not in use", CONFIGURE),
        ('authentication method requirement "none" failed', CONFIGURE),
        ('definition of service "x" not found', CONFIGURE),
        ('FATAL:  unrecognized configuration parameter "x"', CONFIGURE),
        ('FATAL:  invalid value for parameter "TimeZone": "x"', CONFIGURE),
        ("connection refused\n\tIs the server running on that host?", RETRY),
        ("could not translate host name", RETRY),
        ("timeout expired", RETRY),
        ("FATAL:  the database system is starting up", RETRY),
        ("FATAL:  sorry, too many clients already", RETRY),
        ("something unknown", RETRY),
    ],
)
def test_a_connection_refused_without_a_sqlstate_is_classified_by_its_message(
    message: str, exit_code: ExitCode
) -> None:
    assert sqlstates.connection_error(None, message).exit_code == exit_code


def test_a_lock_timeout_and_a_value_out_of_range_have_their_own_types() -> None:
    assert isinstance(sqlstates.error("55P03", "x"), sqlstates.LockTimeoutError)
    assert isinstance(sqlstates.error("22P05", "x"), sqlstates.DataError)
    assert not isinstance(sqlstates.error("57014", "x"), sqlstates.LockTimeoutError)


def test_the_message_of_postgresql_is_kept() -> None:
    assert str(sqlstates.error("42501", "permission denied for schema public")) == "permission denied for schema public"


def test_the_hint_about_a_foreign_key_names_it_and_its_table() -> None:
    error = sqlstates.error("23503", "x", "notes_launch_id_fkey of public.notes")
    assert "notes_launch_id_fkey of public.notes" in error.hint
    assert "ON DELETE" in error.hint
