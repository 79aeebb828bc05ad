"""How to connect to a PostgreSQL."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """The values of the job's POSTGRES_* variables."""

    port: int
    database: str
    user: str
    password: str
    host: str = "127.0.0.1"

    def environment(self) -> dict[str, str]:
        """Return the job's variables for this login."""
        return {
            "POSTGRES_HOST": self.host,
            "POSTGRES_PORT": str(self.port),
            "POSTGRES_DB": self.database,
            "POSTGRES_USER": self.user,
            "POSTGRES_PASSWORD": self.password,
        }

    def libpq(self) -> dict[str, str]:
        """Return the variables of psql for this login."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGDATABASE": self.database,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }

    def dsn(self) -> str:
        """Return a connection string for psycopg."""
        return f"host={self.host} port={self.port} dbname={self.database} user={self.user} password={self.password}"
