"""The process of `fuzz_readers.py` that reads: one file after another, each measured."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from coder.files import codebooks, ratings, refi, tables, transcripts
from coder.files.codings import reading
from coder.files.matches import read_matches
from coder.files.transcripts import profiles
from coder.model import Code, Codebook, CoderError, ReadTranscript
from coder.study import codebook, exchange, foreign, people
from coder.study import transcripts as texts
from coder.study.coded.plan import plan
from coder.study.study import Study
from tests.benchmarks.fuzz_seeds import TALK

SECONDS, MEGABYTES = 10, 300
CONTROLS = frozenset(map(chr, [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F)]))


def _talk(found: ReadTranscript) -> None:
    """What holds for every transcript."""
    assert found.segments, "no segments"
    assert not CONTROLS & set(found.text + found.name), "a control character came in"
    found.text.encode()
    for each in found.segments:
        words = each.span.of(found.text)
        assert words.strip() == words != "", "a segment with blank ends"
        assert 0 <= each.span.start < each.span.end <= len(found.text), "a segment outside"
        assert each.time_ms is None or 0 <= each.time_ms < 2**53, f"a time {each.time_ms}"
    assert all(a.span.end <= b.span.start for a, b in pairwise(found.segments)), "segments overlap"
    assert {each.speaker for each in found.segments} - {None} <= {each.label for each in found.speakers}
    json.dumps([found.warnings, found.cleaned, [each.label for each in found.speakers]]).encode()


def _transcript(path: Path, study: Study) -> None:
    for each in transcripts.read_all(path):
        _talk(each)


def _codebook(path: Path, study: Study) -> None:
    codebooks.check(path)
    codebooks.is_codebook(path)
    book = codebooks.read(path)
    slugs = [each.slug for each in book.codes]
    assert len(set(slugs)) == len(slugs), "an id twice"
    repr(book).encode()


def _project(path: Path, study: Study) -> None:
    project = refi.read(path)
    exchange.preview(study, project, path)


def _foreign(path: Path, study: Study) -> None:
    foreign.is_project(path)
    project = foreign.read(path)
    exchange.preview(study, project, path)


def _codings(path: Path, study: Study) -> None:
    plan(study, reading.read(path))


def _of(read: Callable[[Path], Any]) -> Callable[[Path, Study], None]:
    def go(path: Path, study: Study) -> None:
        repr(read(path))

    return go


READERS: dict[str, Callable[[Path, Study], None]] = {
    "transcript": _transcript,
    "codebook": _codebook,
    "project": _project,
    "foreign": _foreign,
    "codings": _codings,
    "respondents": _of(tables.read_respondents),
    "ratings": _of(ratings.read_ratings),
    "matches": _of(read_matches),
    "profile": _of(profiles.read),
}


def _peak() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return 0.0


def _study(folder: Path) -> Study:
    study = Study.create(folder / "study.db")
    talk = folder / "E1.txt"
    talk.write_text(TALK, encoding="utf-8")
    texts.add(study, [transcripts.read(talk)])
    people.add_coder(study, "Ann")
    codebook.add(study, Codebook("book", 1, {"en": "Book"}, ("en",), (Code("alpha", {"en": "Alpha"}),)))
    return study


def serve() -> None:
    """Read what is named on the standard input, line by line, and answer how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
    with tempfile.TemporaryDirectory() as folder:
        study = _study(Path(folder))
        out = sys.stdout
        sys.stdout = sys.stderr
        for line in sys.stdin:
            reader, name = json.loads(line)
            Path("/proc/self/clear_refs").write_text("5")
            begun = time.process_time()
            outcome, said = "value", ""
            try:
                READERS[reader](Path(name), study)
            except CoderError as fault:
                outcome, said = "refused", str(fault)
                if len(said) > 4000 or Path(name).stem not in said:
                    outcome = "find"
                    said = f"a sentence too long or without the file:\n{said[:300]}\nsentence"
            except BaseException:  # noqa: BLE001 - everything else is what is looked for
                outcome, said = "find", traceback.format_exc()
            seconds, peak = time.process_time() - begun, _peak()
            if outcome != "find" and (seconds > SECONDS or peak > MEGABYTES):
                outcome, said = "find", f"{outcome}\ntoo much: {seconds:.1f} s, {peak:.0f} MB\ncosts"
            answer = {"outcome": outcome, "said": said, "seconds": seconds, "megabytes": peak}
            print(json.dumps(answer), file=out, flush=True)
