// A link to /?ask=… opens the chat with the question in its box, to be read before it is asked.
const question = new URLSearchParams(location.search).get("ask");

function fill() {
  const box = document.querySelector("#box textarea");
  if (!box) return false;
  box.value = question.slice(0, 2000);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  const rest = new URL(location);
  rest.searchParams.delete("ask");
  history.replaceState(history.state, "", rest);
  return true;
}

if (question && !fill()) {
  const watch = new MutationObserver(() => fill() && watch.disconnect());
  watch.observe(document.documentElement, { childList: true, subtree: true });
}
