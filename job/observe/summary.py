"""Summary: how a cycle ended, as one sentence for people."""

from datetime import UTC, datetime

from job.facts import Facts

_LONGEST_NAME = 100


def of_success(facts: Facts, seconds: float) -> str:
    """Return, for instance, `187 launches loaded, 18 upcoming left out, newest Crew-5 of 5 October 2022, in 0.2 s`."""
    tally = facts.tally()
    counts = {
        "loaded": tally.inserted,
        "changed": tally.changed,
        "removed": tally.removed,
        "unchanged": tally.unchanged,
        "upcoming left out": tally.upcoming,
        "rejected": tally.rejected,
    }
    parts = [f"{count:,} {what}" for what, count in counts.items() if count]
    if parts:
        count, _, what = parts[0].partition(" ")
        parts[0] = f"{count} {'launch' if count == '1' else 'launches'} {what}"
    if not (tally.inserted or tally.changed or tally.removed):
        parts.insert(0, "nothing new")
    if facts.newest_launch and (at := facts.totals.get("newest_launch_timestamp_seconds")) is not None:
        day = datetime.fromtimestamp(at, UTC)
        parts.append(f"newest {facts.newest_launch[:_LONGEST_NAME]} of {day.day} {day:%B %Y}")
    return f"{', '.join(parts)}, in {seconds:.1f} s"


def of_failure(exit_code: int, seconds: float) -> str:
    """Return the end of a cycle that failed; its error is a field of its own."""
    return f"failed with exit code {exit_code} after {seconds:.1f} s"
