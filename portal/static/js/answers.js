// What an answer from the line means for something that was sent. Only a receipt with the right id is one:
// a café's sign-in page answers 200 as well.

const PROBLEM = "application/problem+json";
const AWAY = { kind: "wait", why: "no_line" };

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Seconds to wait, or null; an address in front of the portal may write a date there.
function retryAfter(header) {
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) : null;
}

// kind: receipt · sign_in · token (ask for a new one) · other_person · refused (needs the person) · wait
export function judge({ status, type, text, retry }, isReceipt) {
  const isProblem = type.startsWith(PROBLEM);
  const body = isProblem || type.startsWith("application/json") ? parse(text) : null;
  if (status === 200 || status === 201) {
    return body && isReceipt(body) ? { kind: "receipt", body } : { kind: "wait", why: "not_the_portal" };
  }
  if (status === 429 || status === 503) return { kind: "wait", why: "busy", seconds: retryAfter(retry) };
  // Whoever answers without the portal's own form of a problem is not the portal.
  if (!isProblem || !body || status >= 500) return { kind: "wait", why: status >= 500 ? "server" : "not_the_portal" };
  const code = String(body.type ?? "").split("/").pop();
  if (status === 401) return { kind: "sign_in" };
  if (code === "csrf") return { kind: "token" };
  if (code === "owner-mismatch") return { kind: "other_person" };
  return { kind: "refused", answer: { status, code, title: body.detail ?? body.title ?? "", errors: body.errors ?? {} } };
}

export async function ask(address, options, isReceipt, limitMs = 30_000) {
  let response;
  try {
    response = await fetch(address, {
      credentials: "same-origin", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(limitMs), ...options,
    });
    if (response.type === "opaqueredirect") return { kind: "wait", why: "not_the_portal" };
    const { status, headers } = response;
    const text = await response.text();
    return judge({ status, type: headers.get("Content-Type") ?? "", text, retry: headers.get("Retry-After") }, isReceipt);
  } catch {
    // No line, a line that broke in the middle, or one that is too slow: whether it arrived is not known.
    return AWAY;
  }
}
