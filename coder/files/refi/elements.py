"""The XML of a project, read element by element: what is done with an element is let go at its end.

Names are matched without their namespace, since some programs write none or another one. Positions
stay as they are in the file; :mod:`coder.files.refi.reading` makes places of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any

from coder.files.refi import nodes
from coder.files.refi.guids import plain
from coder.files.refi.nodes import Node, Passage, Text, Tree
from coder.files.refi.values import Applied, Case, CodeSet, Project, TreeCode, User, Variable
from coder.model import CoderError

MOST_ELEMENTS = 500_000
"""A coding has three: a project of 160,000 codings is read, in 300 MB."""
DEEPEST = 256
_TEXTS = {
    *("Description", "PlainTextContent", "TextValue", "BooleanValue", "IntegerValue", "FloatValue"),
    *("DateValue", "DateTimeValue"),
}
_OTHERS = {"PictureSource": "pictures", "PDFSource": "pdfs", "AudioSource": "audios", "VideoSource": "videos"}
_PASSAGES = {"PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection", "TranscriptSelection"}
_REFERENCES = {
    *("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef"),
    *("MemberCode", "MemberSource", "MemberNote"),
}
_LISTS = {
    *("Project", "Users", "CodeBook", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets"),
    *("Graphs", "Representation", "TextDescription", "Transcript"),
}
_PROLOG = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


@dataclass(slots=True)
class Found:
    """What the XML holds; texts are still to be looked up."""

    project: Project = field(default_factory=lambda: Project(""))
    users: list[User] = field(default_factory=list)
    codes: list[TreeCode] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    sets: list[CodeSet] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    is_project: bool = False


def found(chunks: Iterator[bytes], path: Path) -> Found:
    """Read the XML of a project as it comes.

    Raises:
        CoderError: It is damaged, is nested too deep, has a DOCTYPE or is no project.
    """
    from lxml import etree

    reader = _Reader(path)
    target: Any = reader
    internal: Any = "internal"  # the stubs know true and false alone
    parser = etree.XMLParser(  # without entities resolved, a target gets "&#38;" for "&" in attributes
        target=target, resolve_entities=internal, no_network=True, load_dtd=False, huge_tree=False
    )
    again = "export the project again from the program it is from"
    head = b""
    try:
        for chunk in chunks:
            if len(head) < 100_000:
                head = _head(head, chunk, path, again)
            parser.feed(chunk)
        parser.close()
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        why = " ".join(str(fault).split())
        raise CoderError(f"{path}: the XML in the project is damaged ({why}); {again}.") from fault
    if not reader.found.is_project:
        raise CoderError(f"{path}: the XML in the file is not that of a REFI-QDA project; {again}.")
    return reader.found


def _head(head: bytes, chunk: bytes, path: Path, again: str) -> bytes:
    """The beginning of the XML so far; refused where it declares something before the first element."""
    head = (head + chunk)[:200_000]
    bare = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 as well
    begin = _PROLOG.match(bare)
    if bare[begin.end() if begin else 0 :].startswith(b"<!"):
        raise CoderError(f"{path}: the XML in the project has a DOCTYPE, which no project has; {again}.")
    return head


class _Reader:
    """Is told of each element by the parser, and keeps what it means."""

    def __init__(self, path: Path) -> None:
        self.found = Found()
        self._path = path
        self._stack: list[Node] = []
        self._many = 0
        self._ends: dict[str, Callable[[Node], Any]] = {
            **dict.fromkeys(_TEXTS, lambda node: (node.tag, "".join(node.words))),
            **dict.fromkeys(_REFERENCES, nodes.reference),
            **dict.fromkeys(_OTHERS, self._other),
            **dict.fromkeys(_PASSAGES, lambda node: node),
            "Project": self._project,
            "User": lambda node: self.found.users.append(nodes.user(node)),
            "Code": nodes.code,
            "Codes": self._codes,
            "Variable": self._variable,
            "VariableValue": nodes.value,
            "Case": lambda node: self.found.cases.append(nodes.case(node)),
            "TextSource": lambda node: self.found.texts.append(nodes.text(node)),
            "Note": lambda node: self.found.notes.append(nodes.text(node)),
            "PlainTextSelection": nodes.passage,
            "Coding": nodes.applied,
            "Set": self._set,
            "Link": lambda _: self._skip("links"),
            "Graph": lambda _: self._skip("graphs"),
            **dict.fromkeys(("Representation", "TextDescription", "Transcript"), lambda node: node),
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._many += 1
        if self._many > MOST_ELEMENTS:
            raise CoderError(
                f"{self._path}: the project has more than {MOST_ELEMENTS:,} elements; export it in parts."
            )
        if len(self._stack) >= DEEPEST:
            raise CoderError(
                f"{self._path}: the elements of the project are nested more than {DEEPEST} deep, which no "
                "program writes; export it again."
            )
        self._stack.append(Node(intern(tag.rpartition("}")[2]), dict(attributes)))

    def data(self, words: str) -> None:
        """Words between two marks."""
        if self._stack and self._stack[-1].tag in _TEXTS:
            self._stack[-1].words.append(words)

    def end(self, _tag: str) -> None:
        """An element ends: what it means is handed to the one it is in."""
        node = self._stack.pop()
        ended = self._ends.get(node.tag)
        made = ended(node) if ended is not None else None
        if made is not None and self._stack:
            self._stack[-1].parts.append(made)

    def close(self) -> None:
        """The file ends."""
        return

    def _skip(self, what: str, many: int = 1) -> None:
        if many:
            self.found.skipped[what] += many

    def _project(self, node: Node) -> None:
        said = node.attributes
        creator = said.get("creatingUserGUID", "")
        self.found.is_project = not self._stack
        self.found.project = Project(
            name=said.get("name", ""),
            origin=said.get("origin", ""),
            guid_of_creator=plain(creator) if creator.strip() else None,
            at=said.get("creationDateTime", ""),
            description=(node.text("Description") or "").strip(),
            project_notes=node.references("NoteRef"),
        )

    def _codes(self, node: Node) -> None:
        waiting = [(each, None) for each in reversed(node.of(Tree))]
        known: dict[str, None] = {}
        rows: list[tuple[Tree, str | None]] = [*waiting]
        while rows:
            tree, parent = rows.pop()
            code = tree.code
            if code.guid in known:
                self._skip("codes_twice")
            else:
                known[code.guid] = None
                self.found.codes.append(nodes.under(code, parent))
            rows += [(each, code.guid) for each in reversed(tree.children)]

    def _variable(self, node: Node) -> None:
        kind: Any = node.attributes.get("typeOfVariable", "Text")
        self.found.variables.append(Variable(node.guid(), node.attributes.get("name", ""), kind))
        self._skip("descriptions_of_variables", bool((node.text("Description") or "").strip()))

    def _set(self, node: Node) -> None:
        codes = node.references("MemberCode")
        if codes:
            self.found.sets.append(CodeSet(node.guid(), node.attributes.get("name", ""), codes))
        self._skip("sets_of_texts", bool(node.references("MemberSource")))
        self._skip("sets_of_notes", bool(node.references("MemberNote")))
        self._skip("empty_sets", not node.of(tuple))

    def _other(self, node: Node) -> None:
        """A source that is no text: counted, with all that was selected and coded in it."""
        self._skip(_OTHERS[node.tag])
        inner, codings, passages = [node], 0, 0
        while inner:
            here = inner.pop()
            codings += len(here.of(Applied)) + sum(len(each.codings) for each in here.of(Passage))
            below = here.of(Node)
            passages += len(here.of(Passage)) + sum(each.tag in _PASSAGES for each in below)
            inner += below
        self._skip("selections_elsewhere", passages)
        self._skip("codings_elsewhere", codings)
