// Bytes as the phone names them: by chance, or by what they are.

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function randomName(length = 12) {
  return hex(crypto.getRandomValues(new Uint8Array(length)));
}

export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
