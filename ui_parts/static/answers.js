// What can be done with an answer: see a quote, copy it all, say whether it helped, go on asking.

import { put } from "./ask.js";
import { rows } from "./conversations.js";
import { save } from "./history.js";
import { settle } from "./in_view.js";
import { post } from "./post.js";
import { copy } from "./reader.js";
import { LEANS_ON, explain } from "./why.js";

const WRONG = [
  ["wrong_source", "The source is wrong"],
  ["missing", "Something is missing"],
  ["should_have_declined", "It should have declined"],
  ["should_have_answered", "It should have answered"],
  ["other", "Something else"],
];

const $$ = selector => [...document.querySelectorAll(selector)];

function make(tag, fields = {}, ...children) {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
}

/** The kept answer that a control stands under. */
const rowOf = acts => rows()[$$("#chat .acts").indexOf(acts)];

// ── The quote behind a mark ──

const tip = make("div", { id: "quote-tip", hidden: true });
tip.setAttribute("role", "tooltip");
let tipped = null;

function showTip(link) {
  if (link.title) {  // else the browser shows it a second time
    link.dataset.quote = link.title;
    link.removeAttribute("title");
  }
  const [quote, label] = (link.dataset.quote || "").split("\n");
  if (!quote) return;
  hideTip();
  tip.replaceChildren(make("q", { textContent: quote }), make("span", { textContent: label }));
  tip.hidden = false;
  tipped = link;
  link.setAttribute("aria-describedby", tip.id);
  placeTip();
}

function placeTip() {
  const at = tipped?.getClientRects()[0];
  if (!at) return hideTip();
  const left = Math.min(at.left, innerWidth - tip.offsetWidth - 8);
  const above = at.top - tip.offsetHeight - 2;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above > 4 ? above : at.bottom + 2}px`;
  return undefined;
}

function hideTip() {
  tip.hidden = true;
  tipped?.removeAttribute("aria-describedby");
  tipped = null;
}

// ── Whether it helped ──

function feedback(acts, verdict, wrong, note) {
  const row = rowOf(acts);
  const before = rows().slice(0, rows().indexOf(row)).slice(-LEANS_ON);
  const said = row.sentences.map(([text]) => text);
  return post("/feedback", {
    question: row.question,
    answer: [row.lead, ...said, row.refusal?.[1]].filter(Boolean).join(" "),
    passages: [...new Set(row.citations.map(citation => citation[1]))],
    verdict, wrong, note, before,
  });
}

async function send(acts, verdict, wrong = null, note = "") {
  let told = "Thank you. It was noted, without your name.";
  try {
    await feedback(acts, verdict, wrong, note);
    acts.querySelectorAll(".good, .bad").forEach(button => button.remove());
    form(acts)?.remove();
  } catch (error) {
    told = error.told || "It could not be sent. Try again in a moment.";
  }
  say(acts, told);
}

function say(acts, text) {
  let line = acts.querySelector(".said");
  if (!line) {
    line = make("span", { className: "said", tabIndex: -1 });
    line.setAttribute("role", "status");
    acts.append(line);
  }
  line.textContent = text;
  line.focus({ preventScroll: true });
}

const form = acts => acts.parentElement.querySelector(":scope > form.wrong");

function askWhatWasWrong(acts) {
  if (form(acts)) {
    form(acts).remove();
    return;
  }
  const choices = make("fieldset", {}, make("legend", { textContent: "What was wrong?" }));
  for (const [value, text] of WRONG) {
    const radio = make("input", { type: "radio", name: "wrong", value, required: true });
    choices.append(make("label", {}, radio, ` ${text}`));
  }
  const note = make("textarea", { name: "note", rows: 2, maxLength: 2000 });
  const asked = make("form", { className: "wrong" }, choices,
    make("label", { className: "note" }, "A note, if you like", note),
    make("button", { type: "submit", textContent: "Send" }),
    make("button", { type: "button", textContent: "Cancel", onclick: () => asked.remove() }));
  asked.addEventListener("submit", event => {
    event.preventDefault();
    send(acts, "bad", new FormData(asked).get("wrong"), note.value.trim());
  });
  acts.after(asked);
  asked.querySelector("input").focus({ preventScroll: true });
  asked.scrollIntoView({ block: "nearest" });
}

// ── Questions to go on with ──

export function ask(question) {
  put(question);
  setTimeout(() => document.querySelector("#box .submit-button")?.click(), 50);
}

let offered = 0;

/** Takes back what was offered: when a question is put, so that nothing moves under its answer. */
function takeBack() {
  $$("#chat .next").forEach(next => { next.replaceChildren(); next.classList.remove("waiting"); });
  return ++offered;
}

async function offer() {
  const mine = takeBack();
  const kept = rows();
  for (let tries = 0; $$("#chat .next").length !== kept.length && tries < 100; tries++) {
    await new Promise(resolve => setTimeout(resolve, 30));  // until the page shows the answer
  }
  if (mine !== offered) return;
  const last = kept.at(-1);
  const next = $$("#chat .next").at(-1);
  if (last?.citations.length) next?.classList.add("waiting");
  settle();
  if (!next?.matches(".waiting")) return;
  let questions = [];
  try {
    const answer = await post("/further", {
      passages: last.citations.map(citation => citation[1]),
      asked: kept.map(row => row.question),
      language: last.language,
    });
    questions = await answer.json();
  } catch { /* an answer without them is whole */ }
  if (mine !== offered) return;
  next.classList.toggle("waiting", questions.length > 0);
  if (!questions.length) return;
  const list = questions.map(question =>
    make("button", { type: "button", textContent: question, onclick: () => ask(question) }));
  next.replaceChildren(make("p", { textContent: "Go on with" }), ...list);
}

// ── ──

function nameAnswers() {
  // gradio names a message by its whole mark-up, which a screen reader would read out
  for (const message of $$('#chat [data-testid="bot"], #chat [data-testid="user"]')) {
    const name = message.dataset.testid === "bot" ? "Answer" : "Question";
    if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
  }
}

async function copyAnswer(acts) {
  let told = "Copied, with its sources.";
  const row = rowOf(acts);
  try {
    if (!row || !await copy(await save("md", [row], ""))) throw new Error("nothing was copied");
  } catch (error) {
    told = error.told || "It could not be copied. Mark the text and copy it.";
  }
  say(acts, told);
}

export function start() {
  document.body.append(tip);
  const over = event => {
    const link = event.target.closest?.("a.cite");
    if (link) showTip(link);
    else if (!event.target.closest?.("#quote-tip")) hideTip();
  };
  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("scroll", placeTip, true);
  document.addEventListener("keydown", event => { if (event.key === "Escape") hideTip(); });
  document.addEventListener("click", event => {
    const act = event.target.closest?.("#chat .act");
    if (event.target.closest?.("a.cite")) hideTip();
    if (!act || !rowOf(act.parentElement)) return;
    if (act.matches(".why")) explain(act, rows(), rows().indexOf(rowOf(act.parentElement)));
    if (act.matches(".copy")) copyAnswer(act.parentElement);
    if (act.matches(".good")) send(act.parentElement, "good");
    if (act.matches(".bad")) askWhatWasWrong(act.parentElement);
  });
  document.addEventListener("asked", takeBack);
  document.addEventListener("shown", offer);
  const chat = document.getElementById("chat");
  new MutationObserver(nameAnswers).observe(chat, { childList: true, subtree: true });
  nameAnswers();
  if (rows().length) offer();
}
