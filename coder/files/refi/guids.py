"""Identities as programs write them: in either case, with or without braces, sometimes not at all."""

from __future__ import annotations

import re
from sys import intern
from uuid import UUID, uuid5

SPACE = UUID("5b0c1f5e-6e0e-4d52-9c53-3a6f0c7f2d11")
"""The name space of all GUIDs that are made of something else."""
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def plain(written: str) -> str:
    """The identity without braces, in small letters; one that is no GUID becomes one, always the same."""
    bare = written.strip().strip("{}").lower()
    return intern(bare) if _GUID.fullmatch(bare) else made(written)


def made(*of: object) -> str:
    """A GUID made of what it stands for: the same for the same."""
    return str(uuid5(SPACE, "\x1f".join(map(str, of))))
