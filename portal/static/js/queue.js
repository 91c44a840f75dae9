// What one person has written on this phone and the server has not confirmed yet.
//
// An entry: {id, owner, state, content, device, seq, opened_at, saved_at, corrects, tries, answer, receipt}
//   state     draft: being written · queued: saved, waits for a line · refused: needs the person · received: photos follow
//   corrects  true where the server has an entry of this id that came back
//   answer    why the server would not take it: {status, code, title, errors}

import { randomName, uuid7 } from "./bytes.js";
import { listOwners, personalStore, readFact } from "./store.js";

export const UNSENT = ["queued", "refused"];
export const CLIENT = 1;

export class Queue {
  constructor(owner) {
    this.owner = owner;
    this.store = personalStore(owner);
  }

  newDraft(id, content = {}, corrects = false) {
    return { id: id ?? uuid7(), owner: this.owner, state: "draft", content, corrects, client: CLIENT, opened_at: new Date().toISOString(), tries: 0 };
  }

  get(id) {
    return this.store.read(["entries"], (transaction) => transaction.objectStore("entries").get(id));
  }

  async list() {
    const entries = await this.store.read(["entries"], (transaction) => transaction.objectStore("entries").getAll());
    return entries.filter((entry) => entry.owner === this.owner).sort((one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || (one.id < other.id ? -1 : 1));
  }

  // Keeps what is being written; never turns something that was saved into a draft again.
  keepDraft(draft) {
    return this.store.write(["entries"], async (transaction) => {
      const entries = transaction.objectStore("entries");
      const present = await entries.get(draft.id);
      if (present && present.state !== "draft") return false;
      await entries.put({ ...draft, state: "draft" });
      return true;
    });
  }

  // Saves an entry for sending. Its number is given in the same transaction, so no number is ever lost or used twice.
  save(draft, content) {
    return this.store.write(["entries", "facts"], async (transaction) => {
      const entries = transaction.objectStore("entries");
      const facts = transaction.objectStore("facts");
      const present = await entries.get(draft.id);
      if (present?.state === "queued" || present?.state === "received") return present;
      const device = (await facts.get("device")) ?? { id: randomName(), counter: 0 };
      const contact = await facts.get("contact");
      // A correction is known to the server already, so it needs no number of its own.
      const seq = draft.corrects ? null : (present?.seq ?? device.counter + 1);
      const { typed: _typed, ...kept } = { ...draft, ...(present ?? {}) };
      const entry = {
        ...kept, content, state: "queued", device: device.id, seq, answer: null,
        saved_at: new Date().toISOString(), offset_ms: contact?.offset_ms ?? null,
      };
      await entries.put(entry);
      await facts.put({ ...device, counter: Math.max(device.counter, seq ?? 0) }, "device");
      return entry;
    });
  }

  // Opens a saved entry again. One that is just being sent cannot be: the server may have it already.
  reopen(id) {
    return this.#change(id, (entry) => (UNSENT.includes(entry.state) ? { ...entry, state: "draft", answer: null } : null));
  }

  refuse(id, answer, sent) {
    return this.#change(id, (entry) => (this.#isSame(entry, sent) ? { ...entry, state: "refused", answer } : null));
  }

  noteTry(id) {
    return this.#change(id, (entry) => ({ ...entry, tries: (entry.tries ?? 0) + 1 }));
  }

  // The server has it. It leaves the queue at once, unless it has photos that must follow.
  confirm(id, receipt, sent) {
    return this.store.write(["entries", "photos", "known"], async (transaction) => {
      const entries = transaction.objectStore("entries");
      const entry = await entries.get(id);
      if (!entry || !this.#isSame(entry, sent)) return false;
      const known = transaction.objectStore("known");
      await known.put({
        ...((await known.get(id)) ?? {}), id, status: receipt.status, sha256: receipt.sha256, reason: null, reason_label: null, reason_note: null,
        received_at: receipt.server_time, updated_at: receipt.server_time, content: entry.content,
      });
      const waiting = await this.#photosOf(transaction, id);
      if (waiting.some((photo) => photo.state === "queued")) await entries.put({ ...entry, state: "received", receipt, answer: null });
      else await this.#drop(transaction, id, waiting);
      return true;
    });
  }

  // Takes back what was never sent, on the person's word; its number is reported, so nobody looks for it.
  discard(id) {
    return this.store.write(["entries", "photos", "facts"], async (transaction) => {
      const entry = await transaction.objectStore("entries").get(id);
      if (!entry || entry.state === "received") return false;
      if (entry.seq) {
        const facts = transaction.objectStore("facts");
        await facts.put([...((await facts.get("discarded")) ?? []), entry.seq], "discarded");
      }
      await this.#drop(transaction, id, await this.#photosOf(transaction, id));
      return true;
    });
  }

  async addPhoto(photo) {
    await this.store.write(["photos"], (transaction) => transaction.objectStore("photos").put({ state: "queued", ...photo }));
  }

  async removePhoto(entry, sha256) {
    await this.store.write(["photos"], (transaction) => transaction.objectStore("photos").delete([entry, sha256]));
  }

  photosOf(entry) {
    return this.store.read(["photos"], (transaction) => this.#photosOf(transaction, entry));
  }

  // A photo is done with: the server has it, or will never take it. With the last one the entry goes too.
  settlePhoto(entry, sha256, answer = null) {
    return this.store.write(["entries", "photos"], async (transaction) => {
      const photos = transaction.objectStore("photos");
      const photo = await photos.get([entry, sha256]);
      if (!photo) return;
      if (answer) await photos.put({ ...photo, state: "refused", answer });
      else await photos.delete([entry, sha256]);
      const left = await this.#photosOf(transaction, entry);
      const isReceived = (await transaction.objectStore("entries").get(entry))?.state === "received";
      // A photo that was refused is shown until the person has seen it.
      if (isReceived && left.length === 0) await transaction.objectStore("entries").delete(entry);
    });
  }

  dropReceived(id) {
    return this.store.write(["entries", "photos"], async (transaction) => {
      const entry = await transaction.objectStore("entries").get(id);
      if (entry?.state === "received") await this.#drop(transaction, id, await this.#photosOf(transaction, id));
    });
  }

  async report(now = new Date()) {
    return this.store.read(["entries", "photos", "facts"], async (transaction) => {
      const facts = transaction.objectStore("facts");
      const device = await facts.get("device");
      if (!device) return null;
      const entries = await transaction.objectStore("entries").getAll();
      const photos = await transaction.objectStore("photos").getAll();
      const saved = entries.filter((entry) => entry.seq && entry.state !== "received");
      return {
        device: device.id,
        body: {
          last_seq: device.counter,
          waiting: saved.map((entry) => ({ seq: entry.seq, saved_at: entry.saved_at })),
          photos_waiting: photos.filter((photo) => photo.state === "queued").length,
          discarded: (await facts.get("discarded")) ?? [],
          client_time: now.toISOString(),
        },
      };
    });
  }

  known() {
    return this.store.read(["known"], (transaction) => transaction.objectStore("known").getAll());
  }

  me() {
    return readFact(this.store, "me");
  }

  #isSame(entry, sent) {
    return sent === undefined || (entry.state === "queued" && entry.saved_at === sent.saved_at);
  }

  #change(id, change) {
    return this.store.write(["entries"], async (transaction) => {
      const entries = transaction.objectStore("entries");
      const entry = await entries.get(id);
      const changed = entry ? change(entry) : null;
      if (changed) await entries.put(changed);
      return changed;
    });
  }

  #photosOf(transaction, entry) {
    return transaction.objectStore("photos").getAll(IDBKeyRange.bound([entry], [entry, []]));
  }

  async #drop(transaction, id, photos) {
    await Promise.all(photos.map((photo) => transaction.objectStore("photos").delete([id, photo.sha256])));
    await transaction.objectStore("entries").delete(id);
  }
}

// How many entries of other people wait on this phone; nothing else of them is told.
export async function countOfOthers(owner) {
  const others = (await listOwners()).filter((other) => other !== owner);
  const lists = await Promise.all(others.map((other) => new Queue(other).list()));
  return lists.flat().filter((entry) => UNSENT.includes(entry.state)).length;
}
