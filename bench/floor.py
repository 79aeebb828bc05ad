"""The floor: the shortest hand-written loader that validates, with the libraries that this program uses too.

No ledger, no lock, no history, no quarantine, no typed tables, no checks, no retries, no proof of completeness; a
document that does not fit ends it. What is stored with the same digest is neither validated nor sent again.
"""

import hashlib
import os
from typing import Any

import httpx
import msgspec
import psycopg
from pydantic import BaseModel, ConfigDict

BODY = {
    "sort": {"_id": 1},
    "limit": 500,
    "populate": [{"path": "payloads"}, {"path": "rocket"}, {"path": "launchpad"}],
}
STAGED = "CREATE TEMPORARY TABLE staged (id text, digest bytea, launch_data jsonb)"
STORED = """CREATE TABLE IF NOT EXISTS raw_launches (id text PRIMARY KEY, digest bytea, launch_data jsonb NOT NULL)"""
MERGE = """
INSERT INTO raw_launches SELECT * FROM staged
ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, launch_data = excluded.launch_data
"""


class Page(msgspec.Struct):
    docs: list[msgspec.Raw]
    totalDocs: int  # noqa: N815 - the source's word


class Named(BaseModel):
    id: str
    name: str | None


class Payload(Named):
    mass_kg: float | None
    orbit: str | None
    customers: list[str]


class Launch(BaseModel):
    model_config = ConfigDict(strict=True)
    id: str
    name: str
    flight_number: int
    date_utc: str
    static_fire_date_utc: str | None
    success: bool | None
    upcoming: bool
    rocket: Named
    launchpad: Named
    payloads: list[Payload]
    cores: list[dict[str, Any]]


def main() -> None:
    read_page = msgspec.json.Decoder(Page).decode
    with psycopg.connect(os.environ["DSN"]) as connection, httpx.Client(timeout=30) as client:
        connection.execute(STORED)
        connection.execute(STAGED)
        known = {bytes(row[0]) for row in connection.execute("SELECT digest FROM raw_launches")}
        cursor, received, total = "", 0, 1
        while received < total:
            query = {"_id": {"$gt": cursor}} if cursor else {}
            answer = client.post(os.environ["API_URL"], json={"query": query, "options": BODY})
            page = read_page(answer.raise_for_status().content)
            total = total if received else page.totalDocs
            received += len(page.docs)
            cursor = load(connection, page, known) or cursor
        connection.execute(MERGE)


def load(connection: psycopg.Connection[Any], page: Page, known: set[bytes]) -> str:
    """Stage what of the page is not stored; return its last id."""
    with connection.cursor().copy("COPY staged FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["text", "bytea", "bytea"])
        for raw in map(bytes, page.docs):
            digest = hashlib.sha256(raw).digest()
            if digest not in known:
                launch = Launch.model_validate_json(raw)
                copy.write_row((launch.id, digest, b"\x01" + raw))
    return str(msgspec.json.decode(page.docs[-1])["id"])


if __name__ == "__main__":
    main()
