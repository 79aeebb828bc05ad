import hashlib
from decimal import Decimal
from typing import Any

import pytest

from job.errors import JobError
from job.sources.records import Document, Rejected, ValidatedPage
from job.steps import land
from tests.support.handmade import REFUSED, launch, payload, raw, record_id
from tests.support.steps import Steps, judged


@pytest.fixture
def opened(steps: Steps) -> Steps:
    """The staging tables are there, and empty."""
    land.open_tables(steps.warehouse)
    return steps


def staged(steps: Steps) -> list[Any]:
    return steps.statement("SELECT id, upcoming, launch_data ->> 'name' AS name FROM pg_temp.staged ORDER BY id")


def test_documents_wait_with_their_bytes_digest_and_upcoming_ones_without_a_document(opened: Steps) -> None:
    one, two = raw(launch(1)), raw(launch(2, upcoming=True))
    assert land.run(opened.warehouse, judged(one, two)) == land.Staged(staged=2, upcoming=1, rejected=0)
    assert staged(opened) == [(record_id(1), False, "Flight 1"), (record_id(2), True, None)]
    digests = {row.digest for row in opened.statement("SELECT digest FROM pg_temp.staged")}
    assert digests == {hashlib.sha256(one).digest(), hashlib.sha256(two).digest()}


def test_pages_add_up_and_an_empty_page_adds_nothing(opened: Steps) -> None:
    land.run(opened.warehouse, judged(launch(1)))
    assert land.run(opened.warehouse, judged()) == land.Staged(0, 0, 0)
    land.run(opened.warehouse, judged(launch(2)))
    land.close(opened.warehouse)
    assert len(staged(opened)) == 2


def take_apart(opened: Steps, *documents: Any) -> None:
    page = judged(*documents)
    land.run(opened.warehouse, page)
    land.take_apart(opened.warehouse, page)


def apart(opened: Steps, table: str) -> list[Any]:
    exists = opened.statement("SELECT to_regclass(%s) IS NOT NULL", f"pg_temp.{table}")[0][0]
    return opened.statement(f"SELECT * FROM pg_temp.{table} ORDER BY 1, 2") if exists else []


def test_what_is_staged_is_taken_apart_page_by_page(opened: Steps) -> None:
    two = launch(2, payloads=[payload(mass_kg=0.1), payload(mass_kg=None)], cores=[], static_fire_date_utc=None)
    take_apart(opened, launch(1))
    take_apart(opened, two)
    first, second = apart(opened, "staged_launches")
    assert (first.launch_id, first.name, first.rocket_name) == (record_id(1), "Flight 1", launch(1)["rocket"]["name"])
    assert (second.launch_id, second.static_fire_date_utc) == (record_id(2), None)
    masses = [(row.launch_id, row.position, row.mass_kg) for row in apart(opened, "staged_payloads")]
    assert masses[1:] == [(record_id(2), 1, Decimal("0.1")), (record_id(2), 2, None)]
    assert [row.launch_id for row in apart(opened, "staged_cores")] == [record_id(1)]


def test_what_is_not_sent_is_not_taken_apart(opened: Steps) -> None:
    take_apart(opened, launch(1, upcoming=True), launch(2, name=None))
    assert apart(opened, "staged_launches") == []


def test_of_a_refused_page_the_sound_documents_are_taken_apart(opened: Steps) -> None:
    take_apart(opened, launch(1), REFUSED, launch(3))
    assert [row.launch_id for row in apart(opened, "staged_launches")] == [record_id(1), record_id(3)]


# In place of a refused document the stored one was taken apart, and if that had been spoilt by hand, the cycle ended.
def test_of_a_refused_document_the_stored_version_is_not_taken_apart(steps: Steps) -> None:
    steps.cycle(launch(2))
    steps.statement("""UPDATE raw_launches SET launch_data = jsonb_set(launch_data, '{flight_number}', '"two"')""")
    steps.receive(launch(1), REFUSED)
    assert [row.launch_id for row in apart(steps, "staged_launches")] == [record_id(1)]


def test_any_text_arrives_as_it_was_served(opened: Steps) -> None:
    name = "é\U0001f680\t\n\"\\ \\u0000 \\N \\. \u2028 end"  # fmt: skip
    land.run(opened.warehouse, judged(launch(1, name=name)))
    assert staged(opened)[0].name == name


def test_rejected_documents_wait_beside_byte_for_byte(opened: Steps) -> None:
    broken = [b'{"id": "\xff\x00', b"", raw(launch(3, name=None))]
    assert land.run(opened.warehouse, judged(launch(1), *broken)) == land.Staged(1, 0, 3)
    rows = opened.statement("SELECT record_id, raw, digest, reasons FROM pg_temp.rejected")
    assert {(row.record_id, row.raw) for row in rows} == {
        (None, broken[0]),
        (None, broken[1]),
        (record_id(3), broken[2]),
    }
    assert all(row.digest == hashlib.sha256(row.raw).digest() and row.reasons for row in rows)


def test_a_page_that_postgresql_refuses_goes_on_without_that_document(opened: Steps) -> None:
    page = judged(launch(1), REFUSED, launch(3), launch(4, upcoming=True))
    assert len(page.documents) == 4, "the model is to let it pass, or this test tests nothing"
    assert land.run(opened.warehouse, page) == land.Staged(staged=3, upcoming=1, rejected=1)
    assert [row.id for row in staged(opened)] == [record_id(1), record_id(3), record_id(4)]
    assert [row.name for row in staged(opened)] == ["Flight 1", "Flight 3", None]
    (row,) = opened.statement("SELECT * FROM pg_temp.rejected")
    assert (row.record_id, row.raw, row.digest) == (record_id(2), REFUSED, hashlib.sha256(REFUSED).digest())
    assert row.reasons[0].startswith("PostgreSQL: ")


def test_after_a_refused_page_the_next_one_is_staged_as_ever(opened: Steps) -> None:
    land.run(opened.warehouse, judged(REFUSED))
    land.run(opened.warehouse, judged(REFUSED.replace(record_id(2).encode(), record_id(5).encode())))
    assert land.run(opened.warehouse, judged(launch(6))) == land.Staged(1, 0, 0)
    assert opened.statement("SELECT count(*) FROM pg_temp.rejected") == [(2,)]
    assert opened.statement("SELECT count(*) FROM pg_temp.doubtful") == [(0,)]


@pytest.mark.parametrize("spoilt", [b'"\\u0000"', b'"\\ud800"', b"{1}", b""])
def test_whatever_jsonb_refuses_is_set_aside_even_if_a_model_let_it_pass(opened: Steps, spoilt: bytes) -> None:
    good, bad = judged(launch(1)).documents[0], Document(record_id(2), spoilt, b"digest", upcoming=False)
    page = ValidatedPage([good, bad], [], frozenset(), 2, 2)
    assert land.run(opened.warehouse, page) == land.Staged(staged=1, upcoming=0, rejected=1)
    assert opened.statement("SELECT raw FROM pg_temp.rejected") == [(spoilt,)]


def test_a_page_that_not_even_a_text_can_hold_ends_the_cycle(opened: Steps) -> None:
    good, bad = judged(launch(1)).documents[0], Document(record_id(2), b'"\xff"', b"digest", upcoming=False)
    with pytest.raises(JobError):
        land.run(opened.warehouse, ValidatedPage([good, bad], [], frozenset(), 2, 2))


def test_no_part_of_a_refused_document_is_logged(opened: Steps, capsys: pytest.CaptureFixture[str]) -> None:
    body = raw(launch(2, details="body-of-the-document")).replace(b'"body-of', b'"\\u0000body-of')
    land.run(
        opened.warehouse,
        ValidatedPage([Document(record_id(2), body, b"digest", upcoming=False)], [], frozenset(), 1, 1),
    )
    said = "".join(capsys.readouterr())
    assert "records_rejected" in said
    assert "body-of" not in said
    assert "Flight 2" not in said


def test_reasons_of_any_text_can_be_kept(opened: Steps) -> None:
    record = Rejected(None, b"x", b"digest", ["a \x07 é \U0001f680 \" \\ reason"])  # fmt: skip
    land.run(opened.warehouse, ValidatedPage([], [record], frozenset(), 1, 1))
    assert opened.statement("SELECT reasons FROM pg_temp.rejected")[0].reasons == record.reasons


def test_a_key_that_spoils_a_document_can_be_kept_as_its_reason(opened: Steps) -> None:
    def keyed(key: bytes) -> bytes:
        return raw(launch(2, extra=7)).replace(b'"extra":7', b'"%b":1,"%b":2' % (key, key))

    page = judged(keyed(b"\\u0001"), keyed(b"\\\\u0000").replace(record_id(2).encode(), record_id(3).encode()))
    assert land.run(opened.warehouse, page).rejected == 2
