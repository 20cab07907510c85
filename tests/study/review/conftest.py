"""A study in which Ann and Ben have coded, and words for its units and codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from coder.model import Span
from coder.study import codebook, coding, people
from coder.study import tables as t
from coder.study.review import settling, taking, units
from coder.study.review.items import Item
from coder.study.review.settling import Choice
from coder.study.review.units import Wanted
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

PAY, TRAINING, NOBODY = 3, 4, 6
"""The numbers of the units of the interview ``first``."""


@dataclass
class Table:
    """A reviewer's table: the study seen by the lead, Ann and Ben."""

    kit: Kit
    lead: Study
    ann: Study
    ben: Study

    def unit(self, number: int, transcript: str = "first") -> int:
        return self.kit.segment(self.lead, number, transcript)

    def code(self, slug: str = "alpha") -> int:
        return codebook.find_code(self.lead, slug).id

    def id(self, name: str) -> int:
        return people.coder_named(self.lead, name).id

    def done(self, who: Study, *numbers: int, transcript: str = "first") -> None:
        coding.decide(who, [self.unit(n, transcript) for n in numbers])

    def item(self, number: int, slug: str = "alpha") -> Item:
        key = (self.unit(number), self.code(slug))
        [found] = [x for x in units.items(self.lead, Wanted("all")) if x.key == key]
        return found

    def waiting(self) -> list[tuple[int, int]]:
        """Number of the segment and id of the code of everything that waits for a person."""
        return [(x.position + 1, x.code_id) for x in units.items(self.lead)]

    def settle(self, number: int, choice: Choice, reason: str = "", slug: str = "alpha") -> settling.Done:
        return settling.settle(self.lead, self.unit(number), [self.code(slug)], choice, reason)

    def take(self, **more: bool) -> taking.Agreement:
        return taking.take_agreed(self.lead, taking.Among(**more))  # type: ignore[arg-type]

    def consensus(self) -> set[tuple[str, str]]:
        """(code, words) of the live codings of the consensus."""
        holder = next((x for x in people.coders(self.lead) if x.role == "consensus"), None)
        if holder is None:
            return set()
        slugs = {code.id: code.slug for book in codebook.codebooks(self.lead) for code in book.codes}
        return {
            (slugs[each.code_id], each.quote)
            for transcript_id in (1, 2)
            for each in coding.codings_of(self.lead, transcript_id, holder.id)
        }

    def sources(self) -> set[tuple[str, str]]:
        """(words of the consensus, words and coder they come from)."""
        source = t.coding.alias("source")
        with self.lead.read() as connection:
            rows = connection.execute(
                t.coding_source.join(t.coding, t.coding.c.id == t.coding_source.c.coding_id)
                .join(source, source.c.id == t.coding_source.c.source_id)
                .join(t.coder, t.coder.c.id == source.c.coder_id)
                .select()
                .with_only_columns(t.coding.c.quote, t.coder.c.name)
            )
            return {(quote, name) for quote, name in rows}

    def decided(self) -> set[int]:
        """Numbers of the units of ``first`` that the consensus has marked as done."""
        holder = next(x for x in people.coders(self.lead) if x.role == "consensus")
        marked = coding.decided_of(self.lead, 1, holder.id)
        return {n for n in (PAY, TRAINING, NOBODY) if self.unit(n) in marked}

    def span(self, words: str) -> Span:
        return self.kit.new(self.lead, words).span


@pytest.fixture
def table(kit: Kit, study: Study, ann: Study, ben: Study) -> Table:
    """Nobody has coded anything yet."""
    return Table(kit, study, ann, ben)


@pytest.fixture
def coded(table: Table) -> Table:
    """Pay: alpha by both, on other words, beta by Ann; training: alpha by Ben; nobody: nothing by both."""
    kit = table.kit
    kit.apply(table.ann, "The first thing is pay.")
    kit.apply(table.ben, "pay")
    kit.apply(table.ann, "first thing", "beta")
    kit.apply(table.ben, "the training we never got")
    table.done(table.ann, TRAINING, NOBODY)
    table.done(table.ben, NOBODY)
    return table


Undo = Callable[[Study, Callable[[], object]], None]
