"""Writes every dashboard's JSON."""

import sys

from deploy.dashboards import files

for path, text in files.made().items():
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(files.CHECKOUT)}\n")
