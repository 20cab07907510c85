"""From the tree of a YAML file to a codebook."""

from __future__ import annotations

import re
from typing import get_args

from coder.files.codebooks import values
from coder.files.codebooks.faults import Faults, shown
from coder.files.codebooks.pointers import Pointer, follow
from coder.files.codebooks.texts import Languages, language
from coder.files.codebooks.tree import MAX_CODE_DEPTH, Node, Pairs, Scalar
from coder.model import Code, Codebook, CodeStatus, Example, ExampleKind, Exclusion, Origin, Texts

SCHEMA = 1

_ID = re.compile(r"[a-z0-9-]+")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F-]{36}\}")

_ORIGINS: tuple[Origin, ...] = get_args(Origin)
_STATUSES: tuple[CodeStatus, ...] = get_args(CodeStatus)
_KINDS: tuple[ExampleKind, ...] = get_args(ExampleKind)
_LEVELS = ("segment", "sentence", "turn", "document")

_CODEBOOK_KEYS = (
    *("schema", "id", "version", "date", "languages", "title", "authors", "level_of_coding"),
    *("codes", "sets", "changes"),
)
_CODE_KEYS = (
    *("id", "label", "color", "codable", "origin", "brief", "definition", "use_when", "not_when"),
    *("examples", "aliases", "status", "merged_into", "guid", "children"),
)


def build(root: Node, faults: Faults) -> Codebook | None:
    """The codebook of a tree, or ``None`` where a fault keeps it from being one."""
    if isinstance(root, Pairs) and not _right_schema(root, faults):
        return None
    fields = values.keyed(root, "the codebook", _CODEBOOK_KEYS, faults)
    if not isinstance(root, Pairs):
        return None
    languages = Languages(fields.get("languages"), root.line, faults)
    codebook = _Builder(faults, languages).codebook(fields, root.line)
    return None if faults.any() else codebook


def _right_schema(root: Pairs, faults: Faults) -> bool:
    """Whether it is worth reading on: under another schema every other fault would be noise."""
    node = _value(root, "schema")
    if node is None:
        faults.add(root.line, f"the codebook does not say its schema; add 'schema: {SCHEMA}'")
        return True
    if isinstance(node, Scalar) and node.value == str(SCHEMA):
        return True
    value = f"schema {shown(node.value)}" if isinstance(node, Scalar) else "schema"
    faults.add(node.line, f"{value} cannot be read; this version of coder reads schema {SCHEMA}")
    return False


class _Builder:
    """Holds what the parts of one codebook must know of each other."""

    def __init__(self, faults: Faults, languages: Languages) -> None:
        self.faults = faults
        self.languages = languages
        self.codes: list[Code] = []
        self.lines: dict[str, int] = {}
        self.guids: dict[str, int] = {}
        self.pointers: list[Pointer] = []

    def codebook(self, fields: dict[str, Node], line: int) -> Codebook:
        faults = self.faults
        slug = self._id(fields.get("id"), "the codebook", line)
        title = self.languages.texts(fields.get("title"), "title", one_line=True)
        entries = values.items(fields.get("codes"), "codes", faults)
        if not entries:
            faults.add(fields["codes"].line if "codes" in fields else line, "the codebook has no codes")
        for node in entries:
            self._code(node, None, 1)
        sets = self._sets(fields.get("sets"))
        by_slug = {code.slug: code for code in reversed(self.codes)}
        follow(self.pointers, by_slug, faults)
        return Codebook(
            slug=slug,
            version=values.whole(fields.get("version"), "version", 1, faults),
            title=title or {self.languages.default: slug},
            languages=self.languages.codes,
            codes=tuple(self.codes),
            date=values.day(fields.get("date"), "date", faults),
            authors=values.line_texts(fields.get("authors"), "authors", faults),
            level_of_coding=values.choice(
                fields.get("level_of_coding"), "level_of_coding", _LEVELS, "segment", faults
            ),
            sets=sets,
            changes=tuple(
                self._change(node) for node in values.items(fields.get("changes"), "changes", faults)
            ),
        )

    # --- codes -------------------------------------------------------------------------------

    def _code(self, node: Node, parent: str | None, depth: int) -> None:
        with self.faults.about(_named(node)):
            if depth > MAX_CODE_DEPTH:
                self.faults.add(
                    node.line, f"codes stand more than {MAX_CODE_DEPTH} levels deep; flatten this"
                )
                return
            fields = values.keyed(node, "a code", _CODE_KEYS, self.faults)
            if not isinstance(node, Pairs):
                return
            code = self._one_code(fields, parent, node.line)
            self.codes.append(code)
            children = values.items(fields.get("children"), "children", self.faults)
        for child in children:
            self._code(child, code.slug, depth + 1)

    def _one_code(self, fields: dict[str, Node], parent: str | None, line: int) -> Code:
        faults = self.faults
        slug = self._id(fields.get("id"), "the code", line)
        if slug in self.lines:
            faults.add(fields["id"].line, f"the id is taken: it stands first on line {self.lines[slug]}")
        elif slug:
            self.lines[slug] = fields["id"].line
        status = values.choice(fields.get("status"), "status", _STATUSES, "active", faults)
        merged_into = self._pointer(fields.get("merged_into"), "merged_into")
        if status == "merged" and merged_into is None:
            faults.add(fields["status"].line, "status is merged, but merged_into names no code")
        elif status != "merged" and merged_into is not None:
            faults.warn(fields["merged_into"].line, f"merged_into is set, but status is {status}")
        return Code(
            slug=slug,
            label=self._label(fields.get("label"), line),
            parent=parent,
            color=self._color(fields.get("color")),
            codable=values.flag(fields.get("codable"), "codable", True, faults),
            origin=values.choice(fields.get("origin"), "origin", _ORIGINS, "deductive", faults),
            brief=self.languages.texts(fields.get("brief"), "brief"),
            definition=self.languages.texts(fields.get("definition"), "definition"),
            use_when=tuple(
                self.languages.texts(node, "use_when", needed=True)
                for node in values.items(fields.get("use_when"), "use_when", faults)
            ),
            not_when=tuple(
                self._exclusion(node) for node in values.items(fields.get("not_when"), "not_when", faults)
            ),
            examples=tuple(
                self._example(node) for node in values.items(fields.get("examples"), "examples", faults)
            ),
            aliases=values.line_texts(fields.get("aliases"), "aliases", faults),
            status=status,
            merged_into=merged_into,
            guid=self._guid(fields.get("guid")),
        )

    def _id(self, node: Node | None, of: str, line: int) -> str:
        if node is None:
            self.faults.add(line, f"{of} has no id")
            return ""
        slug = values.text(node, "id", self.faults)
        if slug and not _ID.fullmatch(slug):
            self.faults.add(node.line, f"the id {shown(slug)} may hold only a to z, 0 to 9 and the hyphen")
        return slug

    def _label(self, node: Node | None, line: int) -> Texts:
        if node is None:
            self.faults.add(line, "the code has no label")
            return {}
        return self.languages.label(node)

    def _color(self, node: Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, Scalar):
            if node.is_empty:
                self.faults.add(node.line, 'color is empty; quote it, "#00AA00", since # begins a comment')
                return ""
            if node.is_null or not node.value or _COLOR.fullmatch(node.value):
                return "" if node.is_null else node.value
        value = f" {shown(node.value)}" if isinstance(node, Scalar) else ""
        self.faults.add(node.line, f'the color{value} must be written as "#0A0" or "#00AA00"')
        return ""

    def _guid(self, node: Node | None) -> str | None:
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if not isinstance(node, Scalar) or not _GUID.fullmatch(node.value):
            self.faults.add(node.line, "guid must be a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301")
            return None
        bare = node.value.strip("{}").lower()
        if bare in self.guids:
            self.faults.add(node.line, f"the guid is taken: it stands first on line {self.guids[bare]}")
        self.guids.setdefault(bare, node.line)
        return node.value

    def _exclusion(self, node: Node) -> Exclusion:
        see = None
        if isinstance(node, Pairs):
            rest = Pairs(node.line)
            for name, key, value in values.pairs(node, "not_when", self.faults):
                if name == "see":
                    see = self._pointer(value, "see")
                else:
                    rest.pairs.append((key, value))
            node = rest
        return Exclusion(self.languages.texts(node, "not_when", needed=True, besides=("see",)), see)

    def _example(self, node: Node) -> Example:
        if isinstance(node, Scalar):
            return Example(values.text(node, "an example", self.faults))
        fields = values.keyed(node, "an example", ("text", "lang", "kind"), self.faults)
        words = ""
        if "text" in fields:
            words = values.text(fields["text"], "the text of an example", self.faults)
        elif isinstance(node, Pairs):
            self.faults.add(node.line, "an example has no text")
        spoken = ""
        if "lang" in fields:
            spoken = language(fields["lang"], "the lang of an example", self.faults)
        return Example(
            words, values.choice(fields.get("kind"), "kind", _KINDS, "typical", self.faults), spoken
        )

    def _pointer(self, node: Node | None, what: str) -> str | None:
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        to = values.text(node, what, self.faults)
        if to:
            self.pointers.append(Pointer(what, self.faults.code, to, node.line))
        return to or None

    # --- sets and changes ----------------------------------------------------------------------

    def _sets(self, node: Node | None) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for entry in values.items(node, "sets", self.faults):
            fields = values.keyed(entry, "a set", ("id", "codes"), self.faults)
            if not isinstance(entry, Pairs):
                continue
            slug = self._id(fields.get("id"), "the set", entry.line)
            if slug in found:
                self.faults.add(fields["id"].line, f"the set {shown(slug)} stands here again")
            what = f"the set {shown(slug)}"
            members = [
                self._pointer(member, what) for member in values.items(fields.get("codes"), what, self.faults)
            ]
            found[slug] = tuple(dict.fromkeys(member for member in members if member))
        return found

    def _change(self, node: Node) -> dict[str, object]:
        fields = values.keyed(node, "a change", ("version", "date", "by", "what"), self.faults)
        change: dict[str, object] = {}
        for name, value in fields.items():
            if name == "version":
                change[name] = values.whole(value, "version of a change", 1, self.faults)
            elif name == "date":
                change[name] = values.day(value, "date of a change", self.faults)
            else:
                change[name] = values.text(value, f"{name} of a change", self.faults)
        return change


def _named(node: Node) -> str | None:
    """The id a code gives itself, to name it even in faults of its keys."""
    slug = _value(node, "id") if isinstance(node, Pairs) else None
    return slug.value or None if isinstance(slug, Scalar) else None


def _value(node: Pairs, name: str) -> Node | None:
    """The first value of a key, before anything is checked."""
    for key, value in node.pairs:
        if isinstance(key, Scalar) and key.value == name:
            return value
    return None
