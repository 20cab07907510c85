"""The words that transcripts in English, Russian and Kazakh use for who speaks, and those they do not.

All are case-folded. A label's number ("Researcher 1", "Р.2") is taken off before
it is looked up.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.replace("\n", " ").split(",") if word.strip())


INTERVIEWER_WORDS = _set(
    """interviewer, interviewers, researcher, moderator, facilitator, host, questioner, question, int, mod,
    интервьюер, интервьюэр, исследователь, исследовательница, модератор, ведущий, ведущая, вопрос,
    корреспондент, инт, сұхбат алушы, сұхбаттасушы, жүргізуші, зерттеуші, сұрақ, сұрақ қоюшы"""
)
"""Whoever carries one of these asks the questions."""

INTERVIEWER_LETTERS = _set("i, q, и, в")

RESPONDENT_WORDS = _set(
    """respondent, expert, participant, interviewee, informant, answer, speaker, unknown speaker, guest,
    narrator, unknown, resp, респондент, респондентка, эксперт, информант, участник, участница,
    собеседник, собеседница, ответ, спикер, гость, респ, отв, инф, неизвестный, сарапшы, жауап, жауап
    беруші, сұхбат беруші, қатысушы, спикер, қонақ, белгісіз"""
)

ANSWERING_WORDS = RESPONDENT_WORDS - _set(
    """speaker, unknown speaker, unknown, guest, narrator, спикер, гость, неизвестный, қонақ, белгісіз"""
)
"""Those that say what somebody does in the talk: not that of recorders for anybody."""

RESPONDENT_LETTERS = _set("a, b, p, e, s, р, о, э, у")

EITHER_LETTERS = _set("r, m, м, с, ж")
"""Letters that are an interviewer's only beside the right others: see ``speakers.py``.
R is researcher beside P and else respondent; M is moderator or a name; С and Ж are
the Kazakh question and answer, or Сарапшы and Жүргізуші."""

ROLE_WORDS = INTERVIEWER_WORDS | RESPONDENT_WORDS
ROLE_LETTERS = INTERVIEWER_LETTERS | RESPONDENT_LETTERS | EITHER_LETTERS

HEADER_KEYS = _set(
    """date, time, place, location, venue, duration, length, topic, subject, title, theme, file, recording,
    recorded, audio, video, interview, interview date, interview no, project, language, transcript,
    transcribed by, transcript by, transcriber, transcription, participants, speakers, present,
    keywords, tags, version, format, gender, age, position, organisation, organization, email, phone,
    tel, url, link, links, дата, время, место, место проведения, дата интервью, продолжительность,
    длительность, тема, заголовок, название, файл, запись, аудио, видео, расшифровка, транскрипт,
    стенограмма, интервью, проект, язык, участники, присутствовали, ключевые слова, пол, возраст,
    должность, организация, версия, формат, телефон, ссылка, күні, уақыты, орны, өткізу орны, ұзақтығы,
    мерзімі, тақырып, тақырыбы, файл, жазба, аудио, бейне, транскрипт, сұхбат, сұхбат күні, жоба, тіл,
    тілі, қатысушылар, түйін сөздер, жынысы, жасы, лауазымы, ұйым, сілтеме"""
)
"""Keys of the block of facts at a transcript's head."""

NO_LABELS = HEADER_KEYS | _set(
    """note, notes, nb, n.b, ps, p.s, example, examples, for example, for instance, e.g, i.e, that is,
    first, second, third, firstly, secondly, thirdly, finally, lastly, conclusion, conclusions, summary,
    abstract, introduction, intro, background, context, source, sources, reference, references, quote,
    comment, comments, remark, remarks, warning, important, remember, tip, update, edit, todo, part,
    section, chapter, page, figure, table, appendix, footnote, strengths, weaknesses, pros, cons,
    advantages, disadvantages, problem, problems, solution, solutions, result, results, reason,
    definition, goal, goals, aim, method, methods, observation, observations, key point, key points,
    http, https, mailto, ftp, in short, in other words, and, but, so, because, again, also, however,
    therefore, примечание, примечания, прим, замечание, замечания, заметка, заметки, внимание, важно,
    например, пример, примеры, к примеру, то есть, т.е, т. е, во-первых, во-вторых, в-третьих, первое,
    второе, третье, наконец, итак, итог, итого, вывод, выводы, резюме, аннотация, введение, заключение,
    контекст, источник, источники, литература, цитата, комментарий, комментарии, раздел, глава, часть,
    страница, рисунок, таблица, приложение, сноска, плюсы, минусы, преимущества, недостатки, проблема,
    проблемы, решение, решения, результат, результаты, причина, цель, цели, задача, задачи, метод,
    методы, определение, наблюдение, наблюдения, кроме того, другими словами, короче, значит, потому
    что, однако, поэтому, также, и так далее, ескерту, ескертпе, мысалы, мысал, біріншіден, екіншіден,
    үшіншіден, қорытынды, қорытындылар, кіріспе, түйін, дереккөз, дереккөздер, әдебиет, бөлім, кесте,
    сурет, қосымша, яғни, себебі, мақсаты, мақсат, міндеті, міндет, нәтиже, нәтижелер, маңызды, назар
    аударыңыз, демек, сондықтан, бірақ, сонымен, артықшылықтары, кемшіліктері, мәселе, шешім, анықтама,
    пікір"""
)
"""Words before a colon, or in brackets, that are nobody's name however often they come."""

NOTES_BEGIN = _set(
    """note, notes, field notes, reference, references, footnote, footnotes, appendix, comment, comments,
    observation, observations, примечание, примечания, заметка, заметки, комментарий, комментарии,
    литература, приложение, сноски, наблюдения, ескерту, ескертпе, ескертпелер, қосымша, әдебиет"""
)
"""What a heading begins with under which nobody speaks any more."""

SOUNDS = _set(
    """inaudible, unintelligible, indistinct, laughs, laughing, laughter, laugh, crosstalk, cross talk,
    overlapping, pause, long pause, silence, music, applause, sigh, sighs, cough, coughs, noise,
    background noise, break, redacted, unclear, phone rings, end of recording, end of audio, end, start,
    recording starts, recording ends, неразборчиво, нрзб, смех, смеется, смеётся, смеются, пауза,
    молчание, тишина, музыка, аплодисменты, вздох, вздыхает, кашель, шум, перерыв, конец записи, начало
    записи, помехи, говорят одновременно, күлкі, күледі, үзіліс, анық емес, түсініксіз, шу, музыка,
    жөтел, тыныштық"""
)

FIRST_WORDS_OF_SENTENCES = _set(
    """the, this, that, these, those, it, he, she, we, they, my, our, your, his, her, their, there, here,
    and, but, or, so, if, when, then, what, why, how, who, where, for, in, on, at, to, from, as, you,
    one, some, let, all, now, well, и, а, но, или, это, эта, этот, эти, то, что, как, вот, он, она, оно,
    мы, они, вы, я, мой, моя, наш, наша, его, ее, её, их, если, когда, потом, почему, зачем, кто, где,
    для, на, по, от, до, так, там, тут, все, всё, да, нет, ну, у, с, к, о, при, из, за, еще, ещё, уже,
    один, одна, бұл, ол, мен, біз, сіз, сен, олар, ал, және, бірақ, егер, онда, не, неге, қалай, кім,
    қайда, қашан, осы, сол, мына, бір, тағы, енді, иә, жоқ"""
)
"""A label of several words that begins with one of these is the beginning of a sentence."""
