"""Pages keep the strict policy: no code or style inside the markup, nothing from other hosts, nothing unescaped.

Data in a script of type JSON is not code, and help texts of forms are written in this repository, not by users.
"""

import re

import pytest

from tests.house import tree

FORBIDDEN = {
    "a script inside the page": re.compile(
        r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>", re.IGNORECASE
    ),
    "a style inside the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[\w:.-]*)\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(script|link|img|iframe|form)\b[^>]*\b(src|href|action)\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
    "text that is not escaped": re.compile(r"(?<!help_text)\|\s*safe\b|{%\s*autoescape\s+off"),
}
# `html` is the name under which scripts hold markup that the server has made and escaped; any other is built here.
SCRIPTED = re.compile(
    r"\beval\(|new Function\(|document\.write\(|\.(inner|outer)HTML\s*=(?!\s*html;)|insertAdjacentHTML|https?://(?!www\.w3\.org)"
)
STYLED = re.compile(r"@import|url\(\s*[\"']?(https?:)?//")
SAFE = re.compile(r"\bmark_safe\(|SafeString\(")


def faults(text: str) -> list[str]:
    """What in a template breaks the policy, comments aside."""
    bare = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_no_template_breaks_the_policy() -> None:
    told = {name: faults(text) for name, text in tree.texts(".html", under="src/")}
    assert {name: found for name, found in told.items() if found} == {}


def test_own_scripts_build_no_code_or_markup_from_text_and_call_no_other_host() -> None:
    found = {name: SCRIPTED.findall(text) for name, text in tree.texts(".js", ".mjs", under="src/")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_own_styles_load_nothing_from_elsewhere() -> None:
    assert [name for name, text in tree.texts(".css", under="src/") if STYLED.search(text)] == []


def test_no_code_marks_text_as_safe() -> None:
    assert [name for name, text in tree.python(under="src/") if SAFE.search(text)] == []


@pytest.mark.parametrize(
    ("fault", "sample"),
    [
        ("a script inside the page", "<script>alert(1)</script>"),
        ("a script inside the page", '<script type="module">import x</script>'),
        ("a style inside the page", "<style>p {}</style>"),
        ("a style inside the page", '<p style="color: red">'),
        ("an event handler", '<a href="#" onclick="x()">'),
        ("an event handler", '<a hx-on:click="x()">'),
        ("a javascript address", '<a href="javascript:x()">'),
        ("something from another host", '<script src="https://example.org/x.js"></script>'),
        ("something from another host", '<img src="//example.org/x.png">'),
        ("text that is not escaped", "{{ note|safe }}"),
        ("text that is not escaped", "{% autoescape off %}"),
    ],
)
def test_a_fault_is_seen(fault: str, sample: str) -> None:
    assert faults(sample) == [fault]


def test_sound_markup_passes() -> None:
    sample = (
        '<script type="module" src="{{ x }}"></script><script type="application/json">{}</script>'
        '<a href="https://example.org">x</a><p class="on">{{ field.help_text|safe }}'
    )
    assert faults(sample) == []
    assert SCRIPTED.search("node.innerHTML = text")
    assert not SCRIPTED.search("node.innerHTML = html;")
    assert STYLED.search("@import 'x.css'")
    assert SAFE.search("mark_safe(x)")
