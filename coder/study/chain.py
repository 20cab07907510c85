"""The chain over the log: every event is sealed together with all that came before it.

An event's digest is the SHA-256 of what it says; its link is the SHA-256 of the link before
it and that digest. Whoever changes, takes out or slips in an event afterwards breaks every
link from there on, and the last link, once noted elsewhere, vouches for the whole log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, text

from coder.study import tables as t


def digest_of(at: str, coder_id: int | None, action: str, summary: str, payload: Mapping[str, Any]) -> str:
    """The SHA-256 of what an event says, in hexadecimal: a JSON list, keys sorted, no spaces, UTF-8."""
    said = [at, coder_id, action, summary, payload]
    words = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


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
