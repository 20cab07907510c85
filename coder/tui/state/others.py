"""What other coders did in the interview that is open, where it may be seen; without a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from coder.model import Code, Span
from coder.study import others
from coder.study.study import Study
from coder.tui.labels import label_in
from coder.tui.state.sitting import Sitting
from coder.tui.state.wrapping import shown

SIGN = "┆"
"""Stands before what others did, and nowhere else."""


class Others:
    """Others' codes by segment; read only while they are shown."""

    def __init__(
        self, study: Study, transcript_id: int, sitting: Sitting, touched: Callable[[Span], range]
    ) -> None:
        """Nothing is read yet.

        Args:
            study: where they are.
            transcript_id: the interview.
            sitting: knows whether they are to be shown.
            touched: the indices of the segments that a span touches.
        """
        self.study = study
        self.transcript_id = transcript_id
        self.sitting = sitting
        self.edition = 0
        """Another number: what is shown may be different."""
        self._touched = touched
        self._at: dict[int, dict[str, list[int]]] | None = None

    def switch(self) -> bool:
        """Show others' codes, or hide them again; returns whether they are shown now.

        Raises:
            CoderError: who codes is blind, and the interview is not open to that coder.
        """
        if not self.sitting.others:
            self.study.refuse_blind("others' codes", self.transcript_id)
        self.sitting.others = not self.sitting.others
        self.forget()
        return self.sitting.others

    def forget(self) -> None:
        """Read them afresh when they are next asked for."""
        self._at = None
        self.edition += 1

    def at(self, index: int) -> Mapping[str, Sequence[int]]:
        """The codes that others gave a segment, by coder; none while they are not shown."""
        if not self.sitting.others:
            return {}
        if self._at is None:
            self._at = {}
            if others.may_see(self.study, self.transcript_id):
                for each in others.codings_of_others(self.study, self.transcript_id):
                    for at in self._touched(each.span):
                        codes = self._at.setdefault(at, {}).setdefault(each.coder, [])
                        if each.code_id not in codes:
                            codes.append(each.code_id)
        return self._at.get(index, {})

    def words(self, index: int, codes: Mapping[int, Code], language: str) -> str:
        """Who gave which codes, in one line."""
        said = []
        for coder, ids in sorted(self.at(index).items()):
            labels = (label_in(codes[id_].label, language) for id_ in ids if id_ in codes)
            said.append(f"{SIGN} {shown(coder)}: {', '.join(labels)}")
        return " ".join(said)
