"""An interview full of names that two coders have worked on, whose text was corrected once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.study import codebook, coding, history, memos, transcripts
from coder.study import tables as t
from coder.study.pseudonyms import applying
from coder.study.pseudonyms.names import Names
from coder.study.rewriting import replacing, resegmenting
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Turns = list[tuple[str | None, str]]
WAS: Turns = [
    ("I", "Who decided it then, Ivan Petrov?"),
    ("Petrov", "Ivan did. I asked Ivan Petrov twice. He said no."),
    ("I", "And Айгүл Ахметова?"),
    ("Petrov", "Айгүл went to Astana, and Ivanov stayed. Write to ivan@petrov.kz about it."),
]
IS: Turns = [
    ("I", "Who decided it then, Ivan Petrov?"),
    ("Petrov", "Ivan did. I asked Ivan Petrov twice, in May. He said no."),
    ("I", "And Айгүл Ахметова?"),
    ("Petrov", "Айгүл went to Astana, and Ivanov stayed. Write to ivan@petrov.kz."),
]
REPLACEMENTS = {
    "Ivan Petrov": "Person 1",
    "Ivan": "Person 1",
    "Petrov": "P1",
    "Айгүл": "Person 2",
    "Айгүл Ахметова": "Person 2",
    "Astana": "a city",
    "ivan@petrov.kz": "an address",
}
GONE = (b"Ivan Petrov", b"Petrov", "Айгүл".encode(), "Ахметова".encode(), b"Astana", b"ivan@petrov")
"""What is nowhere in the file afterwards; Ivan is, within Ivanov, which is another name."""

Take = Callable[..., applying.Applied]


@pytest.fixture(scope="session")
def named_template(template: Path, kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a history: everything has been done once in it; copied, never opened."""
    from shutil import copy

    path = Path(copy(template, tmp_path_factory.mktemp("named") / "study.db"))
    with Study.open(path) as lead, Study.open(path, "Ann") as ann, Study.open(path, "Ben") as ben:
        transcripts.add(lead, [kit.interview("Petrov, May", WAS)])

        def code(session: Study, words: str, slug: str = "alpha") -> int:
            return kit.apply(session, words, slug, "Petrov, May")

        code(ann, "Ivan did")
        code(ann, "asked Ivan Petrov twice")
        memos.add(ann, "Petrov is angry", "coding", code(ann, "went to Astana", "beta"))
        code(ben, "about it", "beta")  # its passage goes
        coding.remove(ben, code(ben, "and Ivanov stayed"))
        code(ben, "Petrov twice. He")
        found = transcripts.load(lead, "Petrov, May")
        half = found.text.index("Айгүл Ах") + 8
        coding.apply(
            ben, found.id, type(found.segments[0].span)(half, half + 8), codebook.find_code(lead, "alpha").id
        )
        memos.add(ben, "Astana again?", "segment", kit.segment(lead, 2, "Petrov, May"))
        replacing.replace(lead, replacing.preview(lead, "Petrov, May", kit.interview("Petrov, May", IS)))
        code(ann, "no", "beta")
        history.undo(ann)
        resegmenting.divide(lead, resegmenting.preview(lead, "Petrov, May", "sentence"))
        code(ann, "Write to ivan@petrov.kz", "beta")
    return path


@pytest.fixture
def named(named_template: Path, place: Path) -> Path:
    """The file of such a study of the test's own."""
    from shutil import copy

    return Path(copy(named_template, place))


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes the names out; the key is elsewhere."""

    def run(study: Study, replacements: dict[str, str] | None = None, **more: object) -> applying.Applied:
        elsewhere = tmp_path / "keys"
        elsewhere.mkdir(exist_ok=True)
        folder = study.path.parent if study.path else tmp_path
        key = elsewhere / "key.csv"
        names = Names(replacements or REPLACEMENTS)
        here = folder == tmp_path
        return applying.apply(study, names, key, key_here=here, **more)  # type: ignore[arg-type]

    return run


def texts(study: Study) -> list[str]:
    """Every text there is or was."""
    with study.read() as connection:
        return [
            *connection.execute(t.transcript.select().with_only_columns(t.transcript.c.text)).scalars(),
            *connection.execute(
                t.transcript_version.select().with_only_columns(t.transcript_version.c.text)
            ).scalars(),
        ]
