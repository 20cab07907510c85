"""The words of a codebook's document: en, ru, kk. Those of a code's parts are the ones its files have."""

from __future__ import annotations

_WORDS: dict[str, dict[str, str]] = {
    "overview": {"en": "Overview", "ru": "Обзор", "kk": "Шолу"},
    "codes": {"en": "Codes", "ru": "Коды", "kk": "Кодтар"},
    "gone": {
        "en": "Codes no longer in use",
        "ru": "Коды вне употребления",
        "kk": "Қолданыстан шыққан кодтар",
    },
    "sets": {"en": "Groups of codes", "ru": "Группы кодов", "kk": "Кодтар топтары"},
    "versions": {"en": "Versions", "ru": "Версии", "kk": "Нұсқалары"},
    "codebook": {"en": "Codebook", "ru": "Кодировочная книга", "kk": "Кодтар кітабы"},
    "version": {"en": "version", "ru": "версия", "kk": "нұсқа"},
    "authors": {"en": "Authors", "ru": "Авторы", "kk": "Авторлары"},
    "made": {
        "en": "Made with coder {v}, {day}",
        "ru": "Создано в coder {v}, {day}",
        "kk": "coder {v}, {day}",
    },
    "see": {"en": "Then use", "ru": "Вместо него", "kk": "Оның орнына"},
    "typical": {"en": "typical", "ru": "типичный", "kk": "типтік"},
    "atypical": {"en": "atypical", "ru": "нетипичный", "kk": "типтік емес"},
    "close-but-no": {"en": "close, but no", "ru": "похоже, но нет", "kk": "ұқсас, бірақ емес"},
    "heading": {"en": "heading", "ru": "рубрика", "kk": "айдар"},
    "respondents": {
        "en": "respondents: {n} of {of} ({percent})",
        "ru": "респонденты: {n} из {of} ({percent})",
        "kk": "респонденттер: {n} / {of} ({percent})",
    },
    "codings": {"en": "codings: {n}", "ru": "кодирований: {n}", "kk": "кодтау: {n}"},
    "draft": {"en": "draft", "ru": "черновик", "kk": "жоба"},
    "retired": {"en": "retired", "ru": "выведен", "kk": "қолданылмайды"},
    "merged": {"en": "merged into", "ru": "объединён с", "kk": "біріктірілген"},
    "segment": {"en": "segment {n}", "ru": "сегмент {n}", "kk": "{n}-сегмент"},
    "read": {
        "en": "Numbers as in the overview: its caption names the denominator and the rule; a heading counts "
        "its branch. Codings are passages marked by the coders of the rule.",
        "ru": "Числа как в обзоре: знаменатель и правило названы под таблицей; рубрика считает свою ветвь. "
        "Кодирования — фрагменты, отмеченные кодировщиками этого правила.",
        "kk": "Сандар шолудағыдай: бөлім мен ереже кестенің астында аталған; айдар өз тармағын санайды. "
        "Кодтау — осы ереженің кодтаушылары белгілеген үзінділер.",
    },
    "quotes": {
        "en": "Quotes are the respondents' own words; they illustrate and were not chosen for being typical.",
        "ru": "Цитаты — слова самих респондентов; они поясняют код и не отбирались как типичные.",
        "kk": "Дәйексөздер — респонденттердің өз сөздері; олар кодты түсіндіреді, типтік деп таңдалмаған.",
    },
    "when": {"en": "date", "ru": "дата", "kk": "күні"},
    "who": {"en": "by", "ru": "кто", "kk": "кім"},
    "what": {"en": "what changed", "ru": "что изменено", "kk": "не өзгерді"},
}


def word(name: str, language: str, **values: object) -> str:
    """Some words in a language; English where there are none."""
    said = _WORDS[name]
    return (said.get(language) or said["en"]).format(**values)
