// Between what is typed in the form, what is kept of it, and the entry that is sent.
// The server's own description of an entry (data-schema on the form) is what typed values are read by.

// As in the domain: 9 to 12 digits, often in groups.
const PERSONAL_NUMBER = /(?<![0-9])[0-9](?:[ .-]?[0-9]){8,11}(?![0-9])/;
const FREE_TEXTS = ["place", "note", "difficulty"];
const PARTS = ["people", "alone", "together", "shown", "elderly", "minority"];
const ENDINGS = ["alone", "together", "shown"];
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cs}/u;

// What the server takes off both ends: not quite what trim() does.
const OUTER_SPACE = /^(?:[^\S\ufeff]|[\u001c-\u001f\u0085])+|(?:[^\S\ufeff]|[\u001c-\u001f\u0085])+$/g;

class BadValue extends Error {}

export function readTyped(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || name === "csrf_token" || name === "id") continue;
    if (name === "skills") (typed.skills ??= []).push(value);
    else typed[name] = value;
  }
  return typed;
}

export function writeTyped(form, typed) {
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || name === "csrf_token" || name === "id" || type === "file" || type === "submit") continue;
    const value = typed[name];
    if (type === "checkbox") control.checked = [value ?? []].flat().includes(control.value);
    else if (type === "radio") control.checked = value === undefined ? control.checked : control.value === value;
    else if (value !== undefined && !(control.tagName === "SELECT" && ![...control.options].some((one) => one.value === value))) control.value = value;
  }
}

// The fields of a stored entry as the form would hold them.
export function typedOf(content) {
  const typed = {};
  for (const [name, value] of Object.entries(content)) {
    if (name !== "recorded_at") typed[name] = Array.isArray(value) ? value : String(value ?? "");
  }
  return typed;
}

// Returns {content, errors}: errors name a code for each field that needs the person.
export function contentOf(typed, schema) {
  const content = {};
  const errors = {};
  for (const [name, rule] of Object.entries(schema.properties)) {
    try {
      const value = read(typed[name], rule);
      const isMissing = value === null || value === "" || value.length === 0;
      if (isMissing && schema.required.includes(name)) throw new BadValue(name === "skills" ? "empty_skills" : "required");
      content[name] = value;
    } catch (problem) {
      if (!(problem instanceof BadValue)) throw problem;
      errors[name] = problem.message;
    }
  }
  compareWithVisits(content, errors);
  return { content, errors };
}

export function personalNumbersIn(content) {
  return FREE_TEXTS.filter((name) => PERSONAL_NUMBER.test(content[name] ?? ""));
}

// An untouched form has nothing that would be missed.
export function hasWork(typed) {
  const { skills = [], visits = "" } = typed;
  return skills.length > 0 || visits !== "" || [...FREE_TEXTS, ...PARTS, "households"].some((name) => (typed[name] ?? "").trim() !== "");
}

function read(stated, rule) {
  const types = [rule.type].flat();
  if (types.includes("array")) return [stated ?? []].flat().filter((code) => rule.items.enum.includes(code));
  const text = (stated ?? "").replace(/\r\n?/g, "\n").replace(OUTER_SPACE, "");
  if (types.includes("integer")) return text === "" ? null : readCount(text, rule);
  if (text === "") return rule.default === undefined ? null : rule.default;
  if (rule.format === "date") return readDay(text);
  if (rule.enum) return readChoice(stated, rule);
  return readText(text, rule);
}

function readCount(text, { minimum, maximum }) {
  if (!/^[+-]?[0-9]+$/.test(text)) throw new BadValue("not_a_number");
  const number = Number(text);
  if (number < minimum || number > maximum) throw new BadValue("out_of_range");
  return number;
}

// Whether a day is to come or too long ago is for the server's clock to say, not for the phone's.
function readDay(text) {
  const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = written ? `${written[3]}-${written[2].padStart(2, "0")}-${written[1].padStart(2, "0")}` : text;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso) && new Date(`${iso}T00:00:00Z`).toJSON()?.startsWith(iso);
  if (!isDay) throw new BadValue("not_a_date");
  if (iso < "2000-01-01" || iso > "2999-12-31") throw new BadValue("out_of_range");
  return iso;
}

function readChoice(stated, rule) {
  if (!rule.enum.includes(stated)) throw new BadValue("unknown_kind");
  return stated;
}

function readText(text, rule) {
  const composed = text.normalize("NFC");
  if (CONTROL.test(composed)) throw new BadValue("bad_text");
  if (rule.maxLength && [...composed].length > rule.maxLength) throw new BadValue("too_long");
  return composed;
}

function compareWithVisits(content, errors) {
  const { visits } = content;
  if (!visits) return;
  for (const name of PARTS) if ((content[name] ?? 0) > visits) errors[name] = "more_than_visits";
  const together = ENDINGS.reduce((sum, name) => sum + (content[name] ?? 0), 0);
  if (!ENDINGS.some((name) => name in errors) && together > visits) errors.alone = "ends_exceed_visits";
}
