"""Projects written by hand, as other programs write them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'
U, C, S = (f"{n}0000000-0000-4000-8000-000000000000" for n in "123")
"""The guids of a user, a code and a source."""

Pack = Callable[..., Path]


def guid(number: int) -> str:
    """The guid of something else."""
    return f"{number:08x}-1111-4000-8000-000000000000"


def select(
    start: object, end: object, *, name: str = "", code: str = C, user: str = U, number: int = 1
) -> str:
    """A selection with a coding, as XML."""
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{name}" '
        f'startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{guid(number + 1000)}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'
        "</PlainTextSelection>"
    )


def project(
    inside: str = "", *, origin: str = "", head: str = "", xmlns: str = NAMESPACE, before: str = ""
) -> str:
    """A project with one user, one code and one text."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<Project {xmlns} name="P" origin="{origin}">'
        f'<Users><User guid="{{{U.upper()}}}" name="Ann"/></Users>'
        f'<CodeBook><Codes><Code guid="{C}" name="Pay &amp; co" isCodable="true" color="#0a0"/>'
        "</Codes></CodeBook>"
        f'{head}<Sources><TextSource guid="{S}" name="one" plainTextPath="internal://{S}.txt">'
        f"{inside}</TextSource></Sources></Project>"
    )


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Puts XML and texts into a .qdpx file."""

    def made(
        xml: str | bytes, text: Any = None, inner: str = "project.qde", folder: str = "sources/"
    ) -> Path:
        path = tmp_path / "project.qdpx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(inner, xml)
            if text is not None:
                file.writestr(f"{folder}{S}.txt", text if isinstance(text, bytes) else text.encode())
        return path

    return made
