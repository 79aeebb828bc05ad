"""One version in the tag, the program, the chart and the changelog, and the notes of that version.

python -m deploy.release v0.1.0      prints the notes; if something disagrees, names it and exits with 1
"""

import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
# A version of Semantic Versioning that is one of Python's too: 1.2.3, 1.2.3rc1.
_TAG = re.compile(r"v(\d+\.\d+\.\d+(?:rc\d+)?)")


def versions(checkout: Path) -> dict[str, str]:
    """Return each version that the files of a checkout state, by where it stands."""
    chart = (checkout / "deploy/helm/spacex-elt/Chart.yaml").read_text(encoding="utf-8")
    return {
        "job/__init__.py: __version__": _found(r'__version__ = "(.*)"', (checkout / "job/__init__.py").read_text()),
        "Chart.yaml: appVersion": _found(r'appVersion: "?([^"\n]*)"?', chart),
        "Chart.yaml: version": _found(r'version: "?([^"\n]*)"?', chart),
    }


def sections(checkout: Path) -> dict[str, str]:
    """Return the text of each section of the changelog, by its heading: `Unreleased`, `0.1.0 - 2026-12-01`."""
    _, *parts = re.split(r"^## ", (checkout / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    pairs = (part.partition("\n") for part in parts)
    return {re.sub(r"[\[\]]", "", heading).strip(): text.strip() for heading, _, text in pairs}


def faults(checkout: Path, tag: str) -> list[str]:
    """Return what must be mended before this tag is a release; none: it can be."""
    matched = _TAG.fullmatch(tag)
    if not matched:
        return [f"the tag {tag!r} is not of the form v1.2.3 or v1.2.3rc1"]
    version = matched[1]
    found = [
        f"{place} is {stated!r}: set it to {version!r}"
        for place, stated in versions(checkout).items()
        if stated != (chart_version(version) if place == "Chart.yaml: version" else version)
    ]
    if sections(checkout).get("Unreleased"):
        found.append(f"CHANGELOG.md has entries below [Unreleased]: move them below ## [{version}] - YYYY-MM-DD")
    if not notes(checkout, version):
        found.append(f"CHANGELOG.md has no entries below a heading ## [{version}] - YYYY-MM-DD")
    return found


def notes(checkout: Path, version: str) -> str:
    """Return the changelog's entries of a version; none where it has no section with a date."""
    heading = re.compile(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d")
    return next((text for title, text in sections(checkout).items() if heading.fullmatch(title)), "")


def chart_version(version: str) -> str:
    """Return the version as Helm wants it: a hyphen before what makes it a pre-release."""
    return version.replace("rc", "-rc.")


def main(arguments: list[str]) -> int:
    """Check the tag that is the one argument; return the exit code."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    if found := faults(CHECKOUT, arguments[0]):
        sys.stderr.writelines(f"{fault}\n" for fault in found)
        return 1
    sys.stdout.write(f"{notes(CHECKOUT, arguments[0].removeprefix('v'))}\n")
    return 0


def _found(pattern: str, text: str) -> str:
    matched = re.search(f"^{pattern}$", text, re.MULTILINE)
    return matched[1] if matched else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
