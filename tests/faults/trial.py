"""A trial: a cycle against a fault, held to its row, its ledger row, and what it must not have affected."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.acceptance.reading import Ask, last_run, tuples
from tests.support.program import Ended, Program

# What makes a dead source known soon; how a cycle takes it does not depend on these.
QUICK = {"API_TIMEOUT_SECONDS": "0.5", "API_MAX_ATTEMPTS": "2", "API_MAX_WAIT_SECONDS": "0.1"}
OUTCOMES = ("fetched", "inserted", "changed", "unchanged", "removed", "upcoming", "rejected")


@dataclass(frozen=True)
class Trial:
    """Runs cycles of a loaded warehouse; `fails` and `succeeds` check what holds for each such cycle."""

    job: Program
    ask: Ask
    holds: Callable[[Ended], None]

    def fails(self, **variables: str) -> Ended:
        """Run a full cycle that must end as the row says, with its failure in the ledger and nothing changed."""
        before = tuples(self.ask, "public")
        ended = self.job(**{"MODE": "full", **QUICK, **variables})
        self.holds(ended)
        run, line = last_run(self.ask), ended.finished
        assert (run.cycle_id, run.status, run.exit_code, run.error) == (
            line["cycle_id"],
            "failed",
            ended.code,
            line["error"],
        )
        assert (run.fetched, run.upcoming, run.rejected) == (line["fetched"], line["upcoming"], line["rejected"])
        assert (run.inserted, run.changed, run.removed, run.data_as_of) == (None, None, None, None)
        assert run.finished_at >= run.started_at
        assert line["what_to_do"]
        assert tuples(self.ask, "public") == before
        return ended

    def succeeds(self, **variables: str) -> Ended:
        """Run a full cycle that must succeed as the row says; its numbers add up and are those of the ledger."""
        ended = self.job(**{"MODE": "full", **QUICK, **variables})
        self.holds(ended)
        run, line = last_run(self.ask), ended.finished
        assert (run.cycle_id, run.status, run.exit_code, run.error) == (line["cycle_id"], "succeeded", 0, None)
        assert [getattr(run, name) for name in OUTCOMES] == [line[name] for name in OUTCOMES]
        assert run.fetched == run.inserted + run.changed + run.unchanged + run.upcoming + run.rejected
        return ended
