"""What a project of another program brings, as a table and as JSON."""

from __future__ import annotations

from typing import Any

from coder.report.table import Column, Row, Section, Table
from coder.study.exchange.taking_in import Taken

SKIPPED = {
    "pictures": ("picture", "pictures"),
    "pdfs": ("PDF file", "PDF files"),
    "audios": ("sound recording", "sound recordings"),
    "videos": ("video recording", "video recordings"),
    "selections_elsewhere": (
        "selection in a picture, a PDF file or a recording",
        "selections in pictures, PDF files and recordings",
    ),
    "codings_elsewhere": (
        "coding in a picture, a PDF file or a recording",
        "codings in pictures, PDF files and recordings",
    ),
    "links": ("link", "links"),
    "graphs": ("graph", "graphs"),
    "sets_of_texts": ("set of texts", "sets of texts"),
    "sets_of_notes": ("set of notes", "sets of notes"),
    "empty_sets": ("empty set", "empty sets"),
    "formatted_texts": ("text's formatting (the words come)", "texts' formatting (the words come)"),
    "texts_missing": ("text that is not in the file", "texts that are not in the file"),
    "texts_outside": ("text outside the file", "texts outside the file"),
    "texts_unreadable": ("text that cannot be read", "texts that cannot be read"),
    "empty_texts": ("text without words", "texts without words"),
    "texts_twice": ("text with the words of another one", "texts with the words of another one"),
    "texts_changed": ("text that is another one in the study", "texts that are others in the study"),
    "texts_known_by_another_name": (
        "name of a text that has another one in the study",
        "names of texts that have others in the study",
    ),
    "selections_out_of_range": ("selection outside its text", "selections outside their texts"),
    "selections_without_words": (
        "selection in a missing text, whose words nothing tells",
        "selections in missing texts, whose words nothing tells",
    ),
    "codings_out_of_range": ("coding outside its text", "codings outside their texts"),
    "codings_without_code": ("coding whose code is missing", "codings whose codes are missing"),
    "codings_without_text": ("coding whose text is missing", "codings whose texts are missing"),
    "codings_without_words": (
        "coding at a place without words (a memo now)",
        "codings at places without words (memos now)",
    ),
    "codings_of_whole_texts": (
        "coding of a text as a whole (of all its words now)",
        "codings of texts as a whole (of all their words now)",
    ),
    "codings_twice": ("coding that stands there twice", "codings that stand there twice"),
    "codings_outside_segments": ("coding outside every segment", "codings outside every segment"),
    "codings_removed_in_study": (
        "coding that was removed in the study",
        "codings that were removed in the study",
    ),
    "codings_in_changed_texts": (
        "coding in a text that is another one in the study",
        "codings in texts that are others in the study",
    ),
    "codings_not_found": (
        "coding whose words are not where it says, nor in one place",
        "codings whose words are not where they say, nor in one place",
    ),
    "codings_on_empty_lines": ("coding on a line without words", "codings on lines without words"),
    "highlights_without_tag": ("highlight without a tag", "highlights without a tag"),
    "codings_on_notes": ("coding on a note", "codings on notes"),
    "selections_on_notes": ("selection in a note", "selections in notes"),
    "references_to_nothing": ("reference to something missing", "references to something missing"),
    "guids_twice": ("identity that stands there twice", "identities that stand there twice"),
    "codes_twice": ("code that stands there twice", "codes that stand there twice"),
    "descriptions_of_variables": ("description of a variable", "descriptions of variables"),
    "values_twice": (
        "value that stands there twice and differs",
        "values that stand there twice and differ",
    ),
    "values_of_texts": (
        "value of a text with several respondents",
        "values of texts with several respondents",
    ),
    "cases_without_speaker": (
        "case of which nothing tells where it speaks",
        "cases of which nothing tells where they speak",
    ),
    "controls": ("control character in a text (U+FFFD now)", "control characters in texts (U+FFFD now)"),
    "directions": (
        "mark that reverses the direction of writing (U+FFFD now)",
        "marks that reverse the direction of writing (U+FFFD now)",
    ),
    "surrogates": ("half surrogate pair (U+FFFD now)", "half surrogate pairs (U+FFFD now)"),
    "invalid_bytes": ("byte that is no letter (U+FFFD now)", "bytes that are no letters (U+FFFD now)"),
}
"""What was left out or changed, in words. The keys are those of the JSON form."""
_COUNTED = ("users", "codes", "transcripts", "codings", "respondents", "attributes", "memos", "sets")


def left_words(key: str, n: int) -> str:
    """What was skipped, in words that fit its number."""
    one, many = SKIPPED.get(key, (key.replace("_", " "),) * 2)
    return one if n == 1 else many


def project_table(taken: Taken, *, dry: bool) -> Table:
    """What comes and how much of it is new; then what does not."""
    new = {**taken.new, "users": taken.new.get("coders", 0)}
    rows = [Row((each, taken.came[each], new.get(each, 0))) for each in _COUNTED if taken.came[each]]
    left = [Row((left_words(key, n), n, None)) for key, n in taken.skipped.items()]
    verb = "would come" if dry else "came"
    return Table(
        title=f"What {verb} of the project {taken.name}",
        columns=(Column("what"), Column("n", "count"), Column("new", "count")),
        sections=(Section("", tuple(rows)), *([Section("Not taken as it is", tuple(left))] if left else [])),
        records=[
            *(
                {"what": each, "n": taken.came[each], "new": new.get(each, 0), "skipped": False}
                for each in _COUNTED
            ),
            *({"what": key, "n": n, "new": 0, "skipped": True} for key, n in taken.skipped.items()),
        ],
        caption=f"{taken.file.name}"
        + (f", written by {taken.origin}" if taken.origin else "")
        + (f"; characters counted as {taken.counted}" if taken.counted else "")
        + ".",
        notes=taken.warnings,
        json=_form(taken),
        keys=("what", "n", "new", "skipped"),
    )


def _form(taken: Taken) -> dict[str, Any]:
    return {
        "file": str(taken.file),
        "name": taken.name,
        "origin": taken.origin or None,
        "offsets": taken.counted or None,
        **{each: taken.came[each] for each in _COUNTED},
        "codings_by_coder": dict(taken.codings_by_coder),
        "new": dict(taken.new),
        "skipped": dict(taken.skipped),
        "warnings": list(taken.warnings),
        "backup": str(taken.backup) if taken.backup is not None else None,
    }
