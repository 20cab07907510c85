"""The demonstration study: built from plain files, exactly as a user's own would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from coder.files import codebooks as codebook_files
from coder.files import shipped, tables
from coder.files import transcripts as transcript_files
from coder.model import CoderError, CodingRecord, Span
from coder.study import codebook, coding, people, transcripts
from coder.study.coding import NewCoding
from coder.study.demo_words import CODERS, CONSENSUS, FILE, NAME, NOTE
from coder.study.study import Study

BOOKS = ("reform-directions", "oecd-pslc", "civil-service-themes")


def build_in(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Path:
    """Make the demonstration in a folder, which is made where it is missing; returns the study's file.

    A demonstration that is there already is used as it is. The file takes its name only when
    complete: whatever ends the building early, even an exception of ``progress``, leaves none.
    """
    place = folder / FILE
    if place.exists():
        return place
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoderError(f"{folder}: the folder cannot be made ({error.strerror}).") from error
    part = place.with_name(f".{FILE}.part")
    _clear(part)
    try:
        build(part, progress).close()
        part.replace(place)
    except BaseException:
        _clear(part)
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise
    return place


def _clear(part: Path) -> None:
    """Remove what an earlier building left."""
    for each in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
        each.unlink(missing_ok=True)


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
