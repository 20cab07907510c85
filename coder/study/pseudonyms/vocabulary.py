"""Words by which names are told from other words, in English, Russian and Kazakh."""

from __future__ import annotations

TITLES = (
    *(
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Dr",
        "Prof",
        "Professor",
        "Doctor",
        "Sir",
        "Madam",
        "Minister",
        "President",
    ),
    *("г-н", "г-на", "г-ну", "г-ном", "г-жа", "г-жи", "г-же", "г-жу", "господин", "господина", "господину"),
    *("господином", "госпожа", "госпожи", "госпоже", "госпожу", "доктор", "доктора", "профессор"),
    *("профессора", "министр", "министра", "товарищ", "академик", "доцент"),
)
"""A name follows."""
TITLES_AFTER = (
    "мырза",
    "мырзаның",
    "мырзаға",
    "мырзаны",
    "ханым",
    "ханымның",
    "ханымға",
    "ханымды",
    "ағай",
    "апай",
)
"""A name stands before."""
PATRONYMIC = (
    *("ович", "евич", "ьич", "овна", "евна", "ична", "инична"),
    *("ұлы", "улы", "қызы", "кызы", "ovich", "evich", "ovna", "evna", "uly", "kyzy"),
)
PATRONYMIC_CASES = (
    *("овича", "овичу", "овичем", "овиче", "евича", "евичу", "евичем", "евиче"),
    *("овны", "овне", "овну", "овной", "евны", "евне", "евну", "евной", "ичны", "ичне", "ичну", "ичной"),
    *("ұлының", "ұлына", "ұлын", "қызының", "қызына", "қызын"),
)
ORGANISATIONS = (
    *(
        "Ministry",
        "University",
        "Institute",
        "Agency",
        "Committee",
        "Company",
        "Bank",
        "Academy",
        "Department",
    ),
    *("Министерство", "Министерства", "Министерстве", "Университет", "Университета", "Университете"),
    *("Институт", "Института", "Институте", "Агентство", "Агентства", "Комитет", "Комитета", "Банк"),
    *("Академия", "Академии", "Акимат", "Акимата", "Министрлігі", "Университеті", "Агенттігі", "Комитеті"),
)
"""A run of capitalised words with one of these is an organisation."""
FORMS = ("ТОО", "АО", "ОАО", "ЗАО", "ООО", "ЖШС", "АҚ", "LLP", "JSC", "LLC", "Ltd", "Inc")
"""An organisation's name stands beside one of these."""
NOT_NAMES = frozenset(
    (
        *("I", "I'm", "I've", "I'd", "I'll", "OK", "TV", "PhD", "Covid", "COVID", "Internet", "God"),
        *(
            "HR",
            "IT",
            "ID",
            "PDF",
            "PR",
            "NGO",
            "CV",
            "GDP",
            "KPI",
            "USB",
            "SMS",
            "FAQ",
            "AI",
            "CEO",
            "Сұхбат",
        ),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *(
            "November",
            "December",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ),
        *("English", "Russian", "Kazakh", "Soviet", "Christmas", "Easter", "Бог", "Интернет", "Ок", "ОК"),
        *("Вы", "Вас", "Вам", "Вами", "Ваш", "Ваша", "Ваше", "Ваши", "Вашей", "Вашего", "Сіз", "Сіздің"),
        *("Interviewer", "Respondent", "Moderator", "Speaker", "Participant", "Expert", "Researcher"),
        *("Interviewee", "Unknown", "Host", "Guest", "Question", "Answer", "Facilitator", "Note"),
        *("Интервьюер", "Респондент", "Модератор", "Спикер", "Участник", "Эксперт", "Исследователь"),
        *("Ведущий", "Ведущая", "Вопрос", "Ответ", "Сұхбаттасушы", "Сарапшы", "Жүргізуші", "Қатысушы"),
    )
)
"""Capitalised words that are no names: months, days, pronouns, roles in an interview."""
FIRST = frozenset(
    (
        *(
            "did",
            "do",
            "does",
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "will",
            "would",
            "can",
            "could",
        ),
        *(
            "should",
            "when",
            "where",
            "why",
            "who",
            "what",
            "how",
            "but",
            "and",
            "so",
            "then",
            "if",
            "because",
        ),
        *("а", "и", "но", "да", "нет", "как", "кто", "что", "где", "когда", "потом", "вот", "или", "тогда"),
        *("мен", "ал", "бірақ", "сосын", "содан", "онда", "иә", "жоқ", "сіз", "біз", "ол"),
    )
)
"""Words that begin sentences and are no names, in small letters."""
ENDINGS = {
    "ru": (
        *("ыми", "ими", "ами", "ями", "ого", "его", "ому", "ему"),
        *("ым", "им", "ом", "ем", "ой", "ей", "ою", "ею", "ая", "яя", "ую", "ые", "ие", "ый", "ий", "ия"),
        *("ию", "ии", "ам", "ям", "ах", "ях", "а", "я", "у", "ю", "е", "ы", "и", "о", "ь"),
    ),
    "kk": (
        *("дағы", "дегі", "тағы", "тегі", "сының", "сінің", "сына", "сіне", "сында", "сінде"),
        *("ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "ды", "ді", "ты", "ті", "ны"),
        *("ні", "да", "де", "та", "те", "дан", "ден", "тан", "тен", "нан", "нен", "мен", "бен", "пен"),
    ),
}
"""Endings of cases, tried from the longest."""
KINDS = ("person", "organisation", "name", "e-mail", "phone", "address")
SUGGESTED = {
    "en": ("Person", "Organisation", "Name", "E-mail", "Phone", "Link"),
    "ru": ("Персона", "Организация", "Название", "Почта", "Телефон", "Ссылка"),
    "kk": ("Тұлға", "Ұйым", "Атау", "Пошта", "Телефон", "Сілтеме"),
}
"""By language, what stands in the place of each kind, with a number."""
