"""Writes docs/pictures anew, from a page: python -m tests.report.pictures .local/report.html."""

import sys
import tempfile
from pathlib import Path

from tests.report import chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    page = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, chromium.started(Path(profile)) as browser:
        browser.open(page, 1400)
        browser.picture(FOLDER / "report.png", height=1300, scale=0.8)
        browser.open(page, 400, scheme="dark")
        browser.picture(FOLDER / "report-narrow.png", height=1215)


if __name__ == "__main__":
    main()
