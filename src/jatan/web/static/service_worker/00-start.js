// A new version takes over at once: what a page keeps lies in IndexedDB and in caches named by version, never in here.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
