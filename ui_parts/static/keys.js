// Keys in the question box: Escape stops the answer, the arrow up brings the last question back.

import { rows } from "./conversations.js";
import { put } from "./ask.js";

export function start() {
  document.addEventListener("keydown", event => {
    if (!event.target.matches?.("#box textarea")) return;
    if (event.key === "Escape") document.querySelector("#box .stop-button")?.click();
    if (event.key !== "ArrowUp" || event.target.value) return;
    const last = rows().at(-1)?.question;
    if (!last) return;
    event.preventDefault();
    put(last);
  });
}
