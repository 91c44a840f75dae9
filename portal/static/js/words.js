// The words of the scripts; the page brings them in the reader's language.

const words = new Map();

function learn() {
  for (const template of document.querySelectorAll("template[data-words]")) {
    for (const item of template.content.querySelectorAll("[data-word]")) words.set(item.dataset.word, item.textContent.trim());
  }
}

export function say(name, values = {}) {
  if (words.size === 0) learn();
  const text = words.get(name) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

// A register's word, such as that of a skill; its code where there is none.
export function sayCode(register, code) {
  return say(`${register}.${code}`) || code;
}

export function sayProblem(field, code) {
  return say(`problem.${field}.${code}`) || say(`problem.${code}`) || code;
}

// On a page that came without a line: who is signed in on this phone, and whether it knows the person's teams yet (me);
// a line that goes away right after signing in leaves a phone that does not.
export function sayWhoIsHere(viewer, me) {
  const known = me ? "yes" : "new";
  document.querySelector("[data-shell-note]")?.setAttribute("data-signed-in", viewer ? known : "no");
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})/;

// 2022-06-16 as 16/06/2022.
export function sayDay(day) {
  const parts = DAY.exec(day ?? "");
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : "";
}

const LOCAL = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });

// The local calendar day of a moment, 2022-06-16.
export function localDay(moment) {
  return LOCAL.format(new Date(moment));
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// What one page leaves for the next one to say.
export function sayOnNextPage(sentence) {
  sessionStorage.setItem("portal-said", sentence);
}

export function sayWhatWasSaid() {
  const said = sessionStorage.getItem("portal-said");
  if (!said) return;
  sessionStorage.removeItem("portal-said");
  document.querySelector(".messages")?.append(make("p", { class: "notice notice-good" }, said));
}
