// The phone's databases: one for each person, and one that knows who uses this phone.

import { openDB } from "../vendor/idb.js";

const PERSONAL = { entries: { keyPath: "id" }, photos: { keyPath: ["entry", "sha256"] }, known: { keyPath: "id" }, facts: {} };
const DEVICE = { facts: {} };

// Browsers close a database under a page: when storage is short, when the page was asleep, when data is cleared.
const DEAD = new Set(["InvalidStateError", "UnknownError"]);
const MOST_ATTEMPTS = 3;

export class Store {
  #name;
  #shape;
  #handle = null;

  constructor(name, shape) {
    this.#name = name;
    this.#shape = shape;
  }

  // work(transaction) must only wait for requests of this transaction. What it wrote is on the disk once this resolves.
  async transact(stores, mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const handle = this.#open();
      try {
        return await this.#attempt(await handle, stores, mode, work);
      } catch (error) {
        if (!DEAD.has(error?.name) || attempt === MOST_ATTEMPTS) throw error;
        // A dead handle stays dead: only a new one helps. Somebody else may have opened one meanwhile.
        if (this.#handle === handle) this.close();
      }
    }
  }

  read(stores, work) {
    return this.transact(stores, "readonly", work);
  }

  write(stores, work) {
    return this.transact(stores, "readwrite", work);
  }

  close() {
    this.#handle?.then((database) => database.close(), () => {});
    this.#handle = null;
  }

  async #attempt(database, stores, mode, work) {
    const transaction = database.transaction(stores, mode, { durability: "strict" });
    // Waited for at once, so that a failure is never an unheard one.
    const done = transaction.done.then(() => null, (error) => error);
    try {
      const result = await work(transaction);
      const error = await done;
      if (error) throw error;
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It had ended already.
      }
      throw error;
    }
  }

  #open() {
    this.#handle ??= openDB(this.#name, 1, {
      upgrade: (database) => {
        for (const [store, options] of Object.entries(this.#shape)) {
          if (!database.objectStoreNames.contains(store)) database.createObjectStore(store, options);
        }
      },
      blocking: () => this.close(),
      terminated: () => { this.#handle = null; },
    });
    this.#handle.catch(() => { this.#handle = null; });
    return this.#handle;
  }
}

const opened = new Map();

function open(name, shape) {
  if (!opened.has(name)) opened.set(name, new Store(name, shape));
  return opened.get(name);
}

export function personalStore(owner) {
  return open(`portal-${owner}`, PERSONAL);
}

export function deviceStore() {
  return open("portal-device", DEVICE);
}

export function readFact(store, name) {
  return store.read(["facts"], (transaction) => transaction.objectStore("facts").get(name));
}

export function writeFact(store, name, value) {
  return store.write(["facts"], (transaction) => transaction.objectStore("facts").put(value, name));
}

// Who uses this phone now; null after signing out.
export async function rememberViewer(viewer) {
  await deviceStore().write(["facts"], async (transaction) => {
    const facts = transaction.objectStore("facts");
    if ((await facts.get("viewer"))?.id !== viewer.id) void dropTickLists();
    const owners = (await facts.get("owners")) ?? [];
    if (!owners.includes(viewer.id)) await facts.put([...owners, viewer.id], "owners");
    await facts.put(viewer, "viewer");
  });
}

// Lists with names stay on a phone only for who opened them.
async function dropTickLists() {
  if ("caches" in globalThis) await caches.delete("portal-tick-lists");
}

export async function forgetViewer() {
  await dropTickLists();
  return writeFact(deviceStore(), "viewer", null);
}

export async function presentViewer() {
  return (await readFact(deviceStore(), "viewer")) ?? null;
}

export async function listOwners() {
  return (await readFact(deviceStore(), "owners")) ?? [];
}
