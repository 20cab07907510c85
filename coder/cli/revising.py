"""Subcommands of ``coder codebook`` that change a codebook of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, say, study_options
from coder.model import Code, ExampleKind

if TYPE_CHECKING:
    from coder.study.revision import NewCode
    from coder.study.study import Study

why_option = click.option("--why", default="", metavar="TEXT", help="The reason, for the codebook's history.")
label_language = click.option(
    "--in",
    "written_in",
    metavar="LANGUAGE",
    help="The language of the texts given; else the codebook's first.",
)


@click.command("add-code")
@click.argument("book", metavar="CODEBOOK")
@click.argument("label")
@click.option("--id", "slug", help="The code's id; by default made from the label.")
@click.option("--under", metavar="CODE", help="The code it stands under.")
@click.option("--brief", default="", help="What it is, in a sentence.")
@click.option("--definition", default="", help="What it is, in full.")
@click.option("--color", default="", metavar="#RRGGBB", help="Its colour.")
@click.option("--in-vivo", is_flag=True, help="The label is a respondent's own words.")
@label_language
@why_option
@study_options
@click.pass_obj
def add_code(
    session: Session,
    book: str,
    label: str,
    slug: str | None,
    under: str | None,
    brief: str,
    definition: str,
    color: str,
    in_vivo: bool,
    written_in: str | None,
    why: str,
) -> None:
    """Add a code to a codebook of the study. Says which codes are close to it."""
    from coder.study import codebook, reuse, revision

    with session.open() as study:
        found = codebook.codebooks(study, book)[0]
        language = written_in or found.languages[0]
        new = revision.NewCode(
            {language: label},
            _id_in(study, under, book),
            slug=slug,
            origin="in-vivo" if in_vivo else "inductive",
            brief={language: brief},
            definition={language: definition},
            color=color,
        )
        near = reuse.near_duplicates(study, label)
        id_ = revision.add_code(study, found.id, new, why)
        made = next(code for code in codebook.codebooks(study, book)[0].codes if code.id == id_)
    say(f"added {book}/{made.slug}.")
    if near:
        say("Close to it: " + ", ".join(f"{each.codebook}/{each.code.slug}" for each in near))


def _id_in(study: Study, name: str | None, book: str) -> int | None:
    """The id of a code of this codebook."""
    from coder.study import codebook

    if name is None:
        return None
    return codebook.find_code(study, name if "/" in name else f"{book}/{name}").id


@click.command("edit-code")
@click.argument("code")
@click.option("--label", help="Another label.")
@click.option("--brief", help="What it is, in a sentence.")
@click.option("--definition", help="What it is, in full.")
@click.option("--alias", "aliases", multiple=True, help="Another name; all of them. Repeatable.")
@click.option(
    "--new-meaning/--same-meaning",
    "meaning",
    default=None,
    help="Whether older codings should be revisited; by default when brief or definition change.",
)
@label_language
@why_option
@study_options
@click.pass_obj
def edit_code(
    session: Session,
    code: str,
    label: str | None,
    brief: str | None,
    definition: str | None,
    aliases: tuple[str, ...],
    meaning: bool | None,
    written_in: str | None,
    why: str,
) -> None:
    """Change what a code says."""
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        language = written_in or next(iter(found.label))
        given = [None if text is None else {language: text} for text in (label, brief, definition)]
        edits = revision.Edits(given[0], given[1], given[2], aliases=aliases or None)
        changed = revision.edit(study, found.id, edits, why, meaning)
    say(f"changed {found.slug}." if changed else f"{found.slug} says all of it already; nothing was changed.")


@click.command("move-code")
@click.argument("code")
@click.option("--under", metavar="CODE", help="The code to put it under; without it, the top.")
@click.option(
    "--place", type=click.IntRange(min=1), help="Which one among its siblings; by default the last."
)
@why_option
@study_options
@click.pass_obj
def move_code(session: Session, code: str, under: str | None, place: int | None, why: str) -> None:
    """Put a code, with all that is under it, somewhere else."""
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        parent = _id_in(study, under, _book_of(study, found))
        revision.move(study, found.id, parent, None if place is None else place - 1, why)
    say(f"moved {found.slug}.")


def _book_of(study: Study, code: Code) -> str:
    from coder.study import codebook

    return next(b.slug for b in codebook.codebooks(study) if any(c.id == code.id for c in b.codes))


@click.command()
@click.argument("code")
@click.argument("color", metavar="#RRGGBB")
@study_options
@click.pass_obj
def recolor(session: Session, code: str, color: str) -> None:
    """Give a code another colour."""
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        revision.recolour(study, found.id, color)
    say(f"{found.slug} is {color}.")


@click.command()
@click.argument("code")
@why_option
@study_options
@click.pass_obj
def retire(session: Session, code: str, why: str) -> None:
    """Take a code out of use; it keeps its codings."""
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        revision.retire(study, found.id, why)
    say(f"{found.slug} is retired; its codings stay.")


@click.command()
@click.argument("code")
@why_option
@study_options
@click.pass_obj
def reactivate(session: Session, code: str, why: str) -> None:
    """Take a retired, merged or draft code into use."""
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        revision.reactivate(study, found.id, why)
    say(f"{found.slug} is in use.")


@click.command()
@click.argument("code")
@click.argument("into")
@click.option("--preview", is_flag=True, help="Only say what would move; nothing is changed.")
@click.option("--new-meaning", is_flag=True, help="INTO means something else now; revisit its codings.")
@why_option
@study_options
@click.pass_obj
def merge(session: Session, code: str, into: str, preview: bool, new_meaning: bool, why: str) -> None:
    """Merge a code INTO another; all coders' codings go along."""
    from coder.study import codebook, regrouping, usage

    with session.open() as study:
        source = codebook.find_code(study, code)
        target = _id_in(study, into, _book_of(study, source))
        assert target is not None
        if preview:
            found = usage.merge_preview(study, source.id, target)
            say(
                f"{source.slug} into {into}: codings that move: {found.codings} "
                f"(interviews: {found.interviews}, coders: {found.coders}); on passages coded with both: "
                f"{found.twins}, with memos that move: {found.coding_memos}; memos on {source.slug} "
                f"that stay with it: {found.code_memos}. Nothing was changed."
            )
            return
        moved = regrouping.merge(study, source.id, target, why, new_meaning)
    say(f"merged {source.slug} into {into}; {moved} coding{'' if moved == 1 else 's'} moved.")


@click.command()
@click.argument("code")
@click.argument("label")
@click.option(
    "--coding", "codings", multiple=True, type=int, metavar="ID", help="A coding to move. Repeatable."
)
@click.option("--id", "slug", help="The new code's id; by default made from the label.")
@label_language
@why_option
@study_options
@click.pass_obj
def split(
    session: Session,
    code: str,
    label: str,
    codings: tuple[int, ...],
    slug: str | None,
    written_in: str | None,
    why: str,
) -> None:
    """Split a new code, called LABEL, off a code.

    `coder codebook codings CODE` lists what can move.
    """
    from coder.study import codebook, regrouping

    with session.open() as study:
        source = codebook.find_code(study, code)
        regrouping.split_off(study, source.id, _beside(study, source, label, slug, written_in), codings, why)
    say(f"split “{label}” off {source.slug}; {len(codings)} codings moved.")


def _beside(study: Study, source: Code, label: str, slug: str | None, language: str | None) -> NewCode:
    """A new code that stands right after another one."""
    from coder.study import codebook, revision

    book = codebook.codebooks(study, _book_of(study, source))[0]
    siblings = [code for code in book.codes if code.parent == source.parent]
    parent = next((code.id for code in book.codes if code.slug == source.parent), None)
    place = [code.id for code in siblings].index(source.id) + 1
    return revision.NewCode({language or book.languages[0]: label}, parent, place, slug)


@click.command("add-example")
@click.argument("code")
@click.argument("text")
@click.option("--kind", type=click.Choice(["typical", "atypical", "close-but-no"]), default="typical")
@click.option("--language", default="", help="The language of the passage.")
@why_option
@study_options
@click.pass_obj
def add_example(session: Session, code: str, text: str, kind: ExampleKind, language: str, why: str) -> None:
    """Add a passage to the examples of a code."""
    from coder.model import Example
    from coder.study import codebook, revision

    with session.open() as study:
        found = codebook.find_code(study, code)
        revision.add_example(study, found.id, Example(text, kind, language), why)
    say(f"{found.slug} has the example.")


COMMANDS = (add_code, edit_code, move_code, recolor, retire, reactivate, merge, split, add_example)
