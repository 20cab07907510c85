"""Bring the catalogues of the interface up to date: extract, merge, compile.

    python docs/make_catalogues.py

Reads every word that coder/tui marks with ``_``, ``N_`` or ``ngettext``, merges them into
coder/locale/{ru,kk}/LC_MESSAGES/coder.po without losing a translation, and compiles each
``.po`` into the ``.mo`` that the app reads. New words come in empty: they are translated
by hand in the ``.po``, and then this is run again. tests/tui/test_catalogues.py refuses
catalogues that are incomplete or older than the words.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "coder" / "tui"
LOCALE = ROOT / "coder" / "locale"
LANGUAGES = ("ru", "kk")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NOT_KEPT = tuple(
    f'"{name}'
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Language-Team",
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
    )
)
"""Fields of the head that change without news, or say nothing here."""


def extracted() -> Catalog:
    """Every word the app says, with the files that say it."""
    found = Catalog(project="coder", charset="utf-8", fuzzy=False)
    keywords = {"_": None, "N_": None, "ngettext": (1, 2)}
    for file, _line, words, _comments, _context in extract_from_dir(
        str(WORDS), [("**.py", "python")], keywords=keywords
    ):
        found.add(words, locations=[(f"coder/tui/{file}", None)])
    return found


def read(language: str) -> Catalog:
    """The catalogue of a language as it is kept; an empty one where there is none."""
    path = po(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def po(language: str) -> Path:
    """Where the translations of a language are kept."""
    return LOCALE / language / "LC_MESSAGES" / "coder.po"


def merged(language: str) -> Catalog:
    """The words as they are now with the translations there are; words no longer said go."""
    catalogue = read(language)
    catalogue.update(extracted(), no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = f"# The words of the app, {language}."
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it; always the same for the same words."""
    buffer = BytesIO()
    catalogue.creation_date = catalogue.revision_date = EPOCH
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def written(catalogue: Catalog) -> bytes:
    """A catalogue as people edit it; no dates, so that a run without news changes nothing."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, omit_header=False, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(NOT_KEPT)).encode("utf-8")


def main() -> None:
    """Merge and compile the catalogues of all languages, and say what is still to be translated."""
    for language in LANGUAGES:
        catalogue = merged(language)
        po(language).parent.mkdir(parents=True, exist_ok=True)
        po(language).write_bytes(written(catalogue))
        po(language).with_suffix(".mo").write_bytes(compiled(read(language)))
        empty = sum(1 for each in catalogue if each.id and not _translated(each.string))
        print(f"{language}: {len(catalogue)} messages, {empty} to translate")  # noqa: T201 - a script


def _translated(string: str | tuple[str, ...] | list[str]) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
