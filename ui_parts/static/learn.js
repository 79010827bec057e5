// The path: which steps are done is kept in this browser; a step's question is answered in place.
"use strict";

const KEY = "peace-operations-assistant-path";

function done() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter(id => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // A browser that may keep nothing shows the path all the same.
  }
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function showProgress(panel) {
  const kept = new Set(done());
  const steps = [...document.querySelectorAll("li[data-step]")];
  const open = steps.filter(step => !kept.has(step.dataset.step));
  for (const step of steps) {
    const isDone = kept.has(step.dataset.step);
    step.classList.toggle("is-done", isDone);
    step.querySelector(".done").hidden = !isDone;
  }
  const start = document.getElementById("continue");
  const told = document.getElementById("told");
  const begun = open.length < steps.length;
  document.getElementById("forget").hidden = !begun;
  if (open.length) {
    start.href = open[0].querySelector("a").href;
    start.textContent = begun ? "Continue" : "Begin";
    const left = open.reduce((sum, step) => sum + Number(step.dataset.minutes), 0);
    told.textContent = begun
      ? `${steps.length - open.length} of ${panel.dataset.steps} steps done, about ${left} min left`
      : "";
  } else {
    start.href = "/learn/test";
    start.textContent = "Test yourself";
    told.textContent = "All steps are done.";
  }
}

async function tryQuestion(button, place) {
  button.disabled = true;
  place.replaceChildren(element("p", "Looking …", { class: "quiet" }));
  try {
    const response = await fetch("/learn/try", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ step: Number(button.dataset.stepNumber) }),
    });
    if (!response.ok) throw new Error();
    const answer = await response.json();
    const shown = answer.lead ? [element("p", answer.lead)] : [];
    for (const sentence of answer.sentences) {
      const line = element("p", `${sentence.text} `);
      for (const source of sentence.sources) {
        line.append(element("a", source.label, { href: source.href, class: "chip" }), " ");
      }
      shown.push(line);
    }
    place.replaceChildren(...shown);
  } catch {
    place.replaceChildren(element("p", "No answer came. Press the button again.", { class: "bad" }));
  }
  button.disabled = false;
}

const panel = document.getElementById("progress");
if (panel) {
  showProgress(panel);
  addEventListener("pageshow", () => showProgress(panel)); // also on the way back
  document.getElementById("forget").addEventListener("click", () => {
    keep([]);
    showProgress(panel);
    document.getElementById("continue").focus();
  });
}

const here = document.getElementById("here");
if (here) {
  document.getElementById("done").addEventListener("click", () => {
    keep([...new Set([...done(), here.dataset.step])]);
  });
  const button = document.getElementById("try");
  button?.addEventListener("click", () => tryQuestion(button, document.getElementById("answer")));
}
