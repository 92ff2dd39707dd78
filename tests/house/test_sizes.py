"""Nothing grows past the size at which it should have been cut."""

import ast
from collections.abc import Iterator

from tests.house import tree

MODULE, FUNCTION, TEMPLATE, JAVASCRIPT = 500, 80, 250, 1600


def long_functions(text: str, *, limit: int) -> Iterator[str]:
    """Names of the functions of a module that are longer than the limit."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > limit:
                yield f"{node.name} has {length} lines"


def too_long(named_texts: Iterator[tuple[str, str]], *, limit: int) -> list[str]:
    """Files with more lines than the limit."""
    counted = ((name, len(text.splitlines())) for name, text in named_texts)
    return [f"{name} has {lines} lines" for name, lines in counted if lines > limit]


def test_no_module_is_longer_than_500_lines() -> None:
    written = ((name, text) for name, text in tree.python() if "/migrations/" not in name)
    assert too_long(written, limit=MODULE) == []


def test_no_function_is_longer_than_80_lines() -> None:
    found = [
        f"{name}: {told}" for name, text in tree.python() for told in long_functions(text, limit=FUNCTION)
    ]
    assert found == []


def test_no_template_is_longer_than_250_lines() -> None:
    """Plain-text templates of mails count; word lists of the proof-reader are data."""
    found = tree.texts(".html", ".txt", under="src/")
    assert too_long((row for row in found if "/words/" not in row[0]), limit=TEMPLATE) == []


def test_all_own_javascript_together_is_at_most_1600_lines() -> None:
    lines = {name: len(text.splitlines()) for name, text in tree.texts(".js", ".mjs", under="src/")}
    assert sum(lines.values()) <= JAVASCRIPT, lines


def test_the_measure_sees_a_long_function_and_a_long_file() -> None:
    body = "def long():\n" + "    pass\n" * 80
    assert list(long_functions(body, limit=FUNCTION)) == ["long has 81 lines"]
    assert list(long_functions(body, limit=81)) == []
    assert too_long(iter([("a.py", "x\n" * 501), ("b.py", "x\n" * 500)]), limit=MODULE) == [
        "a.py has 501 lines"
    ]
