import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from job import sources
from job.errors import JobError
from job.sources.protocol import TimeRange, Validation
from job.steps import extract, stored
from tests.support.handmade import launch, raw, record_id, without
from tests.support.steps import Served, Steps

MODEL = sources.CURRENT.fingerprint()
ONE, TWO = launch(1, date_utc="2020-01-02T12:00:00.000Z"), launch(2, date_utc="2021-01-02T12:00:00.000Z")


def digest(document: Any) -> bytes:
    return hashlib.sha256(raw(document)).digest()


def known(steps: Steps, *documents: Any, asked: TimeRange = TimeRange(), model: str = MODEL) -> list[bool]:  # noqa: B008
    found = stored.run(steps.warehouse, asked, model)
    return [digest(document) in found for document in documents]


def test_in_an_empty_warehouse_nothing_is_known(steps: Steps) -> None:
    assert known(steps, ONE) == [False]


def test_what_a_cycle_stored_is_known_to_the_next_and_a_correction_is_not(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO, ONE | {"name": "corrected"}) == [True, True, False]


def test_what_another_model_judged_is_not_known_until_a_full_cycle_has_judged_everything_anew(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    steps.model = "a newer one"
    assert known(steps, ONE, TWO, model="a newer one") == [False, False]
    steps.cycle(TWO, full=False)
    assert known(steps, ONE, TWO, model="a newer one") == [False, False]
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO, model="a newer one") == [True, True]


def test_the_model_of_before_does_not_know_what_a_newer_one_let_pass(steps: Steps) -> None:
    steps.cycle(ONE)
    steps.model = "a newer one"
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO) == [False, False]


def test_only_what_is_asked_for_is_known(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    new_year = datetime(2021, 1, 1, tzinfo=UTC)
    assert known(steps, ONE, TWO, asked=TimeRange(from_=new_year)) == [False, True]
    assert known(steps, ONE, TWO, asked=TimeRange(to=new_year)) == [True, False]


def test_a_document_edited_by_hand_is_not_known(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    steps.statement(
        'UPDATE raw_launches SET launch_data = launch_data || \'{"name": "x"}\' WHERE id = %s', record_id(1)
    )
    assert known(steps, ONE, TWO) == [False, True]


@pytest.mark.parametrize("drifted", [ONE | {"mood": "good"}, without(ONE, "details")])
def test_as_long_as_documents_drift_all_are_judged_again_so_that_every_cycle_tells(steps: Steps, drifted: Any) -> None:
    steps.cycle(ONE, TWO)
    steps.cycle(drifted, full=False)
    assert known(steps, drifted, TWO) == [False, False]
    steps.cycle(drifted, TWO)
    assert known(steps, drifted, TWO) == [False, False]
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO) == [True, True]


def test_what_is_known_is_neither_judged_nor_sent_and_stays(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.cycle(ONE, TWO)
    found = stored.run(steps.warehouse, TimeRange(), MODEL)
    monkeypatch.setattr(type(sources.CURRENT), "validate", None)
    (page,) = extract.run(Served([raw(ONE), raw(TWO)]), sources.CURRENT, TimeRange(), 1000, found)
    assert [document.stored for document in page.documents] == [True, True]
    steps.receive_page(page)
    assert steps.statement("SELECT count(launch_data) FROM pg_temp.staged") == [(0,)]
    with steps.warehouse.transaction():
        loaded = steps.write()
    assert (loaded.inserted, loaded.changed, loaded.removed) == (0, 0, 0)


def test_a_launch_that_was_taken_for_stored_and_is_not_ends_the_cycle(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    found = stored.run(steps.warehouse, TimeRange(), MODEL)
    (page,) = extract.run(Served([raw(ONE), raw(TWO)]), sources.CURRENT, TimeRange(), 1000, found)
    steps.receive_page(page)
    steps.statement("DELETE FROM raw_launches WHERE id = %s", record_id(1))
    with pytest.raises(JobError), steps.warehouse.transaction():
        steps.write()


def test_a_stored_document_that_a_newer_model_rejects_is_rejected_by_every_cycle(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    # From the second full on it was taken for known, counted as unchanged, and its open record was closed.
    steps.cycle(ONE, TWO)
    steps.model = "a newer one"
    monkeypatch.setattr(sources.CURRENT, "validate", lambda text: Validation(["no"] * (text == raw(ONE)), frozenset()))
    for _ in range(2):
        found = stored.run(steps.warehouse, TimeRange(), steps.model)
        (page,) = extract.run(Served([raw(ONE), raw(TWO)]), sources.CURRENT, TimeRange(), 1000, found)
        assert [record.record_id for record in page.rejected] == [record_id(1)]
        steps.receive_page(page)
        with steps.warehouse.transaction():
            steps.write()
        assert steps.statement("SELECT record_id FROM ops.rejected_records WHERE resolved_at IS NULL") == [
            (record_id(1),)
        ]
    assert known(steps, ONE, TWO, model=steps.model) == [False, True]


def test_what_stayed_stored_behind_a_rejected_document_was_not_judged_by_the_model_of_that_cycle(steps: Steps) -> None:
    # When its old bytes came back, they were known to a model that had never seen them; so was their drift.
    steps.cycle(ONE, TWO)
    steps.model = "a newer one"
    steps.cycle(without(ONE, "name"), TWO)
    assert known(steps, ONE, TWO, model=steps.model) == [False, True]
    steps.cycle(without(ONE, "id"), TWO)
    assert known(steps, ONE, TWO, model=steps.model) == [False, False]
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO, model=steps.model) == [False, True]
