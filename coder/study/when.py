"""Which moment is meant: an event's number, a day or a time, as people say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.study import Study

_EVENT = re.compile(r"#?(\d+)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?( ?UTC| ?Z| ?[+-]\d\d:?\d\d)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the log."""

    event_id: int
    """The newest event that counts; 0: none."""
    words: str
    """For captions: ``as of 2026-11-21 14:03 UTC (event 123)``."""


def find(study: Study, when: str | int) -> Point:
    """The place in the log that is meant.

    Args:
        study: the study as it is.
        when: an event's number (``123`` or ``#123``; 0: the empty beginning), a day (its end
            counts), or a time of day, in UTC unless it says how far from it (``2026-11-21 14:03``,
            ``2026-11-21 17:03:05 +03:00``); of a minute or a second the end counts.
    """
    said = str(when).strip()
    with study.read() as connection:
        if number := _EVENT.fullmatch(said):
            return _after(connection, int(number[1]))
        until, words = _until(said)
        query = select(t.event.c.id).where(t.event.c.at < until).order_by(t.event.c.id.desc()).limit(1)
        id_ = connection.execute(query).scalar() or 0
    return Point(id_, f"as of {words} ({f'event {id_}' if id_ else 'before the first event'})")


def _after(connection: Connection, number: int) -> Point:
    if number == 0:
        return Point(0, "as of the beginning (before the first event)")
    events = select(t.event.c.id, t.event.c.at)
    newest = connection.execute(events.order_by(t.event.c.id.desc()).limit(1)).one_or_none()
    if newest is None or number > newest.id:
        have = f"the newest is {newest.id}" if newest else "there is none yet"
        raise CoderError(f"there is no event {number} in this study; {have} (see `coder log`).")
    query = events.where(t.event.c.id <= number).order_by(t.event.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return Point(0, "as of the beginning (before the first event)")
    return Point(row.id, f"as of {row.at[:16].replace('T', ' ')} UTC (event {row.id})")


def end(said: str) -> str:
    """The end of a day, minute or second, as the tables keep times."""
    return _until(said.strip())[0]


def beginning(said: str) -> str:
    """The beginning of a day, minute or second, as the tables keep times."""
    return _span(said.strip())[0]


def _until(said: str) -> tuple[str, str]:
    """The first moment after the one meant, and the one meant in words."""
    return _span(said)[1:]


def _span(said: str) -> tuple[str, str, str]:
    try:
        if _DAY.fullmatch(said):
            day = datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
            return _kept(day), _kept(day + timedelta(days=1)), f"{said}, end of the day, UTC"
        if found := _TIME.fullmatch(said):
            date, minute, second, fraction, zone = found.groups()
            zone = (zone or "Z").strip().upper().replace("UTC", "Z")
            at = datetime.fromisoformat(f"{date}T{minute}{second or ':00'}{fraction or ''}{zone}").astimezone(
                UTC
            )
            unit = timedelta(microseconds=1) if fraction else timedelta(seconds=1 if second else 60)
            words = at.strftime("%Y-%m-%d %H:%M" + (":%S" if second else "")) + (fraction or "")
            return _kept(at), _kept(at + unit), f"{words} UTC"
    except (ValueError, OverflowError):
        pass
    raise CoderError(
        f"{said!r} is no moment: say an event's number (123), a day (2026-11-21: its end), or a time in UTC "
        "(2026-11-21 14:03, or with an offset: 2026-11-21 17:03+03:00)."
    )


def _kept(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
