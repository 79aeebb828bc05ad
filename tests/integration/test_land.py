import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from job.sources.protocol import Document, DocumentKey
from job.sources.validation import RejectedRecord, ValidatedPage, ValidDocument
from job.steps import land
from job.steps.land import staging
from job.steps.land.counts import LandedPage
from tests.support.handmade import REFUSED, launch, payload, raw, record_id
from tests.support.steps import Steps

Land = Callable[[ValidatedPage], LandedPage]


@pytest.fixture
def land_page(steps: Steps) -> Land:
    """A function that lands a page; the tables of what is received are there, and empty."""
    landing = steps.begin_landing()

    def run(page: ValidatedPage) -> LandedPage:
        landing.run([page])
        return steps.landed

    return run


def received(steps: Steps) -> list[Any]:
    return steps.statement(
        "SELECT launch_id, upcoming, document ->> 'name' AS name FROM pg_temp.received"
        " LEFT JOIN ops.documents USING (document_id) ORDER BY launch_id"
    )


def numbers(steps: Steps) -> list[int]:
    return [row.document_id for row in steps.statement("SELECT document_id FROM ops.documents ORDER BY 1")]


def counts(landed: LandedPage) -> tuple[int, int, int, int]:
    """How many documents were fetched, are upcoming, were rejected and validated."""
    return landed.fetched, landed.upcoming, landed.rejected, landed.validated


def page(*documents: ValidDocument, rejected: tuple[RejectedRecord, ...] = ()) -> ValidatedPage:
    return ValidatedPage([*documents], [*rejected], 0, 0, len(documents), len(documents))


def accepted(number: int, body: bytes) -> ValidDocument:
    """A document that the model let pass, whatever it holds."""
    document = Document(DocumentKey(record_id(number), None, upcoming=False), body, b"digest")
    return ValidDocument(record_id(number), document, None, None)


def test_documents_are_appended_with_growing_numbers_and_upcoming_ones_are_not(steps: Steps, land_page: Land) -> None:
    one, two, three = raw(launch(1)), raw(launch(2, upcoming=True)), raw(launch(3))
    landed = land_page(steps.validated(one, two, three))
    assert (counts(landed), numbers(steps)) == ((3, 1, 0, 2), [1, 2])
    assert received(steps) == [
        (record_id(1), False, "Flight 1"), (record_id(2), True, None), (record_id(3), False, "Flight 3"),
    ]  # fmt: skip
    digests = {row.digest for row in steps.statement("SELECT digest FROM pg_temp.received WHERE NOT upcoming")}
    assert digests == {hashlib.sha256(one).digest(), hashlib.sha256(three).digest()}


def test_pages_add_up_and_an_empty_page_adds_nothing(steps: Steps, land_page: Land) -> None:
    land_page(steps.validated(launch(1)))
    assert counts(land_page(steps.validated())) == (0, 0, 0, 0)
    land_page(steps.validated(launch(2)))
    assert (len(received(steps)), numbers(steps)) == (2, [1, 2])


def test_a_known_document_is_not_appended_again(steps: Steps) -> None:
    steps.cycle(launch(1), launch(2))
    landed = steps.receive(launch(1), launch(2, name="corrected"))
    assert landed.validated == 1
    assert [row.name for row in received(steps)] == ["Flight 1", "corrected"]
    assert numbers(steps) == [1, 2, 3]


def test_any_text_arrives_as_it_was_served(steps: Steps, land_page: Land) -> None:
    name = "é\U0001f680\t\n\"\\ \\u0000 \\N \\. \u2028 end"  # fmt: skip
    land_page(steps.validated(launch(1, name=name)))
    assert received(steps)[0].name == name


def test_rejected_documents_wait_beside_byte_for_byte(steps: Steps, land_page: Land) -> None:
    broken = [b'{"id": "\xff\x00"}', b"{}", raw(launch(3, name=None))]
    assert land_page(steps.validated(launch(1), *broken)).rejected == 3
    rows = steps.statement("SELECT record_id, raw, digest, reasons FROM pg_temp.rejected")
    assert {(row.record_id, row.raw) for row in rows} == {
        (None, broken[0]), (None, broken[1]), (record_id(3), broken[2]),
    }  # fmt: skip
    assert all(row.digest == hashlib.sha256(row.raw).digest() and row.reasons for row in rows)


def test_a_page_that_postgresql_refuses_is_landed_without_that_document(steps: Steps, land_page: Land) -> None:
    landed = land_page(steps.validated(launch(1), REFUSED, launch(3), launch(4, upcoming=True)))
    assert (counts(landed), numbers(steps)) == ((4, 1, 1, 2), [1, 3])
    assert [row.name for row in received(steps)] == ["Flight 1", "Flight 3", None]
    (row,) = steps.statement("SELECT * FROM pg_temp.rejected")
    assert (row.record_id, row.raw, row.digest) == (record_id(2), REFUSED, hashlib.sha256(REFUSED).digest())
    assert row.reasons[0].startswith("PostgreSQL: ")


def test_after_a_refused_page_the_next_one_is_landed_as_before(steps: Steps, land_page: Land) -> None:
    land_page(steps.validated(REFUSED))
    land_page(steps.validated(REFUSED.replace(record_id(2).encode(), record_id(5).encode())))
    assert land_page(steps.validated(launch(6))).rejected == 0
    assert steps.statement("SELECT count(*) FROM pg_temp.rejected") == [(2,)]
    assert steps.statement("SELECT count(*) FROM pg_temp.retry_page") == [(0,)]


@pytest.mark.parametrize("spoilt", [b'"\\u0000"', b'"\\ud800"', b"{1}", b""])
def test_what_jsonb_refuses_is_rejected_even_if_a_model_let_it_pass(
    steps: Steps, land_page: Land, spoilt: bytes
) -> None:
    landed = land_page(page(accepted(1, raw(launch(1))), accepted(2, spoilt)))
    assert (numbers(steps), landed.rejected) == ([1], 1)
    assert steps.statement("SELECT raw FROM pg_temp.rejected") == [(spoilt,)]


def test_a_page_that_not_even_a_text_can_hold_ends_the_cycle_and_leaves_the_connection_usable(
    steps: Steps, land_page: Land
) -> None:
    with pytest.raises(UnicodeDecodeError):
        land_page(page(accepted(1, raw(launch(1))), accepted(2, b'"\xff"')))
    assert steps.warehouse.usable
    assert numbers(steps) == []


def test_no_part_of_a_refused_document_is_logged(land_page: Land, capsys: pytest.CaptureFixture[str]) -> None:
    body = raw(launch(2, details="body-of-the-document")).replace(b'"body-of', b'"\\u0000body-of')
    land_page(page(accepted(2, body)))
    logged = "".join(capsys.readouterr())
    assert "records_rejected" in logged
    assert "body-of" not in logged
    assert "Flight 2" not in logged


def test_reasons_of_any_text_can_be_kept(steps: Steps, land_page: Land) -> None:
    reasons = ["a \x07 é \U0001f680 \" \\ reason"]  # fmt: skip
    document = Document(DocumentKey(None, None, upcoming=False), b"x", b"digest")
    land_page(page(rejected=(RejectedRecord(None, document, reasons),)))
    assert steps.statement("SELECT reasons FROM pg_temp.rejected")[0].reasons == reasons


def test_a_key_that_spoils_a_document_can_be_kept_as_its_reason(steps: Steps, land_page: Land) -> None:
    def keyed(key: bytes) -> bytes:
        return raw(launch(2, extra=7)).replace(b'"extra":7', b'"%b":1,"%b":2' % (key, key))

    both = steps.validated(keyed(b"\\u0001"), keyed(b"\\\\u0000").replace(record_id(2).encode(), record_id(3).encode()))
    assert land_page(both).rejected == 2


def test_the_next_cycle_deletes_what_a_failed_one_appended_and_takes_its_numbers(steps: Steps) -> None:
    steps.cycle(launch(1))
    steps.receive(launch(1), launch(2), launch(3))
    assert numbers(steps) == [1, 2, 3]
    steps.receive(launch(1), launch(4))
    assert numbers(steps) == [1, 2]
    assert steps.cycle(launch(1), launch(4)).inserted == 1
    assert land.discard(steps.warehouse) == 0


def test_a_cycle_that_fails_again_and_again_takes_no_more_space(steps: Steps) -> None:
    steps.cycle(launch(1))
    bulky = [launch(number, details="x" * 3000) for number in range(2, 400)]
    sizes = []
    for _ in range(5):
        steps.receive(launch(1), *bulky)
        sizes.append(steps.statement("SELECT pg_total_relation_size('ops.documents')")[0][0])
    assert sizes[-1] <= sizes[1]


def test_flattened_rows_are_those_of_the_documents_that_were_appended(steps: Steps) -> None:
    two = launch(2, payloads=[payload(mass_kg=0.1), payload(mass_kg=0.2)], cores=[], static_fire_date_utc=None)
    steps.receive(
        launch(1), two, REFUSED.replace(record_id(2).encode(), record_id(3).encode()), launch(4, upcoming=True)
    )
    first, second = steps.statement("SELECT * FROM pg_temp.flattened_launches ORDER BY launch_id")
    assert (first.launch_id, first.name, first.rocket_name) == (record_id(1), "Flight 1", launch(1)["rocket"]["name"])
    assert (second.launch_id, second.static_fire_at, second.payload_mass_kg) == (record_id(2), None, 0.3)
    masses = steps.statement("SELECT launch_id, position, mass_kg FROM pg_temp.flattened_launch_payloads ORDER BY 1, 2")
    assert masses[1:] == [(record_id(2), 1, 0.1), (record_id(2), 2, 0.2)]
    assert steps.statement("SELECT launch_id FROM pg_temp.flattened_launch_cores") == [(record_id(1),)]


def test_without_a_new_document_there_is_nothing_to_flatten_into(steps: Steps) -> None:
    steps.cycle(launch(1))
    steps.receive(launch(1), launch(2, upcoming=True), launch(3, name=None))
    assert steps.statement("SELECT to_regclass('pg_temp.flattened_launches')") == [(None,)]


def temporary_tables(steps: Steps) -> list[str]:
    found = steps.statement(
        "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' ORDER BY 1"
    )
    return [row.relname for row in found]


class Closed:
    """A landing whose temporary tables nobody has created yet, which receives page after page."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.landing = steps.begin_landing(opened=False)

    def receive(self, *documents: Any) -> list[str]:
        """Land a page; return the temporary tables that there are then."""
        self.landing.run([self.steps.validated(*documents)])
        return temporary_tables(self.steps)


def test_known_and_upcoming_documents_create_no_temporary_table(steps: Steps) -> None:
    """Every cycle left the dead rows of three tables and their indexes in PostgreSQL's catalogs."""
    steps.cycle(launch(1), launch(2))
    closed = Closed(steps)
    assert closed.receive(launch(1), launch(2), launch(3, upcoming=True)) == []
    assert counts(steps.landed) == (3, 1, 0, 0)
    assert closed.receive() == []


@pytest.mark.parametrize(
    "document",
    [launch(5), launch(1, name="corrected"), launch(2, upcoming=True), b"17"],
    ids=["new", "corrected", "upcoming again", "rejected"],
)
def test_what_was_deferred_is_received_when_something_new_comes(steps: Steps, document: Any) -> None:
    steps.cycle(launch(1), launch(2), launch(3))
    closed = Closed(steps)
    assert closed.receive(launch(3), launch(4, upcoming=True)) == []
    assert {"affected", "received", "rejected"} <= {*closed.receive(document)}
    assert {record_id(3), record_id(4)} <= {row.launch_id for row in received(steps)}


def test_many_known_documents_are_not_deferred(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MOST_DEFERRED", 3)
    steps.cycle(launch(1), launch(2), launch(3), launch(4))
    closed = Closed(steps)
    assert closed.receive(launch(1), launch(2), launch(3)) == []
    assert "received" in closed.receive(launch(4))
    assert len(received(steps)) == 4


def test_the_drift_of_what_was_deferred_is_known(steps: Steps) -> None:
    steps.cycle(launch(1, new_field=1), launch(2, other_field=1), launch(3))
    closed = Closed(steps)
    assert closed.receive(launch(1, new_field=1), launch(3), launch(4, upcoming=True)) == []
    assert closed.landing.staging.drift() == {"new_field"}
