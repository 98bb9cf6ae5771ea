// An alert is one line of coded words; a press opens the home page and nothing else. The same alert twice is shown once.
const UNREADABLE = { words: "जतन: कुछ देखना है। / Jatan: please look.", tag: "jatan", language: "hi" };

const read = (event) => {
  try {
    const found = event.data.json();
    return found && typeof found.words === "string" ? found : UNREADABLE;
  } catch (error) {
    return UNREADABLE;
  }
};

self.addEventListener("push", (event) => {
  const { words, tag, language } = read(event);
  const [title, ...rest] = words.split(": ");
  const options = { body: rest.join(": "), tag, lang: language, data: { alert: true } };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  if (!event.notification.data || !event.notification.data.alert) return;
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/"));
});

// The browser's maker has given this browser another address. The house learns it with the session of whoever is signed
// in here, if she is told here; else the page of alerts tells it when it is opened next, which needs a subscription.
const BROWSER = "/alerts/browser/";
const { toBase64, fromBase64 } = self.jatanBook;

// What a signed-in browser is given for its POST; null for anybody else.
const askHouse = async () => {
  const answer = await fetch(BROWSER, { cache: "no-store", redirect: "manual" });
  return answer.ok ? answer.json() : null;
};

const renewAddress = async (was, given) => {
  const cache = await caches.open("alerts"), found = await cache.match(BROWSER);
  const noted = found ? await found.json() : {};
  const house = await askHouse().catch(() => null);
  const before = was ? was.endpoint : noted.endpoint, key = house ? house.key : noted.key;
  if (!before || !key) return;
  const asked = { userVisibleOnly: true, applicationServerKey: fromBase64(key) };
  const made = given || await self.registration.pushManager.subscribe(asked);
  if (!house) return;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", house.token);
  form.set("before", before);
  form.set("endpoint", made.endpoint);
  form.set("public", toBase64(made.getKey("p256dh")));
  form.set("secret", toBase64(made.getKey("auth")));
  const answer = await fetch(BROWSER, { method: "POST", body: form, redirect: "error" });
  if (answer.ok) await cache.put(BROWSER, new Response(JSON.stringify({ endpoint: made.endpoint, key })));
};

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renewAddress(event.oldSubscription, event.newSubscription));
});
