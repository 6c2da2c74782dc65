// What the page does in the browser: the session of this tab, citations that lead to their quote, the transcript,
// and the Spanish of the few texts that Gradio does not let be set.
(() => {
  "use strict";
  const KEY = "ventanilla-sesion";
  const SPANISH = {
    "chatbot conversation": "Conversación",
    "Scroll to bottom": "Ir al final",
    "Copy message": "Copiar el mensaje",
    "Copied message": "Mensaje copiado",
    "Close": "Cerrar",
  };

  const NOTICE = [
    [".toast-title", "Sin conexión"],
    [".toast-message-text", "Ventanilla no responde. Se intenta de nuevo; conviene revisar que siga en marcha."],
  ];

  // Gradio takes the language of its own texts from the browser; the page is in Spanish whatever that is.
  Object.defineProperty(navigator, "language", { get: () => "es-MX", configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => ["es-MX", "es"], configurable: true });

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // Of this tab alone: it survives reloading, and is gone when the tab is closed.
  const session = () => {
    const id = sessionStorage.getItem(KEY) ?? newId();
    sessionStorage.setItem(KEY, id);
    return id;
  };

  const begin = () => {
    sessionStorage.removeItem(KEY);
    document.getElementById("pregunta")?.querySelector("textarea")?.focus();
    return session();
  };

  const tell = (button, text) => {
    const label = document.getElementById(button);
    if (!label) return;
    const before = label.dataset.label ?? label.textContent;
    label.dataset.label = before;
    label.textContent = text;
    setTimeout(() => { label.textContent = before; }, 2500);
  };

  const copyByHand = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };

  const copy = async (text) => {
    if (!text) return tell("copiar", "Nada que copiar");
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      // Only pages served from this computer or over HTTPS may use the clipboard directly.
      done = copyByHand(text);
    }
    tell("copiar", done ? "Copiada" : "No se pudo copiar");
  };

  const download = (text) => {
    if (!text) return tell("descargar", "Nada que descargar");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = `ventanilla-${new Date().toISOString().slice(0, 10)}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const goTo = (element, block) => element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  const showSources = (answer) => {
    const blocks = [...document.querySelectorAll("#fuentes [data-respuesta]")];
    const wanted = blocks.find((block) => block.dataset.respuesta === answer);
    if (wanted) blocks.forEach((block) => { block.hidden = block !== wanted; });
    return wanted;
  };

  const showCitation = (answer, n) => {
    const block = showSources(answer);
    if (!block) return;
    document.querySelectorAll("#fuentes .activa").forEach((element) => element.classList.remove("activa"));
    const marks = [...block.querySelectorAll(`mark[data-n~="${n}"]`)];
    const card = marks[0]?.closest(".ficha") ?? document.getElementById(`fuente-${answer}-${n}`);
    if (!card) return;
    [card, ...marks].forEach((element) => element.classList.add("activa"));
    card.focus({ preventScroll: true });
    goTo(marks[0] ?? card, "center");
  };

  const showAnswer = (answer) => {
    const link = document.querySelector(`#dialogo a[href^="#cita-${answer}-"]`);
    const target = link?.closest(".message-row") ?? document.getElementById("dialogo");
    goTo(target, "start");
    (link ?? document.querySelector("#pregunta textarea"))?.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const href = event.target.closest?.("a")?.getAttribute("href") ?? "";
    const citation = href.match(/#cita-(\d+)-(\d+)$/);
    const answer = href.match(/#respuesta-(\d+)$/);
    if (!citation && !answer && !href.endsWith("#pregunta")) return;
    event.preventDefault();
    if (citation) showCitation(citation[1], citation[2]);
    else if (answer) showAnswer(answer[1]);
    else document.querySelector("#pregunta textarea")?.focus();
  });

  const translate = (root) => {
    for (const name of ["aria-label", "title"]) {
      for (const element of root.querySelectorAll(`[${name}]`)) {
        const spanish = SPANISH[element.getAttribute(name)];
        if (spanish) element.setAttribute(name, spanish);
      }
    }
    // Gradio labels each message with its source text, marks and all, which would be read aloud instead of it.
    for (const message of root.querySelectorAll("#dialogo [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
    // The page itself raises no notice, so that any that appears is Gradio telling that the server does not respond.
    for (const [selector, spanish] of NOTICE) {
      for (const element of root.querySelectorAll(selector)) {
        if (element.textContent.trim() !== spanish) element.textContent = spanish;
      }
    }
    // A citation is not a page to open elsewhere.
    for (const link of root.querySelectorAll('#dialogo a[href^="#cita-"][target]')) link.removeAttribute("target");
  };

  // A new question goes to the top of what is visible and stays there while its answer comes, so that this is read from
  // the beginning; whoever scrolls meanwhile is left where they are. The panel starts at the top with each new answer.
  let questions = 0;
  let answer = "";
  let following = false;
  const follow = () => {
    const rows = document.querySelectorAll("#dialogo .user-row");
    if (rows.length > questions) following = true;
    questions = rows.length;
    const last = rows[rows.length - 1];
    if (following && last) last.scrollIntoView({ behavior: "instant", block: "start" });
    const latest = [...document.querySelectorAll("#fuentes [data-respuesta]")].pop()?.dataset.respuesta ?? "";
    if (latest === answer) return;
    answer = latest;
    document.getElementById("panel")?.scrollTo({ top: 0 });
    // What comes after the sources (suggestions, opinion) still moves the page for a moment.
    setTimeout(() => { following = false; }, 600);
  };
  for (const event of ["wheel", "touchmove", "pointerdown"]) {
    document.addEventListener(event, () => { following = false; }, { passive: true });
  }

  const watch = () => {
    let due = false;
    new MutationObserver(() => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => { due = false; translate(document); follow(); });
    }).observe(document.body, { childList: true, subtree: true });
  };
  document.addEventListener("DOMContentLoaded", watch);

  window.ventanilla = { session, begin, copy, download };
})();
