"""Writes what is generated in docs/, but the page of the faults."""

import sys

from tests.generated import alerts, metrics, relations

for page in (alerts, metrics):
    page.PAGE.write_text(page.text(), encoding="utf-8")
    sys.stdout.write(f"{page.PAGE}\n")
with relations.migrated() as ask:
    written = relations.texts(ask)
for path, text in written.items():
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{path}\n")
