"""Writes the generated pages of docs/, but that of the faults."""

import sys

from tests.generated import alerts, metrics

for page in (alerts, metrics):
    page.PAGE.write_text(page.text(), encoding="utf-8")
    sys.stdout.write(f"{page.PAGE}\n")
