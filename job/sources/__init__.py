"""The sources, a file each; CURRENT is the one that a cycle reads."""

from job.sources.spacex_v4 import SpaceXv4

CURRENT = SpaceXv4()
