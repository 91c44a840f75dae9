// Makes a photo small and upright on the phone. Drawing it anew leaves its metadata behind: place, device, time.

import { sha256 } from "./bytes.js";

const LONG_SIDE = 1600;
const QUALITY = 0.8;

// Returns {bytes, sha256, width, height}: a JPEG. Throws when the file is no picture that this phone can read.
export async function shrink(file) {
  // An image element honours the way the phone was held, in every browser.
  const picture = await load(file);
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  // JPEG has no transparency; what was clear would turn black.
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("The picture could not be drawn.");
  // Bytes, not a file: some phones lose files that are kept.
  const bytes = await blob.arrayBuffer();
  return { bytes, sha256: await sha256(bytes), width: canvas.width, height: canvas.height };
}

async function load(file) {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  } finally {
    URL.revokeObjectURL(address);
  }
}
