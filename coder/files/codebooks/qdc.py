"""REFI-QDA codebooks (.qdc), which NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette and others exchange."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.files import hostile
from coder.files.codebooks import elements
from coder.files.codebooks.drafts import Draft, Told, line
from coder.files.slugs import slug_of
from coder.files.transcripts import encodings
from coder.model import Codebook, CoderError

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_AGAIN = "export the codebook again"
_DECLARED = re.compile(rb"\s*<\?xml[^>]*\?>")


def read(data: bytes, path: Path) -> tuple[list[Draft], Told]:
    """The codes of a file in whichever of the namespaces that programs write, or in none.

    Raises:
        CoderError: it is no REFI-QDA codebook, damaged or a trap.
    """
    told = Told("qdc")
    root = _root(data, path, told)
    if elements.local(root) == "Project":
        root = next(elements.children(root, "CodeBook"), root)
    if elements.local(root) != "CodeBook":
        raise CoderError(
            f"{path}: the file is not a REFI-QDA codebook: it begins with “{elements.local(root)}”; {_AGAIN}."
        )
    inside = [each for codes in elements.children(root, "Codes") for each in elements.children(codes, "Code")]
    drafts = elements.drafts(inside or elements.children(root, "Code"))
    _sets(root, drafts, told)
    return drafts, told


def _root(data: bytes, path: Path, told: Told) -> etree._Element:
    try:
        return hostile.xml(data, path, "codebook", _AGAIN)
    except CoderError:
        declared = _DECLARED.match(data)
        try:
            data.decode()
        except UnicodeDecodeError:
            text, encoding, _, warnings = encodings.found(data, path)
            told.warnings.append(f"The file says it is UTF-8 and is not; it was read as {encoding}.")
            told.warnings += warnings
            fresh = text[len(declared[0].decode("latin-1")) :] if declared else text
            return hostile.xml(fresh.encode(), path, "codebook", _AGAIN)
        raise


def _sets(root: etree._Element, drafts: list[Draft], told: Told) -> None:
    places = {each.guid.strip("{} ").lower(): place for place, each in reversed(list(enumerate(drafts)))}
    unknown = 0
    for group in elements.children(root, "Sets"):
        for each in elements.children(group, "Set"):
            members = []
            for member in elements.children(each, "MemberCode"):
                guid = elements.attribute(member, "guid") or elements.attribute(member, "targetGUID")
                place = places.get(guid.strip("{} ").lower())
                if place is None:
                    unknown += 1
                else:
                    members.append(place)
            name = line(elements.attribute(each, "name"))
            slug = slug_of(name or "set", told.sets)
            if slug != name:
                told.warnings.append(f"The set “{name}” has the id {slug} here.")
            if any(
                line("".join(map(str, said.itertext()))) for said in elements.children(each, "Description")
            ):
                told.warnings.append(f"The description of the set “{name}” was left out.")
            told.sets[slug] = members
    if unknown:
        told.warnings.append(f"{unknown} member(s) of sets are no codes of the file and were left out.")


def write(book: Codebook, language: str = "") -> bytes:
    """The codebook as a .qdc file, valid against the schema of REFI-QDA 1.0."""
    from lxml import etree

    import coder

    spaces: dict[Any, str] = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=spaces)
    root.set("origin", f"coder {coder.__version__}")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    codes.extend(elements.elements(book, NAMESPACE, language))
    guids = {code.slug: elements.guid_of(book, code) for code in book.codes}
    if book.sets:
        sets = etree.SubElement(root, f"{{{NAMESPACE}}}Sets")
        for name, members in book.sets.items():
            each = etree.SubElement(sets, f"{{{NAMESPACE}}}Set")
            each.set("guid", elements.named_guid(book, name))
            each.set("name", name)
            for member in members:
                etree.SubElement(each, f"{{{NAMESPACE}}}MemberCode").set("guid", guids[member])
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written
