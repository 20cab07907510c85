"""Tables of a survey (.csv, .tsv, .xlsx): a respondent in each row, a question in each column.

Open answers become the segments of the respondent's transcript, each under its
question; the other columns become the respondent's attributes. Which columns are
open is proposed (long and various words) or said with ``--answers``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.files import spreadsheet
from coder.files.spreadsheet import Sheet
from coder.files.transcripts import language
from coder.files.transcripts.source import Source, Talk
from coder.model import CoderError, ReadSegment, Span

_IDS = frozenset(
    {
        *("respondent", "respondents", "respondent id", "respondent_id", "respondentid", "participant"),
        *("participant id", "participant_id", "id", "code", "case", "case id", "caseid", "response id"),
        *("response_id", "responseid", "ref", "number", "no", "nr", "№", "респондент", "код респондента"),
        *("номер респондента", "участник", "код", "номер", "респонденттің коды", "қатысушы"),
    }
)
_PERSONAL = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}$|\d{1,3}(?:\.\d{1,3}){3}$|\+?\d[\d ()-]{8,}\d$", re.IGNORECASE
)
_LINK = re.compile(r"https?://\S+$")
_FIGURE = re.compile(r"[\d\s.,:/+%TZ-]+$")
_PLACEHOLDERS = frozenset({"open-ended response", "response", "other (please specify)"})
_LEAST_LETTERS = 25
_LEAST_WORDS = 4
_LEAST_VARIOUS = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table."""

    name: str
    question: str
    """What was asked, where another row than the first says it; else the name."""
    values: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The cells that are not empty."""
        return tuple(value for value in self.values if value)

    @property
    def is_open(self) -> bool:
        """Whether the cells look like answers in somebody's own words: long and various."""
        given = [value for value in self.given if not _LINK.match(value)]
        if not given or all(map(_FIGURE.match, given)):
            return False
        letters = sum(map(len, given)) / len(given)
        words = sum(len(value.split()) for value in given) / len(given)
        various = len({value.casefold() for value in given}) / len(given)
        return letters >= _LEAST_LETTERS and words >= _LEAST_WORDS and various >= _LEAST_VARIOUS

    @property
    def is_personal(self) -> bool:
        """Whether the cells are mostly e-mail, network or telephone numbers."""
        return 0 < len(self.given) < 2 * sum(bool(_PERSONAL.match(value)) for value in self.given)


@dataclass(frozen=True, slots=True)
class Survey:
    """A table with what its columns are for."""

    lines: tuple[int, ...]
    answers: tuple[Column, ...]
    respondents: Column | None
    attributes: tuple[Column, ...]


def read(source: Source) -> list[Talk]:
    """A talk for each respondent who answered an open question.

    Raises:
        CoderError: It is no table, has no open answers, no column of a given name, or a respondent twice.
    """
    survey = _survey(_sheet(source), source)
    if not survey.answers:
        raise source.bad(
            "no column looks like answers in people's own words; name the columns that are with --answers."
        )
    _say(survey, source)
    talks = list(_talks(survey, source))
    if not talks:
        raise source.bad(f"nobody answered in {_listed(survey.answers)}; name other columns with --answers.")
    return talks


def _sheet(source: Source) -> Sheet:
    """The first sheet with a table."""
    if not source.data.startswith(b"PK"):
        return spreadsheet.of_text(source.text(), source.path)
    sheets = [each for each in spreadsheet.of_workbook(source.data, source.path) if len(each.rows) > 1]
    if not sheets:
        raise source.bad("no sheet has a row of names and rows of answers under it.")
    if len(sheets) > 1:
        others = ", ".join(each.name for each in sheets[1:])
        source.warn(f"Only the sheet {sheets[0].name} was read; not read: {others}.")
    first = sheets[0]
    return Sheet(first.name, [[source.clean(cell) for cell in row] for row in first.rows], first.lines)


def _survey(sheet: Sheet, source: Source) -> Survey:
    rows = [
        (row, line) for row, line in zip(sheet.rows, sheet.lines, strict=True) if any(map(str.strip, row))
    ]
    if len(rows) < 2:
        raise source.bad("the table needs a row of names and rows of answers under it.")
    width = max(len(row) for row, _ in rows)
    header, *body = spreadsheet.filled([row for row, _ in rows], width)
    lines = [line for _, line in rows[1:]]
    questions, skipped = _second_header(header, body)
    columns = [
        Column(name, questions[at] or name, tuple(row[at] for row in body[skipped:]))
        for at, name in enumerate(_names(header))
    ]
    asked = source.asked
    key = _named(asked.respondent_column, columns, source) if asked.respondent_column else _key(columns)
    if asked.columns:
        answers = list(
            dict.fromkeys(each for given in asked.columns for each in _all_named(given, columns, source))
        )
    else:
        answers = [each for each in columns if each is not key and each.is_open]
    others = tuple(each for each in columns if each not in answers and each is not key and each.given)
    return Survey(tuple(lines[skipped:]), tuple(answers), key, others)


def _names(header: Sequence[str]) -> list[str]:
    """The names of the columns, each its own."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _second_header(header: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The questions where the second row holds them, and how many rows under the first are no answers.

    Qualtrics writes names, questions and a row of import ids; SurveyMonkey questions and kinds of answers.
    """
    empty = [""] * len(header)
    if len(body) > 1 and any("ImportId" in cell for cell in body[1]):
        return [" ".join(cell.split()) for cell in body[0]], 2
    kinds = [cell for cell in body[0] if cell.casefold() in _PLACEHOLDERS]
    if kinds and len(body) > 1 and len(kinds) * 2 >= len([cell for cell in body[0] if cell]):
        return empty, 1
    return empty, 0


def _key(columns: Sequence[Column]) -> Column | None:
    """The column that says who answers: by its name, and because every row has another value."""
    for each in columns:
        named = each.name.casefold().strip(" .:#") in _IDS
        if named and len(set(each.values)) == len(each.values) and all(each.values):
            return each
    return None


def _all_named(given: str, columns: Sequence[Column], source: Source) -> list[Column]:
    """The columns that one ``--answers`` means: a name that may hold commas, or names between commas."""
    parts = given.split(",")
    found: list[Column] = []
    while parts:
        for end in range(len(parts), 0, -1):
            try:
                found.append(_named(",".join(parts[:end]), columns, source))
            except CoderError:
                if end == 1 and parts[0].strip():
                    raise
            else:
                break
        parts = parts[end:]
    return found


def _named(given: str, columns: Sequence[Column], source: Source) -> Column:
    """The column of a name or question, or the only one that begins with it as a word."""
    wanted = " ".join(given.split()).casefold()
    for each in columns:
        if wanted in (each.name.casefold(), each.question.casefold()):
            return each
    begins = [each for each in columns if re.match(re.escape(wanted) + r"(?!\w)", each.name.casefold())]
    if len(begins) == 1:
        return begins[0]
    trouble = f"several columns begin with {given!r}" if begins else f"no column is called {given!r}"
    raise source.bad(f"{trouble}; the columns are: {_listed(columns)}.")


def _listed(columns: Sequence[Column]) -> str:
    names = (each.name if len(each.name) <= 60 else each.name[:59] + "…" for each in columns[:40])
    shown = ", ".join(f"“{name}”" for name in names)
    return shown + (f" and {len(columns) - 40} more" if len(columns) > 40 else "")


def _say(survey: Survey, source: Source) -> None:
    """What each column was taken for, as far as nobody said it."""
    if not source.asked.columns:
        source.warn(f"Taken as open answers: {_listed(survey.answers)}. Say --answers to choose.")
    if survey.respondents is None:
        source.warn("No column says who answers: respondents are numbered by row. Say --id to choose one.")
    elif not source.asked.respondent_column:
        source.warn(f"Respondents are called as in {_listed([survey.respondents])}. Say --id to choose.")
    if survey.attributes:
        source.warn(f"Kept as attributes: {_listed(survey.attributes)}.")
    personal = [each for each in survey.attributes if each.is_personal]
    if personal:
        source.warn(f"Addresses or telephone numbers of people stand in {_listed(personal)}.")


def _talks(survey: Survey, source: Source) -> Iterator[Talk]:
    seen: dict[str, int] = {}
    wide = len(str(len(survey.lines)))
    for row, line in enumerate(survey.lines):
        said = [(each.question, each.values[row]) for each in survey.answers]
        given = [(question, answer) for question, answer in said if answer]
        if not given:
            source.counts["empty_rows"] += 1
            continue
        source.counts["empty_answers"] += len(said) - len(given)
        ref = (
            " ".join(survey.respondents.values[row].split()) if survey.respondents else f"R{row + 1:0{wide}}"
        )
        if not ref:
            raise CoderError(f"{source.path}, row {line}: the column of the respondents is empty.")
        if ref in seen:
            raise CoderError(
                f"{source.path}, row {line}: respondent {ref} stands in row {seen[ref]} already; "
                "name another column with --id."
            )
        seen[ref] = line
        attributes = {each.name: each.values[row] for each in survey.attributes if each.values[row]}
        yield _talk(ref, given, attributes)


def _talk(ref: str, given: Sequence[tuple[str, str]], attributes: dict[str, str]) -> Talk:
    """One respondent's answers, each under its question.

    The name at the head tells those apart who said the same.
    """
    text = ref
    segments = [ReadSegment(Span(0, len(ref)), None, "note")]
    for question, answer in given:
        start = len(text) + 2
        middle = start + len(question)
        text = f"{text}\n\n{question}\n{answer}"
        segments.append(ReadSegment(Span(start, middle), None, "note"))
        segments.append(ReadSegment(Span(middle + 1, len(text)), None, "turn"))
    spoken = language.guess(" ".join(answer for _, answer in given))
    return Talk(text, tuple(segments), language=spoken, respondent=ref, attributes=attributes, name=ref)
