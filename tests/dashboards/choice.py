"""What a person chooses at the top of the dashboard Launches, put into statements and links as Grafana does it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psycopg

from tests.support.monitoring import DASHBOARDS

Reader = psycopg.Connection[dict[str, object]]
LAUNCHES = json.loads((DASHBOARDS / "launches.json").read_text())


def variables() -> dict[str, Any]:
    return {each["name"]: each for each in LAUNCHES["templating"]["list"]}


@dataclass(frozen=True)
class Choice:
    """A time range, and the values of the variables; `values` has those that are chosen instead of all."""

    reader: Reader
    begins: str = LAUNCHES["time"]["from"]
    ends: str = "2100-01-01T00:00:00Z"
    values: Mapping[str, Sequence[str]] = ()  # type: ignore[assignment]

    def of(self, **values: Sequence[str]) -> "Choice":
        return replace(self, values=values)

    def chosen(self, name: str) -> list[str]:
        """The chosen values, or those that the variable's query offers."""
        offered = [str(*row.values()) for row in self.reader.execute(variables()[name]["query"]).fetchall()]
        return list(dict(self.values).get(name, offered))

    def sql(self, statement: str) -> str:
        """Replace macros and variables, as Grafana's PostgreSQL datasource does."""
        between = rf"\1 BETWEEN '{self.begins}' AND '{self.ends}'"
        statement = re.sub(r"\$__timeFilter\(([^)]*)\)", between, statement)
        for name in variables():
            literals = ",".join("'" + each.replace("'", "''") + "'" for each in self.chosen(name))
            statement = statement.replace(f"${name}", literals)
        assert "$" not in statement, statement
        return statement

    def rows(self, panel: Mapping[str, Any]) -> list[dict[str, object]]:
        (target,) = panel["targets"]
        return self.reader.execute(self.sql(target["rawSql"])).fetchall()

    def follow(self, url: str, row: Mapping[str, object]) -> "Choice":
        """Open a link of a value in a row."""
        for name in variables():
            kept = dict(self.values).get(name, ["$__all"])
            url = url.replace(f"${{{name}:queryparam}}", urlencode([(f"var-{name}", each) for each in kept]))
        url = url.replace("${__url_time_range}", urlencode({"from": self.begins, "to": self.ends}))
        for column, value in row.items():
            url = url.replace(f"${{__data.fields.{column}}}", str(value))
            url = url.replace(f"${{__data.fields.{column}:percentencode}}", quote(str(value)))
        assert "$" not in url.replace("$__all", "").replace("%24__all", ""), url
        split = urlsplit(url)
        assert split.path == f"/d/{LAUNCHES['uid']}"
        asked = parse_qs(split.query, strict_parsing=True)
        given = {name: asked[f"var-{name}"] for name in variables()}
        chosen = {name: values for name, values in given.items() if values != ["$__all"]}
        return Choice(self.reader, asked["from"][0], asked["to"][0], chosen)
