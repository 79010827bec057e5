// The list of conversations: open, rename, delete, and take one along as a file.

import * as conversations from "./conversations.js";
import { post } from "./post.js";

const menu = () => document.getElementById("kept");

function button(text, label, press, className = "") {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className, onclick: press });
  made.setAttribute("aria-label", label);
  return made;
}

function entry(kept) {
  const name = kept.name || kept.rows[0]?.question || "Conversation";
  const line = document.createElement("li");
  const open = button(name, `Open: ${name}`, () => {
    conversations.open(kept.id);
    menu().open = false;
    document.getElementById("reopen").click();
    document.querySelector("#box textarea").focus();
  }, "open");
  if (kept.mine) open.setAttribute("aria-current", "true");
  const rename = button("Rename", `Rename: ${name}`, () => edit(line, kept, name));
  const remove = button("Delete", `Delete: ${name}`, () => {
    if (!remove.dataset.sure) {
      remove.dataset.sure = "yes";
      remove.textContent = "Really delete";
      remove.setAttribute("aria-label", `Really delete: ${name}`);
      return;
    }
    conversations.remove(kept.id);
    if (kept.mine) document.querySelector("#new").click();
    menu().querySelector("summary").focus();
  });
  line.append(open, rename, remove);
  return line;
}

function edit(line, kept, name) {
  const box = Object.assign(document.createElement("input"), { value: name, maxLength: 200 });
  box.setAttribute("aria-label", "Name of the conversation");
  const done = () => conversations.rename(kept.id, box.value);
  const form = document.createElement("form");
  form.append(box, button("Save", "Save the name", done));
  form.onsubmit = event => { event.preventDefault(); done(); };
  box.onkeydown = event => { if (event.key === "Escape") { event.stopPropagation(); draw(); } };
  line.replaceChildren(form);
  box.focus();
  box.select();
}

function draw() {
  const kept = conversations.list();
  menu().querySelector("ul").replaceChildren(...kept.map(entry));
  menu().querySelector(".none").hidden = kept.length > 0;
  menu().querySelector(".take").hidden = conversations.rows().length === 0;
}

/** Asks the server for answers as a file, every quote checked again: text of Markdown, or a blob. Throws as `post`. */
export async function save(form, rows, name) {
  const address = location.origin + location.pathname;
  const answer = await post(`/paper/${form}`, { name, address, rows });
  return form === "md" ? answer.text() : answer.blob();
}

async function download(form) {
  const name = conversations.name();
  let made;
  try {
    made = await save(form, conversations.rows(), name);
  } catch (error) {
    return tell(error.told || "The file could not be made. Try again in a moment.");
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([made]));
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60).replace(/^-|-$/g, "") || "conversation"}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return tell("");
}

function tell(text) {
  menu().querySelector(".told").textContent = text;
  if (text) menu().open = true;
}

export function start() {
  document.addEventListener("conversations", draw);
  document.addEventListener("told", event => tell(event.detail));
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu().open) return;
    menu().open = false;
    menu().querySelector("summary").focus();
  });
  document.addEventListener("click", event => {
    if (!event.composedPath().includes(menu())) menu().open = false;
    const form = event.target.closest?.("#kept .take button")?.value;
    if (form) download(form);
  });
  draw();
}
