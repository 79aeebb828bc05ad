"""claim: the warehouse's source, and what its readers need to know of it."""

from job.sources.spacex_v4 import SpaceXv4
from tests.acceptance.reading import Ask
from tests.support.steps import Steps


class Living(SpaceXv4):
    """A later version of the source, which has begun to change again."""

    note = None


def test_the_note_is_that_of_the_version_that_last_succeeded(steps: Steps, ask: Ask) -> None:
    """No relation said that the source has not changed since 2022."""
    assert ask("SELECT source, source_note FROM freshness") == [(None, None)]
    for source in (SpaceXv4(), Living()):
        steps.source = source
        steps.cycle()
        assert ask("SELECT source, source_note FROM freshness") == [("spacex-v4", source.note)]


def test_an_unchanged_note_writes_nothing(steps: Steps, ask: Ask) -> None:
    steps.cycle()
    (before,) = ask("SELECT xmin::text, noted_at FROM ops.source")
    steps.cycle()
    assert ask("SELECT xmin::text, noted_at FROM ops.source") == [before]
