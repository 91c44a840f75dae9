// The entries that are on this phone, above the list of what the server has; without a line it shows both.

import { saveQueueFile } from "./queue_file.js";
import { Queue, UNSENT, countOfOthers } from "./queue.js";
import { received, sendNow } from "./sending.js";
import { listen } from "./sender.js";
import { presentViewer, readFact } from "./store.js";
import { localDay, make, say, sayCode, sayDay, sayWhoIsHere } from "./words.js";

const TONES = { draft: "muted", queued: "waiting", refused: "returned", received: "good", submitted: "waiting", returned: "returned", approved: "good", withdrawn: "muted" };
const SHOWN = 100;

const place = document.querySelector("[data-phone-entries]");
const isShell = place?.dataset.shell !== undefined;

async function draw() {
  const viewer = isShell ? await presentViewer() : { id: Number(document.body.dataset.viewer) };
  const queue = viewer && new Queue(viewer.id);
  sayWhoIsHere(viewer, viewer && (await queue.me()));
  if (!viewer) {
    const others = await countOfOthers(null);
    place.replaceChildren(make("p", {}, say("nobody_here")), others ? make("p", { class: "notice notice-warn" }, say("others_wait", { count: others })) : "");
    place.hidden = false;
    return;
  }
  const entries = (await queue.list()).filter((entry) => entry.state !== "draft" || entry.seq || entry.corrects);
  const others = await countOfOthers(viewer.id);
  const parts = [
    received.size ? sentNotice() : "",
    others ? make("p", { class: "notice notice-warn" }, say("others_wait", { count: others })) : "",
    ...(entries.length ? await phonePart(queue, entries) : []),
    ...(isShell ? await serverPart(queue, entries) : []),
  ];
  place.replaceChildren(...parts);
  place.hidden = !parts.some(Boolean);
}

// The list below came before these entries were sent.
function sentNotice() {
  const link = make("a", { href: "/activities" }, say("show_anew"));
  return make("p", { class: "notice notice-good", role: "status" }, `${say("sent_now", { count: received.size })} `, link);
}

async function phonePart(queue, entries) {
  const unsent = entries.filter((entry) => UNSENT.includes(entry.state));
  const hasPhotos = entries.some((entry) => entry.state === "received");
  const records = await Promise.all(entries.map(async (entry) => phoneRecord(queue, entry, await queue.photosOf(entry.id))));
  const buttons = [make("button", { type: "button", class: "btn btn-primary", onclick: () => sendNow() }, say("send_now"))];
  if (unsent.length || hasPhotos) buttons.push(make("button", { type: "button", class: "btn btn-secondary", onclick: () => saveQueueFile(queue) }, say("save_file")));
  return [
    make("h2", {}, say("on_this_phone")),
    unsent.length ? make("p", {}, say("unsent_since", { count: unsent.length, day: sayDay(localDay(oldest(unsent))) })) : "",
    make("ul", { class: "records" }, ...records),
    make("div", { class: "actions" }, ...buttons),
  ];
}

function oldest(entries) {
  return entries.map((entry) => entry.saved_at).sort()[0];
}

function phoneRecord(queue, entry, photos) {
  const refused = photos.filter((photo) => photo.state === "refused");
  const parts = [badge(entry.state, photoProgress(photos)), make("p", {}, work(entry.content))];
  if (entry.state === "refused") parts.push(make("p", { class: "error" }, refusal(entry.answer)));
  for (const photo of refused) parts.push(make("p", { class: "error" }, say("photo_refused", { why: photo.answer.title ?? "" })));
  return record(entry.content, parts, actionsOf(queue, entry, refused));
}

function photoProgress(photos) {
  const left = photos.filter((photo) => photo.state === "queued").length;
  return left ? say("photos_left", { count: left }) : "";
}

function refusal(answer) {
  const fields = Object.values(answer?.errors ?? {});
  return fields.length ? fields.join(" ") : say(`refused.${answer?.code}`) || answer?.title || say("refused");
}

function actionsOf(queue, entry, refusedPhotos) {
  if (entry.state === "received") {
    return refusedPhotos.length ? [button("seen", () => queue.dropReceived(entry.id).then(draw))] : [];
  }
  const canCorrect = !["gone", "not-found", "conflict", "session-logged"].includes(entry.answer?.code);
  return [
    canCorrect ? make("a", { class: "btn btn-secondary", href: `/log?entry=${entry.id}` }, say("correct")) : "",
    button("discard", () => askToDiscard(queue, entry)),
  ];
}

function button(word, act) {
  return make("button", { type: "button", class: "btn btn-secondary", onclick: act }, say(word));
}

// What is only on this phone is gone for good, so it is asked twice.
async function askToDiscard(queue, entry) {
  if (!window.confirm(say("discard_ask", { day: sayDay(entry.content.occurred_on) }))) return;
  await queue.discard(entry.id);
  await draw();
}

async function serverPart(queue, entries) {
  const here = new Set(entries.map((entry) => entry.id));
  const known = (await queue.known()).filter((one) => !here.has(one.id)).sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
  const returned = known.filter((one) => one.status === "returned");
  const settled = known.filter((one) => one.status !== "returned");
  const synced = await readFact(queue.store, "synced");
  return [
    ...totals(known, synced),
    ...(returned.length ? [make("h2", {}, say("returned_to_you")), make("ul", { class: "records" }, ...returned.map(knownRecord))] : []),
    ...(settled.length ? [make("h2", {}, say("on_the_server")), make("ul", { class: "records" }, ...settled.slice(0, SHOWN).map(knownRecord))] : []),
    ...(known.length || entries.length || !synced ? [] : [make("p", {}, say("nothing_yet"))]),
  ];
}

// Only what the server has is counted, and the page says when it was asked.
function totals(known, synced) {
  if (!synced) return [];
  const month = localDay(Date.parse(synced.server_time)).slice(0, 7);
  const sum = (status) => known.filter((one) => one.status === status && one.content.occurred_on.startsWith(month)).reduce((visits, one) => visits + one.content.visits, 0);
  const shown = `${month.slice(5)}/${month.slice(0, 4)}`;
  const at = new Date(synced.server_time).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const asOf = `${at} ${sayDay(localDay(synced.server_time))}`;
  return [make("p", {}, say("month_totals", { month: shown, approved: sum("approved"), waiting: sum("submitted") })), make("p", { class: "muted small" }, say("as_of", { moment: asOf }))];
}

function knownRecord(one) {
  const parts = [badge(one.status), make("p", {}, work(one.content))];
  if (one.reason_label) parts.push(make("p", {}, make("strong", {}, one.reason_label)));
  if (one.reason_note) parts.push(make("p", { class: "prose" }, one.reason_note));
  return record(one.content, parts, one.status === "returned" ? [make("a", { class: "btn btn-primary", href: `/log?entry=${one.id}` }, say("correct_and_resend"))] : []);
}

function record(content, parts, actions) {
  const heading = `${sayDay(content.occurred_on)} · ${sayCode("activity_kind", content.kind)}`;
  const shown = actions.filter(Boolean);
  const head = make("div", { class: "record-head" }, make("p", { class: "record-title" }, heading));
  return make("li", { class: "record" }, head, ...parts, shown.length ? make("div", { class: "actions" }, ...shown) : "");
}

function work(content) {
  return `${say("visits", { count: content.visits })}: ${content.skills.map((skill) => sayCode("skill", skill)).join(", ")}`;
}

function badge(state, more = "") {
  const mark = make("span", { class: "status-mark", "aria-hidden": "true" });
  const shown = make("span", { class: `status status-${TONES[state] ?? "muted"}` }, mark, sayCode("state", state));
  return make("p", {}, shown, more ? ` ${more}` : "");
}

if (place && window.indexedDB) {
  draw().catch(() => {});
  listen(() => draw().catch(() => {}));
}
