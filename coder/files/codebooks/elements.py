"""The ``Code`` elements of REFI-QDA, which codebooks (.qdc) and projects (.qdpx) share.

Names of elements and attributes are compared without their namespace: programs write several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from coder.files.codebooks import description
from coder.files.codebooks.drafts import UNSAID, Draft, line
from coder.model import Code, Codebook, in_language

if TYPE_CHECKING:
    from lxml import etree

_OURS = UUID("6a1c9b6e-5f1e-4c57-9d0e-2f6f0f3f9c11")
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
_NO = frozenset({"false", "0"})


def drafts(codes: Iterable[etree._Element]) -> list[Draft]:
    """The codes of some ``Code`` elements with all those inside them, parents first."""
    found: list[Draft] = []

    def walk(element: etree._Element, parent: int | None) -> None:
        draft = Draft(
            {UNSAID: line(attribute(element, "name"))},
            parent,
            color=attribute(element, "color"),
            codable=attribute(element, "isCodable").strip().casefold() not in _NO,
            guid=attribute(element, "guid"),
        )
        found.append(draft)
        here = len(found) - 1
        for said in children(element, "Description"):
            description.read("".join(map(str, said.itertext())), draft)
        for each in children(element, "Code"):
            walk(each, here)

    for element in codes:
        walk(element, None)
    return found


def elements(book: Codebook, namespace: str, language: str = "") -> list[etree._Element]:
    """The codes of a codebook as ``Code`` elements of a namespace, one for each code at the top."""
    from lxml import etree

    language = language or book.languages[0]
    spaces: dict[Any, str] = {None: namespace}
    tops: list[etree._Element] = []
    made: dict[str, etree._Element] = {}
    for code in book.codes:
        element = etree.Element(f"{{{namespace}}}Code", nsmap=spaces)
        element.set("guid", guid_of(book, code))
        element.set("name", storable(in_language(code.label, language)))
        element.set("isCodable", "true" if code.codable else "false")
        if code.color:
            element.set("color", code.color)
        if text := description.write(code, language, book.languages[0]):
            said = etree.SubElement(element, f"{{{namespace}}}Description")
            said.text = storable(text)
        made[code.slug] = element
        if code.parent is None:
            tops.append(element)
        else:
            made[code.parent].append(element)
    return tops


def guid_of(book: Codebook, code: Code) -> str:
    """The code's guid; one that is always the same where it has none yet."""
    return (code.guid or str(uuid5(_OURS, f"{book.slug}/{code.slug}"))).strip("{}").lower()


def named_guid(book: Codebook, what: str) -> str:
    """A guid that is always the same for a thing of a codebook that has none of its own, such as a set."""
    return str(uuid5(_OURS, f"{book.slug}//{what}"))


def storable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of a name, in whatever namespace."""
    return (each for each in element if local(each) == name)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute, however its name is written; empty where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].casefold() == name.casefold():
            return str(value)
    return ""
