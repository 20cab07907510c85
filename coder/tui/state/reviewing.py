"""What the review screen knows: the items, which of them are listed in which order, how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from rich.text import Text

from coder.model import Code, Codebook
from coder.study import counts
from coder.study.review import units
from coder.study.review.items import Item
from coder.study.review.units import ORDERS, Order, Wanted
from coder.study.study import Study
from coder.tui.labels import label_in
from coder.tui.speech import N_, _, ngettext
from coder.tui.widgets.line_list import Passage

LISTS = ("open", "settled", "stale", "agreed")
OF_LIST = {
    "open": N_("to settle"),
    "settled": N_("settled"),
    "stale": N_("coded anew since"),
    "agreed": N_("agreed"),
}
OF_ORDER = {
    "interview": N_("by interview"),
    "code": N_("codes with the most first"),
    "size": N_("largest conflict first"),
}
MARKS = {"open": "·", "settled": "✓", "stale": "~"}


def read(study: Study, transcript_id: int | None = None) -> dict[int, list[Item]]:
    """Everything a review is about, by interview; of one interview alone where it is named."""
    only = () if transcript_id is None else (transcript_id,)
    found: dict[int, list[Item]] = {}
    for item in units.items(study, Wanted("all", transcript_ids=only)):
        if item.kind != "single" or item.state == "stale":
            found.setdefault(item.transcript_id, []).append(item)
    return found


class Reviewing:
    """The items of a review, and those of them that are listed."""

    def __init__(self, study: Study, language: str, books: Sequence[Codebook]) -> None:
        self.study = study
        self.language = language
        self.know(books)
        self.names = counts.transcript_names(study)
        self.which = "open"
        self.order: Order = "interview"
        self.code_id: int | None = None
        """The code alone about which items are listed."""
        self.transcript_id: int | None = None
        """The interview alone whose items are listed."""
        self.whole = False
        """Whether a key settles all the codes that are open on the unit, and not one."""
        self._items: dict[int, list[Item]] = {}
        self.listed: list[Item] = []

    def know(self, books: Sequence[Codebook]) -> None:
        """Know the codebooks, which may have been changed."""
        self.books = books
        self.codes: dict[int, Code] = {code.id: code for book in books for code in book.codes}
        self.book_of: dict[int, Codebook] = {code.id: book for book in books for code in book.codes}

    # --- what there is ---------------------------------------------------------------------------

    def fill(self, found: dict[int, list[Item]]) -> None:
        """Know all items anew."""
        self._items = found
        self.line_up()

    def reread(self, transcript_id: int) -> None:
        """Know the items of one interview anew."""
        self._items[transcript_id] = read(self.study, transcript_id).get(transcript_id, [])
        self.line_up()

    def line_up(self) -> None:
        """List what is asked for."""
        wanted = Wanted(self.which, (self.code_id,) if self.code_id is not None else ())  # type: ignore[arg-type]
        found = [
            item
            for id_ in self.names
            if self.transcript_id in (None, id_)
            for item in self._items.get(id_, ())
            if wanted.fits(item)
        ]
        self.listed = units.ordered(found, self.order)

    def progress(self) -> tuple[int, int]:
        """How many disagreements are settled, and how many there are."""
        settled = of = 0
        for items in self._items.values():
            for item in items:
                done = item.state == "settled" and item.kind == "differing"
                settled += done
                of += done or item.waits
        return settled, of

    def agreed(self) -> int:
        """How much agreement is not taken over yet."""
        return sum(
            not item.waits and item.state != "settled" for items in self._items.values() for item in items
        )

    def together(self, item: Item) -> list[int]:
        """The codes that a key settles: the one of the item, or all that are open on its unit."""
        if not self.whole:
            return [item.code_id]
        here = [x for x in self._items.get(item.transcript_id, ()) if x.segment_id == item.segment_id]
        return [x.code_id for x in here if x.waits or x.key == item.key]

    def in_dispute(self, item: Item) -> list[int]:
        """The codes in dispute on the unit, that of the item first."""
        here = [x for x in self._items.get(item.transcript_id, ()) if x.segment_id == item.segment_id]
        others = [x.code_id for x in here if x.kind == "differing" and x.code_id != item.code_id]
        return [item.code_id, *others]

    # --- asking for others -------------------------------------------------------------------------

    def next_list(self) -> None:
        """What is open, what is settled, what was coded anew since, what is agreed."""
        self.which = LISTS[(LISTS.index(self.which) + 1) % len(LISTS)]
        self.line_up()

    def next_order(self) -> None:
        """By place, by code, by size."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self.line_up()

    def only_code(self, item: Item | None) -> None:
        """List the items about this code alone, or all again."""
        self.code_id = item.code_id if item is not None and self.code_id is None else None
        self.line_up()

    def only_interview(self, item: Item | None) -> None:
        """List the items of this interview alone, or all again."""
        self.transcript_id = item.transcript_id if item is not None and self.transcript_id is None else None
        self.line_up()

    @property
    def narrowed(self) -> bool:
        """Whether only a part is listed."""
        return self.code_id is not None or self.transcript_id is not None

    # --- in words ----------------------------------------------------------------------------------

    def label(self, code_id: int) -> str:
        """A code's label."""
        code = self.codes.get(code_id)
        return label_in(code.label, self.language) if code is not None else f"#{code_id}"

    def title(self) -> str:
        """How far the review has come, and what is listed."""
        settled, of = self.progress()
        words = [_("{n} of {of} settled").format(n=f"{settled:,}", of=f"{of:,}")]
        words.append(f"{_(OF_LIST[self.which])}: {len(self.listed):,}, {_(OF_ORDER[self.order])}")
        if self.transcript_id is not None:
            words.append(self.names[self.transcript_id])
        if self.code_id is not None:
            words.append(self.label(self.code_id))
        if self.whole:
            words.append(_("all codes of the turn together"))
        return " │ ".join(words)

    def nothing(self) -> str:
        """What is said of an empty list."""
        if self.narrowed:
            return _("Nothing here. Esc lists all again.")
        if self.which != "open":
            return _("Nothing here. f shows the next list.")
        if n := self.agreed():
            words = ngettext(
                "Nothing is left to settle; {n} agreement is not taken over yet: t.",
                "Nothing is left to settle; {n} agreements are not taken over yet: t.",
                n,
            )
            return words.format(n=f"{n:,}")
        return _("Nothing to settle: wherever two coders decided, they agree, or it is settled.")

    def lines(self) -> Lines:
        """The lines of the list."""
        return Lines(self)


class Lines(Sequence[Passage]):
    """The items as lines, each made when it is shown."""

    def __init__(self, review: Reviewing) -> None:
        self.review = review
        self.items = review.listed

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, i: int) -> Passage: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[Passage]: ...
    def __getitem__(self, i: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(i, slice):
            return [self._line(item) for item in self.items[i]]
        return self._line(self.items[i])

    def _line(self, item: Item) -> Passage:
        name = self.review.names[item.transcript_id]
        cells = (
            MARKS[item.state],
            f"{name}:{item.position + 1}",
            f"{len(item.yes)}:{len(item.no)}",
            self.review.label(item.code_id),
        )
        return Passage(cells, name, item.position + 1, Text())
