"""Reading single entries of a zip archive that somebody else made, into memory and within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from coder.model import CoderError

MOST_ENTRIES = 10_000
MOST_DECLARED = 200_000_000
LARGEST_ENTRY = 50_000_000
HIGHEST_RATIO = 200
"""How many times its packed size an entry of more than 1 MB may have."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Archive:
    """The entries of a zip archive, looked up by name whatever their case."""

    def __init__(self, data: bytes, path: Path) -> None:
        """Open the archive and look at its table of contents.

        Raises:
            CoderError: It is no zip archive, or larger than a transcript can be.
        """
        self.path = path
        if data.startswith(_OLD_OFFICE):
            raise CoderError(
                f"{path}: the file is protected by a password or in the old .doc format; "
                "save it as .docx without a password."
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
            raise CoderError(f"{path}: the file is not a Word document; save it as .docx again.") from fault
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_DECLARED:
            raise self._too_large()
        self._entries = {entry.filename.lower(): entry for entry in entries}

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry, or None if there is none of that name.

        Raises:
            CoderError: The entry is encrypted, damaged or larger than it may be.
        """
        entry = self._entries.get(name.lower().lstrip("/"))
        if entry is None:
            return None
        if entry.flag_bits & 0x1:
            raise CoderError(f"{self.path}: {name} is encrypted; save the file without a password.")
        bloated = entry.file_size > 1_000_000 and entry.file_size > HIGHEST_RATIO * max(
            entry.compress_size, 1
        )
        if entry.file_size > LARGEST_ENTRY or bloated:
            raise self._too_large()
        try:
            with self._zip.open(entry) as file:
                data = file.read(LARGEST_ENTRY + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
            raise CoderError(f"{self.path}: {name} is damaged; save the file as .docx again.") from fault
        if len(data) > LARGEST_ENTRY:
            raise self._too_large()
        return data

    def _too_large(self) -> CoderError:
        return CoderError(
            f"{self.path}: the file unpacks to more than a transcript can hold; "
            "save its text as .docx or .txt again."
        )
