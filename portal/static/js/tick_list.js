// The tick-list of a training without a network: each tick is kept on this phone at once, and sent when there is a line.

import { ask } from "./answers.js";

const TICK_CACHE = "portal-tick-lists";
const SOON_MS = 1500;
const AGAIN_MS = 20_000;

class TickList {
  #form;
  #status = document.querySelector("[data-tick-status]");
  #owner = Number(document.body.dataset.viewer);
  #key;
  #timer = null;
  #isSending = false;
  // Person -> ticked or not, as far as the server does not have it yet.
  #pending;

  constructor(form) {
    this.#form = form;
    this.#key = `portal-ticks-${this.#owner}-${form.dataset.tickList}`;
    this.#pending = JSON.parse(localStorage.getItem(this.#key) ?? "{}");
  }

  start() {
    for (const box of this.#boxes()) {
      const kept = this.#pending[box.value];
      if (kept === box.checked) delete this.#pending[box.value];
      else if (kept !== undefined) box.checked = kept;
      box.addEventListener("change", () => this.#note(box));
    }
    this.#keep();
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    addEventListener("online", () => this.#send());
    if (this.#hasPending()) this.#send();
    else this.#keepPage();
  }

  #boxes() {
    return this.#form.querySelectorAll("input[name=ticked]");
  }

  #hasPending() {
    return Object.keys(this.#pending).length > 0;
  }

  #note(box) {
    this.#pending[box.value] = box.checked;
    this.#keep();
    this.#say("kept");
    this.#sendIn(SOON_MS);
  }

  #keep() {
    if (this.#hasPending()) localStorage.setItem(this.#key, JSON.stringify(this.#pending));
    else localStorage.removeItem(this.#key);
  }

  #say(code) {
    this.#status.hidden = false;
    this.#status.textContent = this.#status.dataset[code];
  }

  #sendIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), milliseconds);
  }

  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    const sent = { ...this.#pending };
    try {
      const outcome = await this.#post(sent);
      if (outcome === "sent") {
        for (const [person, ticked] of Object.entries(sent)) if (this.#pending[person] === ticked) delete this.#pending[person];
        this.#keep();
      }
      this.#say(this.#hasPending() && outcome === "sent" ? "kept" : outcome);
    } finally {
      this.#isSending = false;
      if (this.#hasPending()) this.#sendIn(AGAIN_MS);
    }
  }

  // Only what was changed here goes out, so that who scanned the code meanwhile stays as they are.
  async #post(sent) {
    const me = await ask("/api/me", {}, (body) => Number.isInteger(body.user?.id) && typeof body.csrf === "string");
    if (me.kind !== "receipt" || me.body.user.id !== this.#owner) return "kept";
    const people = Object.keys(sent);
    const body = new URLSearchParams({ csrf_token: me.body.csrf, shown: people.filter((one) => !sent[one]).join(",") });
    for (const person of people) if (sent[person]) body.append("ticked", person);
    body.set("source", this.#form.querySelector("input[name=source]:checked").value);
    try {
      const answer = await fetch(this.#form.action, { method: "POST", body });
      if (!answer.ok) return answer.status < 500 ? "refused" : "kept";
      // A café's sign-in page answers 200 as well.
      const page = await answer.text();
      if (!page.includes(`data-tick-list="${this.#form.dataset.tickList}"`)) return "kept";
      await keepPage(page, answer.headers);
      return "sent";
    } catch {
      return "kept";
    }
  }

  async #keepPage() {
    try {
      const answer = await fetch(location.pathname);
      if (answer.ok && !answer.redirected) await keepPage(await answer.text(), answer.headers);
    } catch {
      // This page came from the phone already.
    }
  }
}

// What is kept shows what the server has by now; a new answer, because one that was redirected is no page for a browser.
async function keepPage(page, headers) {
  if (!("caches" in window)) return;
  const cache = await caches.open(TICK_CACHE);
  await cache.put(location.pathname, new Response(page, { headers: plain(headers) }));
}

// The text is unpacked by now.
function plain(headers) {
  const kept = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length"]) kept.delete(name);
  return kept;
}

const form = document.querySelector("[data-tick-list]");
if (form) new TickList(form).start();
