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
