"""Answers to questions in other languages than the documents'."""

from __future__ import annotations

from pathlib import Path

import pytest
from bags import Bags

from assistant.answer import Turn
from assistant.ask import Assistant
from assistant.catalogue import MOST, search
from assistant.frame import frame_of
from assistant.show import as_json
from vectorstore.building import build_index
from vectorstore.documents import read_corpus
from vectorstore.index import content_of, open_index
from vectorstore.multilingual import LANGUAGES, Language, Multilingual
from vectorstore.slices import Slice

ASKED: dict[Language, str] = {
    "fr": "Que disent les documents sur le rôle du secteur privé dans la paix ?",
    "es": "¿Qué papel debería tener el sector privado en la paz?",
    "de": "Was sagen die Dokumente zur Rolle der Privatwirtschaft?",
    "ru": "Какую роль может играть частный сектор?",
    "zh": "关于多年期资金有什么建议？",
    "ar": "ما المقترح بشأن التمويل المتعدد السنوات وتجميع الموارد؟",
}
FAR: dict[Language, str] = {
    "fr": "Quel est le taux de chômage en France ?",
    "es": "¿Cuál es la capital de Australia?",
    "de": "Wie beantrage ich einen neuen Reisepass?",
    "ru": "Как приготовить борщ?",
    "zh": "被蝎子蜇了怎么办？",
    "ar": "ما هو عدد سكان القاهرة؟",
}


@pytest.mark.parametrize("language", ASKED)
def test_quotes_stay_in_the_original_and_the_frame_does_not(
    assistant_multilingual: Assistant, language: Language
) -> None:
    answer = assistant_multilingual.ask(ASKED[language])
    assert answer.language == language
    assert answer.citations[0].passage == "caf24/3.2"
    assert answer.text.startswith(frame_of(language).original)
    documents = assistant_multilingual.index.documents.values()
    texts = {document.file: document.text for document in documents}
    for citation in answer.citations:
        assert Slice(citation.quote, citation.spans).stands_in(texts[citation.document])


@pytest.mark.parametrize("language", FAR)
def test_what_the_documents_do_not_speak_of_is_declined_in_the_language(
    assistant_multilingual: Assistant, language: Language
) -> None:
    answer = assistant_multilingual.ask(FAR[language])
    frame = frame_of(language)
    assert (answer.status, answer.reason) == ("declined", "not_in_corpus")
    assert answer.text.startswith(frame.not_in_corpus)
    assert frame.ask_about.partition("{")[0] in answer.text


@pytest.mark.parametrize("language", ASKED)
def test_without_the_extra_it_says_in_the_language_what_to_install(
    assistant_real: Assistant, language: Language
) -> None:
    answer = assistant_real.ask(ASKED[language])
    assert answer.status == "declined"
    assert answer.text.startswith(frame_of(language).install.partition("{")[0])
    assert "[multilingual]" in answer.text


def test_a_list_is_given_whole(assistant_multilingual: Assistant) -> None:
    answer = assistant_multilingual.ask("Welche Erkenntnisse gehören zum zweiten Thema?")
    cited = [citation.passage for citation in answer.citations]
    assert cited == ["caf24/2.1", "caf24/2.2", "caf24/2.3", "caf24/2.4"]
    assert answer.as_list
    assert ":\n- " in answer.text


@pytest.mark.parametrize(
    ("question", "heading", "count"),
    [
        ("Quels sont les trois thèmes du forum ?", "CAF24", 3),
        ("combien de priorités communes dans la vision ?", "Vision, Our shared priorities", 6),
        ("¿Cuántas conclusiones tiene el foro?", "CAF24", 12),
        ("lista los puntos del segundo tema", "CAF24, thematic area 2", 4),
        ("Wie viele Themenfelder gibt es?", "CAF24", 3),
        ("Назови шесть общих приоритетов", "Vision, Our shared priorities", 6),
        ("第三个主题的要点有哪些？", "CAF24, thematic area 3", 3),
        ("ما هي الأولويات المشتركة؟", "Vision, Our shared priorities", 6),
        ("ما هي النقاط الأربع المتعلقة بالمنع؟", "Vision, A renewed commitment", 4),
    ],
)
def test_lists_and_counts_are_asked_for_in_each_language(
    assistant_multilingual: Assistant, question: str, heading: str, count: int
) -> None:
    answer = assistant_multilingual.ask(question)
    assert answer.as_list
    assert len(answer.citations) == count
    assert answer.lead.startswith(heading)


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("Hazme un resumen de la visión", "vision/"),
        ("Fass das Forum zusammen", "caf24/"),
        ("概括第一个主题", "caf24/1"),
        ("Резюме второй темы", "caf24/2"),
        ("Résume la vision en deux phrases", "vision/"),
    ],
)
def test_a_document_and_a_theme_are_summed_up(
    assistant_multilingual: Assistant, question: str, cited: str
) -> None:
    answer = assistant_multilingual.ask(question)
    frame = frame_of(answer.language)
    assert answer.lead == frame.original
    assert len(answer.citations) > 2
    assert all(citation.passage.startswith(cited) for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Bonjour",
        "Merci",
        "再见",
        "gracias por la ayuda",
        "Wer bist du?",
        "你有哪些文件？",
        "Спасибо",
        "كيف حالك؟",
    ],
)
def test_small_talk_is_told_what_the_assistant_is_for(
    assistant_multilingual: Assistant, question: str
) -> None:
    answer = assistant_multilingual.ask(question)
    assert answer.reason == "out_of_scope"
    assert answer.text.startswith(frame_of(answer.language).about.partition("{")[0])
    assert "Vision of the UN Peace and Security Pillar" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Dans les conclusions de Berlin, que trouve-t-on sur la prévention ?",
        "Wozu bekennt man sich überhaupt noch einmal zu gemeinsamen Prioritäten?",
        "¿Cuál fue el resultado de la encuesta al personal que menciona la visión?",
        "Combien gagne un pilote d'Air France ?",
    ],
)
def test_what_only_speaks_of_the_parts_is_no_list(
    assistant_multilingual: Assistant, question: str
) -> None:
    assert not assistant_multilingual.ask(question).as_list


def test_where_documents_have_no_parts_a_list_is_sought_in_their_sentences(
    multilingual: Multilingual, tmp_path: Path
) -> None:
    (tmp_path / "rules.txt").write_text("Every ship takes a pilot. No anchor is dropped here.")
    corpus, index = read_corpus(tmp_path), tmp_path / "index"
    build_index(corpus, Bags(), index, multilingual=multilingual)
    assistant = Assistant(open_index(corpus, Bags(), index, multilingual))
    answer = assistant.ask("Quelles sont toutes les règles ?")
    assert answer.language == "fr"
    assert not answer.as_list


def test_a_part_is_given_by_its_number(assistant_multilingual: Assistant) -> None:
    answer = assistant_multilingual.ask("Que dit la conclusion 2.3 ?")
    assert {citation.passage for citation in answer.citations} == {"caf24/2.3"}


def test_a_number_that_stands_nowhere_is_named(assistant_multilingual: Assistant) -> None:
    answer = assistant_multilingual.ask("Que dit la résolution 1325 ?")
    assert answer.reason == "fact_missing"
    assert "“1325”" in answer.text


def test_a_search_gives_as_many_passages_as_it_is_asked_for(
    assistant_multilingual: Assistant,
) -> None:
    index = assistant_multilingual.index
    for limit in (3, MOST):
        found = search(index, ASKED["fr"], limit)
        assert len(found) == min(limit, len(content_of(list(index.passages.values()))))


def test_a_follow_up_leans_on_the_question_before(assistant_multilingual: Assistant) -> None:
    before = Turn("Que recommande-t-on sur le financement pluriannuel ?", "…")
    answer = assistant_multilingual.ask("Et pour le secteur privé ?", [before])
    assert answer.citations[0].passage == "caf24/3.2"


def test_english_is_answered_as_without_the_extra(
    assistant_multilingual: Assistant, assistant_real: Assistant
) -> None:
    for question in ("Who hosted CAF24?", "What are the shared priorities?", "weather in Paris?"):
        assert assistant_multilingual.ask(question) == assistant_real.ask(question)


def test_the_language_stands_in_the_json(assistant_multilingual: Assistant) -> None:
    answer = assistant_multilingual.ask(ASKED["ar"])
    assert as_json(answer, None, 0.1)["language"] == "ar"
    assert set(ASKED) == set(LANGUAGES) - {"en"}
