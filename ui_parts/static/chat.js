// The script of the chat page, begun once gradio has drawn it. What it asks the server for is in
// beside.py; what it keeps is in conversations.js.

import * as answers from "./answers.js";
import * as box from "./box.js";
import * as conversations from "./conversations.js";
import * as history from "./history.js";
import * as inView from "./in_view.js";
import * as reader from "./reader.js";

let begun = false;

export function start() {
  if (begun) return;
  begun = true;
  answers.start();
  history.start();
  inView.start();
  box.start();
  reader.start();
  // Nothing is asked of the server where nothing is kept: a first press must not cross that answer.
  if (!conversations.rows().length) return;
  document.body.classList.add("reopening"); // and shows no examples meanwhile
  const shown = () => document.body.classList.remove("reopening");
  document.addEventListener("shown", shown, { once: true });
  setTimeout(shown, 3000);
  document.getElementById("reopen").click();
}
