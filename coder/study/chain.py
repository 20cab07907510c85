"""The chain over the log: every event is sealed together with all that came before it.

An event's digest is the SHA-256 of what it says; its link is the SHA-256 of the link before
it and that digest. Whoever changes, takes out or slips in an event afterwards breaks every
link from there on, and the last link, once noted elsewhere, vouches for the whole log.

Names can be taken out of old events all the same: such an event keeps the digest it was written
with as ``first_digest``, which its link goes on being made from, and a later event vouches for
the digest it has now (:data:`VOUCHES`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, text

from coder.model import CoderError
from coder.study import tables as t
from coder.study.change import CANONICAL

VOUCHES = "digests"
"""In the payload of an event that rewrote earlier ones: their digests since, by their ids as text."""
_AT_ONCE = 2000
_SHORTEST = 16
"""The fewest letters of a link by which it is known again."""


def digest_of(at: str, coder_id: int | None, action: str, summary: str, payload: Mapping[str, Any]) -> str:
    """The SHA-256 of what an event says, in hexadecimal: a JSON list, keys sorted, no spaces, UTF-8."""
    said = [at, coder_id, action, summary, payload]
    return sha256(CANONICAL.encode(said).encode("utf-8", "surrogatepass")).hexdigest()


def link_of(before: str, digest: str) -> str:
    """The link of an event: over the link before it (empty for the first) and the event's digest."""
    return sha256(f"{before}{digest}".encode()).hexdigest()


def head(connection: Connection) -> str:
    """The newest link of the chain; empty in a study without events."""
    query = select(t.event.c.chain).order_by(t.event.c.id.desc()).limit(1)
    return connection.execute(query).scalar() or ""


def record(
    connection: Connection,
    at: str,
    coder_id: int | None,
    action: str,
    summary: str,
    payload: Mapping[str, Any],
) -> int:
    """Write an event at the end of the log and the chain; returns its id. In a write transaction only."""
    if connection.dialect.name == "postgresql":  # two writers at once would hang on the same link
        connection.execute(text("LOCK TABLE event IN EXCLUSIVE MODE"))
    digest = digest_of(at, coder_id, action, summary, payload)
    values = {"at": at, "coder_id": coder_id, "action": action, "summary": summary, "payload": payload}
    links = {"digest": digest, "chain": link_of(head(connection), digest)}
    key = connection.execute(insert(t.event).values(**values, **links)).inserted_primary_key
    assert key is not None
    return int(key[0])


def verify(connection: Connection, look: Callable[[Any], None] = lambda _event: None) -> list[str]:
    """Reckon the whole chain again, oldest event first; a sentence for each fault, at most two.

    Args:
        connection: where to read; the events go by one after the other, however many they are.
        look: is shown every event on the way.
    """
    before = last = ""  # the link before the event at hand, and the one before that
    previous: Any = None
    unvouched: dict[int, str] = {}
    broken = ""
    for event in events(connection):
        look(event)
        digest = digest_of(event.at, event.coder_id, event.action, event.summary, event.payload)
        if not broken and digest != event.digest:
            broken = f"{named(event)} is not what was written: it has been changed since."
        elif not broken and event.chain != link_of(before, event.first_digest or event.digest):
            broken = _why(event, previous, last)
        for key, now in event.payload.get(VOUCHES, {}).items():
            if unvouched.get(int(key)) == now:
                del unvouched[int(key)]
        if event.first_digest is not None:
            unvouched[event.id] = event.digest
        last, before, previous = before, event.chain, event
    found = [f"the log: {broken} What the events after it say is not vouched for."] if broken else []
    if unvouched:
        found.append(f"the log: event {min(unvouched)} was rewritten, and no later event says so.")
    return found


def _why(event: Any, previous: Any, last: str) -> str:
    """What breaks the chain at an event whose own words are whole."""
    if previous is None:
        return f"{named(event)} is the first, but what came before it has been taken out."
    if event.chain == link_of(last, event.first_digest or event.digest):
        return f"{named(previous)} has been slipped in."
    return (
        f"{named(event)} does not follow {named(previous)}: an event between them has been taken out, "
        "or one of the two was put in or changed together with its seal."
    )


def named(event: Any) -> str:
    """An event in a sentence."""
    return f"event {event.id} ({event.at[:19].replace('T', ' ')} UTC, {event.action})"


def events(connection: Connection, after: int = 0) -> Iterator[Any]:
    """The rows of the log after an event, oldest first, a few at a time."""
    query = select(t.event).where(t.event.c.id > after).order_by(t.event.c.id)
    yield from connection.execute(query, execution_options={"yield_per": _AT_ONCE})


def known_end(connection: Connection, noted: str) -> Any:
    """The event at which a chain ended when somebody noted its end; None where the log has no such.

    Args:
        connection: where to read.
        noted: what was noted, with or without words around it: the link, or its first letters.

    Raises:
        CoderError: there is no link in what was noted.
    """
    links = re.findall(rf"\b[0-9a-f]{{{_SHORTEST},64}}\b", noted.lower())
    if not links:
        raise CoderError(
            f"{noted!r} is no end of a log: say the letters and digits that `coder log --head` printed, "
            f"at least {_SHORTEST} of them."
        )
    ends = t.event.c.chain.startswith(links[-1], autoescape=True)
    return connection.execute(select(t.event).where(ends).order_by(t.event.c.id).limit(1)).one_or_none()
