// Filters the cases. Without a script every case is shown.
const form = document.querySelector(".filter");
const cases = [...document.querySelectorAll(".case")];
const right = ["right", "rightly declined"];

const fits = (wanted, held) => {
  if (wanted === "-right") return !right.includes(held);
  if (wanted.startsWith("-")) return held !== wanted.slice(1);
  return wanted === "" || wanted === held;
};

const filter = () => {
  const wanted = Object.fromEntries(new FormData(form));
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const element of cases) {
    const held = element.dataset;
    const text = words.length ? element.textContent.toLowerCase() : "";
    element.hidden = !(
      fits(wanted.split, held.split) &&
      fits(wanted.category, held.category) &&
      fits(wanted.verdict, held.verdict) &&
      words.every((word) => text.includes(word))
    );
    shown += element.hidden ? 0 : 1;
  }
  form.querySelector("output").textContent = `${shown} of ${cases.length}`;
};

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
