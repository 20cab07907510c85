"""What the footer of a screen says first: the keys that matter in each of its states, in their order.

A hint is the id of a binding, and the words for it here where its own would not say it.
"""

from __future__ import annotations

from coder.tui.deeds import Hint
from coder.tui.speech import N_

CODING: tuple[Hint, ...] = (
    ("coding.find", ""),
    ("coding.next", ""),
    ("coding.done", ""),
    ("coding.passage", ""),
    ("coding.repeat", ""),
    ("coding.remove", ""),
    ("coding.undo", ""),
    ("coding.leave", ""),
    ("coding.suggest", ""),
    ("coding.memo", ""),
    ("coding.tree", ""),
    ("coding.search", ""),
    ("coding.interviews", ""),
    ("coding.codebook", ""),
    ("coding.recode", ""),
    ("coding.span", ""),
    ("coding.invivo", ""),
    ("coding.language", ""),
    ("coding.define", ""),
    ("coding.next_same", ""),
    ("coding.jump", ""),
    ("coding.fold", ""),
    ("coding.memos", ""),
    ("coding.finish", ""),
    ("coding.others", ""),
    ("coding.lost", ""),
)
PASSAGE: tuple[Hint, ...] = (
    ("coding.find", ""),
    ("coding.repeat", ""),
    ("coding.passage", N_("unit")),
    ("coding.later_end", N_("longer")),
    ("coding.earlier_end", N_("shorter")),
    ("coding.suggest", ""),
    ("coding.leave", N_("whole segment")),
    ("coding.invivo", ""),
    ("coding.example", ""),
    ("coding.memo", ""),
    ("coding.later_start", ""),
    ("coding.earlier_start", ""),
)
"""While a passage is being chosen."""
SPAN: tuple[Hint, ...] = (
    ("coding.find", N_("keep")),
    ("coding.passage", N_("unit")),
    ("coding.later_end", N_("longer")),
    ("coding.earlier_end", N_("shorter")),
    ("coding.leave", N_("as it was")),
    ("coding.later_start", ""),
    ("coding.earlier_start", ""),
)
"""While the passage of a coding is being changed."""
TREE: tuple[Hint, ...] = (
    ("tree.apply", ""),
    ("coding.pinned1", N_("to 9 pin it")),
    ("coding.leave", ""),
    ("coding.tree", N_("transcript")),
    ("coding.codebook", ""),
    ("coding.next_same", ""),
    ("coding.language", ""),
    ("coding.memo", ""),
)
"""In the tree of codes."""
INTERVIEWS: tuple[Hint, ...] = (
    ("interviews.open", ""),
    ("coding.leave", ""),
    ("coding.interviews", N_("transcript")),
)
"""In the panel of interviews."""
_HOME_FIRST: tuple[Hint, ...] = (
    ("home.open", ""),
    ("home.next", ""),
    ("home.clear", ""),
    ("home.into_list", ""),
)
HOME: tuple[Hint, ...] = (
    *_HOME_FIRST,
    ("home.coder", ""),
    ("home.frequencies", ""),
    ("home.search", ""),
    ("home.codebook", ""),
    ("home.memos", ""),
    ("home.quit", ""),
    ("home.agreement", ""),
    ("home.review", ""),
    ("home.people", ""),
    ("home.finish", ""),
    ("home.import", ""),
    ("home.filter", ""),
    ("home.sort", ""),
    ("home.other", ""),
    ("home.tour", ""),
)
HOME_OF_REVIEWERS: tuple[Hint, ...] = tuple(
    dict.fromkeys((*_HOME_FIRST, ("home.review", ""), ("home.people", ""), *HOME))
)
"""For who settles what others differ about."""
HOME_OF_ASSIGNED: tuple[Hint, ...] = tuple(
    dict.fromkeys((*_HOME_FIRST, ("home.finish", ""), ("home.search", ""), *HOME))
)
"""For who has been given interviews."""
CODEBOOK: tuple[Hint, ...] = (
    ("codebook.edit", ""),
    ("codebook.add", ""),
    ("codebook.rename", ""),
    ("codebook.move", ""),
    ("codebook.merge", ""),
    ("codebook.split", ""),
    ("codebook.retire", ""),
    ("codebook.undo", ""),
    ("codebook.leave", ""),
    ("codebook.older", ""),
    ("codebook.find", ""),
    ("codebook.read", ""),
    ("codebook.history", ""),
    ("codebook.language", ""),
    ("codebook.recolour", ""),
)
REVIEW: tuple[Hint, ...] = (
    ("review.accept1", ""),
    ("review.both", ""),
    ("review.neither", ""),
    ("review.other", ""),
    ("review.passage", ""),
    ("review.reason", ""),
    ("review.undo", ""),
    ("review.leave", ""),
    ("review.take", ""),
    ("review.codebook", ""),
    ("review.order", ""),
    ("review.list", ""),
    ("review.whole", ""),
    ("review.only_code", ""),
    ("review.only_here", ""),
    ("review.open", ""),
)
REVIEW_PASSAGE: tuple[Hint, ...] = (
    ("review.open", N_("settle so")),
    ("review.passage", N_("unit")),
    ("review.later_end", N_("longer")),
    ("review.earlier_end", N_("shorter")),
    ("review.other", ""),
    ("review.leave", N_("as it was")),
    ("review.later_start", ""),
    ("review.earlier_start", ""),
)
"""While another passage is chosen for the consensus."""
