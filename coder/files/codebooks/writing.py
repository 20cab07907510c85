"""A codebook as a file of any kind, and what that kind has no place for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from coder.files.codebooks import again, canonical, kinds, qc, qdc, tables
from coder.model import Codebook, CoderError, in_language

PROFILES = {
    ".yaml": ("coder", "qc"),
    ".yml": ("coder", "qc"),
    ".qdc": ("qdc",),
    ".csv": ("plain", "taguette", "maxqda", "nvivo"),
    ".xlsx": ("plain", "maxqda", "nvivo", "taguette"),
}
"""The forms of each ending; the first one is meant where none is named."""
_MAXQDA_NAME = 63


@dataclass(frozen=True, slots=True)
class Written:
    """A file's content."""

    content: bytes
    lost: tuple[str, ...]
    """What is not in it, in sentences."""


@dataclass(frozen=True, slots=True)
class How:
    """How to write a codebook."""

    profile: str | None = None
    language: str = ""
    """Of formats that hold one language; by default the codebook's first."""
    guarded: bool = True
    """Whether a CSV's cells that would run as formulas get an apostrophe."""


def profile_of(path: Path, profile: str | None) -> str:
    """The form in which a file is to be written.

    Raises:
        CoderError: the ending, or the profile under this ending, is not known.
    """
    known = PROFILES.get(path.suffix.lower())
    if known is None:
        endings = ", ".join((*PROFILES, ".md", ".html", ".docx"))
        raise CoderError(
            f"{path}: a codebook can be written as {endings}; give the file one of these endings."
        )
    if profile is None:
        return known[0]
    if profile not in known:
        raise CoderError(f"{path}: {path.suffix} has no profile {profile!r} (profiles: {', '.join(known)}).")
    return profile


def write(book: Codebook, path: Path, how: How | None = None) -> Written:
    """The codebook as a file of that name; what stands there is looked at, nothing is written yet.

    A YAML file that holds a codebook of the same id is brought up to date and keeps its comments.

    Raises:
        CoderError: as for :func:`profile_of`, or the codebook has no codes.
    """
    how = how or How()
    form = profile_of(path, how.profile)
    if not book.codes:
        raise CoderError(f"the codebook {book.slug!r} has no codes; there is nothing to write.")
    language = how.language if how.language in book.languages else book.languages[0]
    match form:
        case "coder":
            return _yaml(book, path)
        case "qc":
            return Written(qc.write(book, language), tuple(_lost_names(book, language)))
        case "qdc":
            return Written(qdc.write(book, language), tuple(_lost_head(book, language)))
        case "plain":
            rows = tables.plain(book)
            if path.suffix.lower() == ".xlsx":
                return Written(tables.as_xlsx([("codes", rows), *tables.about(book)]), ())
            lost = _lost_head(book, language, texts=False, sets=bool(book.sets))
            return Written(tables.as_csv(rows, guarded=how.guarded), tuple(lost))
        case _:
            rows = getattr(tables, form)(book, language)
            lost = [*_lost_head(book, language, sets=bool(book.sets)), *_lost_in_rows(book, language, form)]
            if path.suffix.lower() == ".xlsx":
                return Written(tables.as_xlsx([("codes", rows)]), tuple(lost))
            return Written(tables.as_csv(rows, guarded=how.guarded), tuple(lost))


# --- YAML ------------------------------------------------------------------------------------------------


def standing(path: Path) -> Codebook | None:
    """The codebook that a YAML file holds already; None where there is no such file, or it has faults."""
    if not path.is_file():
        return None
    try:
        found = kinds.load(path)
    except (CoderError, OSError):
        return None
    return found.book if found.form == "coder" else None


def _yaml(book: Codebook, path: Path) -> Written:
    old = standing(path)
    if old is None or old.slug != book.slug:
        return Written(canonical.written(book), ())
    data = path.read_bytes()
    book = _guids_as_in(book, old)
    if book == old:
        return Written(data, ())
    text = data.decode("utf-8-sig")
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    fresh = again.rewritten(plain, old, book)
    if fresh is None or not _holds(fresh, book, path):
        return Written(
            canonical.written(book),
            (f"The comments of {path.name} could not be kept; the file was written anew.",),
        )
    lost = _lost_comments(plain, fresh)
    told = [f"Comments that went with what they stood at: {'; '.join(lost[:5])}"] if lost else []
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return Written(mark + fresh.replace("\n", ends).encode(), tuple(told))


def _lost_comments(before: str, after: str) -> list[str]:
    """The lines of comments that are no longer there."""
    kept = {line.strip() for line in after.split("\n")}
    return [
        line.strip()
        for line in before.split("\n")
        if line.lstrip().startswith("#") and line.strip() not in kept
    ]


def _guids_as_in(book: Codebook, old: Codebook) -> Codebook:
    """Without the guids that the study gave to codes of a file that has none."""
    said = {code.slug: code.guid for code in old.codes}
    if not any(said.values()):
        return replace(book, codes=tuple(replace(code, guid=None, id=0) for code in book.codes), id=0)
    codes = tuple(
        replace(
            code,
            id=0,
            guid=said.get(code.slug, code.guid) if _same(code.guid, said.get(code.slug)) else code.guid,
        )
        for code in book.codes
    )
    return replace(book, codes=codes, id=0)


def _same(guid: str | None, said: str | None) -> bool:
    """Whether a file leaves a guid out, or writes it in another way."""
    return said is None or (guid or "").strip("{}").lower() == said.strip("{}").lower()


def _holds(text: str, book: Codebook, path: Path) -> bool:
    """Whether a text, read again, is this codebook."""
    from coder.files.codebooks.building import build
    from coder.files.codebooks.faults import Faults
    from coder.files.codebooks.tree import parse_text

    faults = Faults(path)
    root = parse_text(text, faults)
    return root is not None and build(root, faults) == book


# --- what is lost ------------------------------------------------------------------------------------------


def _lost_head(book: Codebook, language: str, *, texts: bool = True, sets: bool = False) -> list[str]:
    found = []
    others = [each for each in book.languages if each != language]
    said = {
        each for code in book.codes for text in (code.label, code.brief, code.definition) for each in text
    }
    if texts and (left := [each for each in others if each in said]):
        found.append(f"Only the texts in {language} are in it; not those in {', '.join(left)}.")
    head = ["the title", "the id", "the version"]
    head += ["the authors"] if book.authors else []
    head += ["the changes"] if book.changes else []
    head += ["the sets"] if sets else []
    return [*found, f"Not in it: {', '.join(head[:-1])} and {head[-1]} of the codebook."]


def _lost_names(book: Codebook, language: str) -> list[str]:
    names = Counter(in_language(code.label, language) for code in book.codes)
    found = ["Only the names of the codes and their tree are in it."]
    if again_ := [name for name, n in names.items() if n > 1]:
        found.append(f"Several codes have the same name, which qc takes for one: {'; '.join(again_[:5])}.")
    return found


def _lost_in_rows(book: Codebook, language: str, form: str) -> list[str]:
    found = []
    if any(code.color for code in book.codes):
        found.append("Colours are not in it.")
    if any(not code.codable for code in book.codes):
        found.append("Headings are codes like others in it.")
    if form == "maxqda":
        long = [n for code in book.codes if len(n := in_language(code.label, language)) > _MAXQDA_NAME]
        if long:
            found.append(f"MAXQDA cuts names to {_MAXQDA_NAME} characters; {len(long)} name(s) are longer.")
    return found
