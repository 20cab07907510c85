"""The words by which the parts of a code are named in documents and tables: en, ru, kk."""

from __future__ import annotations

import re

FIELDS = {
    "brief": {"en": "In brief", "ru": "Кратко", "kk": "Қысқаша"},
    "definition": {"en": "Definition", "ru": "Определение", "kk": "Анықтама"},
    "use_when": {"en": "Use when", "ru": "Применять, когда", "kk": "Қолданылады, егер"},
    "not_when": {"en": "Do not use when", "ru": "Не применять, когда", "kk": "Қолданылмайды, егер"},
    "examples": {"en": "Examples", "ru": "Примеры", "kk": "Мысалдар"},
    "aliases": {"en": "Also called", "ru": "Другие названия", "kk": "Басқа атаулары"},
    "origin": {"en": "Origin"},
    "status": {"en": "Status"},
    "merged_into": {"en": "Merged into"},
    "id": {"en": "Id"},
}
"""How coder writes each field. The last four hold words of its own and stay in English."""

_ALSO = {
    "brief": "brief, brief definition, short definition, short description, summary, краткое определение, "
    "краткое описание, қысқаша анықтама, қысқаша сипаттама",
    "definition": "full definition, long definition, detailed description, operational definition, "
    "полное определение, толық анықтама",
    "use_when": "when to use, inclusion, inclusion criteria, include, use, когда применять, использовать, "
    "использовать когда, критерии включения, қашан қолданылады, қосу критерийлері",
    "not_when": "when not to use, not when, exclusion, exclusion criteria, exclude, do not use, "
    "когда не применять, не использовать, не использовать когда, критерии исключения, "
    "қашан қолданылмайды, алып тастау критерийлері",
    "examples": "example, typical example, quote, quotes, sample quote, exemplar, exemplars, "
    "example quote, example quotes, пример, цитата, цитаты, мысал, дәйексөз, үзінді",
    "aliases": "alias, aliases, also known as, synonyms, keywords, key words, синонимы, ключевые слова, "
    "синонимдер",
}


_COLUMNS = {
    "name": "name, code, codes, code name, code_name, codename, tag, label, code label, code_label, title, "
    "node, код, коды, название, название кода, имя, метка, тег, узел, код атауы, атауы, атау, белгі, кодтар",
    "description": "description, code description, code_description, memo, comment, note, notes, "
    "описание, описание кода, комментарий, заметка, примечание, сипаттама, сипаттамасы, түсініктеме, ескерту",
    "parent": "parent, parent code, parent_code, parent id, parent_id, родитель, родительский код, "
    "ата-код, жоғарғы код, негізгі код",
    "group": "theme, themes, category, group, code group, domain, dimension, тема, категория, группа, "
    "тақырып, санат, топ",
    "path": "path, code path, full path, путь, жол",
    "color": "color, colour, цвет, түс, түсі",
    "codable": "codable, iscodable, is codable",
    "guid": "guid, uuid",
    "origin": "origin",
    "status": "status",
    "merged_into": "merged into, merged_into",
    "id": "id, code id, code_id, slug, key, short name, abbreviation, идентификатор, сокращение, қысқарту",
}

_COUNTS = frozenset(
    {
        *("number of highlights", "number of documents", "files", "references", "sources", "items", "count"),
        *("cod. seg.", "coded segments", "coded segments of all documents", "documents", "frequency", "n"),
        *("% cod. seg.", "% cod. seg. (all documents)", "created", "created by", "created on", "modified"),
        *("modified by", "modified on", "author", "creation date", "last modified", "weight", "area"),
        *("файлы", "источники", "ссылки", "количество", "число ссылок", "файлдар", "сілтемелер", "саны"),
    }
)
"""Columns that other programs write beside the codes: counts and days, which are no part of a codebook."""

_LEVEL = re.compile(
    r"(?:code |код )?(?:level|уровень|деңгей|sub-?code|sub-?theme)[ _.]?(\d)?(?:-деңгей)?", re.IGNORECASE
)
_LANGUAGE = re.compile(r"(.+?)[ _:]?[\[(_: ]([a-z]{2})[\])]?$")


def _named(words: dict[str, str]) -> dict[str, str]:
    return {each.strip(): field for field, said in words.items() for each in said.split(",") if each.strip()}


LABELS: dict[str, str] = {
    _written.casefold(): _field for _field, _said in FIELDS.items() for _written in _said.values()
} | _named(_ALSO)
"""The field that a label before a colon means, the label in small letters."""

HEADERS: dict[str, str] = {each.replace(",", ""): field for each, field in LABELS.items()} | _named(
    _COLUMNS | {"not_when": "not_when", "use_when": "use_when"}
)
"""The field that the header of a column means; ``label``'s own is called ``name``."""


def field_of(header: str) -> tuple[str, str]:
    """The field and the language that a header of a column names; empty where it names none."""
    plain = " ".join(header.casefold().replace(",", " ").split()).strip(" .:*")
    if plain in HEADERS:
        return HEADERS[plain], ""
    spoken = _LANGUAGE.fullmatch(plain)
    if spoken and spoken[1].strip() in HEADERS:
        return HEADERS[spoken[1].strip()], spoken[2]
    under = plain.replace("_", " ")
    if under in HEADERS:
        return HEADERS[under], ""
    level = _LEVEL.fullmatch(plain)
    if level:
        return f"level {level[1] or 2}", ""
    return "", ""


def is_count(header: str) -> bool:
    """Whether a column holds what other programs count, and nothing of the codebook."""
    return " ".join(header.casefold().split()).strip(" :") in _COUNTS


def label(field: str, language: str) -> str:
    """A field's name in a language; English where there is none."""
    return FIELDS[field].get(language) or FIELDS[field]["en"]
