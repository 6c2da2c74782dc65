"""The components of the chat page and where they stand; what they do is in `ui.pages.chat`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.explanation_wording import TITLE_ASKING

TITLE = "Ventanilla"
TAGLINE = "Orientación con citas sobre la acción internacional de las ciudades mexicanas"
SUGGESTIONS = 3
PLACEHOLDER = (
    '<div class="bienvenida"><p class="saludo">¿En qué se puede ayudar?</p>'
    "<p>Se puede preguntar con palabras sencillas sobre hermanamientos, acuerdos y su dictamen, redes de ciudades, "
    "cooperación, giras o atención a la diáspora. Cada respuesta cita el texto en que se apoya; cuando los documentos "
    "no la contienen, así lo dice.</p></div>"
)
STARTERS = (
    "¿Cómo firmo un hermanamiento con otra ciudad?",
    "¿Con cuánta anticipación se pide el dictamen?",
    "¿Cómo entra mi municipio a una red de ciudades?",
)
START_WITH = "Para empezar"
GO_ON_WITH = "También se puede preguntar"
_HEADER = (
    f'<a class="salto" href="#pregunta">Ir a la pregunta</a><div class="rotulo"><h1>{TITLE}</h1><p>{TAGLINE}</p></div>'
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Every component that an event reads or changes."""

    session: gr.Textbox
    transcript: gr.Textbox
    chat: gr.Chatbot
    suggestions_label: gr.HTML
    suggestions: tuple[gr.Button, ...]
    opinion: gr.Row
    opinion_label: gr.HTML
    helpful: gr.Button
    unhelpful: gr.Button
    explanation_fold: gr.Accordion
    explanation: gr.HTML
    documents_fold: gr.Accordion
    documents: gr.CheckboxGroup
    question: gr.Textbox
    send: gr.Button
    sources: gr.HTML
    footer: gr.HTML
    new: gr.Button
    copy: gr.Button
    download: gr.Button


def lay_out() -> Parts:
    """Make the components, within the `gr.Blocks` that is open."""
    session = gr.Textbox(visible="hidden", label="Conversación", elem_id="sesion")
    transcript = gr.Textbox(visible="hidden", label="Transcripción", elem_id="transcripcion")
    with gr.Row(elem_id="cabecera"):
        gr.HTML(_HEADER, elem_id="titulo")
        with gr.Row(elem_id="acciones"):
            copy = gr.Button("Copiar", size="sm", elem_id="copiar", visible=False)
            download = gr.Button("Descargar", size="sm", elem_id="descargar", visible=False)
            new = gr.Button("Nueva conversación", size="sm", elem_id="nueva", visible=False)
    with gr.Row(elem_id="cuerpo", equal_height=True):
        with gr.Column(scale=3, min_width=320, elem_id="conversacion"):
            with gr.Column(elem_id="hilo"):
                chat = _dialogue()
                with gr.Row(elem_id="opinion", visible=False) as opinion:
                    opinion_label = gr.HTML(elem_id="opinion-texto")
                    helpful = gr.Button("Sí, sirvió", size="sm", elem_id="sirvio")
                    unhelpful = gr.Button("No sirvió", size="sm", elem_id="no-sirvio")
                with gr.Accordion(TITLE_ASKING, open=False, visible="hidden", elem_id="hallazgo") as explanation_fold:
                    explanation = gr.HTML(elem_id="hallazgo-texto")
                with gr.Column(elem_id="sugerencias"):
                    suggestions_label = gr.HTML(suggestions_heading(START_WITH), elem_id="sugerencias-texto")
                    with gr.Row(elem_id="sugerencias-lista"):
                        suggestions = tuple(
                            gr.Button(starter, size="sm", elem_classes=["sugerencia"]) for starter in STARTERS
                        )
            with gr.Accordion("Documentos: todos", open=False, elem_id="documentos") as documents_fold:
                documents = _document_choice()
            with gr.Row(elem_id="entrada"):
                question = _question_box()
                send = gr.Button("Preguntar", variant="primary", elem_id="enviar", scale=0)
        with gr.Column(scale=2, min_width=320, elem_id="panel"):
            sources = gr.HTML(elem_id="fuentes")
    footer = gr.HTML(elem_id="pie")
    return Parts(
        session=session,
        transcript=transcript,
        chat=chat,
        suggestions_label=suggestions_label,
        suggestions=suggestions,
        opinion=opinion,
        opinion_label=opinion_label,
        helpful=helpful,
        unhelpful=unhelpful,
        explanation_fold=explanation_fold,
        explanation=explanation,
        documents_fold=documents_fold,
        documents=documents,
        question=question,
        send=send,
        sources=sources,
        footer=footer,
        new=new,
        copy=copy,
        download=download,
    )


def _dialogue() -> gr.Chatbot:
    """The conversation, with every button and label of Gradio's own put away."""
    return gr.Chatbot(
        label="Conversación",
        show_label=False,
        container=False,
        elem_id="dialogo",
        placeholder=PLACEHOLDER,
        layout="bubble",
        buttons=[],
        height="auto",
        autoscroll=False,
        group_consecutive_messages=False,
        # Amounts in pesos are not formulas.
        latex_delimiters=[],
        allow_tags=False,
        feedback_options=None,
    )


def _document_choice() -> gr.CheckboxGroup:
    """Which documents answers are looked for in."""
    return gr.CheckboxGroup(
        choices=[],
        label="Buscar solo en estos documentos",
        info="Sin marcar ninguno se busca en todos.",
        elem_id="documentos-lista",
    )


def _question_box() -> gr.Textbox:
    """Where the question is typed."""
    return gr.Textbox(
        label="Pregunta",
        show_label=False,
        container=False,
        placeholder="Escribir la pregunta…",
        lines=1,
        max_lines=6,
        scale=1,
        elem_id="pregunta",
        autofocus=True,
    )


def suggestions_heading(text: str) -> str:
    """The line above the buttons with questions."""
    return f'<p class="rubro">{text}</p>'
