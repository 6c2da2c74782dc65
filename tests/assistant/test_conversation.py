"""Courtesies, and follow-ups that need the turn before."""

import pytest

from assistant.answer import Answer, Turn
from assistant.conversation import small_talk, understand
from assistant.follow_ups import asks_again, depends_on_context, is_assent, without_enclitics, without_lead_in

COURTESIES = {
    "greeting": [
        *("Hola", "¡Hola!", "hola :)", "Buenos días", "buen día", "Buenas", "BUENAS NOCHES", "hola buenas tardes"),
        *("Hola, buen día", "Hola, ¿cómo estás?", "¿Qué tal?", "Saludos cordiales", "muy buenas tardes", "hola hola"),
        *(
            "Estimados, buenas tardes",
            "hola ventanilla",
            "Hola, buenos días a todos",
            "Hi",
            "Hello there",
            "Good morning",
        ),
    ],
    "thanks": [
        *(
            "Gracias",
            "¡Muchas gracias!",
            "mil gracias",
            "gracias por la ayuda",
            "ok gracias",
            "Se agradece",
            "Muy amable",
        ),
        *("te lo agradezco", "Genial, gracias", "listo, muchas gracias", "no, gracias", "gracias!!! 🙏", "Thanks!"),
        *("hola, gracias por su respuesta", "Thank you very much"),
    ],
    "farewell": [
        *("Adiós", "hasta luego", "Hasta la próxima", "nos vemos luego", "gracias, hasta luego", "adiós, gracias"),
        *("que tengas buen día", "bye bye", "Goodbye"),
    ],
    "about": [
        *("¿Quién eres?", "Hola, ¿quién eres?", "¿Cómo te llamas?", "¿Qué sabes hacer?", "¿En qué me puedes ayudar?"),
        *("ayuda", "¿Eres un robot?", "¿Qué es Ventanilla?", "¿Cómo funciona esto?", "¿De dónde sacas la información?"),
        *("¿sobre qué puedo preguntar?", "Who are you?", "help"),
    ],
}
QUESTIONS = [
    "hola, ¿cómo firmo un hermanamiento?",
    "Buenas tardes, necesito saber qué es el dictamen",
    "gracias, ¿y quién lo firma?",
    "Muy amable, ¿y cuánto cuesta?",
    "agradezco me digan el plazo",
    "¿Cómo funciona una red de ciudades?",
    "¿Qué es la ayuda humanitaria?",
    "¿Qué es un hermanamiento?",
    "saludos protocolarios",
    "sí",
    "",
    "buenas " * 500,
]


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in COURTESIES.items() for text in texts])
def test_a_courtesy_is_known_for_what_it_is(reason, text):
    assert small_talk(text) == reason


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_no_courtesy_however_politely_it_is_put(text):
    assert small_talk(text) is None


@pytest.mark.parametrize("reason", COURTESIES)
def test_a_courtesy_is_neither_answered_from_the_documents_nor_refused(window, reason):
    answer = window.ask(COURTESIES[reason][0])
    assert (answer.reason, answer.abstained) == (reason, False)
    assert (answer.statements, answer.citations, answer.passages) == ((), (), ())
    assert answer.answer


def test_a_greeting_before_a_question_does_not_hide_it(window):
    answer = window.ask("hola, ¿cómo firmo un hermanamiento?")
    assert answer.reason is None
    assert answer.citations


@pytest.mark.parametrize("text", ["sí", "Si, por favor", "claro", "OK", "cuéntame más", "yes please"])
def test_an_assent_is_known(text):
    assert is_assent(text)


@pytest.mark.parametrize("text", ["no", "¿sí se puede firmar?", "claro que no", ""])
def test_what_says_more_than_yes_is_no_assent(text):
    assert not is_assent(text)


@pytest.mark.parametrize(
    "text", ["¿y cuánto tarda?", "¿Quién lo firma?", "¿Y eso quién lo paga?", "¿cuándo?", "and who signs it?"]
)
def test_a_question_that_leaves_its_matter_out_depends_on_the_turn_before(text, glossary):
    assert depends_on_context(text, glossary)


@pytest.mark.parametrize(
    "text", ["¿qué es ICLEI?", "¿Cómo se pide el dictamen a la cancillería?", "¿Qué es el Premio de Guangzhou?"]
)
def test_a_question_that_names_its_matter_stands_alone(text, glossary):
    assert not depends_on_context(text, glossary)


def test_without_a_turn_before_a_question_is_left_as_it_is(glossary):
    understood = understand("¿y cuánto tarda?", (), glossary)
    assert (understood.text, understood.rewritten, understood.carried) == ("¿y cuánto tarda?", None, ())


def follow(window, *questions: str) -> Answer:
    """The answer to the last of the questions, asked in one conversation."""
    history: list[Turn] = []
    for question in questions:
        answer = window.ask(question, history=history)
        history.append(answer.as_turn())
    return answer


DICTAMEN = "¿Qué pasos sigo para obtener el dictamen de la SRE?"


@pytest.mark.parametrize("text", ["¿y cuánto tarda?", "¿y con cuánta anticipación?", "y a quien se lo pido"])
def test_a_follow_up_is_asked_of_the_matter_before_and_says_so(window, text):
    answer = follow(window, DICTAMEN, text)
    assert answer.question == text
    assert "dictamen" in answer.rewritten
    assert "dictamen-sre" in {ranked.passage.document_id for ranked in answer.passages[:3]}


def test_who_signs_it_is_asked_of_the_agreement_before(window):
    answer = follow(window, "¿Cómo firmo un hermanamiento con otra ciudad?", "¿y quién lo firma?")
    assert "hermanamiento" in answer.rewritten
    assert answer.passages[0].passage.document_id == "hermanamiento"


def test_a_second_follow_up_keeps_to_the_matter(window):
    answer = follow(window, DICTAMEN, "¿y cuánto tarda?", "¿y quién lo emite?")
    assert "dictamen" in answer.rewritten
    assert "tarda" not in answer.rewritten


@pytest.mark.parametrize(
    ("text", "document_id"),
    [
        ("¿qué es ICLEI?", "red-iclei"),
        ("¿Qué papeles lleva la solicitud azul del tianguis?", "tianguis"),
    ],
)
def test_a_change_of_matter_carries_nothing_over(window, text, document_id):
    answer, alone = follow(window, DICTAMEN, text), window.ask(text)
    assert answer.rewritten is None
    assert answer.answer == alone.answer
    assert answer.passages == alone.passages
    assert answer.passages[0].passage.document_id == document_id


def test_yes_takes_the_first_suggestion(window):
    first = window.ask("¿Cómo firmo un hermanamiento con otra ciudad?")
    answer = window.ask("sí", history=[first.as_turn()])
    assert answer.rewritten == first.suggestions[0]
    assert answer.answer == window.ask(first.suggestions[0]).answer


def test_thanks_amid_a_conversation_leave_its_matter_standing(window):
    answer = follow(window, DICTAMEN, "gracias", "¿y cuánto tarda?")
    assert "dictamen" in answer.rewritten


def test_passages_that_are_gone_are_not_carried_over(window):
    history = [Turn("¿Qué es el dictamen?", "…", ("000000000000",))]
    assert window.ask("¿y cuánto tarda?", history=history).passages


def test_a_courtesy_does_not_come_between_a_question_and_its_follow_up(glossary) -> None:
    history = (Turn("¿Cómo pido el dictamen?", cited=("a1",)), Turn("muchas gracias"))
    understood = understand("¿y cuánto tarda?", history, glossary)
    assert understood.context == "pido dictamen"
    assert understood.carried == ("a1",)


def test_earlier_follow_ups_that_come_as_they_were_typed_are_completed_too(glossary) -> None:
    history = (Turn("¿Cómo pido el dictamen?"), Turn("¿y cuánto tarda?"))
    assert understand("¿y quién lo firma?", history, glossary).context == "pido dictamen"


def test_another_matter_takes_the_place_of_the_old_one_in_the_same_question(glossary) -> None:
    understood = understand("¿y Metropolis?", (Turn("¿Qué es CGLU?"),), glossary)
    assert understood.rewritten == "¿Qué es Metropolis?"
    assert understood.carried == ()


def test_after_a_change_of_matter_an_ellipsis_refers_to_the_new_one(glossary) -> None:
    history = (Turn("¿Qué es ICLEI?"), Turn("¿y cómo me uno?"), Turn("¿y Metropolis?"))
    understood = understand("¿cuánto cuesta?", history, glossary)
    assert "Metropolis" in understood.text
    assert "ICLEI" not in understood.text


def test_an_aspect_is_asked_of_the_matter_before(glossary) -> None:
    history = (Turn("¿Quién autoriza la feria de servicios?", cited=("a1",)),)
    for text in ("¿y con cuánta anticipación se pide?", "¿y los requisitos?", "¿y el plazo?"):
        understood = understand(text, history, glossary)
        assert understood.context == "autoriza feria servicios"
        assert understood.rewritten is not None


@pytest.mark.parametrize(
    "text",
    [
        "¿tendría inmunidad?",
        "¿a poco me obliga?",
        "¿en qué se distingue de un tratado?",
        "dame un ejemplo",
        "¿ahora qué hago?",
    ],
)
def test_a_question_without_its_subject_depends_on_the_turn_before(text, glossary):
    assert depends_on_context(text, glossary)


@pytest.mark.parametrize(
    "text",
    [
        "olimpiadas del 92 que gano barcelona con eso",
        "que le presumio guadalajara a los ecuatorianos de sus bicis",
        "¿cómo firmo un hermanamiento para que lo reconozca la SRE?",
        "¿y cómo entro a la UCCI?",
        "¿y con cuánto tiempo meto lo del dictamen?",
    ],
)
def test_a_pronoun_whose_matter_is_in_the_question_points_at_nothing_before(text, glossary):
    assert not depends_on_context(text, glossary)


@pytest.mark.parametrize(
    ("before", "text", "asked"),
    [
        ("¿Qué hace el PNUD en México?", "¿y el ACNUR?", "¿Qué hace el ACNUR en México?"),
        ("¿Qué firmó la capital con Madrid?", "¿y con Medellín?", "¿Qué firmó la capital con Medellín?"),
        ("¿Guadalajara qué ha ganado?", "¿y la Ciudad de México?", "¿La Ciudad de México qué ha ganado?"),
        ("¿Cómo atrae talento Medellín?", "¿y el caso de Washington?", "¿Cómo atrae talento Washington?"),
    ],
)
def test_the_same_is_asked_of_another_name(before, text, asked, glossary):
    assert understand(text, (Turn(before),), glossary).question == asked


def test_a_common_thing_does_not_take_the_place_of_a_name(glossary):
    understood = understand("¿y las visas?", (Turn("¿Qué apoyo da la SRE?"),), glossary)
    assert (understood.question, understood.context) == ("¿Las visas?", "apoyo sre")


@pytest.mark.parametrize("text", ["resúmelo", "explícalo más sencillo", "no le entendí, ¿me lo dices más simple?"])
def test_who_does_not_understand_is_told_the_same_again(text, glossary):
    assert asks_again(text)
    understood = understand(text, (Turn("¿Qué es Délice?", cited=("a1",)),), glossary)
    assert (understood.question, understood.carried) == ("¿Qué es Délice?", ())
    assert understood.rewritten.endswith("¿Qué es Délice?")


@pytest.mark.parametrize("text", ["resume qué es el dictamen", "¿cómo se explica un dictamen?", ""])
def test_what_names_its_matter_does_not_ask_for_the_same_again(text):
    assert not asks_again(text)


LIST = "Son:\n\n- 1977: Nagoya, Japón. [1]\n- 1999: París, Francia. [1]"


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("cuéntame más de la japonesa", "1977: Nagoya, Japón."),
        ("explícame el segundo", "1999: París, Francia."),
        ("¿y la última?", "1999: París, Francia."),
    ],
)
def test_one_of_the_things_told_is_asked_for_by_its_place_or_kind(text, item, glossary):
    understood = understand(text, (Turn("¿Con qué ciudades hay convenio?", LIST),), glossary)
    assert understood.question == item


def test_a_place_that_the_list_has_not_is_asked_as_it_was_typed(glossary):
    assert understand("el quinto", (Turn("¿Qué ciudades?", LIST),), glossary).question == "El quinto"


def test_another_topic_that_is_announced_stands_alone(glossary):
    understood = understand("cambiando de tema, ¿y quién la firma?", (Turn("¿Qué es ICLEI?"),), glossary)
    assert (understood.question, understood.context) == ("¿y quién la firma?", "")


def test_the_acronym_in_the_title_of_the_section_told_names_the_matter_too(glossary):
    history = (Turn("¿Qué es la C40 Cities Finance Facility?"),)
    told = "¿Qué es la C40 Cities Finance Facility (CFF)?"
    assert understand("¿de cuánto fue?", history, glossary, (), told).context.endswith("CFF")


def test_words_that_tie_a_follow_up_to_the_answer_are_left_out():
    assert without_lead_in("sí, ¿y hay alguna mexicana?") == "¿Hay alguna mexicana?"
    assert without_lead_in("Okay, y el plazo") == "El plazo"
    assert without_enclitics("¿cómo conseguirla?") == "¿cómo conseguir?"
