// A link to /?ask=… opens the chat with the question in its box, to be read before it is asked.
const question = new URLSearchParams(location.search).get("ask");

/** Puts a question into the box; false where there is none yet. */
export function put(text) {
  const box = document.querySelector("#box textarea");
  if (!box) return false;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  return true;
}

function fill() {
  if (!put(question.slice(0, 2000))) return false;
  const rest = new URL(location);
  rest.searchParams.delete("ask");
  history.replaceState(history.state, "", rest);
  return true;
}

if (question && !fill()) {
  const watch = new MutationObserver(() => fill() && watch.disconnect());
  watch.observe(document.documentElement, { childList: true, subtree: true });
}
