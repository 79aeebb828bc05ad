from collections.abc import Sequence
from typing import Any

import pytest

from job.sources.protocol import Validation
from job.sources.spacex_v4 import SpaceXv4
from tests.support.handmade import launch, raw, record_id, without
from tests.support.steps import Steps

ONE, TWO = launch(1, date_utc="2020-01-02T12:00:00.000Z"), launch(2, date_utc="2021-01-02T12:00:00.000Z")


class Model(SpaceXv4):
    """The source with a model of another version, which rejects some documents."""

    def __init__(self, version: str, rejected: Sequence[bytes] = ()) -> None:
        self.model_version = version
        self.rejected = rejected
        self.validated: list[bytes] = []

    def validate(self, document: bytes) -> Validation:
        self.validated.append(document)
        return Validation(["no"], frozenset()) if document in self.rejected else super().validate(document)


def documents(steps: Steps) -> int:
    (row,) = steps.statement("SELECT count(*) FROM ops.documents")
    return int(row[0])


def known(steps: Steps, *documents: Any) -> list[bool]:
    """Return for each document whether it is neither validated nor sent, because it is the current version."""
    steps.begin_landing()
    validated = [each.document.raw for each in steps.validated(*documents).documents]
    return [raw(document) not in validated for document in documents]


def test_in_an_empty_warehouse_nothing_is_known(steps: Steps) -> None:
    assert known(steps, ONE) == [False]


def test_what_a_cycle_stored_is_known_to_the_next_and_a_correction_is_not(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    assert known(steps, ONE, TWO | {"name": "corrected"}) == [True, False]


def test_a_known_document_is_neither_validated_nor_appended_and_stays(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    steps.source = model = Model(steps.source.model_version)
    changes = steps.cycle(ONE, TWO)
    assert (model.validated, changes.any, documents(steps)) == ([], False, 2)


def test_a_launch_that_left_is_not_known(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    steps.cycle(TWO)
    assert known(steps, ONE, TWO) == [False, True]


def test_what_another_model_validated_is_validated_again_and_not_appended_again(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    steps.source = model = Model("newer")
    assert not steps.cycle(TWO, full=False).any
    assert (model.validated, documents(steps)) == ([raw(TWO)], 2)
    assert known(steps, ONE, TWO) == [False, True]
    steps.source = SpaceXv4()
    assert known(steps, ONE, TWO) == [True, False]


@pytest.mark.parametrize(
    ("drifted", "names"), [(ONE | {"mood": "good"}, {"mood"}), (without(ONE, "details"), {"details"})]
)
def test_the_drift_of_a_known_document_is_reported_in_every_cycle(steps: Steps, drifted: Any, names: set[str]) -> None:
    for _ in range(3):
        steps.cycle(drifted, TWO)
        assert steps.landing.staging.drift() == names
    assert known(steps, drifted, TWO) == [True, True]


def test_the_number_and_the_length_of_drifted_fields_are_limited(steps: Steps) -> None:
    steps.receive(ONE | {f"{number:03}" + "x" * 500: 1 for number in range(200)})
    drift = steps.landing.staging.drift()
    assert (len(drift), max(map(len, drift))) == (100, 100)


def test_a_conflicting_id_is_rejected_even_if_one_of_its_documents_is_known(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    assert steps.receive(ONE, ONE | {"name": "other"}, TWO).rejected == 2
    assert steps.statement("SELECT launch_id FROM pg_temp.received") == [(record_id(2),)]


def test_a_stored_document_that_a_newer_model_rejects_is_rejected_by_every_cycle(steps: Steps) -> None:
    # From the second full on it was taken for known, counted as unchanged, and its open record was closed.
    steps.cycle(ONE, TWO)
    steps.source = Model("newer", rejected=[raw(ONE)])
    for _ in range(2):
        assert not steps.cycle(ONE, TWO).any
        assert steps.landed.rejected == 1
        open_records = steps.statement("SELECT record_id FROM ops.rejected_records WHERE resolved_at IS NULL")
        assert open_records == [(record_id(1),)]
    assert known(steps, TWO) == [True]


def test_what_stayed_behind_a_rejected_document_was_not_validated_by_the_model_of_that_cycle(steps: Steps) -> None:
    # When its old bytes came back, they were known to a model that had never seen them; so was their drift.
    steps.cycle(ONE, TWO)
    steps.source = Model("newer")
    steps.cycle(without(ONE, "name"), TWO)
    assert known(steps, ONE, TWO) == [False, True]


def test_after_other_bytes_of_the_same_content_came_those_are_known(steps: Steps) -> None:
    steps.cycle(ONE, TWO)
    shuffled = dict(sorted(ONE.items(), reverse=True))
    assert known(steps, shuffled, TWO) == [False, True]
    assert not steps.cycle(shuffled, TWO).any
    assert known(steps, shuffled, TWO) == [True, True]
    assert steps.statement("SELECT count(*) FROM ops.documents") == [(2,)]
