"""Codebooks of qc: a YAML file with nothing but names, nested as lists and mappings."""

from __future__ import annotations

from coder.files.codebooks.drafts import UNSAID, Draft, Told, line
from coder.files.codebooks.tree import Items, Node, Pairs, Scalar
from coder.model import Codebook, in_language

_OURS = frozenset({"schema", "id", "version", "languages", "title", "authors", "codes", "sets", "changes"})


def is_one(root: Node) -> bool:
    """Whether a YAML file can be such a tree of names, and not a codebook of coder's with a slip in it."""
    if isinstance(root, Pairs):
        names = {key.value for key, _ in root.pairs if isinstance(key, Scalar)}
        return bool(names) and not names & _OURS and _is_tree(root)
    return isinstance(root, Items) and bool(root.items) and _is_tree(root)


def _is_tree(node: Node) -> bool:
    if isinstance(node, Scalar):
        return True
    if isinstance(node, Items):
        return all(isinstance(each, Scalar | Pairs) and _is_tree(each) for each in node.items)
    return all(
        isinstance(key, Scalar) and (value.is_null if isinstance(value, Scalar) else _is_tree(value))
        for key, value in node.pairs
    )


def read(root: Node) -> tuple[list[Draft], Told]:
    """The codes of a tree of names, parents first."""
    told = Told("qc")
    drafts: list[Draft] = []
    seen: dict[str, int] = {}
    again: list[str] = []

    def add(name: str, parent: int | None) -> int | None:
        if not name.strip():
            return None
        drafts.append(Draft({UNSAID: line(name)}, parent))
        if name in seen:
            again.append(name)
        seen[name] = len(drafts) - 1
        return len(drafts) - 1

    def walk(node: Node, parent: int | None) -> None:
        if isinstance(node, Scalar):
            if not node.is_null:
                add(node.value, parent)
        elif isinstance(node, Items):
            for each in node.items:
                walk(each, parent)
        else:
            for key, value in node.pairs:
                if isinstance(key, Scalar):
                    here = add(key.value, parent)
                    walk(value, here if here is not None else parent)

    walk(root, None)
    if again:
        named = ", ".join(f"“{line(each)}”" for each in dict.fromkeys(again))
        told.warnings.append(
            f"These names stand in several places of the tree and became several codes: {named}."
        )
    return drafts, told


def write(book: Codebook, language: str = "") -> bytes:
    """The tree of names; what else is known of the codes has no place in it."""
    from coder.files.codebooks.canonical import scalar

    language = language or book.languages[0]
    inside: dict[str | None, list[int]] = {}
    for place, code in enumerate(book.codes):
        inside.setdefault(code.parent, []).append(place)
    lines: list[str] = []

    def walk(parent: str | None, depth: int) -> None:
        for place in inside.get(parent, []):
            code = book.codes[place]
            below = code.slug in inside
            lines.append(f"{'  ' * depth}- {scalar(in_language(code.label, language))}{':' if below else ''}")
            walk(code.slug, depth + 1)

    walk(None, 0)
    return ("\n".join(lines) + "\n").encode()
