// Opening the book: first time with a code, then with the PIN. Everything below runs without a network.
const book = self.jatanBook;
const { h } = book;
const word = (...names) => book.word(...names);

const loadDefinitions = async () => {
  const language = (await book.store.get("meta", "language")) || "hi";
  const answer = await fetch(`/fieldbook/definitions/${language}.json`);
  if (!answer.ok) throw new book.Offline();
  const definitions = await answer.json();
  book.version = document.documentElement.dataset.version;
  book.definitions = definitions;
  document.documentElement.lang = definitions.language;
  book.spokenLanguage = (await book.store.get("meta", "spoken")) || "hi";
  document.getElementById("send").textContent = word("send_now");
};

const pinField = book.pinField = (label, id, complete) => h("div", { class: "question" }, h("label", { for: id }, label),
  h("input", { id, type: "password", inputmode: "numeric", autocomplete: complete, maxlength: 32 }));
const value = book.typed = (id) => document.getElementById(id).value;
// What is wrong with a new PIN in the fields "pin" and "again"; "" for nothing.
const pinProblem = book.pinProblem = () => {
  const pin = book.readPin(value("pin"));
  return !pin ? word("pin_short") : book.isWeakPin(pin) ? word("pin_weak") : pin !== book.readPin(value("again")) ? word("pin_differs") : "";
};

const enrolScreen = (code) => {
  const state = h("p", { role: "alert", class: "wrong" });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    state.textContent = pinProblem();
    if (!state.textContent) {
      form.querySelector("button").disabled = true;
      state.textContent = word("working");
      try {
        await book.enrol(code, book.readPin(value("pin")));
        await opened();
      } catch (error) {
        form.querySelector("button").disabled = false;
        state.textContent = error instanceof book.Offline ? word("no_network")
          : error.message === "no_such_code" ? word("code_gone") : word("send_failed", error.message);
      }
    }
  } }, h("p", {}, word("enrol_lead")), pinField(word("new_pin"), "pin", "new-password"),
  pinField(word("new_pin_again"), "again", "new-password"), h("p", { class: "hint" }, word("pin_hint")), state,
  h("button", { type: "submit", class: "main" }, word("begin")));
  book.show(word("title"), form, { back: "", bar: false });
};
const unlockScreen = () => {
  const state = h("p", { role: "alert", class: "wrong" });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const pin = book.readPin(value("pin"));
    if (!pin) {
      state.textContent = word("pin_short");
      return;
    }
    const button = form.querySelector("button");
    button.disabled = true;
    state.textContent = word("working");
    try {
      await book.unlock(pin);
      await opened();
    } catch (error) {
      button.disabled = false;
      document.getElementById("pin").value = "";
      if (error.message === "wiped") await begin();
      else state.textContent = error.message === "wrong" ? word("pin_wrong", error.left)
        : error instanceof book.Offline ? word("pin_needs_network") : word("send_failed", error.message);
    }
  } }, pinField(word("your_pin"), "pin", "current-password"), state, h("button", { type: "submit", class: "main" }, word("open")));
  book.show(word("title"), form, { back: "" });
  document.getElementById("pin").focus();
};
const emptyScreen = (text) => book.show(word("title"), [h("p", {}, word(text)), h("a", { href: "/", class: "button" }, word("plain_pages"))],
  { back: "", bar: text === "is_wiped" });

const opened = async () => {
  history.replaceState(null, "", "/fieldbook/");
  await book.loadPeople();
  await book.draw();
  if (navigator.onLine) await book.sendNow();
};

const begin = async () => {
  await book.wipeWhenSent();
  await book.forgetWhenSilent();
  const code = (/^#enrol=([A-Za-z0-9_-]{8,128})$/.exec(location.hash) || [])[1];
  const hasDevice = Boolean(await book.store.get("meta", "device"));
  const hasPin = Boolean(await book.store.get("meta", "pin"));
  if (hasDevice && hasPin) unlockScreen();
  else if (code && !(hasDevice && (await book.unsent()).length)) enrolScreen(code);
  else emptyScreen(hasDevice ? "is_wiped" : "not_enrolled");
  await book.purge();
  await book.drawWaiting();
  if (!hasDevice || !navigator.onLine) return;
  book.send().then(async () => {
    if (book.session) return; // whoever opened it meanwhile sends and looks herself
    const wiped = await book.wipeWhenSent();
    if (wiped === "emptied" || (wiped && hasPin)) location.reload();
  });
};

const start = async () => {
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data && event.data.fieldBook === "changed") book.drawWaiting();
    });
    navigator.serviceWorker.register("/service-worker.js", { scope: "/fieldbook/" })
      .then((registration) => registration.update()).catch(() => undefined);
  }
  await loadDefinitions();
  await begin();
  document.documentElement.dataset.ready = "yes";
  book.loadNames().catch(() => undefined); // asked for once more when the book is opened
};
self.addEventListener("online", () => { if (book.definitions) book.sendNow(); });
start().catch(() => {
  document.getElementById("book").hidden = true;
  document.getElementById("not-loaded").hidden = false;
});
