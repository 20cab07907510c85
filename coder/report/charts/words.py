"""The few words of a chart, in the languages that code labels have."""

from __future__ import annotations

from coder.model import Texts, in_language

SHARE: Texts = {
    "en": "Respondents, n (% of {of})",
    "ru": "Респонденты, n (% от {of})",
    "kk": "Респонденттер, n ({of} адамнан %)",
}
SHARE_OF_GROUP: Texts = {
    "en": "Respondents, % of the group",
    "ru": "Респонденты, % группы",
    "kk": "Респонденттер, топтағы %",
}
PERCENT: Texts = {"en": "percent", "ru": "процент", "kk": "пайыз"}
NO_VALUE: Texts = {"en": "no value", "ru": "нет данных", "kk": "дерек жоқ"}
INTERVIEW: Texts = {"en": "Interview", "ru": "Интервью", "kk": "Сұхбат"}
CODES: Texts = {"en": "Codes", "ru": "Коды", "kk": "Кодтар"}
NEW: Texts = {"en": "new in the interview", "ru": "новые в интервью", "kk": "сұхбаттағы жаңалары"}
CUMULATIVE: Texts = {"en": "met so far", "ru": "встретились всего", "kk": "барлығы кездескені"}
REACHED: Texts = {"en": "saturation {at}", "ru": "насыщение {at}", "kk": "қанығу {at}"}
ALPHA: Texts = {
    "en": "Krippendorff's alpha",
    "ru": "Альфа Криппендорфа",
    "kk": "Криппендорф альфасы",
}
RELIABLE: Texts = {"en": "reliable", "ru": "надёжно", "kk": "сенімді"}
TENTATIVE: Texts = {"en": "tentative", "ru": "условно", "kk": "шартты"}
NO_INTERVAL: Texts = {"en": "no interval", "ru": "без интервала", "kk": "аралығы жоқ"}
NEW_CODES: Texts = {
    "en": "New codes by interview",
    "ru": "Новые коды по интервью",
    "kk": "Сұхбаттар бойынша жаңа кодтар",
}
TOGETHER: Texts = {
    "en": "Codes that come together",
    "ru": "Совместная встречаемость кодов",
    "kk": "Бірге кездесетін кодтар",
}
AGREEMENT: Texts = {
    "en": "Agreement of {names}",
    "ru": "Согласованность: {names}",
    "kk": "Келісімділік: {names}",
}
UNDEFINED: Texts = {"en": "undefined", "ru": "не определена", "kk": "анықталмаған"}

__all__ = ["Texts", "in_language"]
