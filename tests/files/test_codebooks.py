"""Codebook files: what is kept, what is refused, and with which sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files.codebooks import Fault, check, read
from coder.model import Codebook, CoderError, Example, Exclusion

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "codebooks").glob("*.yaml"))

HEAD = "schema: 1\nid: study\nlanguages: [en, ru]\n"
"""Three lines that a test's own lines follow."""

CODE = "codes:\n  - id: reading\n    label: {en: Reading, ru: Чтение}\n"
"""The code's id stands on line 5 and its label on line 6; what follows begins on line 7."""

MORE = "  - id: video\n    label: {en: Video, ru: Видео}\n"

FULL = """\
schema: 1
id: teachers-2024
version: 3
date: 2024-03-12
languages: [en, ru, kk]
title: {kk: Мұғалімдердің оқуы, ru: Чтение учителей, en: Teachers' reading}
authors: [A. B., "C: D"]
level_of_coding: turn
codes:
  - id: media
    label: {en: Media, ru: Медиа, kk: Медиа}
    codable: false
    children:
      - id: reading
        label: {en: Reading, ru: Чтение, kk: Оқу}
        color: "#00AA00"
        codable: true
        origin: in-vivo
        brief: Reads books
        definition:
          ru: |
            Две строки,
            вторая.
          en: >
            Folded
            text
        use_when: [{en: "no"}, plain words]
        not_when:
          - {en: Watches, ru: Смотрит, see: video}
          - Never
        examples:
          - {text: "Кітап оқимын", lang: kk, kind: typical}
          - {text: " kept as is ", kind: close-but-no}
        aliases: [books, "2024"]
        status: draft
        merged_into: null
        guid: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
        children: []
      - id: video
        label: {en: Video, ru: Видео, kk: Бейне}
  - id: films
    label: {en: Films, ru: Фильмы, kk: Фильмдер}
    status: merged
    merged_into: video
sets: [{id: practices, codes: [reading, video]}]
changes: [{version: 3, date: 2024-03-12, by: A. B., what: "split media"}]
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "book.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def only(folder: Path, text: str | bytes) -> Fault:
    """The one fault of a text, which also keeps it from being read."""
    path = write(folder, text)
    found = check(path)
    assert len(found) == 1, [str(each) for each in found]
    assert not found[0].is_warning
    with pytest.raises(CoderError) as raised:
        read(path)
    assert str(raised.value) == str(found[0])
    return found[0]


def full(folder: Path) -> Codebook:
    path = write(folder, FULL)
    assert check(path) == []
    return read(path)


# --- what is kept ------------------------------------------------------------------------------


def test_the_head_of_a_codebook(tmp_path: Path) -> None:
    book = full(tmp_path)
    assert (book.slug, book.version, book.date) == ("teachers-2024", 3, "2024-03-12")
    assert book.languages == ("en", "ru", "kk")
    assert book.authors == ("A. B.", "C: D")
    assert book.level_of_coding == "turn"
    assert book.sets == {"practices": ("reading", "video")}
    assert book.changes == ({"version": 3, "date": "2024-03-12", "by": "A. B.", "what": "split media"},)


def test_texts_are_kept_exactly_with_the_default_language_first(tmp_path: Path) -> None:
    assert list(full(tmp_path).title.items()) == [
        ("en", "Teachers' reading"),
        ("ru", "Чтение учителей"),
        ("kk", "Мұғалімдердің оқуы"),
    ]


def test_codes_come_parents_first_in_the_order_of_the_file(tmp_path: Path) -> None:
    book = full(tmp_path)
    assert [(code.slug, code.parent) for code in book.codes] == [
        ("media", None),
        ("reading", "media"),
        ("video", "media"),
        ("films", None),
    ]
    assert [book.depth(code) for code in book.codes] == [0, 1, 1, 0]


def test_every_field_of_a_code(tmp_path: Path) -> None:
    media, code, _, films = full(tmp_path).codes
    assert not media.codable
    assert code.label == {"en": "Reading", "ru": "Чтение", "kk": "Оқу"}
    assert (code.color, code.codable, code.origin, code.status) == ("#00AA00", True, "in-vivo", "draft")
    assert code.brief == {"en": "Reads books"}
    assert code.definition == {"en": "Folded text", "ru": "Две строки,\nвторая."}
    assert list(code.definition) == ["en", "ru"]
    assert code.use_when == ({"en": "no"}, {"en": "plain words"})
    assert code.not_when == (
        Exclusion({"en": "Watches", "ru": "Смотрит"}, see="video"),
        Exclusion({"en": "Never"}),
    )
    assert code.examples == (
        Example("Кітап оқимын", "typical", "kk"),
        Example(" kept as is ", "close-but-no"),
    )
    assert code.aliases == ("books", "2024")
    assert code.guid == "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert (films.status, films.merged_into) == ("merged", "video")


def test_a_small_codebook_needs_little(tmp_path: Path) -> None:
    book = read(write(tmp_path, "schema: 1\nid: a\nlanguages: [en]\ncodes: [{id: b, label: B}]\n"))
    assert (book.version, book.title, book.date) == (1, {"en": "a"}, "")
    assert book.codes[0].label == {"en": "B"}
    assert (book.codes[0].status, book.codes[0].origin, book.codes[0].guid) == ("active", "deductive", None)


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf" + FULL.encode(), FULL.replace("\n", "\r\n").encode()], ids=["bom", "crlf"]
)
def test_files_of_other_editors_read_the_same(tmp_path: Path, data: bytes) -> None:
    assert read(write(tmp_path, data)) == full(tmp_path)


def test_an_anchor_may_be_repeated(tmp_path: Path) -> None:
    text = HEAD + CODE + "    brief: &b {en: Same}\n" + MORE + "    brief: *b\n"
    assert [code.brief for code in read(write(tmp_path, text)).codes] == [{"en": "Same"}] * 2


@pytest.mark.parametrize(
    "plain", ["nobody", "note 5", "12 people", "2024-03-12 was a Tuesday", "yes.", "1-2"]
)
def test_words_that_only_look_like_something_else_stay_texts(tmp_path: Path, plain: str) -> None:
    book = read(write(tmp_path, HEAD + CODE + f"    brief: {plain}\n"))
    assert book.codes[0].brief == {"en": plain}


# --- faults of a code ----------------------------------------------------------------------------

UNQUOTED = ["no", "Yes", "on", "off", "true", "FALSE", "null", "~", "y", "0123", "12", "1.5", "1e3", "0x1F"]

IN_A_CODE = {
    "unknown key": ("    colour: red\n", 7, "unknown key 'colour' of a code; did you mean 'color'?"),
    "unknown key, nothing near": ("    zzz: 1\n", 7, "unknown key 'zzz' of a code"),
    "repeated key": (
        "    brief: A\n    brief: B\n",
        8,
        "the key 'brief' of a code stands here again, first on line 7",
    ),
    "a list as key": ("    ? [a]\n    : b\n", 7, "a key of a code must be a word, not a list"),
    "date as text": (
        "    brief: 2024-03-12\n",
        7,
        (
            "brief is '2024-03-12' without quotes; quote it, \"2024-03-12\", "
            "since unquoted it can be read as a date"
        ),
    ),
    "list as text": ("    brief: [a]\n", 7, "brief must be a text, not a list"),
    "empty text": ("    brief: {en: }\n", 7, "brief in en is empty"),
    "unquoted alias": (
        "    aliases:\n      - books\n      - no\n",
        9,
        (
            "an entry of aliases is 'no' without quotes; quote it, \"no\", "
            "since unquoted it can be read as true or false"
        ),
    ),
    "text as list": (
        "    aliases: books\n",
        7,
        "aliases must be a list, not 'books'; begin each entry with a dash",
    ),
    "unknown language": (
        "    brief: {en: A, kk: B}\n",
        7,
        "'kk' in brief is none of the languages of this codebook, en or ru",
    ),
    "unquoted Norwegian": (
        "    brief: {en: A, no: B}\n",
        7,
        (
            "a language of brief is 'no' without quotes; quote it, \"no\", "
            "since unquoted it can be read as true or false"
        ),
    ),
    "see nowhere": (
        "    not_when:\n      - {en: A, see: readin}\n",
        8,
        "see points to 'readin', which is no code of this codebook; did you mean 'reading'?",
    ),
    "see itself": (
        "    not_when: [{en: A, see: reading}]\n",
        7,
        "see points to the code itself; name another one",
    ),
    "see a folder": (
        "    not_when: [{en: A, see: f}]\n  - {id: f, label: {en: F, ru: F}, codable: false}\n",
        7,
        "see points to the folder 'f', which cannot be applied; name one of its codes",
    ),
    "slip for see": (
        "    not_when: [{en: A, sea: reading}]\n",
        7,
        "'sea' in not_when is none of the languages of this codebook, en or ru; did you mean 'see'?",
    ),
    "see without a text": (
        "    not_when: [{see: v}]\n  - {id: v, label: {en: V, ru: V}}\n",
        7,
        "not_when is missing in the default language, en",
    ),
    "see twice": (
        "    not_when:\n      - see: v\n        see: v\n        en: A\n  - {id: v, label: {en: V, ru: V}}\n",
        9,
        "the key 'see' of not_when stands here again, first on line 8",
    ),
    "merged nowhere": ("    status: merged\n", 7, "status is merged, but merged_into names no code"),
    "merged into nothing there": (
        "    status: merged\n    merged_into: vide\n  - {id: video, label: {en: V, ru: V}}\n",
        8,
        "merged_into points to 'vide', which is no code of this codebook; did you mean 'video'?",
    ),
    "merged into itself": (
        "    status: merged\n    merged_into: reading\n",
        8,
        "merged_into points to the code itself; name another one",
    ),
    "color": ('    color: "00AA00"\n', 7, 'the color \'00AA00\' must be written as "#0A0" or "#00AA00"'),
    "color of four": (
        '    color: "#00AA"\n',
        7,
        'the color \'#00AA\' must be written as "#0A0" or "#00AA00"',
    ),
    "color as comment": (
        "    color: #00AA00\n    brief: A\n",
        7,
        'color is empty; quote it, "#00AA00", since # begins a comment',
    ),
    "codable": ("    codable: no\n", 7, "codable is 'no'; it must be true or false, without quotes"),
    "codable quoted": (
        '    codable: "true"\n',
        7,
        "codable is 'true'; it must be true or false, without quotes",
    ),
    "origin": (
        "    origin: inductiv\n",
        7,
        (
            "origin is 'inductiv'; it must be deductive, inductive, in-vivo or structural; "
            "did you mean 'inductive'?"
        ),
    ),
    "status": ("    status: on\n", 7, "status is 'on'; it must be active, draft, merged or retired"),
    "kind": (
        "    examples:\n      - {text: A, kind: close}\n",
        8,
        "kind is 'close'; it must be typical, atypical or close-but-no",
    ),
    "example without text": ("    examples: [{kind: typical}]\n", 7, "an example has no text"),
    "example with an empty text": ("    examples: [{text: ''}]\n", 7, "the text of an example is empty"),
    "example's language": (
        "    examples: [{text: A, lang: English}]\n",
        7,
        "the lang of an example is 'English'; write a language as en, ru or kk",
    ),
    "guid": ("    guid: 17\n", 7, "guid must be a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
}


@pytest.mark.parametrize(("lines", "line", "sentence"), IN_A_CODE.values(), ids=list(IN_A_CODE))
def test_faults_of_a_code(tmp_path: Path, lines: str, line: int, sentence: str) -> None:
    fault = only(tmp_path, HEAD + CODE + lines)
    assert (fault.line, fault.code, fault.sentence) == (line, "reading", sentence)
    assert str(fault) == f"{tmp_path / 'book.yaml'}:{line}: code 'reading': {sentence}"


@pytest.mark.parametrize("value", UNQUOTED)
@pytest.mark.parametrize("place", ["label: {{en: {}, ru: A}}", "label: {{ru: A, en: {}}}"])
def test_an_unquoted_word_is_refused_as_a_label(tmp_path: Path, place: str, value: str) -> None:
    fault = only(tmp_path, HEAD + f"codes:\n  - id: reading\n    {place.format(value)}\n")
    assert (fault.line, fault.code) == (6, "reading")
    assert f"label in en is '{value}' without quotes; quote it, \"{value}\"" in str(fault)


@pytest.mark.parametrize("value", UNQUOTED)
def test_an_unquoted_word_is_refused_as_an_id(tmp_path: Path, value: str) -> None:
    fault = only(tmp_path, HEAD + f"codes:\n  - label: {{en: A, ru: A}}\n    id: {value}\n")
    assert (fault.line, fault.code) == (6, value)
    assert f'quote it, "{value}"' in str(fault)


@pytest.mark.parametrize("value", ["no", "0123", "2024-03-12"])
@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", "!!str {}"])
def test_a_quoted_word_is_a_text(tmp_path: Path, value: str, quoted: str) -> None:
    word = quoted.format(value)
    text = HEAD + f"codes:\n  - id: {word}\n    label: {{en: {word}, ru: A}}\n    aliases: [{word}]\n"
    code = read(write(tmp_path, text)).codes[0]
    assert (code.slug, code.label["en"], code.aliases) == (value, value, (value,))


def test_missing_id(tmp_path: Path) -> None:
    fault = only(tmp_path, HEAD + "codes:\n  - label: {en: A, ru: A}\n")
    assert (fault.line, fault.code, fault.sentence) == (5, None, "the code has no id")


def test_ill_formed_id_is_still_a_target(tmp_path: Path) -> None:
    text = HEAD + CODE + "    not_when: [{en: A, see: My Code}]\n  - {id: My Code, label: {en: A, ru: A}}\n"
    fault = only(tmp_path, text)
    assert (fault.line, fault.code) == (8, "My Code")
    assert fault.sentence == "the id 'My Code' may hold only a to z, 0 to 9 and the hyphen"


def test_an_id_is_taken_anywhere_in_the_tree(tmp_path: Path) -> None:
    text = HEAD + CODE + MORE + "    children:\n      - id: reading\n        label: {en: A, ru: A}\n"
    fault = only(tmp_path, text)
    assert (fault.line, fault.code) == (10, "reading")
    assert fault.sentence == "the id is taken: it stands first on line 5"


def test_a_guid_is_taken(tmp_path: Path) -> None:
    guid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    fault = only(tmp_path, HEAD + CODE + f"    guid: {guid}\n" + MORE + f"    guid: '{{{guid.upper()}}}'\n")
    assert (fault.line, fault.code) == (10, "video")
    assert fault.sentence == "the guid is taken: it stands first on line 7"


def test_missing_labels(tmp_path: Path) -> None:
    fault = only(tmp_path, HEAD + "codes:\n  - id: reading\n")
    assert (fault.line, fault.code, fault.sentence) == (5, "reading", "the code has no label")
    fault = only(tmp_path, HEAD + "codes:\n  - id: reading\n    label: {ru: A}\n")
    assert (fault.line, fault.sentence) == (6, "label is missing in the default language, en")
    fault = only(tmp_path, HEAD + "codes:\n  - id: reading\n    label:\n    brief: A\n")
    assert (fault.line, fault.sentence) == (6, "label is empty")
    fault = only(tmp_path, HEAD + 'codes:\n  - id: reading\n    label: {en: "A\\nB", ru: A}\n')
    assert (fault.line, fault.sentence) == (6, "label in en has more than one line")


def test_codes_merged_in_a_circle(tmp_path: Path) -> None:
    text = HEAD + CODE + "    status: merged\n    merged_into: video\n" + MORE
    path = write(tmp_path, text + "    status: merged\n    merged_into: reading\n")
    assert [(fault.line, fault.code) for fault in check(path)] == [(8, "reading"), (12, "video")]
    assert "merged back into this code" in str(check(path)[0])


def test_a_fault_of_a_child_names_the_child_and_of_its_parent_the_parent(tmp_path: Path) -> None:
    text = HEAD + CODE + "    children:\n      - {id: child, label: {en: A, ru: A}, x1: 1}\n    x2: 1\n"
    assert [(fault.line, fault.code) for fault in check(write(tmp_path, text))] == [
        (8, "child"),
        (9, "reading"),
    ]


# --- faults of the head ----------------------------------------------------------------------------

OF_THE_FILE = {
    "other schema": (
        "colour: red\nschema: 2\n" + CODE,
        2,
        "schema '2' cannot be read; this version of coder reads schema 1",
    ),
    "no schema": (
        "id: a\nlanguages: [en, ru]\n" + CODE,
        1,
        "the codebook does not say its schema; add 'schema: 1'",
    ),
    "no id": ("schema: 1\nlanguages: [en, ru]\n" + CODE, 1, "the codebook has no id"),
    "no languages": (
        "schema: 1\nid: a\ncodes: [{id: b, label: B}]\n",
        1,
        "the codebook does not say its languages; add 'languages: [en]', the default language first",
    ),
    "no codes": (HEAD, 1, "the codebook has no codes"),
    "empty codes": (HEAD + "codes: []\n", 4, "the codebook has no codes"),
    "language twice": (
        "schema: 1\nid: a\nlanguages: [en, ru, en]\n" + CODE,
        3,
        "the language 'en' is named twice",
    ),
    "unknown key": (
        HEAD + CODE + "sett: []\n",
        7,
        "unknown key 'sett' of the codebook; did you mean 'sets'?",
    ),
    "level": (
        HEAD + CODE + "level_of_coding: turns\n",
        7,
        "level_of_coding is 'turns'; it must be segment, sentence, turn or document; did you mean 'turn'?",
    ),
    "version": (HEAD + CODE + "version: 1.2\n", 7, "version is '1.2'; it must be a whole number from 1"),
    "date": (HEAD + CODE + "date: 2024-13-01\n", 7, "date is '2024-13-01'; write it as 2024-03-12"),
    "set member": (
        HEAD + CODE + "sets:\n  - id: s\n    codes: [raeding]\n",
        9,
        "the set 's' points to 'raeding', which is no code of this codebook; did you mean 'reading'?",
    ),
    "set twice": (
        HEAD + CODE + "sets:\n  - {id: s, codes: [reading]}\n  - {id: s, codes: []}\n",
        9,
        "the set 's' stands here again",
    ),
    "change": (
        HEAD + CODE + "changes: [{wat: a}]\n",
        7,
        "unknown key 'wat' of a change; did you mean 'what'?",
    ),
    "a code that is a word": (HEAD + "codes: [a]\n", 4, "a code must be keys with values, not 'a'"),
    "a list at the top": ("- [a]\n", 1, "the codebook must be keys with values, not a list"),
    "not YAML": (
        HEAD + "title: Teachers: reading\n",
        4,
        (
            "this is not YAML: mapping values are not allowed here; "
            "a text that holds a colon and a space needs quotes"
        ),
    ),
    "not UTF-8": (
        (HEAD + CODE).encode("cp1251"),
        6,
        "the file is not UTF-8; save it in that encoding",
    ),
    "UTF-16": ((HEAD + CODE).encode("utf-16"), 1, "the file is not UTF-8; save it in that encoding"),
    "control character": (
        HEAD + "title: \x1b[31m\n",
        4,
        "the control character U+001B does not belong in a codebook; remove it",
    ),
    "escaped control character": (
        HEAD + 'title: "\\e[31m"\n',
        4,
        "the control character U+001B does not belong in a codebook; remove it",
    ),
    "half surrogate": (
        HEAD + 'title: "\\uD800"\n',
        4,
        "the control character U+D800 does not belong in a codebook; remove it",
    ),
    "tag": (
        HEAD + "title: !!python/name:os.system a\n",
        4,
        "the YAML tag '!!python/name:os.system' is not read in a codebook; remove it",
    ),
    "two documents": (
        HEAD + CODE + "---\n" + HEAD,
        7,
        "a second document begins here; keep one codebook a file",
    ),
    "unknown alias": (HEAD + "title: *a\n", 4, "the alias '*a' has no anchor '&a' before it"),
    "alias in itself": (HEAD + "codes: &a [*a]\n", 4, "the alias '*a' stands inside what it repeats"),
}


@pytest.mark.parametrize(("text", "line", "sentence"), OF_THE_FILE.values(), ids=list(OF_THE_FILE))
def test_faults_of_the_file(tmp_path: Path, text: str | bytes, line: int, sentence: str) -> None:
    fault = only(tmp_path, text)
    assert (fault.line, fault.code, fault.sentence) == (line, None, sentence)
    assert str(fault) == f"{tmp_path / 'book.yaml'}:{line}: {sentence}"


def test_an_empty_file(tmp_path: Path) -> None:
    assert str(only(tmp_path, "# nothing\n")) == f"{tmp_path / 'book.yaml'}: the file is empty"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CoderError, match=r"none\.yaml: the file cannot be read: No such file"):
        read(tmp_path / "none.yaml")
    with pytest.raises(CoderError, match="the file cannot be read"):
        read(tmp_path)


# --- limits ----------------------------------------------------------------------------------------


def test_a_hundred_anchors_and_aliases(tmp_path: Path) -> None:
    def book(aliases: int) -> str:
        return HEAD + CODE + "    aliases: [&a books" + ", *a" * aliases + "]\n"

    assert len(read(write(tmp_path, book(99))).codes[0].aliases) == 100
    assert only(tmp_path, book(100)).sentence.startswith("more than 100 YAML anchors and aliases")


def test_a_billion_laughs(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    fault = only(tmp_path, HEAD + "\n".join(lines))
    assert fault.sentence.startswith("more than 250,000 values")


def nested(depth: int) -> str:
    code = ""
    for n in range(depth, 0, -1):
        code = f"[{{id: c{n}, label: {{en: A, ru: A}}, children: {code or '[]'}}}]"
    return HEAD + f"codes: {code}\n"


def test_fifty_levels_of_codes(tmp_path: Path) -> None:
    book = read(write(tmp_path, nested(50)))
    assert book.depth(book.codes[-1]) == 49
    fault = only(tmp_path, nested(51))
    assert (fault.line, fault.code) == (4, "c51")
    assert fault.sentence == "codes stand more than 50 levels deep; flatten this"


def test_brackets_without_end(tmp_path: Path) -> None:
    assert "inside each other" in only(tmp_path, "[" * 100_000).sentence


def test_a_file_over_five_megabytes(tmp_path: Path) -> None:
    assert only(tmp_path, HEAD + "#" * 5_000_000).sentence.startswith("the file is larger than 5 MB")


# --- several faults, and warnings --------------------------------------------------------------------


def test_reading_tells_the_first_fault_and_how_many_more(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + CODE + "    zzz: 1\n    codable: no\n")
    with pytest.raises(CoderError) as raised:
        read(path)
    first = f"{path}:7: code 'reading': unknown key 'zzz' of a code"
    assert str(raised.value) == f"{first} (1 more fault; run: coder codebook check {path})"
    path = write(tmp_path, HEAD + CODE + "    zzz: 1\n    codable: no\n    origin: x\n")
    with pytest.raises(CoderError, match="2 more faults; run: coder codebook check"):
        read(path)


WARNINGS = {
    "a label in another language": (
        HEAD + "codes:\n  - {id: reading, label: {en: A}}\n",
        5,
        "label is missing in ru",
    ),
    "a plain label": (HEAD + "codes:\n  - {id: reading, label: A}\n", 5, "label is missing in ru"),
    "a text without the default language": (
        HEAD + CODE + "    brief: {ru: A}\n",
        7,
        "brief is missing in the default language, en",
    ),
    "merged_into of an active code": (
        HEAD + CODE + "    merged_into: video\n" + MORE,
        7,
        "merged_into is set, but status is active",
    ),
    "see a retired code": (
        HEAD + CODE + "    not_when: [{en: A, see: video}]\n" + MORE + "    status: retired\n",
        7,
        "see points to 'video', which is retired; name the code to use now",
    ),
}


@pytest.mark.parametrize(("text", "line", "sentence"), WARNINGS.values(), ids=list(WARNINGS))
def test_a_warning_does_not_keep_a_codebook_from_being_read(
    tmp_path: Path, text: str, line: int, sentence: str
) -> None:
    path = write(tmp_path, text)
    assert check(path) == [Fault(path, line, "reading", sentence, is_warning=True)]
    assert str(check(path)[0]) == f"{path}:{line}: warning: code 'reading': {sentence}"
    assert read(path).codes[0].slug == "reading"


def test_warnings_are_not_counted_as_faults(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "codes:\n  - {id: reading, label: A, zzz: 1}\n")
    assert len(check(path)) == 2
    with pytest.raises(CoderError) as raised:
        read(path)
    assert "more" not in str(raised.value)


# --- anything at all -----------------------------------------------------------------------------------


def outcome(path: Path) -> None:
    """Reading gives a codebook or one printable sentence."""
    sentence = ""
    try:
        assert read(path).codes
    except CoderError as error:
        sentence = str(error)
    assert sentence.isprintable()


PIECES = st.sampled_from(
    [
        *(
            "schema: 1\n",
            "id: ",
            "a",
            "languages: [en]\n",
            "codes:\n",
            "  - ",
            "    ",
            "label: ",
            "children:\n",
        ),
        *(
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "- ",
            "\n",
            "&a ",
            "*a",
            "!!int ",
            "! ",
            "|\n",
            ">-\n",
            "? ",
            "#",
            "%",
        ),
        *(
            "%YAML 1.1\n",
            "---\n",
            "...\n",
            '"',
            "'",
            "\\U00110000",
            "\\xff",
            "no",
            "~",
            "see",
            "é",
            "\t",
            "<<",
        ),
        *(
            "not_when:\n",
            "examples:\n",
            "sets: ",
            "changes: ",
            "guid: ",
            "0",
            "\x85",
            "\u2028",
            "\ufeff",
            "\0",
        ),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join), st.binary()))
def test_whatever_the_file_holds_only_a_coder_error_comes_out(tmp_path: Path, data: str | bytes) -> None:
    path = tmp_path / "book.yaml"
    path.write_bytes(data.encode(errors="replace") if isinstance(data, str) else data)
    outcome(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_codebook_cut_or_patched_anywhere(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FULL)))
    end = data.draw(st.integers(start, min(len(FULL), start + 30)))
    path = write(tmp_path, FULL[:start] + data.draw(st.lists(PIECES, max_size=3).map("".join)) + FULL[end:])
    outcome(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1))
def test_a_quoted_label_comes_back_exactly(tmp_path: Path, label: str) -> None:
    quoted = "'" + label.replace("'", "''") + "'"
    path = write(tmp_path, f"schema: 1\nid: a\nlanguages: [en]\ncodes: [{{id: b, label: {quoted}}}]\n")
    assert read(path).codes[0].label == {"en": label}


# --- the house --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_codebook_has_neither_faults_nor_warnings(path: Path) -> None:
    assert [str(fault) for fault in check(path)] == []
    assert read(path).codes


def test_the_principles_and_pillars_of_the_oecd() -> None:
    path = ROOT / "codebooks" / "oecd-pslc.yaml"
    if not path.exists():
        pytest.skip("the codebook is not there yet")
    book = read(path)
    pillars = [code.slug for code in book.codes if code.parent is None and not code.codable]
    principles = [code for code in book.codes if code.codable and code.parent in pillars]
    assert len(pillars) == 3
    assert len(principles) == 14


def test_the_yaml_reader_is_imported_only_to_read() -> None:
    probe = "import sys, coder.files.codebooks as _; print({'ruamel.yaml', 'rapidfuzz'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "set()"
