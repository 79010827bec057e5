// The document beside the chat; on a narrow screen a sheet over it. The address names the place.

const $ = id => document.getElementById(id);
const narrow = matchMedia("(max-width: 799px)");

let opener = null; // what had the focus before
let latest = 0;

/** The place that the address names: `#caf24/1.2`, percent-encoded or not. */
function place() {
  const hash = location.hash.slice(1);
  try { return decodeURIComponent(hash); } catch { return hash; }
}

export async function route() {
  const reader = $("reader");
  if (!reader) return;
  const at = place();
  if (!at) return shut();
  const mine = ++latest;
  let html;
  try {
    const answer = await fetch(`/reading?at=${encodeURIComponent(at)}`);
    const text = await answer.text();
    html = answer.ok ? text : said(answer.status === 404 ? text : "The document cannot be opened now. Try again.");
  } catch {
    html = said("The server does not answer. Try again in a moment.");
  }
  if (mine !== latest) return;
  $("reading").innerHTML = html;
  $("reading").dataset.at = at;
  if (narrow.matches) $("reading").querySelector("details.outline")?.removeAttribute("open");
  show();
}

function said(text) {
  const line = document.createElement("p");
  line.className = "gone";
  line.tabIndex = -1;
  line.textContent = text;
  return line.outerHTML;
}

function show() {
  const reader = $("reader");
  $("shelf").hidden = true;
  reader.hidden = false;
  document.body.classList.add("reading");
  setModal();
  const text = reader.querySelector(".text");
  const here = reader.querySelector(".here") || reader.querySelector(".gone") || text;
  here?.focus({ preventScroll: true });
  if (text) bring(text, [...reader.querySelectorAll(".here, mark")]);
  const entry = reader.querySelector("[aria-current]");
  const list = entry?.closest("nav");
  if (list) list.scrollTop += entry.getBoundingClientRect().top - list.getBoundingClientRect().top - 40;
}

/** Scrolls the text so that the passage is in view, or where it is too long its marked words. */
function bring(text, found) {
  if (!found.length) { text.scrollTop = 0; return; }
  const end = found.at(-1).getBoundingClientRect().bottom;
  const room = text.clientHeight - 12;
  const fits = found.find(each => end - each.getBoundingClientRect().top <= room);
  const first = fits || found.find(each => each.matches("mark")) || found[0];
  text.scrollTop += first.getBoundingClientRect().top - text.getBoundingClientRect().top - 8;
}

function setModal() {
  const reader = $("reader");
  const sheet = narrow.matches && document.body.classList.contains("reading");
  reader.setAttribute("role", sheet ? "dialog" : "region");
  sheet ? reader.setAttribute("aria-modal", "true") : reader.removeAttribute("aria-modal");
  for (const id of ["top", "talk"]) $(id)?.toggleAttribute("inert", sheet);
}

function shut() {
  latest++;
  if ($("reader").hidden) return;
  $("reader").hidden = true;
  $("shelf").hidden = false;
  document.body.classList.remove("reading");
  setModal();
  const back = opener?.isConnected ? opener : document.querySelector("#box textarea");
  back?.focus({ preventScroll: true });
  opener = null;
}

export function close() {
  history.pushState(null, "", location.pathname + location.search);
  shut();
}

export function start() {
  addEventListener("hashchange", route);
  narrow.addEventListener("change", setModal);
  document.addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      // gradio's <base> would make the link leave a page whose address has a query.
      event.preventDefault();
      if (!link.closest("#library")) opener = link;
      const to = link.getAttribute("href");
      if (location.hash === to) route();
      else location.hash = to;
    }
    if (event.target.closest?.("#close-reader")) close();
    if (event.target.closest?.("#copy-link")) copyLink(event.target.closest("#copy-link"));
  });
  document.addEventListener("keydown", event => {
    const reader = $("reader");
    if (event.key !== "Escape" || !reader || reader.hidden) return;
    // A sheet lies over everything else, wherever the focus went when that became inert.
    if (reader.getAttribute("role") === "dialog" || reader.contains(document.activeElement)) close();
  });
  route();
}

async function copyLink(button) {
  const done = await copy(location.href);
  button.textContent = done ? "Link copied" : "Copy it from the address bar";
  setTimeout(() => { button.textContent = "Copy link"; }, 2500);
}

/** Copies a text, also where the page is not served securely and has no clipboard to write to. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const held = document.activeElement;
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.className = "copied";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    held?.focus({ preventScroll: true });
    return done;
  }
}
