// The help page behind a pass: one copy for each language, fetched under an address without a code, so that no code lies
// in this cache, neither as a key nor as the address of an answer. With a network the page is the server's; without one,
// or when it keeps silent, the copy. What waits in the page's store is sent here too, where the browser offers it.
const HELP = "help-1", STORE = "help", SLOW = 8000;
const isHelp = self.registration.scope.endsWith("/h/");

const keepFile = async (cache, file) => {
  if (await cache.match(file)) return;
  const answer = await fetch(file);
  if (!await self.isWhole(answer)) throw new Error("broken off");
  await cache.put(file, answer);
};

const keepPage = async (language) => {
  const answer = await fetch(`/h/?in=${encodeURIComponent(language)}`, { cache: "no-store" });
  if (!await self.isWhole(answer)) return;
  const page = await answer.text(), cache = await caches.open(HELP);
  const files = [...page.matchAll(/(?:src|href|data-kept)="(\/static\/(?:help|built)\/[^"]+)"/g)].map((found) => found[1]);
  // Half a page, or the page of somebody else's wall, never takes the place of the copy.
  if (!files.length || !page.trimEnd().endsWith("</html>")) return;
  // First what the page needs, then the page: no copy ever lacks its script.
  await Promise.all(files.map((file) => keepFile(cache, file)));
  const headers = new Headers(answer.headers);
  ["Content-Encoding", "Content-Length", "Vary"].forEach((name) => headers.delete(name));
  const copy = () => new Response(page, { headers });
  await Promise.all([cache.put(`/h/?in=${encodeURIComponent(language)}`, copy()), cache.put("/h/", copy())]);
  await forgetUnused(cache);
};

// Files of earlier versions that no copy of the page names any more.
const forgetUnused = async (cache) => {
  const keys = (await cache.keys()).map((request) => new URL(request.url));
  const pages = keys.filter((url) => url.pathname === "/h/");
  const texts = await Promise.all(pages.map(async (url) => (await cache.match(url.href)).text()));
  const unused = keys.filter((url) => url.pathname.startsWith("/static/") && !texts.some((text) => text.includes(url.pathname)));
  await Promise.all(unused.map((url) => cache.delete(url.href)));
};

const pageFor = async (request) => {
  const cache = await caches.open(HELP), asked = new URL(request.url).searchParams.get("in");
  const kept = (asked && await cache.match(`/h/?in=${encodeURIComponent(asked)}`)) || await cache.match("/h/");
  if (!kept) return fetch(request);
  const silence = new Promise((done, fail) => { setTimeout(() => fail(new Error("silence")), SLOW); });
  try {
    const answer = await Promise.race([fetch(request), silence]);
    return answer.status < 500 ? answer : kept;
  } catch {
    return kept;
  }
};

const stored = (mode, act) => new Promise((done, fail) => {
  const opening = indexedDB.open(STORE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "turn", autoIncrement: true });
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const base = opening.result, deal = base.transaction("waiting", mode), asked = act(deal.objectStore("waiting"));
    base.onversionchange = () => base.close();
    deal.oncomplete = () => { base.close(); done(asked.result); };
    deal.onabort = () => { base.close(); fail(deal.error); };
  };
});

const sendWaiting = async () => {
  let [arrived, isLeft] = [false, false];
  for (const row of await stored("readonly", (store) => store.getAll())) {
    const body = JSON.stringify({ id: row.id, sealed: row.sealed, now: Date.now() });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/h/call/", { method: "POST", headers, body, credentials: "omit" });
    // One that is not taken stays, and does not keep the others waiting.
    if (answer.ok && (await answer.json()).received === row.id) {
      await stored("readwrite", (store) => store.delete(row.turn));
      arrived = true;
    } else isLeft = isLeft || answer.status !== 422;
  }
  if (arrived) for (const page of await self.clients.matchAll()) page.postMessage({ help: "sent" });
  if (isLeft) throw new Error("not yet");
};

if (isHelp) {
  self.addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("help-") && name !== HELP).map((name) => caches.delete(name)),
  ))));
  self.addEventListener("message", (event) => {
    if (event.data && event.data.help === "keep") event.waitUntil(keepPage(String(event.data.language)).catch(() => {}));
  });
  self.addEventListener("sync", (event) => {
    // Refused by this promise, the browser tries again later, with growing pauses.
    if (event.tag === "help") event.waitUntil(sendWaiting());
  });
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (/^\/static\/(?:help|built)\//.test(url.pathname)) {
      const kept = caches.open(HELP).then((cache) => cache.match(url.pathname));
      event.respondWith(kept.then((found) => found || fetch(event.request)));
    } else if (event.request.mode === "navigate" && url.pathname.startsWith("/h/")) {
      event.respondWith(pageFor(event.request));
    }
  });
}
