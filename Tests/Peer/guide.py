"""What a client knows of a kind of work. Everything tied to one pack's wording is in this file.

A tablet draws its form from `rules.form` and answers what `unmet[]` names. The shape of both inside is the
pack's, so each question looks for its answer there first and falls back to the table below.
"""

from __future__ import annotations

KIND = "hot"
TRADE = "welder"
#: code -> certificate kinds, when the unmet condition itself does not name one
CREDENTIALS = {
    "credentialMissing": "special-work.welding",
    "supervisorUnqualified": "training.guardian",
    "trainingMissing": "training.safety",
}
#: facts with which the job is of an ordinary grade; others of the form get their type's quiet value
FACTS: dict = {}
GAS_POINTS = ["work"]
GAS_READINGS = [{"gas": "combustible", "value": 0, "unit": "%LEL"}]
RESTORED = "done"
#: names a pack may use for one of the permit's own posts
OWN_POSTS = ("leader", "supervisor", "applicant", "analyst", "fireWatcher", "acceptor", "emergency", "isolator")


def seek(tree, *names: str):
    """The first value under one of these keys, however deep."""
    if isinstance(tree, dict):
        for name in names:
            if name in tree and tree[name] not in (None, [], {}):
                return tree[name]
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            found = seek(branch, *names)
            if found is not None:
                return found
    return None


def name_of(item, *keys: str) -> str:
    """The id of a list's item, be it a string or an object."""
    if isinstance(item, str):
        return item
    for key in (*keys, "id", "name", "code"):
        if isinstance(item.get(key), str):
            return item[key]
    raise AssertionError(f"no id in {item}")


class Guide:
    """Answers for one kind of work, read from `rules.form`."""

    def __init__(self, form: dict):
        self.form = form

    def trade(self) -> str:
        trades = seek(self.form, "trades")
        names = [name_of(t, "trade") for t in trades] if isinstance(trades, list) else list(trades or [])
        return TRADE if TRADE in names or not names else names[0]

    def facts(self) -> dict:
        """The quiet value of every fact the form asks for."""
        facts = seek(self.form, "facts") or []
        if isinstance(facts, dict):
            facts = [{"id": name, **(about if isinstance(about, dict) else {})} for name, about in facts.items()]
        quiet = {name_of(fact, "fact"): self._quiet(fact) for fact in facts if isinstance(fact, dict)}
        return {name: value for name, value in {**quiet, **FACTS}.items() if value is not None}

    @staticmethod
    def _quiet(fact: dict):
        choices = seek(fact, "choices", "values", "options", "oneOf")
        if choices:
            return name_of(choices[0], "value")
        kind = str(fact.get("type", "")).lower()
        if kind in ("bool", "boolean", "flag", "yesno"):
            return False
        return 0 if kind in ("number", "decimal", "int", "integer") else None

    def gas_points(self) -> list[str]:
        points = seek(self.form.get("gas", self.form), "points") or GAS_POINTS
        return [name_of(point, "point") for point in points]

    def gas_readings(self) -> list[dict]:
        gases = seek(self.form.get("gas", self.form), "limits", "gases", "readings")
        if not gases:
            return GAS_READINGS
        if isinstance(gases, dict):
            gases = [{"gas": gas, **(about if isinstance(about, dict) else {})} for gas, about in gases.items()]
        readings = {}
        for limit in gases:
            gas = name_of(limit, "gas")
            unit = limit.get("unit", "%vol") if isinstance(limit, dict) else "%vol"
            readings.setdefault(gas, {"gas": gas, "value": 20.9 if gas in ("oxygen", "o2", "O2") else 0, "unit": unit})
        return list(readings.values())

    @staticmethod
    def credential(unmet: dict) -> str:
        """The certificate an unmet condition wants."""
        detail = unmet.get("detail")
        if isinstance(detail, str):
            return detail
        found = seek(detail, "kind", "kinds", "credential", "course", "anyOf")
        if isinstance(found, list):
            found = name_of(found[0], "kind")
        found = found or CREDENTIALS[unmet["code"]]
        wants_prefix = unmet["code"] == "trainingMissing" and not found.startswith("training.")
        return f"training.{found}" if wants_prefix else found

    @staticmethod
    def check_posts(check: dict) -> list[str]:
        """Who may confirm a check: one post, several, or none named."""
        by = check.get("by") or ["supervisor"]
        return [by] if isinstance(by, str) else [name_of(post, "post", "role") for post in by]
