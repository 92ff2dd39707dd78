"""The pages of the proof-reader's rules, made from the docstrings of the rules, so that they are never stale.

A page in docs/rules/ is a heading and an opening; while Sphinx reads it, the rules of its family are put below.
"""

import re
from typing import Any

from evenbar.lint.rule import FAMILIES, SEVERITIES, STRENGTHS, Rule, rules

NAMES = {"error": "error", "warning": "warning", "info": "note"}


def setup(app: Any) -> dict[str, bool]:
    """Let Sphinx call us for each page that it reads."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}


def _read(_app: Any, name: str, source: list[str]) -> None:
    place, _, page = name.rpartition("/")
    if place == "rules":
        source[0] = source[0] + (listing() if page == "index" else family_page(page))


def listing() -> str:
    """Every rule in a table, family by family."""
    lines = []
    for family, title in FAMILIES.items():
        lines += ["", f"## {title}", "", "| rule | severity | finds |", "| --- | --- | --- |"]
        lines += [
            f"| [{rule.name}]({family}.md#{rule.name}) | {NAMES[rule.severity]} | {rule.title} |"
            for rule in rules().values()
            if rule.family == family
        ]
    return "\n".join(lines) + "\n"


def family_page(family: str) -> str:
    """The pages of one family's rules."""
    return "\n".join(rule_page(rule) for rule in rules().values() if rule.family == family)


def rule_page(rule: Rule) -> str:
    """One rule: its name, its first sentence, its sections."""
    facts = f"{NAMES[rule.severity].capitalize()} ({SEVERITIES[rule.severity].rstrip('.').lower()})"
    lines = ["", f"## {rule.name}", "", f"**{rule.title}**", ""]
    lines += [f"{facts}. Evidence: {STRENGTHS[rule.strength]}.", ""]
    for heading, text in rule.sections().items():
        lines += [f"*{heading}*", "", _plain(text), ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A section as Markdown: text in double back-ticks means the same there; indented examples are code."""
    parts = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        if all(line.startswith("    ") for line in lines):
            parts.append("\n".join(["```text", *(line[4:] for line in lines), "```"]))
        else:
            parts.append(re.sub(r"(?<!\\)<", r"\\<", paragraph))
    return "\n\n".join(parts)
