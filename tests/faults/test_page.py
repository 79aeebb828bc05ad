"""docs/faults.md is generated: it says what the tests prove, no more and no less."""

from tests.faults import catalogue


def test_the_page_of_faults_is_current() -> None:
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(), "run: python -m tests.faults.catalogue"


def test_no_row_stands_twice() -> None:
    faults = [(row.area, row.fault) for row in catalogue.rows()]
    assert len(faults) == len(set(faults))
