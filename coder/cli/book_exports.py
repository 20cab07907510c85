"""Codebooks out into files: ``coder codebook export``, and their endings of ``coder export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.common import (
    Session,
    as_of_option,
    confirm,
    decimal_option,
    language_option,
    say,
    study_options,
)
from coder.model import Codebook, CoderError

if TYPE_CHECKING:
    from coder.cli.exporting import Asked as Export
    from coder.report.codebook_document import Form
    from coder.study.study import Study

DOCUMENTS = (".md", ".html", ".htm", ".docx")
"""The endings of a codebook to be read by people."""


@click.command()
@click.argument("name", metavar="CODEBOOK")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--profile", metavar="NAME", help="Another program's form: maxqda, nvivo, taguette, qc.")
@click.option("--no-guids", is_flag=True, help="Leave out what identifies the codes elsewhere.")
@click.option(
    "--plain-cells", is_flag=True, help="In a CSV, no apostrophe before cells that begin like formulas."
)
@click.option(
    "--no-counts", is_flag=True, help="In a document: the codebook alone, without counts and quotes."
)
@click.option("--rule", metavar="RULE", help="In a document: whose codings count, as for coder freq.")
@click.option(
    "--quotes",
    type=click.IntRange(0, 20),
    default=2,
    show_default=True,
    help="In a document: quotes of a code.",
)
@click.option(
    "--choose",
    type=click.Choice(["short", "first", "random"]),
    default="short",
    show_default=True,
    help="Which quotes: short ones, the first in the text, or drawn by --seed.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="For --choose random.")
@click.option("--quotes-in", metavar="CODE", help="Only quotes from interviews in this language: en, ru, kk.")
@click.option("--yes", is_flag=True, help="Replace what is there already.")
@decimal_option
@language_option
@study_options
@as_of_option
@click.pass_obj
def export(session: Session, /, name: str, path: Path, **said: Any) -> None:
    """Write a codebook to a file, for other programs or for readers.

    The ending says what: .yaml, .qdc, .csv, .xlsx for programs; .md, .html, .docx a document
    with definitions, counts and example quotes, as for the appendix of a paper. A YAML file
    that holds the codebook already is brought up to date and keeps its comments.
    """
    if path.suffix.lower() in DOCUMENTS:
        _document(session, name, path, said)
    else:
        _file(session, name, path, said)


def _file(session: Session, name: str, path: Path, said: dict[str, Any]) -> None:
    from coder.files.codebooks import writing
    from coder.files.whole import write_whole
    from coder.study import codebook as store

    writing.profile_of(path, said["profile"])
    with session.open() as study:
        book = store.with_changes(study, store.codebooks(study, name)[0])
    if said["no_guids"]:
        book = _without_guids(book)
    yaml = path.suffix.lower() in (".yaml", ".yml") and said["profile"] in (None, "coder")
    if yaml and path.exists():
        there = writing.standing(path)
        if there is None or there.slug != book.slug:
            what = f"the codebook {there.slug!r}" if there else "something else than a sound codebook"
            if not confirm(f"{path} holds {what}. Replace it, with its comments?", said["yes"]):
                say("nothing written.")
                return
    language = _spoken(book, said["language"])
    how = writing.How(said["profile"], language, guarded=not said["plain_cells"])
    written = writing.write(book, path, how)
    try:
        write_whole(path, written.content)
    except OSError as error:
        raise CoderError(f"{path}: cannot be written ({error.strerror or error}).") from error
    for sentence in written.lost:
        say(f"look at this: {sentence}")
    say(f"written: {path}")


def write(study: Study, asked: Export) -> list[str]:
    """The only codebook of the study, or the one that was named, for ``coder export``."""
    from coder.files.codebooks import writing
    from coder.files.whole import write_whole
    from coder.study import codebook as store

    books = store.codebooks(study, asked.codebook)
    if len(books) != 1:
        names = ", ".join(book.slug for book in books) or "none yet"
        raise CoderError(f"say which codebook with --codebook (codebooks: {names}).")
    if asked.file.suffix.lower() in DOCUMENTS:
        from coder.report import render
        from coder.report.codebook_document import Wanted, codebook_document, written

        form = _form(asked.file)
        document = codebook_document(study, Wanted(books[0].slug))
        render.write(asked.file, written(document, form, render.Style()), form)
        return [f"written: {asked.file}"]
    made = writing.write(store.with_changes(study, books[0]), asked.file)
    try:
        write_whole(asked.file, made.content)
    except OSError as error:
        raise CoderError(f"{asked.file}: cannot be written ({error.strerror or error}).") from error
    return [*(f"look at this: {each}" for each in made.lost), f"written: {asked.file}"]


def _form(path: Path) -> Form:
    """The form of a document, by its ending."""
    endings: dict[str, Form] = {".md": "md", ".docx": "docx"}
    return endings.get(path.suffix.lower(), "html")


def _spoken(book: Codebook, language: str) -> str:
    """The language of a file that holds one: what was asked for, else the codebook's first."""
    context = click.get_current_context()
    source = context.get_parameter_source("language")
    if source == click.core.ParameterSource.DEFAULT:
        return book.languages[0]
    if language not in book.languages:
        raise CoderError(
            f"the codebook {book.slug!r} has no texts in {language} ({', '.join(book.languages)})."
        )
    return language


def _without_guids(book: Codebook) -> Codebook:
    from dataclasses import replace

    return replace(book, codes=tuple(replace(code, guid=None) for code in book.codes))


def _document(session: Session, name: str, path: Path, said: dict[str, Any]) -> None:
    from coder.report import render
    from coder.report.codebook_document import Wanted, codebook_document, written

    if said["profile"]:
        raise CoderError(f"{path}: --profile is for .yaml, .csv and .xlsx; a document has none.")
    wanted = Wanted(
        codebook=name,
        rule=said["rule"],
        quotes=said["quotes"],
        counts=not said["no_counts"],
        choose=said["choose"],
        seed=said["seed"],
        quotes_in=said["quotes_in"],
        language=said["language"],
        decimal=said["decimal"],
    )
    with session.open() as study:
        document = codebook_document(study, wanted)
    question = f"{path} is there already. Replace it, with anything written into it?"
    if path.suffix.lower() == ".docx" and path.exists() and not confirm(question, said["yes"]):
        say("nothing written.")
        return
    form = _form(path)
    render.write(path, written(document, form, render.Style(said["decimal"])), form)
    say(f"written: {path}")
