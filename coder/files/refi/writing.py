"""Write a REFI-QDA project: a text at a time, so that memory does not grow with the study.

The XML grows beside the archive while the texts go into it, and is put in at the end.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from coder.files.refi import offsets
from coder.files.refi.offsets import CODE_POINTS, UTF16_TWO, Way, counted_as
from coder.files.refi.values import Applied, Case, Note, Project, Selection, TextSource, TreeCode
from coder.model import CoderError

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "urn:QDA-XML:project:1.0"
NAME_LENGTH = 250
"""Code points of the quoted words that are the name of a selection."""
ProfileName = Literal["standard", "nvivo", "maxqda", "atlas"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a program expects of texts and of the places in them."""

    way: Way = CODE_POINTS
    crlf: bool = False
    """Line ends of the texts are CR LF."""
    mark: bool = False
    """The texts begin with a byte order mark."""


PROFILES: dict[ProfileName, Profile] = {
    "standard": Profile(),
    "nvivo": Profile(UTF16_TWO, crlf=True, mark=True),
    "maxqda": Profile(crlf=True),
    "atlas": Profile(),
}
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same study gives the same bytes."""


def write(path: Path, project: Project, profile: ProfileName = "standard") -> None:
    """Write a project, whole or not at all; a file that stands there is replaced.

    Raises:
        CoderError: It cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            _write(file, project, PROFILES[profile])
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as fault:
        raise CoderError(f"{path}: the file cannot be written ({fault.strerror or fault}).") from fault
    finally:
        with suppress(OSError):
            part.unlink()


def _write(file: Any, project: Project, profile: Profile) -> None:
    from lxml import etree

    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(max_size=20_000_000) as spool,
    ):
        with etree.xmlfile(spool, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element("Project", _project(project), nsmap={None: NAMESPACE}):
                _head(xml, project)
                _sources(xml, archive, project.sources, profile)
                _container(xml, "Notes", map(_note, project.notes))
                _container(xml, "Sets", (_set(each) for each in project.sets))
                if project.description:
                    xml.write(_description(project.description))
                for each in project.project_notes:
                    xml.write(_reference("NoteRef", each))
        spool.seek(0)
        with archive.open(_entry("project.qde"), "w", force_zip64=True) as entry:
            shutil.copyfileobj(spool, entry, 1_000_000)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _project(project: Project) -> dict[str, str]:
    said = {"name": project.name, "origin": project.origin}
    if project.guid_of_creator:
        said["creatingUserGUID"] = project.guid_of_creator
    return _fit(said | _created(None, project.at))


def _head(xml: Any, project: Project) -> None:
    users = (_element("User", guid=each.guid, name=each.name) for each in project.users)
    _container(xml, "Users", users)
    if project.codes:
        with xml.element("CodeBook"):
            _container(xml, "Codes", _codes(project.codes))
    variables = (
        _element("Variable", guid=each.guid, name=each.name, typeOfVariable=each.type)
        for each in project.variables
    )
    _container(xml, "Variables", variables)
    types = {each.guid: each.type for each in project.variables}
    _container(xml, "Cases", (_case(each, types) for each in project.cases))


def _container(xml: Any, tag: str, elements: Iterable[Any]) -> None:
    """A container with what is in it; none at all where there is nothing, as the schema demands."""
    coming = iter(elements)
    first = next(coming, None)
    if first is None:
        return
    with xml.element(tag):
        xml.write(first)
        for each in coming:
            xml.write(each)


def _sources(xml: Any, archive: zipfile.ZipFile, sources: Iterable[TextSource], profile: Profile) -> None:
    coming = iter(sources)
    first = next(coming, None)
    if first is None:
        return
    with xml.element("Sources"):
        for each in _chain(first, coming):
            name = f"{each.guid}.txt"
            text = each.text or ""
            archive.writestr(_entry(f"sources/{name}"), _bytes(text, profile))
            said = {"guid": each.guid, "name": each.name, "plainTextPath": f"internal://{name}"}
            with xml.element("TextSource", _fit(said | _created(each.user, each.at))):
                if each.description:
                    xml.write(_description(each.description))
                longer = offsets.written(text, profile.way)
                for selection in each.selections:
                    xml.write(_selection(selection, longer))
                for applied in each.codings:
                    xml.write(_coding(applied))
                for note in each.notes:
                    xml.write(_reference("NoteRef", note))


def _chain(first: TextSource, rest: Iterator[TextSource]) -> Iterator[TextSource]:
    yield first
    yield from rest


def _bytes(text: str, profile: Profile) -> bytes:
    if profile.crlf:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if profile.mark else b"") + text.encode("utf-8", "replace")


# --- elements ----------------------------------------------------------------------------------------


def _fit(said: dict[str, str]) -> dict[str, str]:
    return {key: _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value) for key, value in said.items()}


def _element(tag: str, **said: str) -> etree._Element:
    from lxml import etree

    return etree.Element(f"{{{NAMESPACE}}}{tag}", _fit(said), nsmap={None: NAMESPACE})  # type: ignore[dict-item]


def _below(parent: etree._Element, tag: str, said: dict[str, str]) -> etree._Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", said)


def _description(words: str) -> etree._Element:
    return _worded("Description", words)


def _worded(tag: str, words: str) -> etree._Element:
    element = _element(tag)
    element.text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", words)
    return element


def _reference(tag: str, guid: str) -> etree._Element:
    return _element(tag, targetGUID=guid)


def _created(user: str | None, at: str) -> dict[str, str]:
    said = {"creatingUser": user} if user else {}
    return said | ({"creationDateTime": at} if _INSTANT.fullmatch(at) else {})


def _codes(codes: Sequence[TreeCode]) -> Iterator[etree._Element]:
    """The topmost codes with all that is under them."""
    made: dict[str, etree._Element] = {}
    top = []
    for code in codes:
        said = {"guid": code.guid, "name": code.name, "isCodable": "true" if code.codable else "false"}
        if _COLOR.fullmatch(code.color):
            said["color"] = code.color
        element = made[code.guid] = _element("Code", **said)
        if code.description:
            element.append(_description(code.description))
        for each in code.notes:
            element.append(_reference("NoteRef", each))
        if code.parent in made:
            made[code.parent].append(element)
        else:
            top.append(element)
    yield from top


def _case(case: Case, types: dict[str, Any]) -> etree._Element:
    element = _element("Case", guid=case.guid, name=case.name)
    if case.description:
        element.append(_description(case.description))
    for variable, value in case.values.items():
        inner = _below(element, "VariableValue", {})
        inner.append(_reference("VariableRef", variable))
        inner.append(_worded(f"{types[variable]}Value", value))
    for source in case.sources:
        element.append(_reference("SourceRef", source))
    for selection in case.selections:
        element.append(_reference("SelectionRef", selection))
    return element


def _selection(selection: Selection, longer: Sequence[int]) -> etree._Element:
    said = {
        "guid": selection.guid,
        "name": selection.name,
        "startPosition": str(counted_as(selection.start, longer)),
        "endPosition": str(counted_as(selection.end, longer)),
        **_created(selection.user, selection.at),
    }
    element = _element("PlainTextSelection", **said)
    if selection.description:
        element.append(_description(selection.description))
    for each in selection.codings:
        element.append(_coding(each))
    for note in selection.notes:
        element.append(_reference("NoteRef", note))
    return element


def _coding(applied: Applied) -> etree._Element:
    element = _element("Coding", guid=applied.guid, **_created(applied.user, applied.at))
    _below(element, "CodeRef", {"targetGUID": applied.code})
    for note in applied.notes:
        _below(element, "NoteRef", {"targetGUID": note})
    return element


def _note(note: Note) -> etree._Element:
    element = _element("Note", guid=note.guid, name=note.name, **_created(note.user, note.at))
    element.append(_worded("PlainTextContent", note.text))
    return element


def _set(each: Any) -> etree._Element:
    element = _element("Set", guid=each.guid, name=each.name)
    for code in each.codes:
        element.append(_reference("MemberCode", code))
    return element
