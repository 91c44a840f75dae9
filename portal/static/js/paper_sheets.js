// Speed and safety where a paper sheet is typed in: keys that move, names that complete, a draft that stays.

const form = document.querySelector("[data-paper-sheet]");

function draftKey({ viewer, team }) {
  return `paper-sheet:${viewer}:${team}`;
}

function readDraft(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Without storage, as in some private windows, the page works and merely forgets.
function keep(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch { /* Nothing to do about it. */ }
}

function rowsOf() {
  return [...form.querySelectorAll("[data-row]")];
}

function cellsOf(row) {
  return [...row.querySelectorAll("[data-cell]")];
}

function goTo(cell) {
  if (!cell) return;
  cell.focus();
  cell.select();
  cell.scrollIntoView({ block: "nearest" });
}

// ---- names: what is typed becomes the one thing of the list that it can mean; the server reads it again ----

function fold(text) {
  return text.normalize("NFD").replace(/[\p{M}'’]/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim().replace(/\s+/g, " ");
}

function endings(name) {
  const words = fold(name.replace(/^\d+\. /, "")).split(" ");
  return words.map((_word, first) => words.slice(first).join(" "));
}

function complete(cell) {
  const names = [...cell.list.options].map((option) => option.value);
  const wanted = fold(cell.value);
  if (!wanted || cell.value === "=") return;
  const byNumber = names.filter((name) => name.startsWith(`${wanted.replace(/\.$/, "")}. `));
  const named = names.filter((name) => endings(name).includes(wanted));
  const begun = names.filter((name) => endings(name).some((ending) => ending.startsWith(wanted)));
  const found = [byNumber, named, begun].find((some) => some.length);
  if (found?.length === 1) [cell.value] = found;
}

// ---- keys ----

function cellBeside(cell, step) {
  const rows = rowsOf();
  const row = rows[rows.indexOf(cell.closest("[data-row]")) + step];
  return row?.querySelector(`[data-cell="${cell.dataset.cell}"]`);
}

function isReplacedByTyping(cell) {
  return cell.value.trim() === "" || (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length);
}

function write(cell, value) {
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

function startNextRow(cell) {
  const rows = rowsOf();
  const next = rows[rows.indexOf(cell.closest("[data-row]")) + 1];
  if (next) goTo(cellsOf(next)[0]);
  else form.querySelector(".btn-primary").focus();
}

function act(event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") startNextRow(cell);
  else if (event.key === "ArrowDown") goTo(cellBeside(cell, 1));
  else if (event.key === "ArrowUp") goTo(cellBeside(cell, -1));
  else if (event.key === "=" && isReplacedByTyping(cell) && cellBeside(cell, -1)) write(cell, cellBeside(cell, -1).value);
  else return;
  event.preventDefault();
}

// ---- the draft: ids and all, so that a sheet that was stored without an answer is not stored again ----

function collect() {
  const rows = rowsOf().map((row) => ({
    id: row.querySelector("input[type=hidden]").value,
    cells: cellsOf(row).map((cell) => cell.value),
  }));
  const isEmpty = rows.every((row) => row.cells.every((value) => !value.trim()));
  return isEmpty ? null : { sheet: form.elements.id.value, head: headOf().map((input) => input.value), rows };
}

function headOf() {
  return [form.elements.month, form.elements.usual_hamlet];
}

function addRow() {
  const rows = rowsOf();
  const copy = rows.at(-1).cloneNode(true);
  for (const part of copy.querySelectorAll("[id], [name], [for]")) {
    for (const name of ["id", "name", "for"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace(/^rows-\d+-/, `rows-${rows.length}-`));
    }
  }
  for (const text of copy.querySelectorAll("th, label span")) {
    for (const node of text.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) node.data = node.data.replace(/\d+/, rows.length + 1);
    }
  }
  rows.at(-1).after(copy);
  return copy;
}

function restore(draft) {
  form.elements.id.value = draft.sheet;
  headOf().forEach((input, place) => { input.value = draft.head[place]; });
  while (rowsOf().length < draft.rows.length) addRow();
  rowsOf().forEach((row, place) => {
    const kept = draft.rows[place];
    if (!kept) return;
    row.querySelector("input[type=hidden]").value = kept.id;
    cellsOf(row).forEach((cell, column) => { cell.value = kept.cells[column] ?? ""; });
  });
}

function prepare() {
  const key = draftKey(form.dataset);
  const draft = readDraft(key);
  const offer = document.querySelector("[data-draft]");
  // What the server sent back is at least as new.
  if (draft && !("wasSent" in form.dataset)) {
    restore(draft);
    offer.hidden = false;
  }
  offer.querySelector("[data-drop-draft]").addEventListener("click", () => {
    keep(key, null);
    location.reload();
  });
  form.addEventListener("keydown", act);
  form.addEventListener("change", (event) => {
    if (event.target.list && event.target.dataset.cell) complete(event.target);
    keep(key, collect());
  });
  form.addEventListener("input", () => keep(key, collect()));
  form.querySelector("[data-keys]").hidden = false;
  // On a phone the keyboard would cover what is to be read first.
  if (matchMedia("(min-width: 72rem)").matches && !document.querySelector(".error-summary, [autofocus]")) {
    goTo(form.querySelector("[data-cell]"));
  }
}

function forgetStored(page) {
  const key = draftKey(page.dataset);
  if (readDraft(key)?.sheet === page.dataset.storedSheet) keep(key, null);
}

if (form) prepare();
const stored = document.querySelector("[data-stored-sheet]");
if (stored) forgetStored(stored);
