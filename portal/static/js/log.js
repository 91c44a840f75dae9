// The page on which help is logged: nothing typed is ever lost, and what is saved goes out when there is a line.
// Where the phone keeps nothing (private window, an app's own browser) the form is sent the plain way.

import { contentOf, hasWork, personalNumbersIn, readTyped, typedOf, writeTyped } from "./entry.js";
import { isInAppBrowser } from "./in_app_browser.js";
import { fillFrom, offerChoices } from "./log_choices.js";
import { PhotoPicker } from "./log_photos.js";
import { sendNow } from "./sending.js";
import { Queue } from "./queue.js";
import { presentViewer, readFact } from "./store.js";
import { make, say, sayOnNextPage, sayProblem, sayWhoIsHere } from "./words.js";

const ANSWER_LIMIT_MS = 8_000;

const form = document.querySelector("form[data-log]");

class Log {
  #queue;
  #draft;
  #photos;
  #isSaved = false;
  #writing = null;
  #isDirty = false;
  #schema = JSON.parse(form.dataset.schema);

  constructor(owner) {
    this.#queue = new Queue(owner);
  }

  async open() {
    const params = new URLSearchParams(location.search);
    // The form of a session that was held comes filled in, under the id by which the server knows it.
    const asked = params.get("entry") ?? (params.has("session") ? form.elements.id.value : "");
    const found = asked ? await this.#take(asked) : await this.#findDraft();
    this.#draft = found ?? this.#queue.newDraft(form.dataset.shell === undefined ? form.elements.id.value : undefined);
    await holdDraft(this.#draft.id);
    form.elements.id.value = this.#draft.id;
    if (found) this.#show(found, asked);
    this.#photos = new PhotoPicker(form, this.#queue, this.#draft.id, () => this.#noteTyping());
    await this.#photos.open();
    form.addEventListener("input", () => this.#noteTyping());
    form.addEventListener("change", () => this.#noteTyping());
    form.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    for (const chip of document.querySelectorAll("[data-fill]")) chip.addEventListener("click", fill);
    form.dataset.kept = "yes";
  }

  // The entry that was asked for: one of the queue, or one that came back from the server.
  async #take(id) {
    const present = await this.#queue.get(id);
    if (present) return present.state === "draft" ? present : this.#queue.reopen(id);
    const known = (await this.#queue.known()).find((one) => one.id === id && one.status === "returned");
    return known ? this.#queue.newDraft(id, { ...known.content }, true) : null;
  }

  // The draft that was left, unless another tab is writing it.
  async #findDraft() {
    const drafts = (await this.#queue.list()).filter((entry) => entry.state === "draft" && !entry.corrects && !entry.seq);
    for (const draft of drafts.reverse()) {
      if (await holdDraft(draft.id)) return draft;
      tell("other_tab");
    }
    return null;
  }

  #show(draft, asked) {
    writeTyped(form, draft.typed ?? typedOf(draft.content));
    form.querySelector("details.more")?.setAttribute("open", "");
    const discard = make("button", { type: "button", class: "link-button", onclick: () => this.#discard() }, say("draft_discard"));
    tell(asked ? "entry_opened" : "draft_restored", {}, asked ? null : discard);
  }

  async #discard() {
    this.#isSaved = true;
    await this.#queue.discard(this.#draft.id);
    location.replace("/log");
  }

  // Writes after each keystroke, one write at a time: the last one holds all that was typed.
  #noteTyping() {
    this.#isDirty = true;
    this.#writing ??= this.#write().finally(() => { this.#writing = null; });
  }

  async #write() {
    while (this.#isDirty && !this.#isSaved) {
      this.#isDirty = false;
      const typed = readTyped(form);
      if (!hasWork(typed) && !this.#photos.count && !this.#draft.isKept) continue;
      this.#draft.isKept = true;
      try {
        await this.#queue.keepDraft({ ...this.#draft, typed });
      } catch {
        tell("not_kept");
      }
    }
  }

  async #submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#isSaved) return;
    const typed = readTyped(form);
    const { content, errors } = contentOf(typed, this.#schema);
    this.#checkNumbers(content, errors);
    showErrors(errors);
    if (Object.keys(errors).length > 0) return;
    await this.#save({ ...content, recorded_at: this.#draft.content?.recorded_at ?? new Date().toISOString() }, typed);
  }

  #checkNumbers(content, errors) {
    const found = personalNumbersIn(content);
    const confirmation = form.querySelector("[data-confirmation]");
    if (confirmation) confirmation.hidden = found.length === 0;
    if (form.elements.send_anyway?.checked) return;
    for (const name of found) errors[name] ??= "personal_number";
  }

  async #save(content, typed) {
    this.#isSaved = true;
    await this.#writing;
    try {
      await this.#queue.save({ ...this.#draft, typed }, content);
    } catch {
      // There is no room on the phone: the plain way is left.
      this.#isSaved = false;
      tell("not_kept");
      form.dataset.sent = "";
      form.submit();
      return;
    }
    tell("saved_sending");
    const outcome = await Promise.race([sendNow(), pause(ANSWER_LIMIT_MS)]);
    const entry = await this.#queue.get(this.#draft.id);
    if (entry?.state === "refused" && Object.keys(entry.answer.errors ?? {}).length > 0) await this.#reopen(entry);
    else leave(entry, outcome);
  }

  async #reopen(entry) {
    await this.#queue.reopen(entry.id);
    this.#draft = { ...this.#draft, ...(await this.#queue.get(entry.id)) };
    this.#isSaved = false;
    tell("refused");
    showErrors(entry.answer.errors, (_name, sentence) => sentence);
  }
}

function fill(event) {
  event.preventDefault();
  fillFrom(form, event.currentTarget.dataset);
}

function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

// The draft belongs to this tab until it is closed; resolves to whether it does.
const held = new Set();

function holdDraft(id) {
  if (held.has(id)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`portal-draft-${id}`, { ifAvailable: true }, (lock) => {
      if (lock) held.add(id);
      resolve(lock !== null);
      return lock && new Promise(() => {});
    });
  });
}

// On the next page the message says what became of the entry.
function leave(entry, outcome) {
  let word = "saved_waiting";
  if (!entry || entry.state === "received") word = "received";
  else if (outcome?.kind === "sign_in") word = "saved_sign_in";
  else if (entry.state === "refused") word = "refused";
  // Without a line and without the worker that opens pages then, the next page would be the browser's error.
  if (word === "saved_waiting" && !navigator.serviceWorker?.controller) {
    form.hidden = true;
    tell(word, {}, make("a", { href: "/log" }, say("log_another")));
    return;
  }
  sayOnNextPage(say(word));
  location.assign(outcome?.kind === "sign_in" ? "/sign-in?next=/activities" : "/activities");
}

function tell(word, values = {}, ...more) {
  const place = document.querySelector(".messages");
  place.replaceChildren(make("p", { class: "notice notice-good" }, say(word, values), " ", ...more));
}

function showErrors(errors, sentenceOf = sayProblem) {
  for (const old of document.querySelectorAll(".error-summary, .field > .error")) old.remove();
  for (const marked of form.querySelectorAll(".has-error")) marked.classList.remove("has-error");
  const names = Object.keys(errors);
  if (names.length === 0) return;
  const links = names.map((name) => {
    const sentence = sentenceOf(name, errors[name]);
    markField(name, sentence);
    return make("li", {}, form.elements[name] ? make("a", { href: `#${name}` }, sentence) : sentence);
  });
  const summary = make("div", { class: "error-summary", role: "alert", tabindex: "-1" }, make("h2", {}, say("check_this")), make("ul", {}, ...links));
  form.before(summary);
  summary.focus();
}

function markField(name, sentence) {
  const control = document.getElementById(name);
  const field = control?.closest(".field");
  if (!field) return;
  control.closest("details")?.setAttribute("open", "");
  field.classList.add("has-error");
  const error = make("p", { class: "error", id: `${name}-error` }, make("span", { class: "visually-hidden" }, say("error")), " ", sentence);
  (field.querySelector("legend, label") ?? control).after(error);
}

async function start() {
  const viewer = form.dataset.shell === undefined ? { id: Number(document.body.dataset.viewer) } : await presentViewer();
  const queue = viewer && new Queue(viewer.id);
  if (form.dataset.shell !== undefined) {
    const me = viewer && (await queue.me());
    sayWhoIsHere(viewer, me);
    if (!me?.teams.length) {
      form.hidden = true;
      if (me) tell("needs_line");
      return;
    }
    offerChoices(form, me, await readFact(queue.store, "contact"));
  }
  await new Log(viewer.id).open();
}

// A page taken back from the browser's memory still shows what was sent: a new entry needs a new id.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

if (form && !isInAppBrowser() && window.indexedDB && navigator.locks) {
  start().catch(() => tell("not_kept"));
}
