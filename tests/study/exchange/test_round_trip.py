"""A project that is imported, exported and imported again gives the same study, whatever the profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coder.files.refi import PROFILES
from coder.files.refi.guids import made
from coder.files.refi.values import (
    Applied,
    Case,
    CodeSet,
    Note,
    Project,
    Selection,
    TextSource,
    TreeCode,
    User,
    Variable,
)
from coder.study.exchange import give
from coder.study.safety.checking import check

if TYPE_CHECKING:
    from tests.study.exchange.conftest import Exchange

WORDS = st.sampled_from(
    ["pay", "слово", "тұлға", "😀", "e\u0301te\u0301", "👩\u200d👩\u200d👧", "=1+1", "<b>&", "a", "..."]
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=7)
LABELS = st.sampled_from(["", "I: ", "R: ", "Anna: ", "   "])
SAID = st.sampled_from(
    ["", "why?", "two\nlines", "Use when: it fits", "Definition\n\nIn brief: b", "😀 [red]"]
)
MOMENT = st.sampled_from(["2020-01-02T03:04:05Z", "2021-05-06T07:08:09.5+03:00", ""])


@st.composite
def texts(draw: st.DrawFn, number: int) -> str:
    """A text with and without labels, and blank lines."""
    lines = [draw(LABELS) + each for each in draw(LINES)]
    return (
        draw(st.sampled_from(["\n", "\n\n"])).join(lines)
        + f"\nend {number}"
        + draw(st.sampled_from(["", "\n"]))
    )


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A small project with everything that can come in."""
    users = [User(made("user", n), name) for n, name in enumerate(draw(st.lists(SAID_NAMES, max_size=3)))]
    codes: list[TreeCode] = []
    for n in range(draw(st.integers(1, 5))):
        parent = draw(st.sampled_from([None, *(each.guid for each in codes)]))
        name, color = draw(WORDS), draw(st.sampled_from(["", "#0a0", "#12Cdef"]))
        codes.append(
            TreeCode(made("code", n), name, parent, color, draw(st.booleans()), draw(SAID), draw(note("c")))
        )
    sources = []
    for n in range(draw(st.integers(1, 3))):
        text = draw(texts(n))
        selections = [draw(selection(n, m, len(text), users, codes)) for m in range(draw(st.integers(0, 4)))]
        guid, said = made("text", n), draw(SAID)
        sources.append(
            TextSource(guid, draw(WORDS), text, said, None, "", tuple(selections), (), draw(note("t")))
        )
    variables = (Variable(made("v", 1), "age", "Integer"), Variable(made("v", 2), "side", "Text"))
    cases = tuple(
        Case(
            made("case", n),
            draw(WORDS),
            draw(SAID),
            {made("v", 1): str(draw(st.integers(-5, 99))), made("v", 2): draw(WORDS)},
            tuple(draw(st.lists(st.sampled_from([each.guid for each in sources]), max_size=2, unique=True))),
            tuple(each.guid for each in draw(st.sampled_from(sources)).selections[:1]),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    writers = st.sampled_from([None, *(each.guid for each in users)])
    notes = [Note(made("note", n), draw(WORDS), draw(SAID), draw(writers), draw(MOMENT)) for n in "ctsk"]
    return Project(
        name="Tested",
        origin=draw(st.sampled_from(["", "NVivo for Windows 12.6", "ATLAS.ti 8"])),
        users=tuple(users),
        codes=tuple(codes),
        variables=variables,
        cases=cases,
        sources=tuple(sources),
        notes=tuple(notes),
        sets=(CodeSet(made("set"), "some codes", tuple(each.guid for each in codes[:2])),),
        description=draw(SAID),
    )


SAID_NAMES = st.sampled_from(["Ann", "Ben", "consensus", "any", ""])


def note(of: str) -> st.SearchStrategy[tuple[str, ...]]:
    """References to a note of this kind, or none."""
    return st.sampled_from([(), (made("note", of),)])


@st.composite
def selection(
    draw: st.DrawFn, n: int, m: int, length: int, users: list[User], codes: list[TreeCode]
) -> Selection:
    """A passage, of one character or many, sometimes of none, with codings of several coders."""
    start = draw(st.integers(0, length))
    end = draw(st.integers(start, length))
    who = st.sampled_from([None, *(each.guid for each in users)])
    codings = tuple(
        Applied(
            made("coding", n, m, k),
            draw(st.sampled_from(codes)).guid,
            draw(who),
            draw(MOMENT),
            draw(note("k")),
        )
        for k in range(draw(st.integers(0, 2)))
    )
    guid = made("selection", n, m)
    return Selection(guid, start, end, "", draw(SAID), draw(who), "", codings, draw(note("s")))


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes: an example opens two studies
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(project=projects(), first=st.sampled_from([*PROFILES]), then=st.sampled_from([*PROFILES]))
def test_import_export_import_gives_the_same_study(
    exchanges: Callable[[], Exchange], project: Project, first: Any, then: Any
) -> None:
    exchange = exchanges()
    try:
        study, path = exchange.study(), exchange.write(project, first)
        came = exchange.bring(study, path)
        before = exchange.content(study)
        assert not exchange.bring(study, path).anything, "what is there already comes again"
        out = exchange.folder / "out.qdpx"
        given = give(study, out, then)
        assert not exchange.bring(study, out).anything, "what was exported is not known again"
        again = exchange.study()
        back = exchange.bring(again, out)
        after = exchange.content(again)
        assert {key: after[key] for key in after if after[key] != before[key]} == {}
        assert after == before == exchange.content(study)
        assert back.came["codings"] == given.counts["codings"] == len(before["codings"])
        assert len(before["codings"]) <= came.came["codings"]
        assert not check(again)
    finally:
        exchange.close()
