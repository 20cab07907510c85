"""qc (qualitative-coding): a folder with settings.yaml, a corpus of texts and an SQLite database.

Codes stand on lines. Each coded line becomes a coding of its own, so that the numbers are qc's.
Nothing outside the folder is opened, whatever the settings and the database say.
"""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path, PurePosixPath
from typing import Any

from coder.files.refi.guids import made
from coder.files.refi.values import Applied, Note, Project, Selection, TextSource, TreeCode, User
from coder.files.transcripts import text as texts
from coder.model import CoderError
from coder.study.foreign.database import Foreign, opened
from coder.study.foreign.trees import parents_first

WHAT = "qc"
_MOST = 200_000_000
"""Bytes of all texts together."""


def read(path: Path) -> Project:
    """The project in a folder, or whose settings or database a path names."""
    folder = path if path.is_dir() else path.parent
    settings = _settings(folder / "settings.yaml")
    data = _inside(folder, settings.get("database"), "qualitative_coding.sqlite3")
    if not data.is_file():
        raise CoderError(
            f"{folder}: there is no {data.name}; bring a project of an early qc up to date with `qc upgrade`."
        )
    with opened(data, WHAT) as found:
        found.refuse_without("document", "coded_line", "code", "coder")
        return _Reading(found, folder, settings).project()


def _settings(path: Path) -> dict[str, Any]:
    found = _yaml(path)
    if not isinstance(found, dict):
        raise CoderError(f"{path}: these are no settings of qc.")
    return found


def _yaml(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = path.read_bytes()[:1_000_001]
    except OSError as fault:
        raise CoderError(f"{path}: cannot be read ({fault.strerror or fault}).") from fault
    if len(data) > 1_000_000 or data.count(b"*") > 1000:
        raise CoderError(f"{path}: the file is larger than one of qc can be.")
    try:
        return YAML(typ="safe", pure=True).load(data)
    except (YAMLError, ValueError, RecursionError) as fault:
        raise CoderError(f"{path}: not YAML ({' '.join(str(fault).split())[:120]}).") from fault


def _inside(folder: Path, said: object, usual: str) -> Path:
    """A place that the settings name, which must lie in the folder."""
    place = folder / (said if isinstance(said, str) and said else usual)
    try:
        inside = place.resolve().is_relative_to(folder.resolve())
        place.exists()
    except (OSError, ValueError, RuntimeError) as fault:
        raise CoderError(
            f"{folder}: its settings name {str(said)[:100]!r}, which no file can be called."
        ) from fault
    if not inside:
        raise CoderError(f"{folder}: its settings lead to {said!r}, outside the folder, which is not opened.")
    return place


class _Reading:
    def __init__(self, data: Foreign, folder: Path, settings: dict[str, Any]) -> None:
        self.data, self.folder, self.settings = data, folder, settings
        self.corpus = _inside(folder, settings.get("corpus_dir"), "corpus")
        self.skipped: dict[str, int] = {}
        self.warnings: list[str] = []
        self.users: dict[str, str] = {}
        self.left = _MOST

    def guid(self, *of: object) -> str:
        """An identity that is the same whenever this project is read."""
        return made("qc", self.folder.resolve().name, *of)

    def project(self) -> Project:
        names = [row.text("name") for row in self.data.rows("code", ("name",))]
        codes = self._codes(names)
        for row in self.data.rows("coder", ("name",)):
            if name := row.text("name").strip():
                self.users[name] = self.guid("user", name)
        sources = self._sources({each.name: each.guid for each in codes})
        notes = self._memos()
        return Project(
            name=self.folder.resolve().name,
            origin=f"qc {self.settings.get('qc_version', '')}".strip(),
            users=tuple(User(guid, name) for name, guid in self.users.items()),
            codes=tuple(codes),
            sources=tuple(sources),
            notes=tuple(notes),
            project_notes=tuple(each.guid for each in notes),
            skipped={key: n for key, n in self.skipped.items() if n},
            warnings=tuple(self.warnings),
            counted="whole lines, from 0 (qc)",
        )

    def _skip(self, what: str, n: int = 1) -> None:
        self.skipped[what] = self.skipped.get(what, 0) + n

    def _codes(self, names: list[str]) -> list[TreeCode]:
        """The tree in codebook.yaml, and what the database knows beside."""
        found: dict[str, TreeCode] = {}
        place = _inside(self.folder, self.settings.get("codebook"), "codebook.yaml")
        tree = _yaml(place) if place.is_file() and place.stat().st_size else None
        waiting: list[tuple[Any, str | None]] = [(tree, None)]
        while waiting:
            node, parent = waiting.pop()
            pairs: list[tuple[Any, Any]] = []
            if isinstance(node, list):
                waiting += [(each, parent) for each in reversed(node)]
            elif isinstance(node, dict):
                pairs = list(node.items())
            elif node is not None:
                pairs = [(node, None)]
            inside: list[tuple[Any, str | None]] = []
            for name, below in pairs:
                words = str(name).strip()
                if words and words not in found:
                    found[words] = TreeCode(self.guid("code", words), words, parent)
                elif words:
                    self._skip("codes_twice")
                inside.append((below, self.guid("code", words) if words else parent))
            waiting += reversed(inside)
        for name in names:
            if name.strip() and name not in found:
                found[name] = TreeCode(self.guid("code", name), name)
        return parents_first(list(found.values()))[0]

    def _sources(self, codes: dict[str, str]) -> list[TextSource]:
        documents = {row.text("file_path"): row.text("file_hash") for row in self._documents()}
        of_line, on = self._locations()
        marks: dict[str, list[tuple[int, str, str, int]]] = {}
        for row in self.data.rows("coded_line", ("id", "line", "coder_id", "code_id")):
            number, line = row.number("id"), row.number("line")
            document = on.get(of_line.get(number if number is not None else -1, -1))
            if number is None or line is None or document not in documents:
                self._skip("codings_without_text")
                continue
            marks.setdefault(document or "", []).append(
                (line, row.text("coder_id"), row.text("code_id"), number)
            )
        changed, found = [], []
        for name, digest in documents.items():
            raw = self._bytes(name)
            if raw is None:
                self._skip("texts_missing")
                self._skip("codings_without_text", len(marks.get(name, [])))
                continue
            if digest and sha1(raw, usedforsecurity=False).hexdigest() != digest:
                changed.append(name)
            text = texts.clean(texts.decode(raw, self.corpus / name).text)[0]
            found.append(
                TextSource(
                    guid=self.guid("document", name),
                    name=PurePosixPath(name).with_suffix("").as_posix().replace("/", " - "),
                    text=text,
                    selections=tuple(self._selections(text, name, marks.get(name, []), codes)),
                )
            )
        if changed:
            self.warnings.append(
                f"{len(changed)} text(s) were changed after qc read them ({', '.join(changed[:5])}): qc "
                "keeps codes by the number of the line, so these may stand on other lines than were meant."
            )
        for key, what in (
            ("codings_without_text", "coding(s) are on texts that are not in the folder"),
            ("codings_out_of_range", "coding(s) are on lines beyond the end of their text"),
            ("codings_on_empty_lines", "coding(s) are on lines without words"),
        ):
            if n := self.skipped.get(key):
                self.warnings.append(f"{n} {what}; they were left out.")
        return found

    def _documents(self) -> Any:
        return self.data.rows("document", ("file_path", "file_hash"))

    def _locations(self) -> tuple[dict[int, int], dict[int | None, str]]:
        """By a coded line its document's index, and by the index the document."""
        index_of = {
            row.number("id"): row.text("document_id")
            for row in self.data.rows("document_index", ("id", "document_id"))
        }
        location = {
            row.number("id"): int(index)
            for row in self.data.rows("location", ("id", "document_index_id"))
            if (index := row.text("document_index_id")).isdecimal() and len(index) < 18
        }
        found: dict[int, int] = {}
        for row in self.data.rows("coded_line_location_association", ("coded_line_id", "location_id")):
            line, place = row.number("coded_line_id"), row.number("location_id")
            if line is not None and place in location:
                found[line] = location[place]
        return found, {key: name for key, name in index_of.items() if key is not None}

    def _bytes(self, name: str) -> bytes | None:
        """The bytes of a text of the corpus; None where it is not in there."""
        place = self.corpus / name
        try:
            if not place.resolve().is_relative_to(self.corpus.resolve()) or not place.is_file():
                return None
            if place.stat().st_size > self.left:
                raise CoderError(
                    f"{self.folder}: the texts are larger than {_MOST // 1_000_000} MB together."
                )
            data = place.read_bytes()
        except (OSError, ValueError):
            return None
        self.left -= len(data)
        return data or None

    def _selections(
        self, text: str, name: str, marks: list[tuple[int, str, str, int]], codes: dict[str, str]
    ) -> list[Selection]:
        starts, at = [], 0
        lines = text.split("\n")
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        found = []
        for number, coder, code, id_ in sorted(marks):
            if code not in codes:
                self._skip("codings_without_code")
            elif not 0 <= number < len(lines):
                self._skip("codings_out_of_range")
            elif not (words := lines[number].strip()):
                self._skip("codings_on_empty_lines")
            else:
                start = starts[number] + lines[number].index(words)
                user = self.users.setdefault(coder, self.guid("user", coder)) if coder.strip() else None
                of = (name, number, coder, code)
                applied = Applied(self.guid("coding", *of), codes[code], user)
                selection = self.guid("selection", *of, id_)
                found.append(Selection(selection, start, start + len(words), user=user, codings=(applied,)))
        return found

    def _memos(self) -> list[Note]:
        """The memos in their folder, oldest first by name."""
        folder = _inside(self.folder, self.settings.get("memos_dir"), "memos")
        found = []
        for place in sorted(folder.glob("*.md"))[:1000] if folder.is_dir() else []:
            if not place.resolve().is_relative_to(self.folder.resolve()) or place.stat().st_size > 1_000_000:
                self._skip("memos")
                continue
            words = texts.clean(place.read_text(encoding="utf-8", errors="replace"))[0].strip()
            if words:
                found.append(Note(self.guid("memo", place.name), place.stem, words))
        return found
