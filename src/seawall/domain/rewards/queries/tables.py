"""Rows as CSV that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable

from seawall.lib.text import csv_cell


def csv_line(cells: Iterable[object]) -> str:
    """One line with its line end, quoted by RFC 4180."""
    line = io.StringIO()
    csv.writer(line).writerow([csv_cell(cell) for cell in cells])
    return line.getvalue()
