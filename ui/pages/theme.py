"""How Gradio's own parts look: system fonts and one accent. The rest is in `chat.css`."""

import gradio as gr
from gradio.themes.utils.colors import Color

# Dark teal; 600 on white has a contrast of 7.4 to 1, 300 on the dark ground 9 to 1.
TEAL = Color(
    name="teal",
    c50="#eef7f7",
    c100="#d5ebeb",
    c200="#abd6d7",
    c300="#7cbdbf",
    c400="#4a9fa3",
    c500="#1f7f85",
    c600="#0f5f66",
    c700="#0c4d53",
    c800="#0a3d42",
    c900="#082f33",
    c950="#051e21",
)
SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")


def make_theme() -> gr.themes.Base:
    """Gradio's plain theme in our accent, without any font to download."""
    return gr.themes.Base(
        primary_hue=TEAL,
        secondary_hue=TEAL,
        neutral_hue=gr.themes.colors.slate,
        font=SYSTEM_FONTS,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )
