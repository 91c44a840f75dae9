// Keys for the review desk: j and k choose an entry, a approves it, r opens the form that returns it, x ticks it,
// m takes the next step of approving many, and f puts the flagged first.
// They act only while the focus is on the desk and not in a field, so that no typed letter decides. While nothing
// has the focus, j and k lead to the desk, and f is only another list.
// On a narrow window the list or one entry fills it: Enter opens the chosen line, and j and k turn the pages.

const desk = document.querySelector("[data-desk]");
const items = [...desk.querySelectorAll("[data-queue-item]")];
// Counts the entries that were asked for, so that an answer that comes late replaces nothing.
let asked = 0;
let isLoading = false;

// Side by side only: on a phone the line leads to a page, which is what a phone's way back expects.
const isWide = matchMedia("(min-width: 62.5rem)");

const isEntryAlone = () => !isWide.matches && desk.classList.contains("is-open");
const entry = () => desk.querySelector("[data-desk-entry]");
const chosen = () => items.find((item) => item.getAttribute("aria-current"));

function mark(item) {
  for (const one of items) one.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
}

// The reviewer's own words, each a tap that fills in reason and note; without script a list with a button.
function offerWords() {
  const holder = entry()?.querySelector("[data-templates]");
  if (!holder) return;
  const words = holder.querySelector(".desk-words");
  const chips = [...words.querySelectorAll("option[data-text]")].map((option) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = option.textContent;
    chip.addEventListener("click", () => {
      const { reason, note } = chip.form.elements;
      reason.value = option.dataset.reason;
      note.value = option.dataset.text;
      note.focus();
    });
    return chip;
  });
  const heading = document.createElement("p");
  heading.textContent = holder.querySelector("label").textContent;
  holder.querySelector("label").replaceWith(heading);
  words.replaceChildren(...chips);
}

// The page of the entry alone, which is lighter than the list with it.
function addressOf(item) {
  const uuid = new URL(item.href).searchParams.get("entry");
  return `/reviews/${uuid}?${new URLSearchParams({ next: desk.dataset.here })}`;
}

// Swap the entry for the one that the line leads to, taken from the server's own page.
async function load(item) {
  const own = ++asked;
  isLoading = true;
  const answer = await fetch(addressOf(item), { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (own !== asked) return;
  const fresh = page && page.querySelector("[data-desk-entry]");
  // Signed out, gone, or without a network: the browser says it better.
  if (!fresh) { location.assign(item.href); return; }
  entry().replaceWith(document.importNode(fresh, true));
  document.getElementById("decided")?.remove();
  offerWords();
  isLoading = false;
}

function choose(item, keep) {
  if (item !== chosen()) {
    mark(item);
    if (!isWide.matches) return item.focus();
    history[keep ? "pushState" : "replaceState"]({}, "", item.href);
    load(item);
  }
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function turn(step) {
  const item = items[items.indexOf(chosen()) + step];
  if (item) location.assign(item.href);
}

function move(step) {
  if (isEntryAlone()) return turn(step);
  const from = items.indexOf(document.activeElement.closest("[data-queue-item]") ?? chosen());
  const isFirst = !desk.contains(document.activeElement);
  const item = isFirst ? chosen() ?? items[0] : items[Math.min(items.length - 1, Math.max(0, from + step))];
  if (item) choose(item, false);
}

function act(key) {
  if (isLoading) return;
  const control = entry()?.querySelector(`[data-key="${key}"]`);
  // Nobody decides on an entry that a narrow window does not show.
  if (!control?.checkVisibility()) return;
  control.click();
  if (control.matches("summary")) control.parentElement.querySelector(".chip, select, textarea")?.focus();
}

// What m leads on to stands outside the entry: choose many, open the next one, approve all.
function goOn() {
  desk.querySelector("[data-key=m]")?.click();
}

// So that the next key acts on the entry that has just been opened.
function focusEntry() {
  const heading = entry()?.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function tick() {
  const box = chosen()?.closest("li").querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
}

function isElsewhere(target) {
  return target !== document.body && !desk.contains(target);
}

function press(event) {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || isElsewhere(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "f") desk.querySelector("[data-key=f]")?.click();
  else if (event.target === document.body) return;
  else if (["a", "r"].includes(event.key)) act(event.key);
  else if (event.key === "m") goOn();
  else if (event.key === "x") tick();
  else return;
  event.preventDefault();
}

function click(event) {
  const item = event.target.closest("[data-queue-item]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!item || !isPlain || !isWide.matches) return;
  event.preventDefault();
  choose(item, true);
}

// Ctrl and Enter send the form in which somebody is writing.
function send(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !desk.contains(event.target)) return;
  event.target.form?.requestSubmit(event.target.form.querySelector("[type=submit]:not([name])"));
}

document.addEventListener("keydown", press);
document.addEventListener("keydown", send);
offerWords();
if (items.length) {
  desk.addEventListener("click", click);
  addEventListener("popstate", () => location.reload());
  const keys = desk.querySelector("[data-desk-keys]");
  if (keys) keys.hidden = false;
  // Who comes from a decision, or to choose many, goes on where they are.
  const goesOn = document.getElementById("decided") || desk.querySelector("form [data-key=m]");
  if (isEntryAlone()) focusEntry();
  else if (goesOn && (isWide.matches || !document.getElementById("decided"))) {
    (chosen() ?? items[0]).focus({ preventScroll: true });
  }
} else {
  desk.querySelector("[data-key=m]")?.focus({ preventScroll: true });
}
