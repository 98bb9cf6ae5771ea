// A new version takes over at once: what a page keeps lies in IndexedDB and in caches named by version, never in here.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A browser may take an answer that broke off in its head for a whole one without a body: such a one is never kept.
self.isWhole = async (answer) => answer.ok && !answer.redirected && (await answer.clone().blob()).size > 0;
