// Why an answer is as it is: what holds of its sentences, and which passages were looked at for it.

import { post } from "./post.js";

/** How many answers before it a question can lean on. */
export const LEANS_ON = 6;

function make(tag, text, className = "") {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}

function sentences(row) {
  if (!row.sentences.length) return "No sentence of the documents answers this; so none is shown.";
  return row.writer === "model"
    ? "A chat model wrote it. Each sentence stands, because code found it supported by the words behind its mark."
    : "Each sentence was compared with its document, character by character, before it was shown.";
}

async function lookedAt(rows, at) {
  const answer = await post("/why", { rows: rows.slice(Math.max(0, at - LEANS_ON), at + 1) });
  return answer.json();
}

/** Opens the panel under an answer's buttons, or closes it. */
export async function explain(button, rows, at) {
  const acts = button.parentElement;
  const open = acts.parentElement.querySelector(":scope > .why-panel");
  button.setAttribute("aria-expanded", String(!open));
  if (open) return open.remove();
  const panel = make("div", "", "why-panel");
  panel.append(make("p", sentences(rows[at])));
  acts.after(panel);
  let found;
  try {
    found = await lookedAt(rows, at);
  } catch (error) {
    return panel.append(make("p", error.told || "What was looked at cannot be told now. Try again."));
  }
  if (!found.length) return panel.append(make("p", "The outline of the documents decided it; nothing had to be searched for."));
  const list = make("ol", "");
  for (const { label, href, quoted } of found) {
    const line = make("li", "");
    line.append(Object.assign(make("a", label), { href }), quoted ? " – quoted" : "");
    list.append(line);
  }
  return panel.append(make("p", "Looked at, the nearest to the question first:"), list);
}
