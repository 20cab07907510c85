"""Tables of codes, as spreadsheets and other programs write them: MAXQDA, NVivo, Taguette, people.

A row is a code. Where it stands in the tree is told by a path in its name (``Pay > Salaries``), by a
column that names the parent, by columns for each level, by a column of themes, or by how far its name
is moved in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coder.files.codebooks import description
from coder.files.codebooks.columns import Column, Plan
from coder.files.codebooks.drafts import UNSAID, Draft, Told, cleaned, line
from coder.files.codebooks.places import Row, put_up
from coder.files.codebooks.tables import FORMULA
from coder.files.spreadsheet import Sheet
from coder.model import CoderError

_NO = frozenset({"false", "no", "0", "нет", "жоқ", "n", "f"})


def read(sheet: Sheet, plan: Plan, path: Path, *, text: bool) -> tuple[list[Draft], Told]:
    """The codes of a table; ``text`` is whether it was a CSV, whose cells may have an apostrophe in front."""
    told = Told(plan.form)
    told.warnings += plan.told(sheet.name)
    rows = _Reader(sheet, plan, told, text).rows()
    if not rows:
        raise CoderError(f"{path}: no row of the table has a code.")
    put_up(rows, plan, told)
    drafts: list[Draft] = []

    def walk(row: Row, parent: int | None) -> None:
        row.draft.parent = parent
        drafts.append(row.draft)
        here = len(drafts) - 1
        for each in row.children:
            walk(each, here)

    for row in rows:
        depth, at = 0, row.up
        while at is not None and depth < 100:
            depth, at = depth + 1, at.up
        if depth >= 100:
            raise CoderError(f"{path}: codes stand more than 50 levels deep; flatten the tree.")
    for row in rows:
        if row.up is None:
            walk(row, None)
    return drafts, told


class _Reader:
    """Goes through the rows; remembers what empty cells repeat."""

    def __init__(self, sheet: Sheet, plan: Plan, told: Told, text: bool) -> None:
        self.sheet, self.plan, self.told, self.text = sheet, plan, told, text
        self.names = plan.of("name") or plan.of("path")
        self.levels = sorted(
            (each for each in plan.columns if each.field.startswith("level ")), key=lambda each: each.field
        )
        self.group = next(iter(plan.of("group")), None)
        if not self.names and self.group is not None and not self.levels:
            self.names, self.group = [self.group], None
        self.above: dict[int, str] = {}

    def rows(self) -> list[Row]:
        found: list[Row] = []
        by_steps: dict[tuple[tuple[str, ...], str, str], Row] = {}
        joined = 0
        header = self.sheet.rows[self.plan.row]
        for cells, number in zip(
            self.sheet.rows[self.plan.row + 1 :], self.sheet.lines[self.plan.row + 1 :], strict=True
        ):
            if not any(each.strip() for each in cells) or cells[: len(header)] == header:
                continue
            cell = self._cells(cells)
            row = self._row(cell, number)
            if row is None:
                if found and self._more(found[-1].draft, cell):
                    joined += 1
                continue
            key = (tuple(each.casefold() for each in row.steps), row.parent.casefold(), row.draft.slug)
            same = by_steps.get(key)
            if same is not None and not row.indent and not row.draft.guid:
                self._more(same.draft, cell)
                joined += 1
                continue
            by_steps[key] = row
            found.append(row)
        if joined:
            self.told.warnings.append(
                f"{joined} row(s) without a code of their own were added to the code before or of that name."
            )
        return found

    def _cells(self, cells: Sequence[str]) -> Callable[[Column], str]:
        def cell(column: Column) -> str:
            value = cells[column.at] if column.at < len(cells) else ""
            if self.text and value.startswith("'") and value.lstrip("'").startswith(FORMULA):
                value = value[1:]
            return value

        return cell

    def _row(self, cell: Callable[[Column], str], number: int) -> Row | None:
        draft = Draft({}, place=f"row {number}")
        steps: tuple[str, ...] = ()
        indent = 0
        if self.levels:
            steps = self._steps(cell)
            if not steps:
                return None
            draft.label = {UNSAID: steps[-1]}
        for column in self.names:
            value = cell(column)
            if name := line(value):
                draft.label[column.language or UNSAID] = name
                indent = indent or len(value.replace("\t", "    ")) - len(
                    value.replace("\t", "    ").lstrip()
                )
                steps = steps or (name,)
        id_ = next((line(cell(each)) for each in self.plan.of("id")), "")
        draft.slug = id_
        if not draft.label and not id_:
            if self.group is None or not line(cell(self.group)):
                return None
            draft.label, steps = {UNSAID: line(cell(self.group))}, ()
        steps = steps or (id_,)
        if not draft.label:
            draft.label = {UNSAID: id_}
        if self.group is not None:
            group = line(cell(self.group)) or self.above.get(self.group.at, "")
            self.above[self.group.at] = group
            if group and group != steps[-1]:
                steps = (group, *steps)
        self._fill(draft, cell)
        parent = next((line(cell(each)) for each in self.plan.of("parent")), "")
        return Row(steps, draft, indent, parent)

    def _steps(self, cell: Callable[[Column], str]) -> tuple[str, ...]:
        """The names of the levels; empty cells before the last one repeat the row above."""
        own = [line(cell(each)) for each in self.levels]
        last = max((i for i, name in enumerate(own) if name), default=-1)
        if last < 0:
            return ()
        steps = []
        changed = False
        for i, column in enumerate(self.levels[: last + 1]):
            name = own[i] or ("" if changed else self.above.get(column.at, ""))
            changed = changed or bool(own[i])
            self.above[column.at] = name
            if name:
                steps.append(name)
        for column in self.levels[last + 1 :]:
            self.above.pop(column.at, None)
        return tuple(steps)

    def _fill(self, draft: Draft, cell: Callable[[Column], str]) -> None:
        for column in self.plan.columns:
            value = cleaned(cell(column)) if column.field else ""
            if not value or column.field in ("name", "path", "group", "id", "parent"):
                continue
            if column.field == "description":
                description.read(value, draft, column.language or UNSAID)
            elif column.field == "codable":
                draft.codable = value.casefold() not in _NO
            elif column.field in ("color", "guid", "merged_into"):
                setattr(draft, column.field, line(value))
            elif not column.field.startswith("level "):
                description.take({column.field: value}, draft, column.language or UNSAID)

    def _more(self, draft: Draft, cell: Callable[[Column], str]) -> bool:
        """Add the texts of a row without a code to the code before it; whether there were any."""
        further = Draft({})
        self._fill(further, cell)
        for name in ("brief", "definition"):
            texts: dict[str, str] = getattr(draft, name)
            for language, said in getattr(further, name).items():
                if said != texts.get(language):
                    texts[language] = f"{texts[language]}\n{said}" if language in texts else said
        draft.use_when += [each for each in further.use_when if each not in draft.use_when]
        draft.not_when += [each for each in further.not_when if each not in draft.not_when]
        draft.examples += [each for each in further.examples if each not in draft.examples]
        draft.aliases += further.aliases
        return any((further.brief, further.definition, further.use_when, further.not_when, further.examples))
