// The field book: its shell is answered from the cache of this version, at once and without a network; what was written
// is sent in the background where the browser offers it. The door of the phone (/fieldbook/api/) is never cached.
const CACHE = `field-book-${self.jatanVersion}`;
const PROMPTS = "field-book-prompts";
const SHELL = [
  "/fieldbook/", "/fieldbook/app.js", "/fieldbook/names.js", "/fieldbook/app.css", "/fieldbook/check.js",
  "/fieldbook/definitions/hi.json", "/fieldbook/definitions/en.json", "/fieldbook/manifest.webmanifest", "/fieldbook/icon.svg",
];

// All of one version, each file whole, or none: a half-loaded version never takes over. A browser may take an answer that
// broke off in its head for a whole one, so the length is compared.
const fillCache = async () => {
  const answers = await Promise.all(SHELL.map((address) => fetch(address, { cache: "no-store", credentials: "omit" })));
  const lengths = await Promise.all(answers.map(async (answer) => (await answer.clone().arrayBuffer()).byteLength));
  if (answers.some((answer, at) => !answer.ok || answer.headers.get("X-Field-Book") !== self.jatanVersion
    || answer.headers.get("X-Field-Book-Bytes") !== String(lengths[at]))) {
    throw new Error("another version");
  }
  const cache = await caches.open(CACHE);
  await Promise.all(SHELL.map((address, at) => cache.put(address, answers[at])));
};

const isOfBook = () => self.registration.scope.endsWith("/fieldbook/");

self.addEventListener("install", (event) => {
  if (isOfBook()) event.waitUntil(fillCache());
});
self.addEventListener("activate", (event) => {
  if (!isOfBook()) return;
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => /^field-book-[0-9a-f]{12}$/.test(name) && name !== CACHE).map((name) => caches.delete(name)),
  )));
});

const fromCache = async (request, name, keep) => {
  const cache = await caches.open(name);
  const found = await cache.match(request, { ignoreSearch: false });
  if (found) return found;
  const answer = await fetch(request);
  if (keep && answer.status === 200 && await self.isWhole(answer)) await cache.put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (SHELL.includes(pathname)) {
    event.respondWith(fromCache(new Request(pathname), CACHE, false));
  } else if (pathname.startsWith("/fieldbook/prompts/")) {
    event.respondWith(fromCache(new Request(pathname), PROMPTS, true));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "field-book") return;
  event.waitUntil(self.jatanBook.send().then((result) => {
    // Refused by this promise, the browser tries again later, with growing pauses.
    if (["offline", "busy"].includes(result.problem)) throw new Error(result.problem);
  }));
});
