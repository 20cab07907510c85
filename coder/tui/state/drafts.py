"""Memos being written, kept beside the study until they are saved: a lost terminal loses no words.

A convenience, no part of the study: where the file cannot be written, everything else goes on.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from coder.files.whole import write_whole
from coder.study import memos
from coder.study.study import Study
from coder.tui.speech import _, ngettext
from coder.tui.state.notes import MARK, Target


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that were not saved yet."""

    coder_id: int
    """0: whoever leads the study."""
    target: Target
    memo_id: int | None
    """None: of a memo not in the study yet."""
    about: str
    """What it is on, in words."""
    words: str


def drafts(study: Study) -> list[Draft]:
    """What whoever looks has not saved yet, oldest first."""
    return [each for each in _read(study) if each.coder_id == _me(study)]


def find(study: Study, target: Target, memo_id: int | None) -> str | None:
    """The words of one memo that were not saved."""
    found = [each for each in drafts(study) if (each.target, each.memo_id) == (target, memo_id)]
    return found[-1].words if found else None


def put(study: Study, target: Target, memo_id: int | None, about: str, words: str | None) -> None:
    """Keep words until they are saved; None: they are, or are not wanted."""
    place = _place(study)
    if place is None:
        return
    mine = (_me(study), target, memo_id)
    known = _read(study)
    kept = [each for each in known if (each.coder_id, each.target, each.memo_id) != mine]
    if words is not None:
        kept.append(Draft(*mine, about, words))
    if kept == known:
        return
    with suppress(OSError):
        if kept:
            content = json.dumps([asdict(each) for each in kept], ensure_ascii=False)
            write_whole(place, content.encode("utf-8", "surrogatepass"))
        else:
            place.unlink(missing_ok=True)


def standing(study: Study) -> str:
    """What is to be said of memos where the study is shown: how many are on it, and what is not saved."""
    if found := drafts(study):
        return f"{MARK} " + _("not saved: a memo on {what} (m)").format(what=found[-1].about)
    n = len(memos.memos(study, "study"))
    if not n:
        return ""
    return f"{MARK} " + ngettext("{n} memo on the study", "{n} memos on the study", n).format(n=n)


def _me(study: Study) -> int:
    return study.coder.id if study.coder else 0


def _place(study: Study) -> Path | None:
    path = study.path
    return path.with_name(path.name + "-unsaved-memos.json") if path is not None else None


def _read(study: Study) -> list[Draft]:
    place = _place(study)
    if place is None:
        return []
    try:
        with place.open(encoding="utf-8", errors="surrogatepass") as file:
            return [Draft(**{**each, "target": Target(**each["target"])}) for each in json.load(file)]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []
