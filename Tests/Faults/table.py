"""The figures as text."""

from __future__ import annotations

from campaign import Row

COLUMNS = ("campaign", "runs", "faults", "acknowledged", "lost", "doubled", "unexpected", "seconds")


def cells(row: Row) -> list[str]:
    if row.not_run:
        return [row.campaign, f"not run here: {row.not_run}"]
    return [
        row.campaign, *map(str, (row.runs, row.faults, row.acknowledged, row.lost, row.doubled)),
        str(len(row.unexpected)), f"{row.seconds:.0f}",
    ]


def table(rows: list[Row]) -> str:
    """For a terminal; a campaign that was not run says why in its line."""
    lines = [list(COLUMNS)] + [cells(row) for row in rows]
    whole = [line for line in lines if len(line) == len(COLUMNS)]
    widths = [max(len(line[column]) for line in whole) for column in range(len(COLUMNS))]
    widths[0] = max(len(line[0]) for line in lines)
    text = []
    for line in lines:
        first = line[0].ljust(widths[0])
        rest = line[1:] if len(line) < len(COLUMNS) else [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
        text.append("  ".join([first, *rest]))
    for row in rows:
        text += [f"   {row.campaign}: {note}" for note in row.notes]
    return "\n".join(text)


def markdown(rows: list[Row]) -> str:
    """For the page."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
    for row in rows:
        told = cells(row)
        lines.append("| " + " | ".join(told + [""] * (len(COLUMNS) - len(told))) + " |")
    return "\n".join(lines)
