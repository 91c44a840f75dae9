// Registers the service worker once the page is there, and tells of a new version that waits to take over.

const LANGUAGE_CACHE = "portal-language";
const LANGUAGE_ENTRY = "/shell/language";

export function registerWorker({ onWaiting = () => {} } = {}) {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  if (document.readyState === "complete") void register(onWaiting);
  else addEventListener("load", () => { void register(onWaiting); }, { once: true });
}

async function register(onWaiting) {
  try {
    await rememberLanguage(document.body.dataset.language);
    watch(await navigator.serviceWorker.register("/sw.js"), onWaiting);
  } catch {
    // In a private window, or without a network, the portal works as it does without a worker.
  }
}

async function rememberLanguage(language) {
  const cache = await caches.open(LANGUAGE_CACHE);
  const kept = await (await cache.match(LANGUAGE_ENTRY))?.text();
  if (language && kept !== language) await cache.put(LANGUAGE_ENTRY, new Response(language));
}

function watch(registration, onWaiting) {
  const offer = (worker) => {
    // The first worker of a phone replaces none.
    if (navigator.serviceWorker.controller) onWaiting(() => takeOver(worker));
  };
  const follow = (worker) => {
    worker?.addEventListener("statechange", () => { if (worker.state === "installed") offer(worker); });
  };
  if (registration.waiting) offer(registration.waiting);
  // The one that registering found may be under way already.
  follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));
}

function takeOver(worker) {
  // Only the page on which it was asked for is loaded again; others may hold a form that is half filled.
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage({ type: "take-over" });
}
