"""What is written is read again as the same codebook, as far as the format holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files.codebooks import Asked, load, read
from coder.files.codebooks.writing import How, standing, write
from coder.files.slugs import slug_of
from coder.model import Code, Codebook, CoderError, Example, Exclusion, Texts

if TYPE_CHECKING:
    from tests.files.codebooks.conftest import Make

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "codebooks").glob("*.yaml"))
TRICKY = (
    *(
        "no",
        "0123",
        "2024-03-12",
        "=1+1",
        "'=1",
        "@x",
        "-",
        "• x",
        "# x",
        "a: b",
        "Use when: x",
        "{a}",
        "[typical] x",
    ),
    *(
        "  Definition: x",
        "(see pay)",
        "x [see: pay]",
        "a\n\nb",
        "a\n  b",
        "Status: draft",
        "Id: x",
        "<b>&amp;",
        "\\n",
    ),
    *(
        "% x",
        "“a”",
        "null",
        "Ж: ә",
        "🙂 emoji",
        "one two  three",
        "Example (typical): x",
        "> x",
        "|",
        "x\ny: z",
        "'",
        '"',
    ),
)
letters = st.characters(min_codepoint=32, max_codepoint=0x4FF, exclude_categories=("C", "Z"))
words = st.sampled_from(TRICKY) | st.text(letters | st.sampled_from(" \n"), min_size=1, max_size=160)
texts = words.map(
    lambda each: "\n".join(row.rstrip() for row in each.strip().split("\n")).strip("\n ")
).filter(bool)
lines = words.map(lambda each: " ".join(each.split())).filter(bool)


def spoken(draw: st.DrawFn, each: st.SearchStrategy[str], languages: tuple[str, ...]) -> Texts:
    found = {languages[0]: draw(each)}
    return found | {more: draw(each) for more in languages[1:] if draw(st.booleans())}


@st.composite
def codebooks(draw: st.DrawFn, languages: tuple[str, ...] = ("en", "ru")) -> Codebook:
    """Any codebook whose texts have no blank edges, which other formats do not keep."""
    n = draw(st.integers(1, 5))
    slugs = draw(
        st.lists(
            st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True), min_size=n, max_size=n, unique=True
        )
    )
    codes: list[Code] = []

    def inside(slug: str) -> str | None:
        others = [each for each in slugs if each != slug]
        return draw(st.sampled_from([None, *others])) if others else None

    for place, slug in enumerate(slugs):
        merged = place > 0 and draw(st.integers(0, 4)) == 0
        codes.append(
            Code(
                slug,
                spoken(draw, lines, languages),
                draw(st.sampled_from([None, *_way(codes)])) if codes else None,
                color=draw(st.sampled_from(["", "#0a0", "#00AA00"])),
                origin=draw(st.sampled_from(["deductive", "inductive", "in-vivo"])),
                brief=spoken(draw, texts, languages) if draw(st.booleans()) else {},
                definition=spoken(draw, texts, languages) if draw(st.booleans()) else {},
                use_when=tuple(spoken(draw, texts, languages) for _ in range(draw(st.integers(0, 2)))),
                not_when=tuple(
                    Exclusion(spoken(draw, texts, languages), inside(slug))
                    for _ in range(draw(st.integers(0, 2)))
                ),
                examples=tuple(
                    Example(
                        draw(texts),
                        draw(st.sampled_from(["typical", "close-but-no"])),
                        draw(st.sampled_from(["", "kk"])),
                    )
                    for _ in range(draw(st.integers(0, 2)))
                ),
                aliases=tuple(draw(st.lists(lines, max_size=2, unique=True))),
                status="merged" if merged else draw(st.sampled_from(["active", "draft", "retired"])),
                merged_into=slugs[0] if merged else None,
                guid=draw(st.uuids().map(str) | st.none()),
            )
        )
    guids = [code.guid for code in codes if code.guid]
    if len(set(guids)) < len(guids):
        codes = [replace(code, guid=None) for code in codes]
    return Codebook(
        draw(st.sampled_from(["book", "2024", "no"])),
        draw(st.integers(1, 99)),
        spoken(draw, lines, languages),
        languages,
        tuple(codes),
        date=draw(st.sampled_from(["", "2024", "2024-03-12"])),
        authors=tuple(draw(st.lists(lines, max_size=2))),
        level_of_coding=draw(st.sampled_from(["segment", "turn"])),
        sets={"some": tuple(slugs[:2])} if draw(st.booleans()) else {},
        changes=({"version": 1, "date": "2024-03-12", "by": draw(lines), "what": draw(texts)},)
        if draw(st.booleans())
        else (),
    )


def _way(codes: list[Code]) -> list[str]:
    """The codes under which the next one may stand so that the order of the tree is kept."""
    by_slug = {code.slug: code for code in codes}
    way, at = [], codes[-1].slug
    while at:
        way.append(at)
        at = by_slug[at].parent or ""
    return way


SOME = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SOME
@given(codebooks())
def test_yaml_keeps_everything(tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / "x.yaml"
    path.unlink(missing_ok=True)
    path.write_bytes(write(book, path).content)
    assert read(path) == book
    assert write(book, path).content == path.read_bytes()


@settings(SOME, max_examples=25)
@given(codebooks(), codebooks())
def test_yaml_is_brought_up_to_date(tmp_path: Path, before: Codebook, after: Codebook) -> None:
    """Whatever changes: the file ends up with the new codebook, and what stands above it is kept."""
    path = tmp_path / "x.yaml"
    path.unlink(missing_ok=True)
    after = replace(after, slug=before.slug)
    path.write_bytes(b"# ours\n" + write(before, path).content)
    if all(code.guid is None for code in before.codes):
        after = replace(after, codes=tuple(replace(code, guid=None) for code in after.codes))
    else:
        said = {code.slug: code.guid for code in before.codes}
        codes = tuple(
            replace(code, guid=said[code.slug]) if code.slug in said else code for code in after.codes
        )
        guids = [code.guid for code in codes if code.guid]
        after = replace(after, codes=codes if len(set(guids)) == len(guids) else before.codes, sets={})
    path.write_bytes(write(after, path).content)
    assert read(path) == after
    assert path.read_text(encoding="utf-8").startswith("# ours\n")


@settings(SOME, max_examples=12)
@given(codebooks())
def test_our_tables_keep_the_codes(tmp_path: Path, book: Codebook) -> None:
    for name in ("x.csv", "x.xlsx"):
        path = tmp_path / name
        path.write_bytes(write(book, path).content)
        found = load(path, Asked(language="en", slug=book.slug) if name == "x.csv" else None)
        assert found.book is not None
        assert found.book.codes == book.codes
        if name == "x.xlsx":
            assert found.book == book


@settings(SOME, max_examples=25)
@given(codebooks(("en",)))
def test_qdc_keeps_the_codes_in_one_language(tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / "x.qdc"
    path.write_bytes(write(book, path).content)
    found = read(path, Asked(language="en"))
    assert tuple(replace(code, guid=None) for code in found.codes) == tuple(
        replace(code, guid=None) for code in book.codes
    )
    for one, other in zip(found.codes, book.codes, strict=True):
        assert one.guid == (other.guid or one.guid)
    assert found.sets == book.sets


@pytest.mark.parametrize("path", SHIPPED, ids=lambda each: each.stem)
@pytest.mark.parametrize("form", ["csv taguette", "xlsx maxqda", "xlsx nvivo", "yaml qc"])
def test_other_programs_forms_keep_names_and_tree(tmp_path: Path, path: Path, form: str) -> None:
    ending, profile = form.split()
    book = read(path)
    made = tmp_path / f"x.{ending}"
    written = write(book, made, How(profile))
    made.write_bytes(written.content)
    found = read(made, Asked(language="en"))
    names = {code.slug: code.label["en"] for code in book.codes}
    assert [code.label["en"] for code in found.codes] == list(names.values())
    own = {code.slug: code.label["en"] for code in found.codes}
    assert [own.get(code.parent or "") for code in found.codes] == [
        names.get(code.parent or "") for code in book.codes
    ]
    assert written.lost
    if profile != "qc":
        assert [dict(code.definition) for code in found.codes] == [
            {"en": code.definition["en"]} for code in book.codes
        ]


# --- comments --------------------------------------------------------------------------------------------

COMMENTED = """\
# Our codebook.
#   Read this first.

schema: 1
id: mine
version: 1   # the first one
languages: [en, ru]

# The tree
codes:
  # --- money
  - id: money
    label: {en: Money, ru: Деньги}   # a heading
    codable: false
    children:
    - id: pay
      # what coders see
      label:
        en: Pay
        # the Russian one was discussed
        ru: 'Оплата'
      color: "#0A0"   # green
      codable: true   # said though it need not be
      definition:
        en: |
          Two lines,
          # this is one of them
      # for the examples ask Ann
      examples: [{text: "Little."}]

    # --- to be split
    - {id: bonus, label: Bonus}
  # --- people
  - id: people
    label: People
# the end
"""


def test_comments_stay_where_they_were(make: Make) -> None:
    path = make("mine.yaml", COMMENTED)
    book = read(path)
    assert write(book, path).content.decode() == COMMENTED
    pay = replace(
        book.codes[1], color="#00F", label={"en": "Wages", "ru": "Оплата"}, brief={"en": "Earned"}, guid="x"
    )
    new = Code("training", {"en": "Training"}, "money")
    codes = (book.codes[0], pay, book.codes[2], new, book.codes[3])
    changed = write(replace(book, version=2, codes=codes), path).content.decode()
    expected = (
        COMMENTED.replace("version: 1   # the first one", "version: 2  # the first one")
        .replace("        en: Pay\n", '        en: "Wages"\n')
        .replace('color: "#0A0"   # green', 'color: "#00F"  # green\n      brief: {en: "Earned"}')
        .replace("label: Bonus}\n", 'label: Bonus}\n    - id: training\n      label: {en: "Training"}\n')
    )
    assert changed == expected


def test_a_moved_code_takes_its_comments_along(make: Make) -> None:
    path = make("mine.yaml", COMMENTED)
    book = read(path)
    codes = (book.codes[0], book.codes[2], book.codes[3], replace(book.codes[1], parent="people"))
    text = write(replace(book, codes=codes), path).content.decode()
    assert "    children:\n\n    # --- to be split" in text
    assert "      - id: pay\n        # what coders see\n        label:\n          en: Pay\n" in text
    path.write_text(text, encoding="utf-8")
    assert read(path).codes == codes


def test_windows_line_ends_stay(make: Make) -> None:
    path = make("mine.yaml", COMMENTED.replace("\n", "\r\n"))
    text = write(replace(read(path), version=5), path).content.decode()
    assert text.count("\r\n") == text.count("\n") == COMMENTED.count("\n")


def test_a_shape_that_cannot_be_kept_is_written_anew_and_told(make: Make) -> None:
    path = make("mine.yaml", "# c\nschema: 1\nid: mine\nlanguages: [en]\ncodes: [{id: a, label: A}]\n")
    written = write(replace(read(path), version=2), path)
    assert "could not be kept" in written.lost[0]
    assert b"# c" not in written.content


def test_removed_codes_take_comments_along_and_it_is_told(make: Make) -> None:
    path = make("mine.yaml", COMMENTED)
    book = read(path)
    written = write(replace(book, codes=book.codes[:2]), path)
    assert written.lost == ("Comments that went with what they stood at: # --- to be split; # --- people",)


def test_the_shipped_files_change_in_the_changed_lines_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(SHIPPED[0].read_bytes())
    book = read(path)
    code = replace(book.codes[2], aliases=("one", "two"))
    codes = (*book.codes[:2], code, *book.codes[3:])
    before = path.read_text(encoding="utf-8").split("\n")
    after = write(replace(book, codes=codes), path).content.decode().split("\n")
    assert len(set(before) - set(after)) <= 4
    assert len(set(after) - set(before)) == 1


# --- qc, and what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        (
            "- pay:\n  - bonus\n  - wages: [yearly]\n- training\n",
            ["pay", "bonus", "wages", "yearly", "training"],
        ),
        ("pay:\n  bonus:\n  wages:\ntraining:\n", ["pay", "bonus", "wages", "training"]),
        ("- pay\n- 'no'\n- people:\n  - pay\n", ["pay", "no", "people", "pay-2"]),
    ],
)
def test_trees_of_qc(make: Make, text: str, slugs: list[str]) -> None:
    found = load(make("codebook.yaml", text))
    assert found.book is not None
    assert (found.form, [code.slug for code in found.book.codes]) == ("qc", slugs)
    assert any("several places" in each for each in found.warnings) == ("pay-2" in slugs)


@pytest.mark.parametrize("text", ["- pay:\n - : [", "- [a]\n", "a: *b\n", "- &x [*x]\n"])
def test_broken_trees_are_refused(make: Make, text: str) -> None:
    with pytest.raises(CoderError):
        read(make("codebook.yaml", text))


@pytest.mark.parametrize(("name", "profile"), [("x.pdf", None), ("x.qdc", "maxqda"), ("x.csv", "none")])
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, profile: str | None) -> None:
    with pytest.raises(CoderError, match=name):
        write(read(SHIPPED[0]), tmp_path / name, How(profile))


def test_csv_cells_that_would_run_are_guarded_unless_asked(tmp_path: Path) -> None:
    code = Code("a", {"en": "=1+1"}, definition={"en": "@x"})
    book = Codebook("b", 1, {"en": "B"}, ("en",), (code,))
    path = tmp_path / "x.csv"
    assert b"'=1+1" in write(book, path).content
    assert b"'" not in write(book, path, How(guarded=False)).content
    assert standing(path) is None
    assert slug_of("=1+1", ()) == "1-1"
