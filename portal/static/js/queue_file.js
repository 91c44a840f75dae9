// The way out when no line ever comes: what waits is saved as a file, which the coordinator can take in.

import { UNSENT } from "./queue.js";
import { readFact } from "./store.js";
import { make } from "./words.js";

export async function saveQueueFile(queue) {
  const text = JSON.stringify(await queueFile(queue));
  const day = new Date().toISOString().slice(0, 10);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = make("a", { href: address, download: `ban-ghi-chua-gui-${day}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export async function queueFile(queue) {
  const me = await queue.me();
  const device = await readFact(queue.store, "device");
  const entries = [];
  for (const { id, seq, saved_at, content, state } of (await queue.list()).filter(waits)) {
    const photos = (await queue.photosOf(id)).filter((photo) => state !== "received" || photo.state === "queued");
    if (state === "received" && photos.length === 0) continue;
    entries.push({ id, seq, saved_at, content, photos: photos.map(({ sha256, bytes }) => ({ sha256, jpeg: base64(bytes) })) });
  }
  return {
    format: "portal-queue", version: 1, owner: queue.owner, owner_name: me?.user.name ?? "", device: device?.id ?? null,
    saved_at: new Date().toISOString(), entries,
  };
}

// An entry that the server has goes along when its photos still wait.
function waits({ seq, state }) {
  return seq && (UNSENT.includes(state) || state === "received");
}

function base64(bytes) {
  const view = new Uint8Array(bytes);
  let text = "";
  // In parts, because a call takes only so many arguments.
  for (let start = 0; start < view.length; start += 0x8000) text += String.fromCharCode(...view.subarray(start, start + 0x8000));
  return btoa(text);
}
