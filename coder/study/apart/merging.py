"""Bring the work of copies back into the study.

What comes is decided thing by thing: what only one side has changed is taken from there, and of
what both have changed the newest counts. So it does not matter in which order copies are merged,
nor how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from coder.model import CoderError
from coder.study import people
from coder.study import tables as t
from coder.study.apart.bringing import Bringing, coders_of, leave_consensus
from coder.study.apart.codes import bring_codes
from coder.study.apart.codings import bring_codings
from coder.study.apart.copies import Brought, brought, refuse_copy
from coder.study.apart.logs import MERGED, read
from coder.study.apart.marks import bring_assignments, bring_decisions, bring_memos
from coder.study.apart.matched import Matched
from coder.study.apart.outcome import Coming, Conflict, Keep, Merged, in_words
from coder.study.change import Change
from coder.study.database import way_of
from coder.study.opening import open_where_all_finished
from coder.study.pseudonyms.earlier import taken_since
from coder.study.safety.backups import backup_before
from coder.study.study import Study


class _NotMeantError(Exception):
    """Takes everything back, since it was only to be seen what would come."""


def preview(
    study: Study, files: Sequence[Path], keep: Keep = "newest", matched: Matched | None = None
) -> Merged:
    """What a merge would bring; nothing is changed.

    Raises:
        CoderError: as :func:`merge`, but for what would be left out.
    """
    return _merge(study, files, _How(keep, True, matched), write=False)


def merge(
    study: Study,
    files: Sequence[Path],
    keep: Keep = "newest",
    skip: bool = False,
    matched: Matched | None = None,
) -> Merged:
    """Bring the work of copies of the study back into it, all of it as one change.

    Args:
        study: where to.
        files: copies made by :func:`coder.study.apart.sharing.share`, or other files of the study.
        keep: whose word counts where the same thing was changed here and there.
        skip: go on although some work stays in the copies.
        matched: for files of another study, what in them is what here.

    Raises:
        CoderError: who asks does not lead, a file is not of this study, or work would stay in a
            copy and ``skip`` does not say that it may. Nothing is changed then.
    """
    return _merge(study, files, _How(keep, skip, matched), write=True)


@dataclass(frozen=True, slots=True)
class _How:
    """How it was asked for."""

    keep: Keep
    skip: bool
    matched: Matched | None


def _merge(study: Study, files: Sequence[Path], how: _How, write: bool) -> Merged:
    people.refuse_unless_lead(study, "merge copies")
    refuse_copy(study)
    if len({path.resolve() for path in files}) < len(files):
        raise CoderError("a file is named twice; name each once.")
    with ExitStack() as stack:
        found = [stack.enter_context(brought(study, path, how.matched)) for path in files]
        unlogged = way_of(study.engine) == "unlogged"  # where nobody reads while somebody writes
        made = backup_before(study, "merge") if write and unlogged else None
        result: list[Merged] = []
        try:
            with study.change("merge") as change:
                result.append(_all(change, found, how.keep))
                left = result[0].left_out
                if left and not how.skip:
                    raise CoderError(_refusal(left))
                if not write:
                    raise _NotMeantError
                if result[0].written and made is None:
                    made = backup_before(study, "merge")  # sees what stood before this change
        except _NotMeantError:
            pass
        return replace(result[0], backup=made)


def _all(change: Change, found: Sequence[Brought], keep: Keep) -> Merged:
    comings, finished = [], set[int]()
    whose = [coders_of(each, change.connection, change) for each in found]
    owners = (
        None
        if any(each.shared_for is None for each in found)
        else {ours for coders, _, _ in whose for ours in coders.values()}
    )
    first = min(found, key=lambda each: each.fork)
    ours_log = read(change.connection, first.fork, "", owners)
    for each, (coders, names, strangers) in zip(found, whose, strict=True):
        matched = each.matched
        their_log = read(each.theirs, each.their_fork, each.forked_at)
        coming = Coming(each.path, tuple(names))
        b = Bringing(change, each, ours_log, their_log, keep, coming, coders)
        for name in strangers:
            said = (
                "the study has another coder of this name" if matched is None else "nobody here is this coder"
            )
            coming.conflicts.append(
                Conflict("coder", name, said, "this coder's work stays in the file", True)
            )
        if each.behind:
            said = "the study was put back to an earlier state since this copy was made"
            what = "what was done in the copy since comes; what was lost here before does not"
            b.say(Conflict("study", coming.file.name, said, what))
        if taken_since(change.connection, each.fork):
            said = "names were taken out of the study since this copy was made"
            what = "codings find their places; words of memos and codes come as they are, names and all: "
            b.say(Conflict("names", coming.file.name, said, what + "run coder pseudonymise again afterwards"))
        leave_consensus(b)
        bring_codes(b)
        bring_codings(b)
        bring_decisions(b)
        bring_memos(b)
        finished |= bring_assignments(b)
        b.report()
        if not b.brings:
            coming.conflicts = coming.left_out
        comings.append(coming)
    opened = open_where_all_finished(change, finished) if finished else []
    interviews = {n["key"]["transcript_id"] for n in change.noted if n["table"] == t.opening.name}
    change.summary = _summary(comings, opened, len(interviews))
    written = bool(change.noted) or change.always
    if written:
        change.more.setdefault(MERGED, {})["files"] = [
            {
                "file": each.file.name,
                "coders": list(each.coders),
                **{k: n for k, n in each.counts.items() if n},
            }
            for each in comings
        ]
    return Merged(tuple(comings), written, tuple(opened), len(interviews))


def _summary(comings: Sequence[Coming], opened: Sequence[str], interviews: int) -> str:
    if len(comings) == 1:
        [one] = comings
        said = f"merge {one.file.name} of {', '.join(one.coders) or 'nobody'}: {one.words()}"
    else:
        total = Counter[str]()
        for each in comings:
            total.update(each.counts)
        whose = dict.fromkeys(name for each in comings for name in each.coders)
        said = f"merge {len(comings)} files of {', '.join(whose)}: {in_words(total)}"
    if opened:
        many = "1 interview" if interviews == 1 else f"{interviews} interviews"
        said += f"; all have finished {many}, open to {', '.join(opened)}"
    return said


def _refusal(left: Sequence[Conflict]) -> str:
    first = left[0]
    more = f", and {len(left) - 1} more" if len(left) > 1 else ""
    return (
        f"some work would stay in the copies: {first.where}: {first.what}{more}. Nothing was changed. "
        "See all of it with --dry-run; to merge the rest, say --skip-conflicts."
    )
