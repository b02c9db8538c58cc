"""What permitd's readers of packs ask for, as their source says: the fields of each record and the words of each enum.

The source is laid out by its formatter, so a brace at the indentation of a declaration ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = sorted((ROOT / "Sources" / "PermitCore" / "Packs").glob("*.swift"))

DECLARATION = re.compile(r"^( *)(?:public |fileprivate |private |indirect )*(struct|enum|extension) (\w+)([^{]*)\{")
FIELD = re.compile(r'\bfields\.(required|optional)\("(\w+)", ')
PART = re.compile(r"\b([A-Z]\w*)\(reading: &fields\)")
CASE = re.compile(r"^ *case (\w.*)$")


@dataclass
class Declaration:
    """A record with its fields, or an enum with its words."""

    kind: str
    name: str
    heritage: str
    indent: int
    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    #: The words that a choice is written with, by the name of their case.
    cases: dict[str, str] = field(default_factory=dict)

    @property
    def is_record(self) -> bool:
        return self.kind == "struct" and "Record" in self.heritage

    @property
    def is_choice(self) -> bool:
        return self.kind == "enum" and "String" in self.heritage and "CaseIterable" in self.heritage


def argument(text: str) -> str:
    """The first argument of `text`, which begins where that does."""
    depth = 0
    for index, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            if depth == 0:
                return text[:index]
            depth -= 1
        elif letter == "," and depth == 0:
            return text[:index]
    raise ValueError(text)


def words(cases: str) -> dict[str, str]:
    """`a, b` or `a = "%vol"`."""
    pairs = (case.partition(" = ") for case in cases.split(", "))
    return {name: word.strip('"') or name for name, _, word in pairs}


def declarations() -> dict[str, Declaration]:
    """Every record and enum that is read from packs, by name."""
    found: dict[str, Declaration] = {}
    for path in READERS:
        lines = path.read_text(encoding="utf-8").split("\n")
        open_ones: list[Declaration] = []
        for number, line in enumerate(lines):
            if begins := DECLARATION.match(line):
                indent, kind, name, heritage = begins.groups()
                declared = Declaration(kind, name, heritage, len(indent))
                if declared.is_record or declared.is_choice:
                    assert name not in found, f"{path}: a second {name}"
                    found[name] = declared
                open_ones.append(declared)
                continue
            if not open_ones:
                continue
            within = open_ones[-1]
            rest = "\n".join(lines[number:])
            for match in FIELD.finditer(line):
                into = within.required if match[1] == "required" else within.optional
                into[match[2]] = argument(rest[match.end() :]).strip()
            within.parts += [part for part in PART.findall(line) if within.is_record]
            if within.is_choice and (case := CASE.match(line)) and len(line) - len(line.lstrip()) == within.indent + 4:
                within.cases |= words(case[1])
            if line == " " * within.indent + "}":
                open_ones.pop()
    for record in found.values():
        for part in record.parts:
            record.required |= found[part].required
            record.optional |= found[part].optional
    return found
