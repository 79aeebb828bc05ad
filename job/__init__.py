"""spacex-elt: one ELT cycle of SpaceX launches into PostgreSQL."""

__version__ = "0.1.0"
