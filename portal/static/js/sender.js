// Sends what waits on this phone, one sender at a time, until there is a receipt for each.

import { ask } from "./answers.js";
import { sha256 } from "./bytes.js";
import { CLIENT, Queue } from "./queue.js";
import { readFact, writeFact } from "./store.js";

const KNOWN_FOR_MS = 62 * 86_400_000;
const PHOTO_LIMIT_MS = 180_000;

const channel = new BroadcastChannel("portal-queue");
const listeners = new Set();

export function listen(listener) {
  listeners.add(listener);
}

export function announce(news = {}) {
  for (const listener of listeners) listener(news);
  channel.postMessage(news);
}

channel.addEventListener("message", (event) => {
  for (const listener of listeners) listener(event.data);
});

// Resolves to {kind: "done" | "sign_in" | "other_person" | "old" | "wait", why, seconds, sent}: what ended the round,
// and how many entries and photos were settled in it.
export async function sendQueue(owner) {
  // A second tab waits its turn instead of giving up: what it just saved may have missed the first one's round.
  const outcome = await navigator.locks.request(`portal-send-${owner}`, () => new Round(owner).run());
  announce({ outcome });
  return outcome;
}

class Stop {
  constructor(outcome) {
    this.outcome = outcome;
  }
}

class Round {
  #queue;
  #owner;
  #token = null;
  #sent = 0;

  constructor(owner) {
    this.#owner = owner;
    this.#queue = new Queue(owner);
  }

  async run() {
    try {
      await this.#greet();
      await this.#reportQueue();
      await this.#sendEntries();
      await this.#sendPhotos();
      await this.#reportQueue();
      await this.#refreshKnown();
      return { kind: "done", sent: this.#sent };
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      return { ...stop.outcome, sent: this.#sent };
    }
  }

  // Who is signed in, what token to send with, and how far this phone's clock is off.
  async #greet() {
    const started = Date.now();
    const answer = await ask("/api/me", {}, (body) => Number.isInteger(body.user?.id) && typeof body.csrf === "string");
    if (answer.kind !== "receipt") throw new Stop(answer);
    const { csrf, ...me } = answer.body;
    if (me.user.id !== this.#owner) throw new Stop({ kind: "other_person" });
    const ended = Date.now();
    const offset = Math.round((started + ended) / 2 - Date.parse(me.server_time));
    this.#token = csrf;
    await writeFact(this.#queue.store, "me", me);
    await writeFact(this.#queue.store, "contact", { at: new Date(ended).toISOString(), offset_ms: offset });
    if (me.min_client > CLIENT) throw new Stop({ kind: "old" });
  }

  async #sendEntries() {
    const tried = new Set();
    for (;;) {
      const waiting = (await this.#queue.list()).filter((entry) => entry.state === "queued");
      // What was saved or corrected meanwhile goes with this round, too.
      const next = waiting.find((entry) => !tried.has(`${entry.id} ${entry.saved_at}`));
      if (!next) return;
      tried.add(`${next.id} ${next.saved_at}`);
      await this.#sendEntry(next);
      announce();
    }
  }

  async #sendEntry(entry) {
    await this.#queue.noteTry(entry.id);
    const headers = { "Content-Type": "application/json", "X-Device": entry.device };
    if (entry.seq) headers["X-Seq"] = String(entry.seq);
    const body = JSON.stringify(entry.content);
    const answer = await this.#put(`/api/activities/${entry.id}`, headers, body, (receipt) => receipt.id === entry.id);
    if (answer.kind === "receipt") {
      await this.#queue.confirm(entry.id, answer.body, entry);
      announce({ received: entry.id });
    } else await this.#queue.refuse(entry.id, answer.answer, entry);
    this.#sent += 1;
  }

  async #sendPhotos() {
    for (const entry of (await this.#queue.list()).filter((one) => one.state === "received")) {
      for (const photo of await this.#queue.photosOf(entry.id)) {
        if (photo.state === "queued") await this.#sendPhoto(photo);
        announce();
      }
    }
  }

  async #sendPhoto(photo) {
    if ((await sha256(photo.bytes)) !== photo.sha256) {
      await this.#queue.settlePhoto(photo.entry, photo.sha256, { code: "damaged" });
      return;
    }
    const address = `/api/activities/${photo.entry}/photos/${photo.sha256}`;
    const answer = await this.#put(address, { "Content-Type": "image/jpeg" }, photo.bytes, (receipt) => receipt.sha256 === photo.sha256, PHOTO_LIMIT_MS);
    await this.#queue.settlePhoto(photo.entry, photo.sha256, answer.kind === "receipt" ? null : answer.answer);
    this.#sent += 1;
  }

  // Answers with a receipt or a refusal; all else ends the round.
  async #put(address, headers, body, isReceipt, limitMs) {
    const isRight = (answer) => answer.receipt === true && isReceipt(answer);
    const send = () => ask(address, { method: "PUT", headers: { ...headers, ...this.#signature() }, body }, isRight, limitMs);
    let answer = await send();
    if (answer.kind === "token") {
      await this.#greet();
      answer = await send();
    }
    if (answer.kind !== "receipt" && answer.kind !== "refused") throw new Stop(answer.kind === "token" ? { kind: "wait", why: "server" } : answer);
    return answer;
  }

  #signature() {
    return { "X-CSRF-Token": this.#token, "X-Queue-Owner": String(this.#owner), "X-Client-Time": new Date().toISOString() };
  }

  // Tells the server what waits, so that a lost phone is noticed; only when it has changed since it was last told.
  async #reportQueue() {
    const report = await this.#queue.report();
    if (!report) return;
    const { client_time: _now, ...told } = report.body;
    const text = JSON.stringify(told);
    if ((await readFact(this.#queue.store, "reported")) === text) return;
    const body = JSON.stringify(report.body);
    await this.#put(`/api/queues/${report.device}`, { "Content-Type": "application/json" }, body, () => true);
    await writeFact(this.#queue.store, "reported", text);
  }

  async #refreshKnown() {
    const { store } = this.#queue;
    const synced = await readFact(store, "synced");
    let after = null;
    let serverTime = null;
    do {
      const address = new URL("/api/activities", location.href);
      if (synced) address.searchParams.set("updated_since", synced.server_time);
      if (after) address.searchParams.set("after", after);
      const answer = await ask(address, {}, (body) => Array.isArray(body.activities));
      if (answer.kind !== "receipt") throw new Stop(answer);
      serverTime ??= answer.body.server_time;
      after = answer.body.next;
      await keepKnown(store, answer.body.activities);
    } while (after);
    await writeFact(store, "synced", { at: new Date().toISOString(), server_time: serverTime });
  }
}

async function keepKnown(store, activities) {
  await store.write(["known"], async (transaction) => {
    const known = transaction.objectStore("known");
    await Promise.all(activities.map((activity) => known.put(activity)));
    const oldest = Date.now() - KNOWN_FOR_MS;
    const all = await known.getAll();
    const past = all.filter((one) => ["approved", "withdrawn"].includes(one.status) && Date.parse(one.updated_at) < oldest);
    await Promise.all(past.map((one) => known.delete(one.id)));
  });
}
