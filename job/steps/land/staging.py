"""The temporary tables of a cycle, which are created only when something was received that is not stored."""

from job.databases.warehouse import Statement, Warehouse

# Until so many documents were received, what is known can be noted later.
MOST_DEFERRED = 10_000


class Staging:
    """The tables `received`, `rejected` and `affected`.

    Each temporary table leaves dead rows in PostgreSQL's catalogs, so a cycle on an unchanged source creates none: it
    defers the statements that note known documents, and forgets them in the end.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._deferred: list[Statement] = []
        self._documents = 0
        self.is_open = False

    def open(self) -> None:
        """Create the tables, and run what was deferred; outside of a transaction."""
        if self.is_open:
            return
        self.is_open = True
        self._warehouse.run("steps/land/create")
        for name, parameters in self._deferred:
            self._warehouse.run(name, **parameters)
        self._deferred.clear()

    def defer(self, statement: Statement, documents: int) -> bool:
        """Run a statement later, if at all; False if the tables are there, or too many documents are waiting."""
        self._documents += documents
        if self._documents > MOST_DEFERRED:
            self.open()
        if not self.is_open:
            self._deferred.append(statement)
        return not self.is_open

    def finish(self, *, wanted: bool) -> bool:
        """Create the tables if they are wanted when all is received; return whether there are any.

        Lets the planner know what is in them.
        """
        if wanted:
            self.open()
        if self.is_open:
            self._warehouse.run("steps/land/analyze")
        return self.is_open

    def drift(self) -> set[str]:
        """Return the fields that are missing or unknown in what was received: at most 100, cut to 100 characters."""
        if self.is_open:
            rows = self._warehouse.table("steps/land/drift").rows
        else:
            launch_ids = [each for _, parameters in self._deferred for each in parameters["launch_ids"]]
            rows = self._warehouse.table("steps/land/drift_of_known", launch_ids=launch_ids).rows
        return {name for (name,) in rows}
