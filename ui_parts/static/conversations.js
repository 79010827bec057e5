// Conversations, kept in this browser and nowhere else, each under a key of its own.
//
// Why not gradio's BrowserState: it has one key for all, so that two tabs overwrite each other,
// and it encrypts with a secret made at start, so that a restarted server forgets everything.
// Nothing here is trusted: the server checks every quote again before it shows it.

const KEY = "peace-operations-assistant:";
const TAB = "conversation";

const LONGEST = 30; // turns that are kept, as on the server

let taken = "";   // what the server made of it last
let added = "";   // the last of it with an answer, which is added once
let shown = null; // {id, name, rows, whole, rev}: the conversation of this tab. `rows`: what is
                  // shown; `whole`: with what is not, while its document is missing or another
let asking = ""; // the question that was put last

const random = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);

function read(id) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY + id));
    return kept && Array.isArray(kept.rows) ? { ...kept, whole: kept.rows, id } : null;
  } catch {
    return null;
  }
}

function write(kept) {
  kept.rev = random();
  kept.when = Date.now();
  try {
    localStorage.setItem(KEY + kept.id, stored(kept));
  } catch {
    tell("This browser has no room for the conversation. Delete one that you do not need.");
  }
  changed();
}

const stored = kept =>
  JSON.stringify({ ...kept, rows: kept.whole, whole: undefined, id: undefined });

function tell(text) {
  document.dispatchEvent(new CustomEvent("told", { detail: text }));
}

function changed() {
  document.dispatchEvent(new CustomEvent("conversations"));
}

/** What the server is given: the conversation of this tab. */
export function current() {
  const { id, whole } = mine();
  return { id, rows: whole };
}

function mine() {
  if (!shown) {
    let id = null;
    try { id = sessionStorage.getItem(TAB); } catch { /* a browser that keeps nothing */ }
    shown = (id && read(id)) || empty();
    stay();
  }
  return shown;
}

const empty = () => ({ id: random(), name: "", rows: [], whole: [], rev: "" });

function stay() {
  try { sessionStorage.setItem(TAB, shown.id); } catch { /* as above */ }
  changed();
}

/** The conversation to ask on in: what was last made of it may not have been taken yet. */
export function goOn(made, question) {
  if (made?.id === shown?.id) keep(made);
  asking = question;
  document.dispatchEvent(new CustomEvent("asked"));
  return current();
}

/** The conversation without the question that was stopped, and what is to stand in the box. */
export function takeBack() {
  const box = document.querySelector("#box textarea");
  box.focus();
  document.dispatchEvent(new CustomEvent("shown"));
  return [current(), box.value || asking];
}

export function rows() {
  return mine().rows;
}

export function name() {
  return shown?.name || shown?.rows[0]?.question || "Conversation";
}

export function begin() {
  taken = "";
  shown = empty();
  stay();
  return current();
}

export function open(id) {
  taken = "";
  shown = read(id) || empty();
  stay();
}

/** Takes what the server made of a conversation; `answered`: there is an answer to keep. */
export function keep(value) {
  if (!value || !Array.isArray(value.rows)) return;
  const text = JSON.stringify(value);
  if (text === taken) return;
  taken = text;
  const here = value.id === shown?.id;
  const kept = here ? shown : read(value.id) || { ...empty(), id: value.id };
  kept.rows = value.rows;
  if (value.answered && text !== added) {
    added = text;
    kept.whole = [...kept.whole, ...value.rows.slice(-1)].slice(-LONGEST);
    const other = read(kept.id);
    // Another tab has gone on with this conversation: both are kept, this one under a new id.
    if (here && other && kept.rev && other.rev !== kept.rev) kept.id = random();
    if (here && other && other.rev === kept.rev) kept.name = other.name;
    write(kept);
  }
  if (here) {
    stay();
    document.dispatchEvent(new CustomEvent("shown"));
  }
}

/** All that is kept, the latest first. */
export function list() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      const kept = key.startsWith(KEY) && read(key.slice(KEY.length));
      if (kept) found.push({ ...kept, mine: kept.id === shown?.id });
    }
  } catch { /* as above */ }
  return found.sort((a, b) => b.when - a.when);
}

export function rename(id, name) {
  const kept = read(id);
  if (!kept) return;
  kept.name = name.trim().slice(0, 200);
  try {
    localStorage.setItem(KEY + id, stored(kept));
  } catch {
    tell("This browser has no room for the name. Delete a conversation that you do not need.");
  }
  if (shown?.id === id) shown.name = kept.name;
  changed();
}

export function remove(id) {
  try { localStorage.removeItem(KEY + id); } catch { /* as above */ }
  changed();
}

addEventListener("storage", changed);
