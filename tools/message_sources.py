"""Finds every text of the product that needs a translation, and texts that escaped it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import (
    block_re,
    constant_re,
    context_re,
    endblock_re,
    inline_re,
    plural_re,
)
from message_catalog import Catalog, Key, Message

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
SHOWN_KEYWORDS = {"help_text", "label", "placeholder", "title", "verbose_name"}
SHOWN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
LETTERS = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
SENTENCE_ENDS = (".", "?", "!", ":", ";", "…")
SAME_IN_EVERY_LANGUAGE = {
    "API",
    "OpenAPI",
    "CSV",
    "Excel",
    "JSON",
    "Jieyue",
    "PDF",
    "kg",
    "kWh",
    "ti",
}


@dataclass(frozen=True)
class Finding:
    """A text that is not ready for translation: where it is, and why."""

    place: str
    line: int
    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.reason}: {self.text!r}"


def python_files(root: Path) -> list[Path]:
    """The product's Python, without tests and migrations, sorted."""
    return sorted(
        path
        for path in root.rglob("*.py")
        if not path.name.startswith("test_")
        and path.name not in ("conftest.py", "factories.py")
        and not {"migrations", "static"} & set(path.parts)
    )


def template_files(root: Path) -> list[Path]:
    """Every template, pages and texts, sorted."""
    found = [*root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]
    return sorted(path for path in found if "static" not in path.parts)


def collect(root: Path) -> tuple[Catalog, list[Finding]]:
    """Every message under `root`, and what a person must put right by hand."""
    catalog: Catalog = {}
    findings: list[Finding] = []
    for path in python_files(root):
        place = path.relative_to(root.parent).as_posix()
        _add(catalog, place, _of_python(path.read_text(encoding="utf-8"), place, findings))
    for path in template_files(root):
        place = path.relative_to(root.parent).as_posix()
        source = path.read_text(encoding="utf-8")
        _add(catalog, place, of_template(source))
        findings += unwrapped(source, place) + glued(source, place)
    return catalog, findings


def _add(catalog: Catalog, place: str, found: Iterator[tuple[Key, str]]) -> None:
    for key, plural in found:
        message = Message(key, plural, places=frozenset([place]))
        catalog[key] = catalog[key].merged(message) if key in catalog else message


def _of_python(source: str, place: str, findings: list[Finding]) -> Iterator[tuple[Key, str]]:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            if any(_is_translated(side) for side in (node.left, node.right)):
                text = ast.unparse(node)[:80]
                findings.append(Finding(place, node.lineno, "a sentence of pieces", text))
        elif isinstance(node, ast.Call):
            findings += _shown_unwrapped(node, place)
            yield from _of_call(node, place, findings)


def _of_call(node: ast.Call, place: str, findings: list[Finding]) -> Iterator[tuple[Key, str]]:
    name = _name(node)
    wanted = 1 if name in PLAIN else 2 if name in PLURAL | WITH_CONTEXT else 0
    if not wanted or len(node.args) < wanted:
        return
    texts = [
        arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None
        for arg in node.args[:wanted]
    ]
    if any(text is None for text in texts):
        if any(isinstance(arg, ast.JoinedStr | ast.BinOp | ast.Call) for arg in node.args):
            text = ast.unparse(node)[:80]
            findings.append(Finding(place, node.lineno, "a text made of pieces", text))
        return  # a stored text, marked where it is defined
    first, second = str(texts[0]), str(texts[-1])
    if name in WITH_CONTEXT:
        yield Key(second, first), ""
    else:
        yield Key(first), second if name in PLURAL else ""


def _name(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _is_translated(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node) in PLAIN | PLURAL | WITH_CONTEXT


def _shown_unwrapped(node: ast.Call, place: str) -> list[Finding]:
    """Labels and titles given as bare text."""
    return [
        Finding(place, node.lineno, "not wrapped for translation", keyword.value.value)
        for keyword in node.keywords
        if keyword.arg in SHOWN_KEYWORDS
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and _needs_words(keyword.value.value)
    ]


def _needs_words(text: str) -> bool:
    return any(word not in SAME_IN_EVERY_LANGUAGE for word in LETTERS.findall(text))


def of_template(source: str) -> Iterator[tuple[Key, str]]:
    """The messages of one template, as Django will look them up."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        inline = inline_re.match(token.contents)
        block = block_re.match(token.contents)
        if token.token_type is TokenType.BLOCK and inline:
            context = context_re.match(token.contents)
            yield Key(_literal(inline[1]), _literal(context[1]) if context else ""), ""
        elif token.token_type is TokenType.BLOCK and block:
            yield _block(token, tokens)
        else:
            for constant in constant_re.findall(token.contents):
                yield Key(_literal(constant)), ""


def _literal(quoted: str) -> str:
    return quoted[1:-1].replace("%", "%%")


def _block(start: Token, tokens: Iterator[Token]) -> tuple[Key, str]:
    trimmed = "trimmed" in start.split_contents()
    context = context_re.match(start.contents)
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type is TokenType.BLOCK and endblock_re.match(token.contents):
            break
        if token.token_type is TokenType.BLOCK and plural_re.match(token.contents):
            parts.append([])
        elif token.token_type is TokenType.VAR:
            parts[-1].append(f"%({token.contents})s")
        elif token.token_type is TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
    texts = ["".join(part) for part in parts]
    texts = [trim_whitespace(text) for text in texts] if trimmed else texts
    key = Key(texts[0], _literal(context[1]) if context else "")
    return key, texts[1] if len(texts) > 1 else ""


def unwrapped(source: str, place: str) -> list[Finding]:
    """Visible text of a template outside every translation tag."""
    parser = _Visible()
    parser.feed(_without_tags(source))
    return [
        Finding(place, line, "not wrapped for translation", text.strip()[:80])
        for line, text in parser.texts
        if _needs_words(text)
    ]


def _without_tags(source: str) -> str:
    """The template's own HTML, with what Django fills in taken out and its lines kept."""
    kept: list[str] = []
    hidden_until = ""
    for token in Lexer(source).tokenize():
        lines = "\n" * token.contents.count("\n")
        if hidden_until:
            is_end = token.token_type is TokenType.BLOCK and token.contents.startswith(hidden_until)
            hidden_until = "" if is_end else hidden_until
            kept.append(lines)
        elif token.token_type is TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type is TokenType.BLOCK and block_re.match(token.contents):
            hidden_until = "endblocktrans"
        elif token.token_type is TokenType.BLOCK and token.contents.startswith("comment"):
            hidden_until = "endcomment"
        elif token.token_type is TokenType.BLOCK and token.contents == "block body_class":
            hidden_until = "endblock"  # stands inside an attribute
        else:
            kept.append(lines)
    return "".join(kept)


class _Visible(HTMLParser):
    """Gathers text nodes and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "code", "kbd")
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and value:
                self.texts.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code", "kbd")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append((self.getpos()[0], data))


def glued(source: str, place: str) -> list[Finding]:
    """Translated pieces that stand in one run of text, the first of which is no whole sentence."""
    findings = []
    previous = ""
    for token in Lexer(source).tokenize():
        inline = inline_re.match(token.contents) if token.token_type is TokenType.BLOCK else None
        if inline and " as " not in token.contents:
            text = inline[1][1:-1]
            if previous and not previous.endswith(SENTENCE_ENDS):
                line = token.lineno or 0
                findings.append(
                    Finding(place, line, "a sentence of pieces", f"{previous} … {text}")
                )
            previous = text
        elif token.token_type is not TokenType.VAR and token.contents.strip():
            previous = ""
    return findings
