// The question box: its keys, and what is written in it, which outlives a reload of the page.
//
// Escape stops the answer, the arrow up brings the last question back. When the server has been
// away, gradio loads the page anew; a question that got no answer stands in the box again.

import { put } from "./ask.js";
import { rows } from "./conversations.js";

const DRAFT = "question";
const inBox = event => event.target.matches?.("#box textarea");

function draft(text) {
  try {
    if (text === undefined) return sessionStorage.getItem(DRAFT) || "";
    sessionStorage.setItem(DRAFT, text);
  } catch { /* a browser that keeps nothing */ }
  return "";
}

function onKey(event) {
  if (!inBox(event)) return;
  if (event.key === "Escape") document.querySelector("#box .stop-button")?.click();
  const last = rows().at(-1)?.question;
  if (event.key !== "ArrowUp" || event.target.value || !last) return;
  event.preventDefault();
  put(last);
}

export function start() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", event => inBox(event) && draft(event.target.value));
  document.addEventListener("shown", () => {
    if (draft() === rows().at(-1)?.question) draft("");
  });
  const box = document.querySelector("#box textarea");
  if (draft() && !box.value) put(draft());
}
