// The self-test: the server makes and judges the questions; what was missed is kept in this browser.
"use strict";

const KEY = "peace-operations-assistant-test";
const at = id => document.getElementById(id);
let kept = remembered();
let asked = [];
let ready; // the questions are there
let results = [];

function remembered() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && typeof found.cards === "object" && found.cards) {
      const cards = Object.entries(found.cards).filter(([, state]) => typeof state === "string");
      return { cards: Object.fromEntries(cards), round: Number(found.round) || 0 };
    }
  } catch {
    // What cannot be read is forgotten.
  }
  return { cards: {}, round: 0 };
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that may keep nothing can be tested all the same.
  }
}

async function post(address, body) {
  at("trouble").textContent = "";
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response.json();
  const told = await response.json().catch(() => ({}));
  throw new Error(typeof told.error === "string" ? told.error : "");
}

function failed(error) {
  const own = error instanceof TypeError ? "" : error.message;
  at("trouble").textContent = own || "The server did not answer. Try again.";
}

function show(section) {
  for (const id of ["start", "question", "summary"]) at(id).hidden = id !== section;
}

async function prepare() {
  show("start");
  try {
    const sitting = await post("/learn/test/sitting", kept);
    asked = sitting.questions;
    at("count").textContent = `${sitting.count} questions`;
    const seen = Object.keys(kept.cards).length;
    at("state").textContent = seen
      ? `${seen} answered so far, ${sitting.due} to be asked again now.`
      : "";
    at("begin").disabled = !asked.length;
    if (!asked.length) {
      at("state").textContent = sitting.count
        ? "Nothing is due now: everything was asked, and comes back later."
        : "These documents are too short to make a test from.";
    }
  } catch (error) {
    failed(error);
  }
}

function ask() {
  const question = asked[results.length];
  show("question");
  at("verdict").hidden = true;
  at("check").hidden = false;
  at("hint").textContent = "";
  at("place").textContent = `Question ${results.length + 1} of ${asked.length}`;
  at("ask").textContent = question.ask;
  at("shown").textContent = question.shown;
  at("shown").hidden = !question.shown;
  at("options").replaceChildren(
    ...question.options.map((option, number) => {
      const label = document.createElement("label");
      const button = document.createElement("input");
      Object.assign(button, { type: "radio", name: "choice", value: String(number) });
      const words = document.createElement("span");
      words.textContent = option;
      label.append(button, words);
      return label;
    }),
  );
  at("ask").focus();
}

async function check(event) {
  event.preventDefault();
  const chosen = document.querySelector("input[name=choice]:checked");
  if (!chosen) {
    at("hint").textContent = "Choose one of the answers first.";
    document.querySelector("input[name=choice]").focus();
    return;
  }
  const question = asked[results.length];
  at("check").disabled = true;
  try {
    const card = kept.cards[question.id] ?? "";
    const choice = Number(chosen.value);
    const verdict = await post("/learn/test/answer", { id: question.id, choice, card });
    kept.cards[question.id] = verdict.card;
    keep();
    judge(question, choice, verdict);
  } catch (error) {
    failed(error);
  }
  at("check").disabled = false;
}

function judge(question, choice, verdict) {
  results.push({ question, verdict });
  at("check").hidden = true;
  at("hint").textContent = "";
  for (const [number, label] of [...at("options").children].entries()) {
    label.querySelector("input").disabled = true;
    const isRight = question.options[number] === verdict.answer;
    label.classList.toggle("right", isRight);
    label.classList.toggle("wrong", number === choice && !verdict.right);
    if (isRight) label.append(note("the answer"));
    else if (number === choice) label.append(note("your answer"));
  }
  at("told").textContent = verdict.right ? "Right." : "Not so.";
  at("told").className = verdict.right ? "good" : "bad";
  at("why").textContent = verdict.why;
  at("why").hidden = !at("why").textContent;
  at("quote").replaceChildren(verdict.before, marked(verdict), verdict.after);
  at("source").textContent = verdict.label;
  at("source").href = verdict.href;
  at("next").textContent = results.length < asked.length ? "Next question" : "See the summary";
  at("verdict").hidden = false;
  at("told").focus();
}

function note(text) {
  const made = document.createElement("em");
  made.textContent = text;
  return made;
}

function marked(verdict) {
  const isPart = verdict.before || verdict.after;
  const made = document.createElement(isPart ? "mark" : "span");
  made.textContent = verdict.quote;
  return made;
}

function summary() {
  show("summary");
  const right = results.filter(result => result.verdict.right).length;
  at("score").textContent = `${right} of ${results.length} right`;
  at("advice").textContent =
    right === results.length
      ? "Nothing was missed."
      : "What was missed is asked again soon. Here is what the documents say.";
  at("results").replaceChildren(...results.map(entry));
  at("score").focus();
}

function entry({ question, verdict }) {
  const made = document.createElement("li");
  const add = (name, text, kind = "") => {
    const line = document.createElement(name);
    line.textContent = text;
    line.className = kind;
    made.append(line);
    return line;
  };
  add("p", verdict.right ? "Right" : "Missed", verdict.right ? "good" : "bad");
  add("p", `${question.ask} ${question.shown}`);
  if (!verdict.right) {
    add("p", `Answer: ${verdict.answer}`);
    if (verdict.why) add("p", verdict.why);
    add("blockquote", verdict.quote);
  }
  const source = add("p", "", "quiet source");
  const link = document.createElement("a");
  link.textContent = verdict.label;
  link.href = verdict.href;
  source.append(link, ` · again ${verdict.again}`);
  return made;
}

async function begin() {
  results = [];
  await ready; // whoever is quick presses before the questions have come
  if (asked.length) ask();
}

function more() {
  ready = prepare();
  return begin();
}

at("begin").addEventListener("click", begin);
at("form").addEventListener("submit", check);
at("next").addEventListener("click", () => {
  if (results.length < asked.length) return ask();
  kept.round += 1;
  keep();
  return summary();
});
at("more").addEventListener("click", more);
at("print").addEventListener("click", () => print());
ready = prepare();
