// The last question stays in view, with as much of its answer as there is room for. Once the answer
// is whole nothing moves under its reader. (Gradio's own scrolling comes 300 ms after the answer.)

const chat = () => document.querySelector("#chat .bubble-wrap");
const GAP = 14;

let following = false;

function bring() {
  const question = [...document.querySelectorAll('#chat [data-testid="user"]')].at(-1);
  if (!following || !question) return;
  chat().scrollTop += question.getBoundingClientRect().top - chat().getBoundingClientRect().top - GAP;
}

/** The answer is whole, and what is offered below it has its room. */
export function settle() {
  bring();
  following = false;
}

export function start() {
  const follow = () => { following = true; };
  const leave = event => { if (chat()?.contains(event.target)) following = false; };
  document.addEventListener("asked", follow);
  document.getElementById("reopen").addEventListener("click", follow);
  for (const own of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(own, leave, { passive: true });
  }
  new MutationObserver(bring).observe(document.getElementById("chat"), { childList: true, subtree: true, characterData: true });
}
