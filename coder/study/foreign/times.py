"""Times as other programs write them."""

from __future__ import annotations

from datetime import datetime


def as_xml(said: str) -> str:
    """A time as REFI-QDA writes it, one without a zone taken as UTC; empty where it is none."""
    try:
        at = datetime.fromisoformat(said.strip())
    except ValueError:
        return ""
    return at.replace(microsecond=0).isoformat() + ("Z" if at.tzinfo is None else "")
