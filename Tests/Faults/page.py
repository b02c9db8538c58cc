"""Puts the figures of a run into the page about faults, between two marks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from campaign import Row
from table import markdown

PAGE = Path(__file__).resolve().parents[2] / "Sources/PermitLog/PermitLog.docc/Faults.md"
BEGIN, END = "<!-- figures: .ci/faults --long --write -->", "<!-- end of figures -->"


def write_page(rows: list[Row], seed: int):
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    told = f"{date.today()}, `--seed {seed}`:\n\n{markdown(rows)}"
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}")
