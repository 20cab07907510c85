"""Read a REFI-QDA project: a zip archive with an XML file and the texts it names.

What cannot be taken is counted and said, never dropped in silence: the standard asks for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from coder.files.hostile import MOST_DECLARED, Archive
from coder.files.refi import offsets
from coder.files.refi.elements import Found, found
from coder.files.refi.guids import made
from coder.files.refi.nodes import Passage, Text
from coder.files.refi.offsets import Counted, Way
from coder.files.refi.values import Applied, Case, Note, Project, Selection, TextSource
from coder.files.transcripts import text as texts
from coder.model import CoderError

WHAT = "REFI-QDA project"
_SAID = {
    "texts_outside": "{n} text(s) lie outside the file, in a folder of another computer{which}; they were "
    "not looked for.",
    "texts_unreadable": "{n} text(s) cannot be read as text{which}.",
    "selections_out_of_range": "{n} selection(s) do not lie inside their text; they were left out.",
    "codings_without_code": "{n} coding(s) point to a code that is not in the project; they were left out.",
    "codings_on_notes": "{n} coding(s) are on notes, not on texts; they were left out.",
    "references_to_nothing": "{n} reference(s) point to something that is not in the project.",
    "guids_twice": "{n} thing(s) have the identity of another one; they got identities of their own.",
    "codes_twice": "{n} code(s) stand in the tree a second time; the first place counts.",
}
"""What a person is told, beside its number among what was skipped."""


def read(path: Path) -> Project:
    """The project in a file.

    Raises:
        CoderError: The file is missing, is no project, or is damaged, too large or a trap.
    """
    archive = Archive(_bytes(path), path, WHAT, ".qdpx")
    inner = _inner(archive, path)
    read_ = found(archive.stream(inner), path)
    return _Reading(archive, read_).project()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_DECLARED + 1)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise CoderError(f"{path}: the file cannot be read ({reason}); check its name and rights.") from fault
    if len(data) > MOST_DECLARED:
        raise CoderError(
            f"{path}: the file is larger than {MOST_DECLARED // 1_000_000} MB; export the project without "
            "its recordings and pictures."
        )
    if not data:
        raise CoderError(f"{path}: the file is empty; export the project again.")
    return data


def _inner(archive: Archive, path: Path) -> str:
    """The name of the XML file: ``project.qde`` as the standard says, or the project's own name."""
    names = [each for each in archive.names() if each.lower().endswith(".qde")]
    if not names:
        raise CoderError(f"{path}: there is no project.qde in the file; export the project again.")
    return min(names, key=lambda each: (each.lower().rpartition("/")[2] != "project.qde", len(each), each))


class _Reading:
    """Puts together what the XML says and what the texts are."""

    def __init__(self, archive: Archive, read_: Found) -> None:
        self.archive = archive
        self.found = read_
        self.skipped = read_.skipped
        self.which: dict[str, list[str]] = {}
        self.entries = {each.replace("\\", "/").rpartition("/")[2].lower(): each for each in archive.names()}
        self.known = {each.guid for each in read_.codes}
        self.seen: set[str] = set(self.known)
        self.warnings: list[str] = []
        self.way: Way = offsets.CODE_POINTS

    def project(self) -> Project:
        f, p = self.found, self.found.project
        users = [replace(each, guid=self._own(each.guid, "user", each.name)) for each in f.users]
        counted = [self._text(each) for each in f.texts]
        passages = [
            (text, each.start, each.end, each.name)
            for source, text in zip(f.texts, counted, strict=True)
            if text is not None
            for each in source.passages
            if each.start is not None and each.end is not None
        ]
        self.way, how = offsets.detect(passages, p.origin)
        notes = tuple(self._notes(f.notes))
        sources = tuple(self._source(s, text) for s, text in zip(f.texts, counted, strict=True))
        project = replace(
            p,
            users=tuple(users),
            codes=tuple(f.codes),
            variables=tuple(f.variables),
            cases=tuple(self._cases(f.cases)),
            sources=sources,
            notes=notes,
            sets=tuple(f.sets),
            counted=how if passages else "",
        )
        self._count_dangling(project)
        self._say()
        return replace(project, skipped=self.skipped, warnings=tuple(self.warnings))

    # --- texts --------------------------------------------------------------------------------------

    def _text(self, source: Text) -> Counted | None:
        """The letters of a text; None where they are not to be had."""
        if source.rich:
            self.skipped["formatted_texts"] += 1
        if source.content is not None and not source.path:
            raw = source.content.removeprefix("\ufeff")
            return Counted(raw if "\r" in raw else raw.replace("\n", "\r\n"))
        place = source.path
        scheme = place.partition("://")[0].lower() if "://" in place else ""
        if scheme not in ("", "internal"):
            self._note("texts_outside", source)
            return None
        name = self.entries.get(place.replace("\\", "/").rpartition("/")[2].lower()) if place else None
        if name is None:
            self._note("texts_missing", source)
            return None
        try:
            data = self.archive.read(name) or b""
            decoded = texts.decode(data, self.archive.path / name)
        except CoderError as fault:
            if "unpacks to more" in str(fault):
                raise
            self._note("texts_unreadable", source)
            return None
        self.warnings += [f"{name}: {each}" for each in decoded.warnings]
        self.skipped["invalid_bytes"] += decoded.invalid
        return Counted(decoded.text)

    def _note(self, why: str, source: Text) -> None:
        self.skipped[why] += 1
        self.which.setdefault(why, []).append(source.name or source.guid)

    def _source(self, source: Text, counted: Counted | None) -> TextSource:
        text = None
        if counted is not None:
            text, changed = texts.clean(counted.text)
            self.skipped.update({key: n for key, n in changed.items() if key != "line_ends"})
        return TextSource(
            guid=self._own(source.guid, "source", source.name, source.path),
            name=source.name,
            text=text,
            description=source.description,
            user=source.user,
            at=source.at,
            selections=tuple(self._selections(source.passages, counted)),
            codings=tuple(self._codings(source.codings, source.guid)),
            notes=source.notes,
            values=source.values,
        )

    def _selections(self, passages: Sequence[Passage], counted: Counted | None) -> Iterator[Selection]:
        for each in passages:
            if each.start is None or each.end is None:
                span = None
            elif counted is None:
                span = (each.start, each.end) if 0 <= each.start <= each.end else None
            else:
                span = counted.span(each.start, each.end, self.way)
            if span is None:
                self.skipped["selections_out_of_range"] += 1
                self.skipped["codings_out_of_range"] += len(each.codings)
                continue
            codings = tuple(self._codings(each.codings, each.guid, each.start, each.end))
            yield Selection(
                each.guid,
                *span,
                each.name,
                each.description,
                each.user,
                each.at,
                codings,
                each.notes,
            )

    def _codings(self, codings: Iterable[Applied], *where: object) -> Iterator[Applied]:
        for each in codings:
            if each.code in self.known:
                yield replace(each, guid=self._own(each.guid, "coding", each.code, each.user, *where))
            else:
                self.skipped["codings_without_code"] += 1

    def _notes(self, notes: Sequence[Text]) -> Iterator[Note]:
        for each in notes:
            counted = self._text(each)
            self.skipped["selections_on_notes"] += len(each.passages)
            self.skipped["codings_on_notes"] += len(each.codings) + sum(len(p.codings) for p in each.passages)
            words = "" if counted is None else texts.clean(counted.text)[0].strip()
            if each.description and each.description != words:
                words = f"{words}\n\n{each.description}".strip()
            if words or each.name.strip():
                guid = self._own(each.guid, "note", each.name, words)
                yield Note(guid, each.name, words, each.user, each.at)

    def _cases(self, cases: Sequence[Case]) -> Iterator[Case]:
        for each in cases:
            yield replace(each, guid=self._own(each.guid, "case", each.name))

    # --- identities and what points to nothing ------------------------------------------------------

    def _own(self, guid: str, *of: object) -> str:
        """The identity, or another one where it is missing or taken."""
        own, n = guid or made(*of), 1
        while own in self.seen:
            n += 1
            own = made(guid, *of, n)
        if n > 1 and guid:
            self.skipped["guids_twice"] += 1
        self.seen.add(own)
        return own

    def _count_dangling(self, project: Project) -> None:
        notes = {each.guid for each in project.notes}
        sources = {each.guid for each in project.sources}
        variables = {each.guid for each in project.variables}
        n = _missing(project.project_notes, notes)
        n += sum(_missing(each.notes, notes) for each in project.codes)
        n += sum(_missing(each.codes, self.known) for each in project.sets)
        for case in project.cases:
            n += _missing(case.values, variables)
        for source in project.sources:
            n += _missing(source.notes, notes) + _missing(source.values, variables)
            for selection in source.selections:
                n += _missing(selection.notes, notes)
                n += sum(_missing(each.notes, notes) for each in selection.codings)
        elsewhere = sum(self.skipped[each] for each in ("pictures", "pdfs", "audios", "videos"))
        if not elsewhere:
            n += sum(_missing(each.sources, sources) for each in project.cases)
        if n:
            self.skipped["references_to_nothing"] += n

    def _say(self) -> None:
        for key, sentence in _SAID.items():
            if n := self.skipped[key]:
                names = self.which.get(key, [])
                listed = ", ".join(f"“{each}”" for each in names[:5]) + (", …" if len(names) > 5 else "")
                self.warnings.append(sentence.format(n=n, which=f" ({listed})" if listed else ""))
        self.skipped = Counter({key: n for key, n in self.skipped.items() if n})


def _missing(given: Iterable[str], there: set[str]) -> int:
    return sum(each not in there for each in given)
