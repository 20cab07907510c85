"""Replaces the names in the log, as if they had never been written.

The log is gone through backwards, newest event first, since it says of every text that was replaced
what it was before. Places in a text move as they do in the text that stood at that moment; the
digests of rows that were inserted are made anew from the rows as they are without names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from coder.study import chain
from coder.study import tables as t
from coder.study.change import is_kept, sha_of
from coder.study.pseudonyms.edges import texts_before
from coder.study.pseudonyms.names import Taken
from coder.study.pseudonyms.stored import Scope
from coder.study.pseudonyms.summaries import Summaries
from coder.study.pseudonyms.texts import Texts
from coder.study.transcripts import digest

ACTION = "pseudonymise"
TEXTS = "texts"
"""In the payload of the event: by the SHA-256 of a text with names, what was replaced where in it."""
_AT_ONCE = 200
_WHOLE = ("coding", "memo", "respondent", "transcript", "transcript_version", "codebook", "code")
_REMADE = (*_WHOLE, "codebook_change", "settlement")
"""Tables whose rows live on without their values in the log, and can hold names."""
_KEPT_AS_IS = (chain.VOUCHES, TEXTS, "of", "rewrites")

_Texts = dict[int, str]
"""By interview, the text at some moment."""


class Log:
    """The log being rewritten."""

    def __init__(self, connection: Connection, texts: Texts) -> None:
        self.connection = connection
        self.texts = texts
        self.scope: Scope = texts.scope
        self.at = dict(texts.now)
        """By interview, the text that stood after the event at hand."""
        self.firsts: dict[tuple[str, int], dict[str, Any]] = {}
        """By table and id, the values of cells before their first change, of the events seen so far."""
        self.vouched: dict[str, str] = {}
        self.summaries = Summaries(self.scope.names)

    def rewrite(self) -> dict[str, str]:
        """Rewrite all events that are different without names; returns their digests by their ids."""
        e = t.event.c
        newest = self.connection.execute(select(func.coalesce(func.max(e.id), 0))).scalar_one()
        while True:
            query = select(t.event).where(e.id <= newest).order_by(e.id.desc()).limit(_AT_ONCE)
            batch = self.connection.execute(query).all()
            if not batch:
                return self.vouched
            rows = self._rows(batch)
            for event in batch:
                self._event(event, rows)
            newest = batch[-1].id - 1

    def _event(self, event: Any, rows: Mapping[tuple[str, int], dict[str, Any]]) -> None:
        before = self._before(event)
        payload = self._payload(event, before, rows)
        summary = event.summary
        if self.scope.only is None or self._meant(event):
            summary = self.summaries.rewrite(summary, self._texts(event, before))
        self.at = before
        if (summary, payload) == (event.summary, event.payload):
            return
        made = chain.digest_of(event.at, event.coder_id, event.action, summary, payload)
        values = {"summary": summary, "payload": payload, "digest": made}
        values["first_digest"] = event.first_digest or event.digest
        self.connection.execute(update(t.event).where(t.event.c.id == event.id).values(**values))
        self.vouched[str(event.id)] = made

    def _texts(self, event: Any, before: _Texts) -> list[Taken]:
        """The texts that an event may quote."""
        if "“" not in event.summary:
            return []
        payload = self._payload_of(event.payload["of"]) if "of" in event.payload else event.payload
        whose = {self._interview(noted) for noted in payload.get("changes", ())[:_AT_ONCE]} - {None}
        return [
            self.texts.taken(id_, text)
            for id_ in sorted(each for each in whose if each is not None)
            for text in dict.fromkeys((self.at[id_], before[id_]))
        ]

    def _meant(self, event: Any) -> bool:
        """Whether an event is about an interview that is meant, where only some are."""
        payload = self._payload_of(event.payload["of"]) if "of" in event.payload else event.payload
        return any(
            self._interview(noted) is not None or self.scope.holds(noted["table"], noted["key"].get("id", 0))
            for noted in payload.get("changes", ())
        )

    # --- which text stood when ------------------------------------------------------------------------

    def _before(self, event: Any) -> _Texts:
        """The texts that stood before an event."""
        payload = self._payload_of(event.payload["of"]) if "of" in event.payload else event.payload
        return texts_before(self.at, event.action, payload.get("changes", ()))

    def _payload_of(self, event_id: int) -> Mapping[str, Any]:
        query = select(t.event.c.payload).where(t.event.c.id == event_id)
        return self.connection.execute(query).scalar() or {}

    # --- what it says -----------------------------------------------------------------------------------

    def _payload(
        self, event: Any, before: _Texts, rows: Mapping[tuple[str, int], dict[str, Any]]
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in event.payload.items():
            if key == "changes":
                aside = _aside(value)
                changes = [self._noted(noted, before, rows, aside) for noted in value[::-1]]
                made[key] = changes[::-1]
            elif key == "accepted":
                made[key] = self._accepted(value, rows)
            elif key in _KEPT_AS_IS:
                made[key] = value
            elif self.scope.only is None:
                made[key] = self._anything(value, before)
            else:
                made[key] = self._placed_only(value, before)
        return made

    def _noted(
        self,
        noted: Mapping[str, Any],
        before: _Texts,
        rows: Mapping[tuple[str, int], dict[str, Any]],
        aside: Mapping[tuple[int, int], Mapping[str, int]],
    ) -> dict[str, Any]:
        name, key = noted["table"], noted["key"]
        made = dict(noted)
        made["before"] = self._values(noted, noted["before"], before, aside)
        made["after"] = self._values(noted, noted["after"], self.at)
        if "id" not in key or name not in _REMADE:
            return made
        row = name, key["id"]
        if made["before"] is not None and made["after"] is not None:
            self.firsts.setdefault(row, {}).update(made["before"])
        elif "sha" in noted and row in rows:
            made["sha"] = self._sha(row, rows)
        return made

    def _accepted(
        self, said: Mapping[str, Mapping[str, str]], rows: Mapping[tuple[str, int], dict[str, Any]]
    ) -> dict[str, dict[str, str]]:
        """Rows that a repair has made count anew: what came before it counts no more."""
        made: dict[str, dict[str, str]] = {}
        for name, shas in said.items():
            made[name] = dict(shas)
            for id_ in shas:
                row = name, int(id_)
                if row in rows:
                    made[name][id_] = self._sha(row, rows)
                self.firsts.pop(row, None)
        return made

    def _sha(self, row: tuple[str, int], rows: Mapping[tuple[str, int], dict[str, Any]]) -> str:
        return sha_of(t.metadata.tables[row[0]], {**rows[row], **self.firsts.get(row, {})})

    def _interview(self, noted: Mapping[str, Any]) -> int | None:
        """The interview of a segment or a coding, where it is meant."""
        if noted["table"] == "coding":
            return self.texts.of_coding(noted["key"]["id"])
        if noted["table"] == "segment":
            whose = self.texts.segments.get(noted["key"]["id"])
            return whose if whose in self.texts.now else None
        return None

    def _values(
        self,
        noted: Mapping[str, Any],
        values: Mapping[str, Any] | None,
        at: _Texts,
        aside: Mapping[tuple[int, int], Mapping[str, int]] = {},
    ) -> Any:
        """The columns of a row, at a moment at which these texts stood."""
        if not values:
            return values
        name, whose = noted["table"], self._interview(noted)
        if name in ("coding", "segment"):
            if whose is None:
                return values
            if name == "segment":
                return self.texts.segment(whose, at[whose], values)
            stood = aside.get((noted["key"]["id"], values.get("start", -1)))
            if stood is None:
                return self.texts.coding(whose, at[whose], values)
            made = self.texts.coding(whose, at[whose], {**values, **stood})  # it stood there just before
            return {**made, "start": values["start"], "end": values["end"]}
        id_ = noted["key"].get("id")
        if self.scope.only is not None and (id_ is None or not self.scope.holds(name, id_)):
            return values
        made = dict(values)
        for column in self.scope.columns(name):
            if column in values:
                made[column] = self.scope.names.anything(values[column])
        if name in ("transcript", "transcript_version") and "text" in values:
            whose = id_ if name == "transcript" else values.get("transcript_id")
            if whose in self.texts.now:
                made["text"] = self.texts.taken(whose, values["text"]).new
                if "text_sha256" in values:
                    made["text_sha256"] = digest(made["text"])
        return made

    def _anything(self, said: Any, at: _Texts) -> Any:
        """What else an event keeps: the values of codings that wait, and any words."""
        if isinstance(said, Mapping):
            if "quote" in said and said.get("transcript_id") in at:
                said = self.texts.coding(said["transcript_id"], at[said["transcript_id"]], said)
            return {self.scope.names.words(key): self._anything(value, at) for key, value in said.items()}
        if isinstance(said, list):
            return [self._anything(each, at) for each in said]
        if isinstance(said, str) and said in self.texts.shas:
            return self.texts.shas[said]
        return self.scope.names.anything(said)

    def _placed_only(self, said: Any, at: _Texts) -> Any:
        """The same where only some interviews are meant: what is surely of these."""
        if isinstance(said, Mapping):
            if "quote" in said and said.get("transcript_id") in at:
                return self.texts.coding(said["transcript_id"], at[said["transcript_id"]], said)
            return {key: self._placed_only(value, at) for key, value in said.items()}
        return [self._placed_only(each, at) for each in said] if isinstance(said, list) else said

    # --- the rows as they are by now ----------------------------------------------------------------------

    def _rows(self, batch: Sequence[Any]) -> dict[tuple[str, int], dict[str, Any]]:
        """The rows whose digests the events name."""
        wanted: dict[str, set[int]] = {}
        for name, id_ in (each for event in batch for each in _digested(event.payload)):
            if name in _REMADE:
                wanted.setdefault(name, set()).add(id_)
        found = {}
        for name, ids in wanted.items():
            table = t.metadata.tables[name]
            sought = sorted(ids)
            for start in range(0, len(sought), _AT_ONCE):
                query = select(table).where(table.c.id.in_(sought[start : start + _AT_ONCE]))
                found.update({(name, row.id): row._asdict() for row in self.connection.execute(query)})
        return found


def _aside(changes: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], dict[str, int]]:
    """Where codings stood that went aside for a moment: by their ids and the place beside the text."""
    found = {}
    for noted in changes:
        before, after = noted["before"], noted["after"]
        if noted["table"] == "coding" and before and after and set(after) == {"start", "end"}:
            found[noted["key"]["id"], after["start"]] = before
    return found


def _digested(payload: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for noted in payload.get("changes", ()):
        if "sha" in noted and is_kept(t.metadata.tables[noted["table"]]):
            yield noted["table"], noted["key"]["id"]
    for name, shas in payload.get("accepted", {}).items():
        yield from ((name, int(id_)) for id_ in shas)
