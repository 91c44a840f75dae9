// Lets the form and the list of entries open without a network, and touches nothing else.
// The server puts the constant PORTAL before this text:
// {version, files: [address], headers: {name: value}, shells: {page: {language: its HTML}}}.

const PREFIX = "portal-files-";
const CACHE = PREFIX + PORTAL.version;
const FILES = new Set(PORTAL.files);
// Written by the pages: the language of the last one.
const LANGUAGE_CACHE = "portal-language";
const LANGUAGE_ENTRY = "/shell/language";
const LONGEST_WAIT_MS = 3000;
// Kept by the tick-list of a training for who opened it there; everybody else asks the server.
const TICK_CACHE = "portal-tick-lists";
const TICK_LIST = /^\/trainings\/\d+\/attendance$/;

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(PORTAL.files.map((address) => keepFile(cache, address)));
}

// What the page has just fetched comes from the browser's own cache. An address of another version would be answered
// with another file, which is not for keeping.
async function keepFile(cache, address) {
  const answer = await fetch(address);
  if (!answer.ok || !answer.headers.get("Cache-Control")?.includes("immutable")) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer);
}

async function dropOldFiles() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answerFile(request, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

async function answerPage(request, url) {
  return answerOr(request, async () => new Response(PORTAL.shells[url.pathname][await chooseLanguage(url)], { headers: PORTAL.headers }));
}

async function answerTickList(request, url) {
  const kept = await caches.match(url.pathname, { cacheName: TICK_CACHE, ignoreVary: true });
  return kept ? answerOr(request, () => kept) : fetch(request);
}

async function answerOr(request, standIn) {
  const fetched = fetch(request);
  const answer = await Promise.race([fetched.catch(() => null), pause(LONGEST_WAIT_MS)]);
  // A redirect, such as that to the sign-in page, has the status 0 and is passed on.
  if (answer && answer.status < 500) return answer;
  // What comes after all is not wanted any more, and the line is weak.
  fetched.then((late) => late.body?.cancel()).catch(() => {});
  return standIn();
}

function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

async function chooseLanguage(url) {
  const cache = await caches.open(LANGUAGE_CACHE);
  const kept = await cache.match(LANGUAGE_ENTRY);
  return [url.searchParams.get("lang"), await kept?.text()].find((language) => ["vi", "en"].includes(language)) ?? "vi";
}

self.addEventListener("install", (event) => { event.waitUntil(fill()); });
self.addEventListener("activate", (event) => {
  // The page that brought the first worker must be able to go on without a network, too.
  event.waitUntil(dropOldFiles().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data?.type === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (Object.hasOwn(PORTAL.shells, url.pathname)) event.respondWith(answerPage(request, url));
    else if (TICK_LIST.test(url.pathname)) event.respondWith(answerTickList(request, url));
  } else if (FILES.has(url.pathname)) {
    event.respondWith(answerFile(request, url.pathname));
  }
});
