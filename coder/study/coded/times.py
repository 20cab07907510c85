"""When something was coded elsewhere, as the tables keep a time."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(said: str) -> str:
    """A time as the study keeps it; one without a zone is taken as UTC; empty where it is none."""
    if not said:
        return ""
    try:
        at = datetime.fromisoformat(said)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at.year >= 1000 else ""
    except (ValueError, OverflowError):
        return ""
