"""The schema that editors check packs by: every pack keeps it, and it knows what permitd reads, no less and no more."""

from __future__ import annotations

import copy
import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from pack_source import ROOT, declarations

PACKS = ROOT / "config" / "packs"
SCHEMA = json.loads((PACKS / "pack.schema.json").read_text(encoding="utf-8"))
DEFINED = SCHEMA["$defs"]
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted(PACKS.glob("*/*.yaml"))
READ = declarations()

# Records and words of the same source files that no pack holds.
NOT_IN_PACKS = {"GasReading", "GasVerdict", "Comparison"}
RECORDS = sorted(name for name, one in READ.items() if one.is_record and name not in NOT_IN_PACKS)
CHOICES = sorted(name for name, one in READ.items() if one.is_choice and name not in NOT_IN_PACKS)

# How the schema writes the readers' kinds of value that have no argument.
PLAIN = {
    ".name": {"$ref": "#/$defs/name"},
    ".message": {"$ref": "#/$defs/Message"},
    ".bool": {"type": "boolean"},
    ".decimal": {"type": "number"},
    ".span": {"$ref": "#/$defs/span"},
    ".period": {"$ref": "#/$defs/period"},
    ".date": {"$ref": "#/$defs/date"},
    ".timeOfDay": {"$ref": "#/$defs/timeOfDay"},
    ".condition": {"$ref": "#/$defs/condition"},
    ".countersign": {"anyOf": [{"$ref": "#/$defs/name"}, {"$ref": "#/$defs/CountersignRule"}]},
    ".timed": {"$ref": "#/$defs/TimedRule"},
}


def value(node: yaml.Node):
    """A value as permitd reads it: plain truths, numbers and nulls; all else is text, days and times too."""
    if isinstance(node, yaml.MappingNode):
        return {value(key): value(item) for key, item in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    if node.style is None:
        if node.value in ("true", "false"):
            return node.value == "true"
        if node.value in ("null", "~", ""):
            return None
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.value):
            return float(node.value) if "." in node.value else int(node.value)
    return node.value


def read(path):
    return value(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))


def faults(document) -> list[str]:
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in VALIDATOR.iter_errors(document)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert FILES, "no packs"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pack_keeps_the_schema(path):
    assert faults(read(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_editor_finds_the_schema(path):
    for schema in re.findall(r"^# yaml-language-server: \$schema=(\S+)$", path.read_text(encoding="utf-8"), re.M):
        assert (path.parent / schema).resolve() == PACKS / "pack.schema.json"


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_has_the_fields_that_are_read(name):
    record, schema = READ[name], DEFINED[name]
    # Kinds lie in files of their own, not in the pack's.
    elsewhere = {"kinds"} if name == "Pack" else set()
    required = set(record.required) - elsewhere
    assert set(schema["properties"]) == required | set(record.optional)
    assert set(schema["required"]) == required
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", RECORDS)
def test_each_field_is_of_the_kind_that_is_read(name):
    properties = DEFINED[name]["properties"]
    for field, kind in {**READ[name].required, **READ[name].optional}.items():
        if field in properties:
            assert_written(kind, without_description(properties[field]), f"{name}.{field}")


@pytest.mark.parametrize("name", CHOICES)
def test_each_choice_has_the_words_that_are_read(name):
    assert sorted(DEFINED[name]["enum"]) == sorted(READ[name].cases.values())


def test_conditions_compare_as_they_are_read():
    compared = {key for part in DEFINED["condition"]["oneOf"] for key in part.get("properties", {})}
    assert compared == {"fact", "is", "any", "all", "not", *READ["Comparison"].cases}


def test_nothing_is_defined_that_is_not_read():
    made_by_hand = {"name", "clause", "date", "timeOfDay", "span", "period", "Message", "condition"}
    made_by_hand |= {"TimedRule"}
    assert set(DEFINED) - made_by_hand == set(RECORDS) | set(CHOICES)


def test_every_field_is_explained():
    for name in RECORDS:
        for field, schema in DEFINED[name]["properties"].items():
            assert schema.get("description") or "$ref" in schema, f"{name}.{field}"


def without_description(schema: dict) -> dict:
    return {key: item for key, item in schema.items() if key != "description"}


def assert_written(kind: str, schema: dict, where: str):
    """Holds a field of the schema to the reader's kind, such as `.list(1...50, .record(Post.self))`."""
    if kind in PLAIN:
        assert schema == PLAIN[kind], where
    elif match := re.fullmatch(r"\.record\((\w+)\.self\)", kind):
        assert schema == {"$ref": f"#/$defs/{match[1]}"}, where
    elif match := re.fullmatch(r"\.choice\(\.(\w+)\)", kind):
        choice = schema["$ref"].removeprefix("#/$defs/")
        assert match[1] in READ[choice].cases, where
    elif match := re.fullmatch(r"\.text\(([0-9_]+)\)", kind):
        text = DEFINED["clause"] if schema == {"$ref": "#/$defs/clause"} else schema
        assert (text["minLength"], text["maxLength"]) == (1, int(match[1])), where
    elif match := re.fullmatch(r"\.integer\(([0-9_]+)\.\.\.([0-9_]+)\)", kind):
        assert schema == {"type": "integer", "minimum": int(match[1]), "maximum": int(match[2])}, where
    elif match := re.fullmatch(r"\.list\(([0-9_]+)\.\.\.([0-9_]+), (.+)\)", kind, re.S):
        assert schema["type"] == "array", where
        assert (schema.get("minItems", 0), schema["maxItems"]) == (int(match[1]), int(match[2])), where
        assert_written(match[3], schema["items"], where)
    else:
        pytest.fail(f"{where}: the test knows no {kind}")


HOT = read(PACKS / "cn-general" / "cn-general-hot.yaml")
HEAD = read(PACKS / "cn-general" / "cn-general.yaml")
CONFLICT = {"with": "any", "effect": "warn", "title": {"zh": "一", "en": "a"}, "clause": "[site]"}


@pytest.mark.parametrize(
    ("document", "path", "wrong"),
    [
        (HEAD, ["colour"], "red"),
        (HEAD, ["inForceFrom"], "1 May"),
        (HEAD, ["posts"], []),
        (HEAD, ["title"], "in one language only"),
        (HEAD, ["retentionDays"], 30),
        (HOT, ["grades", 0, "rank"], "high"),
        (HOT, ["grades", 0, "longest"], "8 hours"),
        (HOT, ["grades", 0, "when"], {"fact": "x", "is": True, "over": 3}),
        (HOT, ["grades", 0, "when"], "sometimes"),
        (HOT, ["checks", 0, "lives"], "week"),
        (HOT, ["gas", "limits", 0, "unit"], "percent"),
        (HOT, ["gas", "limits", 0], {**HOT["gas"]["limits"][0], "max": None}),
        (HOT, ["gas", "points"], []),
        (HOT, ["fireWatch", "lasts"], [{"when": "always"}]),
        (HOT, ["conflicts"], [{**CONFLICT, "near": "distance"}]),
        (HOT, ["conflicts"], [{**CONFLICT, "near": "fact"}]),
        (HOT, ["supervisor"], {}),
    ],
)
def test_a_mistake_is_seen(document, path, wrong):
    document = copy.deepcopy(document)
    assert faults(document) == []
    within = document
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = wrong
    assert faults(document)
