// When this phone sends: at once after saving, when a line comes back, when somebody looks at the page, and in between
// after pauses that grow. The header says how many entries wait and why.

import { Queue, UNSENT } from "./queue.js";
import { announce, listen, sendQueue } from "./sender.js";
import { forgetViewer, presentViewer, readFact, rememberViewer } from "./store.js";
import { make, say } from "./words.js";

// After a round that carried something; only rounds that carried nothing make the pauses grow.
const SHORT_PAUSE_MS = 1_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;
const SHORTEST_LOOK_MS = 15_000;
// A whole district's phones find the line in the same second.
const SPREAD_MS = 2_000;
const FRESH_FOR_MS = 600_000;

// A page that came without a line does not know who is in front; the phone does.
const isShell = document.querySelector("[data-shell]") !== null;
const owner = Number(document.body.dataset.viewer) || (isShell && (await presentViewer().catch(() => null))?.id) || null;
const place = document.querySelector("[data-phone-status]");

// What the server took since this page was loaded, so that a list which came before can say so.
export const received = new Set();
listen((news) => { if (news.received) received.add(news.received); });

let failures = 0;
let timer = null;
let notBefore = 0;
let lastTry = 0;
let running = Promise.resolve();
let isRunning = false;
let next = null;
let outcome = null;

// Sends now, whatever pause was due; resolves to the outcome of the round.
export function sendNow() {
  if (!owner) return Promise.resolve({ kind: "wait", why: "no_line" });
  clearTimeout(timer);
  // A round that is under way may be past what was just saved; all who ask meanwhile share the next one.
  next ??= running.then(() => {
    next = null;
    running = round();
    return running;
  });
  return next;
}

async function round() {
  lastTry = Date.now();
  isRunning = true;
  let result = { kind: "wait", why: "phone" };
  try {
    await announceState({ kind: "sending" });
    result = await sendQueue(owner);
    await plan(result);
    await announceState(result);
  } catch {
    // The phone's own storage failed: nothing is lost by trying again later.
    timer = setTimeout(() => { void sendNow(); }, LONGEST_PAUSE_MS);
  } finally {
    isRunning = false;
  }
  return result;
}

async function plan(result) {
  const waits = result.kind === "wait";
  // A line that carries something before it breaks is worth trying again soon.
  failures = waits && !result.sent ? failures + 1 : 0;
  notBefore = waits && result.seconds ? Date.now() + result.seconds * 1000 : 0;
  if (!waits || !(await hasWork())) return;
  const grown = failures ? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10)) : SHORT_PAUSE_MS;
  const pause = Math.max(grown * (0.75 + Math.random() / 2), notBefore - Date.now());
  timer = setTimeout(() => { void sendNow(); }, pause);
}

async function hasWork() {
  const entries = await new Queue(owner).list();
  return entries.some((entry) => entry.state === "queued" || entry.state === "received");
}

// Not at every glance: a phone that is picked up ten times a minute asks once.
async function sendSoon({ isNewLine = false } = {}) {
  if (!owner || isRunning || !navigator.onLine || document.hidden) return;
  const isDue = Date.now() >= notBefore && (isNewLine || Date.now() - lastTry >= SHORTEST_LOOK_MS);
  if (!isDue || !(await hasWork())) return;
  setTimeout(() => { if (!isRunning) void sendNow(); }, Math.random() * SPREAD_MS);
}

async function announceState(result) {
  outcome = result;
  announce({ outcome: result });
  await drawStatus();
}

// A window in the background, or one that is going away, may find its storage closed: it has nothing to say then.
function quietly(promise) {
  promise.catch(() => {});
}

async function drawStatus() {
  if (!place || !owner) return;
  const entries = await new Queue(owner).list();
  const unsent = entries.filter((entry) => UNSENT.includes(entry.state));
  const refused = unsent.filter((entry) => entry.state === "refused").length;
  const photos = entries.filter((entry) => entry.state === "received").length;
  const text = statusText(unsent.length, refused, photos);
  place.hidden = text === "";
  if (text === place.dataset.shown) return;
  place.dataset.shown = text;
  const button = make("button", { type: "button", class: "link-button", onclick: () => sendNow() }, say("send_now"));
  const link = make("a", { href: "/activities" }, say("look"));
  place.replaceChildren(make("span", { role: "status" }, text), " ", unsent.length === refused && !photos ? link : button);
}

function statusText(unsent, refused, photos) {
  if (!unsent) return photos ? say("photos_wait") : "";
  if (outcome?.kind === "sending") return say("sending", { count: unsent });
  if (outcome?.kind === "sign_in") return say("sign_in_to_send", { count: unsent });
  if (refused === unsent) return say("needs_you", { count: refused });
  const why = outcome?.kind === "wait" ? say(`wait.${outcome.why}`) : outcome ? say(outcome.kind) : "";
  return [say("unsent", { count: unsent }), why].filter(Boolean).join(" ");
}

// Signing out keeps what waits on the phone, and says so before.
async function warnBeforeSigningOut(event) {
  const form = event.target.closest('form[action="/sign-out"]');
  if (!form || form.dataset.warned) return;
  event.preventDefault();
  try {
    const unsent = (await new Queue(owner).list()).filter((entry) => UNSENT.includes(entry.state)).length;
    if (unsent && !window.confirm(say("sign_out_ask", { count: unsent }))) return;
    await forgetViewer();
  } catch {
    // Whoever wants to leave must be able to, also when the phone's storage fails.
  }
  form.dataset.warned = "yes";
  form.requestSubmit();
}

// What the phone needs to work without a line: who the person is, and what became of the entries.
async function isOutOfDate() {
  const synced = await readFact(new Queue(owner).store, "synced");
  return !synced || Date.now() - Date.parse(synced.at) > FRESH_FOR_MS;
}

async function start() {
  await rememberViewer({ id: owner, language: document.body.dataset.language });
  listen(() => quietly(drawStatus()));
  addEventListener("online", () => quietly(sendSoon({ isNewLine: true })));
  addEventListener("focus", () => quietly(sendSoon()));
  addEventListener("pageshow", () => quietly(sendSoon()));
  document.addEventListener("visibilitychange", () => quietly(sendSoon()));
  document.addEventListener("submit", (event) => { void warnBeforeSigningOut(event); }, { capture: true });
  await drawStatus();
  // Asked once there is something to lose; browsers that ask the person do so here.
  if ((await new Queue(owner).list()).length) void navigator.storage?.persist?.();
  if ((await hasWork()) || (await isOutOfDate())) await sendNow();
}

if (owner && window.indexedDB && navigator.locks) quietly(start());
