"""The demonstration study: built from plain files, exactly as a user's own would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from coder.files import codebooks as codebook_files
from coder.files import shipped, tables
from coder.files import transcripts as transcript_files
from coder.model import CoderError, CodingRecord, Span
from coder.study import codebook, coding, people, transcripts
from coder.study.coding import NewCoding
from coder.study.study import Study

NAME = "Demonstration: 24 reconstructed interviews"
NOTE = (
    "The 24 interviews are reconstructions, written for this demonstration around the questions and findings "
    "of a published article; nobody said these words, and the spread over groups is invented."
)
BOOKS = ("reform-directions", "oecd-pslc", "civil-service-themes")
CONSENSUS = "consensus"
CODERS = ("Dana", "Timur", CONSENSUS)


def build(where: Path, progress: Callable[[str], None] = lambda _: None) -> Study:
    """Make the demonstration study at a path: transcripts, respondents, codebooks, three coders."""
    source = shipped.folder("transcripts")
    study = Study.create(where, NAME, NOTE)
    try:
        progress("transcripts")
        transcripts.add(study, [transcript_files.read(path) for path in transcript_files.find([source])])
        people_file = source / "respondents.csv"
        people.import_respondents(study, tables.read_respondents(people_file), str(people_file))
        progress("codebooks")
        known = shipped.codebooks()
        for slug in BOOKS:
            codebook.add(study, codebook_files.read(known[slug]))
        for name in CODERS:
            progress(f"codings of {name}")
            path = source / "codings" / f"{name.lower()}.csv"
            place_codings(study, tables.read_codings(path), str(path))
    except BaseException:
        study.close()
        raise
    return study


def place_codings(study: Study, records: Iterable[CodingRecord], source: str) -> None:
    """Store codings that say where they stand by quoting; every quote must be found exactly once.

    Coders that the study lacks are added; the one called ``consensus`` holds the consensus.
    """
    by_coder: dict[str, list[CodingRecord]] = {}
    for record in records:
        by_coder.setdefault(record.coder, []).append(record)
    texts = {name: transcripts.load(study, name) for name in transcripts.names(study)}
    codes = {f"{b.slug}/{c.slug}": c.id for b in codebook.codebooks(study) for c in b.codes}
    for name, mine in by_coder.items():
        coder = next((each for each in people.coders(study) if each.name == name), None)
        if coder is None:
            coder = people.add_coder(study, name, "consensus" if name == CONSENSUS else "coder")
        new: list[NewCoding] = []
        decided: list[int] = []
        for record in mine:
            where = f"{source}, line {record.line}"
            transcript = texts.get(record.transcript)
            if transcript is None:
                raise CoderError(f"{where}: there is no transcript {record.transcript!r}.")
            if not record.code:
                decided += [each.id for each in transcript.segments if each.is_unit]
                continue
            if record.code not in codes:
                raise CoderError(f"{where}: there is no code {record.code!r}.")
            new.append(
                NewCoding(transcript.id, _place(transcript.text, record.quote, where), codes[record.code])
            )
        coding.bring_in(study, coder, new, decided, f"bring in {len(new)} codings of {name}")


def _place(text: str, quote: str, where: str) -> Span:
    found = text.count(quote)
    if found != 1:
        raise CoderError(f"{where}: the quote stands {found} times in the transcript, not once.")
    start = text.index(quote)
    return Span(start, start + len(quote))
