"""Zip archives and XML that somebody else made: read into memory, within limits, never to disk.

Every reader of a packed or marked-up file opens it through here. What is too
large, locked, damaged or a trap is refused with a sentence that names the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from coder.model import CoderError

if TYPE_CHECKING:
    from lxml import etree

MOST_ENTRIES = 10_000
MOST_DECLARED = 200_000_000
LARGEST_ENTRY = 50_000_000
HIGHEST_RATIO = 200
"""How many times its packed size an entry of more than 1 MB may have."""
MOST_MARKUP = 1_500_000
"""How many signs of markup ("<" and "=") a piece of XML may have: each costs memory once it is parsed."""

_PIECE = 1_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)")


class Archive:
    """The entries of a zip archive, looked up by name whatever their case."""

    def __init__(self, data: bytes, path: Path, what: str = "Word document", ending: str = ".docx") -> None:
        """Open the archive and look at its table of contents.

        Args:
            data: The bytes of the archive.
            path: Where they are from, for complaints.
            what: What the file should be: "Word document".
            ending: What to save it as again.

        Raises:
            CoderError: It is no zip archive, or larger than it may be.
        """
        self.path = path
        self._what = what
        self._again = f"save it as {ending} again"
        self._left = MOST_DECLARED
        if data.startswith(_OLD_OFFICE):
            raise CoderError(
                f"{path}: the file is protected by a password or in the format of old Office programs; "
                f"save it as {ending} without a password."
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as fault:
            raise CoderError(
                f"{path}: the file is not {_one(what)}, or is damaged; {self._again}."
            ) from fault
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_DECLARED:
            raise self._too_large()
        self._entries = {entry.filename.lower().lstrip("/"): entry for entry in entries}

    def names(self) -> list[str]:
        """The names of the entries as they are written; never to be used as paths."""
        return [entry.filename for entry in self._entries.values() if not entry.is_dir()]

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry, or None if there is none of that name.

        Raises:
            CoderError: The entry is encrypted, damaged or larger than it may be.
        """
        if self._entries.get(name.lower().lstrip("/")) is None:
            return None
        return b"".join(self.stream(name, LARGEST_ENTRY))

    def stream(self, name: str, largest: int = MOST_DECLARED) -> Iterator[bytes]:
        """The bytes of an entry that is there, piece by piece.

        Raises:
            CoderError: As :meth:`read`; the bytes before the damage have come by then.
        """
        entry = self._entries[name.lower().lstrip("/")]
        if entry.flag_bits & 0x1:
            raise CoderError(f"{self.path}: {name} is encrypted; save the file without a password.")
        bloated = entry.file_size > 1_000_000 and entry.file_size > HIGHEST_RATIO * max(
            entry.compress_size, 1
        )
        if entry.file_size > largest or bloated:
            raise self._too_large()
        most = min(largest, self._left)
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(min(_PIECE, most + 1)):
                    most -= len(piece)
                    self._left -= len(piece)
                    if most < 0:
                        raise self._too_large()
                    yield piece
        except (
            *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError),
            NotImplementedError,
        ) as fault:
            raise CoderError(f"{self.path}: {name} is damaged; {self._again}.") from fault

    def _too_large(self) -> CoderError:
        return CoderError(
            f"{self.path}: the file unpacks to more than {_one(self._what)} of an interview can hold; "
            "save its text in a file of its own."
        )


def xml(
    data: bytes, path: Path, what: str = "Word file", again: str = "save it as .docx again"
) -> etree._Element:
    """The root of a piece of XML, without entities, without anything fetched, no deeper than 256.

    Args:
        data: The XML.
        path: The file it is from, for complaints.
        what: What kind of file that is.
        again: The way out, as the end of a sentence.

    Raises:
        CoderError: It is damaged, has a DOCTYPE, or has more markup than memory is given for.
    """
    from lxml import etree

    if _DOCTYPE.search(data[:100_000]):
        raise _doctype(path, what, again)
    if data.count(b"<") + data.count(b"=") > MOST_MARKUP:
        raise CoderError(f"{path}: the file has more markup than a {what} of an interview can; {again}.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError, RecursionError) as fault:
        what_is = " ".join(str(fault).split())
        raise CoderError(f"{path}: the XML in the file is damaged ({what_is}); {again}.") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(path, what, again)
    return root


def _one(what: str) -> str:
    return f"an {what}" if what[:1] in "AEIO" else f"a {what}"


def _doctype(path: Path, what: str, again: str) -> CoderError:
    return CoderError(f"{path}: the XML in the file has a DOCTYPE, which no {what} has; {again}.")
