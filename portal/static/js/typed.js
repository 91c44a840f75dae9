// What was typed into a form whose session had ended meanwhile: kept in this tab while its person signs in again, and
// then put back into the form. Only for the same person; passwords, hidden fields and files are never kept.

const KEPT = "portal-typed";
const NEVER = ["password", "hidden", "file", "submit", "button", "reset", "image"];
const TICKED = ["checkbox", "radio"];

const viewer = document.body.dataset.viewer ?? null;

const isKept = (field) => Boolean(field.name) && !NEVER.includes(field.type) && field.tagName !== "FIELDSET";
const fieldsOf = (form) => [...form.elements].filter(isKept);

function read(field) {
  if (TICKED.includes(field.type)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function write(field, value) {
  if (TICKED.includes(field.type)) field.checked = value;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What another script sends itself is none of this one's business.
function keep(event) {
  const form = event.target;
  if (!viewer || event.defaultPrevented || form.method !== "post") return;
  const fields = fieldsOf(form).map((field) => [field.name, field.value, read(field)]);
  if (!fields.length) return;
  const record = { viewer, page: location.pathname, action: form.getAttribute("action"), fields };
  sessionStorage.setItem(KEPT, JSON.stringify(record));
}

// Fields that share a name are told apart by their order, ticks by what they stand for.
function fill(form, kept) {
  const waiting = [...kept];
  for (const field of fieldsOf(form)) {
    const place = waiting.findIndex(([name, own]) => name === field.name && (!TICKED.includes(field.type) || own === field.value));
    if (place >= 0) write(field, waiting.splice(place, 1)[0][2]);
  }
}

function takeBack() {
  const record = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!record) return;
  if (!viewer) {
    // The page that asks to sign in again: every other page would have let go of it.
    sessionStorage.setItem(KEPT, JSON.stringify({ ...record, waits: true }));
    document.querySelector("[data-typed-kept]")?.removeAttribute("hidden");
    return;
  }
  const isMine = record.waits && record.viewer === viewer;
  if (isMine && record.page !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  const form = isMine && [...document.forms].find((one) => one.method === "post" && one.getAttribute("action") === record.action);
  if (!form) return;
  const folded = form.closest("details");
  if (folded) folded.open = true;
  fill(form, record.fields);
  document.querySelector("[data-typed-back]")?.removeAttribute("hidden");
}

try {
  takeBack();
} catch {
  // A tab without room or leave to keep anything keeps nothing.
}
document.addEventListener("submit", (event) => {
  try {
    keep(event);
  } catch {
    // The form is sent all the same.
  }
});
