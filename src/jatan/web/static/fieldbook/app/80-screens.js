// The screens around the flows: home, people, travellers, what was sent, settings.
const book = self.jatanBook;
const { h, word } = book;

book.go = (address) => {
  const target = `#${address}`;
  if (location.hash === target) draw(); else location.hash = target;
};
const screens = {};
// Each screen that is begun ends those that are still being prepared: what was asked for last is what is shown.
let turn = 0;
book.newTurn = () => { turn += 1; return turn; };
const draw = async () => {
  if (!book.session) return;
  touched();
  const mine = book.newTurn();
  await book.saveNow(); // before anything is read: the browser's own way back comes here too
  if (mine !== turn) return;
  const [name, key] = location.hash.slice(1).split("/");
  await (screens[name] || screens.home)(key, () => mine !== turn);
  await book.drawWaiting();
};
book.draw = draw;
self.addEventListener("hashchange", draw);

const line = (journey, below) => {
  const person = book.people.get(journey.who);
  return h("button", { type: "button", class: "person", onclick: () => book.go(`traveller/${journey.id}`) },
    h("b", {}, person ? person.n : ""), h("span", {}, [journey.to, below].filter(Boolean).join(" · ")));
};

screens.home = async (_key, isStale) => {
  const drafts = await book.loadDrafts();
  const due = book.dueToday();
  const lost = (await book.store.all("receipts")).filter((one) => one.lost);
  if (isStale()) return;
  const title = book.info.forum ? book.info.forum.name : book.info.organisation || word("title");
  book.show(title, [
    lost.length ? book.notice(word("lost_at_office", lost.length), "alarm") : null,
    book.people.size ? null : book.notice(word("no_people_yet")),
    h("section", {}, h("h2", {}, due.length ? word("today_title", due.length) : word("nobody_today")),
      h("div", { class: "list" }, due.map(({ journey, contact }) => line(journey, journey.step ? journey.step.label
        : contact.due < book.today() ? word("due_since", book.daysAgo(contact.due)) : word("today"))))),
    h("div", { class: "flows" },
      book.button(word("flow_leaving"), () => book.beginLeaving(null), "flow"),
      book.button(word("flow_contact"), () => book.go("travellers"), "flow"),
      book.button(word("flow_meeting"), () => book.beginMeeting(), "flow"),
      book.button(word("flow_help"), () => book.beginHelp(null), "flow alarm-flow")),
    drafts.length ? h("section", {}, h("h2", {}, word("unfinished", drafts.length)), h("div", { class: "list" },
      drafts.map((draft) => h("button", { type: "button", class: "person", onclick: () => book.openDraft(draft) },
        h("b", {}, word(`flow_${draft.kind}`)), h("span", {}, draftWords(draft)))))) : null,
    h("nav", { class: "links" }, book.link(word("people"), "people"), book.link(word("numbers"), "numbers"),
      book.link(word("sent_book"), "sent"), book.link(word("settings"), "settings")),
  ], { back: "" });
};
const draftWords = (draft) => {
  const { travellers = [], journey, caller_name: caller } = draft.answers;
  const who = travellers.map((one) => (one.new && one.new.name) || (book.people.get(one.person) || {}).n).filter(Boolean);
  const traveller = typeof journey === "string" && book.journeys.get(journey);
  const name = traveller && book.people.get(traveller.who) ? book.people.get(traveller.who).n : caller;
  return [who.join(", ") || name, book.dayText(draft.begun)].filter(Boolean).join(" · ");
};

screens.travellers = async () => {
  const due = new Set(book.dueToday().map(({ journey }) => journey.id));
  const rows = Array.from(book.journeys.values()).sort((one, other) => Number(due.has(other.id)) - Number(due.has(one.id)));
  book.show(word("travellers"), [rows.length ? null : book.notice(word("nobody_away")),
    h("div", { class: "list" }, rows.map((journey) => line(journey, due.has(journey.id) ? word("today")
      : journey.heard ? word("heard_on", book.dayText(journey.heard)) : "")))]);
};
screens.traveller = async (id) => {
  const journey = book.journeys.get(id);
  if (!journey) {
    book.go("travellers");
    return;
  }
  const contact = (journey.contacts || []).find((one) => one.due <= book.today());
  book.show(word("call_and_tell"), [book.journeyHead(journey, book.people.get(journey.who)),
    book.button(word("write_contact"), () => book.beginContact(journey, contact), "main"),
    book.button(word("flow_help"), () => book.beginHelp(book.people.get(journey.who)))], { back: "travellers" });
};
screens.people = async () => {
  const chooser = book.personChooser(word("find_person"), (person) => book.go(`person/${person.id}`), { most: 25 });
  book.show(word("people"), [h("p", { class: "hint" }, word("people_known", book.people.size)), chooser.box]);
};
screens.person = async (id) => {
  const person = book.people.get(id);
  if (!person) {
    book.go("people");
    return;
  }
  const journey = book.openJourneyOf(id);
  book.show(person.n, [book.personLine(person), h("div", { class: "calls" }, person.p ? book.call(person.p, word("her_own")) : null),
    journey ? line(journey, word("is_away")) : book.button(word("flow_leaving"), () => book.beginLeaving(person), "main"),
    book.button(word("flow_help"), () => book.beginHelp(person))], { back: "people" });
};
screens.numbers = async () => {
  const desk = book.info.desk && book.info.desk.phone ? [book.call(book.info.desk.phone, book.info.desk.name || word("desk"))] : [];
  book.show(word("numbers"), h("div", { class: "calls" }, desk,
    book.info.counsellor ? book.call(book.info.counsellor, word("counsellor")) : null,
    (book.info.numbers || []).map((one) => book.call(one.number, one.label))));
};

// What was written: kind, day and what became of it. Nobody can open the rows again here.
screens.sent = async (_key, isStale) => {
  const rows = await book.store.all("rows");
  const receipts = new Map((await book.store.all("receipts")).map((receipt) => [receipt.id, receipt]));
  if (isStale()) return;
  const waiting = rows.filter((row) => row.state !== "acknowledged");
  const told = Array.from(receipts.values()).sort((one, other) => (one.at < other.at ? 1 : -1));
  const kind = (row) => word(`flow_${row.kind}`);
  book.show(word("sent_book"), [
    h("h2", {}, word("waiting_title", waiting.length)),
    h("div", { class: "list" }, waiting.map((row) => h("p", { class: "line" }, h("b", {}, kind(row)), " ", book.dayText(row.day), " · ",
      row.error ? word("refused_row", row.error) : word("not_sent_yet"),
      row.files.length ? ` · ${word("photos", row.files.length)}` : ""))),
    waiting.length ? h("div", { class: "row" }, book.button(word("send_now"), sendNow, "main"),
      book.button(word("save_file"), saveFile, "small")) : null,
    h("h2", {}, word("arrived_title", told.filter((one) => !one.lost).length)),
    h("div", { class: "list" }, told.map((one) => h("p", { class: one.lost ? "line alarm" : "line" }, h("b", {}, kind(one)), " ", book.dayText(one.day),
      " · ", one.lost ? word("lost_row") : one.said || word(`state_${one.state}`))))]);
};
const sendNow = async (event) => {
  const press = event && event.currentTarget;
  if (press) press.disabled = true;
  document.getElementById("sending").textContent = word("sending_now");
  const wasOpen = Boolean(book.session);
  const result = await book.send();
  if (press) press.disabled = false;
  document.getElementById("sending").textContent = result.ok ? "" : result.problem === "offline" ? word("no_network")
    : result.problem === "busy" ? "" : word("send_failed", result.problem);
  if (result.problem !== "offline" && book.session) await refreshQuietly();
  const wiped = await book.wipeWhenSent();
  if (wiped === "emptied" || (wiped && wasOpen)) location.reload();
  if (location.hash.startsWith("#sent")) draw();
};
const saveFile = async () => {
  const blob = await book.exportQueue();
  const name = `jatan-${book.today()}.json`;
  const file = new File([blob], name, { type: "application/json" });
  if (navigator.canShare && navigator.canShare({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => undefined);
    return;
  }
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
const refreshQuietly = async () => {
  try {
    await book.refresh();
  } catch (error) {
    if (error instanceof book.Refused && ["revoked", "expired", "unknown"].includes(error.message)) {
      await book.store.put("meta", "wipe", true);
    }
  }
};
book.refreshQuietly = refreshQuietly;

// The bar below every screen: how many rows are not sent yet, and since when.
book.drawWaiting = async () => {
  const rows = await book.unsent();
  const bar = document.getElementById("waiting");
  const oldest = rows.map((row) => row.day).sort()[0];
  const days = oldest ? book.daysAgo(oldest) : 0;
  const count = document.getElementById("count");
  count.textContent = rows.length ? word("unsent", rows.length) + (days ? ` · ${word("since_days", days)}` : "") : word("all_sent");
  bar.classList.toggle("some", rows.length > 0);
  document.getElementById("send").hidden = rows.length === 0;
};
book.onChange = () => { if (book.definitions) book.drawWaiting(); };

screens.settings = async (_key, isStale) => {
  const estimate = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : null;
  const isKept = navigator.storage && navigator.storage.persisted ? await navigator.storage.persisted() : false;
  const refreshed = await book.store.get("meta", "refreshed_at");
  const skew = (await book.store.get("meta", "skew")) || 0;
  if (isStale()) return;
  const languages = Array.from(new Set(Object.values(book.info.prompts || {}).flatMap((one) => Object.keys(one))));
  book.show(word("settings"), [
    h("p", {}, refreshed ? word("refreshed_on", book.dayText(book.dayOf(new Date(refreshed)))) : word("never_refreshed")),
    book.button(word("refresh"), async (event) => {
      event.currentTarget.disabled = true;
      await refreshQuietly();
      if (!isStale()) draw();
    }),
    Math.abs(skew) > 10 * 60 * 1000 ? book.notice(word("clock_wrong"), "alarm") : null,
    estimate ? h("p", {}, word("storage", (estimate.usage / 1048576).toFixed(1), Math.round(estimate.quota / 1048576))) : null,
    isKept ? null : h("div", {}, book.notice(word("not_persistent")), book.button(word("ask_persistent"), async () => {
      await navigator.storage.persist();
      if (!isStale()) draw();
    })),
    languages.length > 1 ? h("fieldset", {}, h("legend", {}, word("spoken_language")), languages.map((code) => {
      const box = h("input", { type: "radio", name: "spoken", id: `spoken-${code}`, checked: code === book.spokenLanguage, onchange: async () => {
        book.spokenLanguage = code;
        await book.store.put("meta", "spoken", code);
      } });
      return h("label", { class: "card", for: `spoken-${code}` }, box, h("span", { lang: code }, book.languageName(code)));
    })) : null,
    h("div", { class: "row" }, ["hi", "en"].map((code) => h("button", { type: "button", class: "small", lang: code,
      "aria-pressed": code === book.definitions.language ? "true" : "false", onclick: async () => {
        await book.store.put("meta", "language", code);
        location.reload();
      } }, code === "hi" ? "हिंदी" : "English"))),
    book.button(word("lock"), () => book.lock()),
    h("p", { class: "hint" }, `${word("version")} ${book.version}`)]);
};
book.languageName = (code) => ({ hi: "हिंदी", sat: "ᱥᱟᱱᱛᱟᱲᱤ", hoc: "हो", unr: "मुंडारी", kru: "कुड़ुख", sck: "नागपुरी" }[code] || code);

// The screen locks after some minutes without a touch, and soon after it was left.
const IDLE = 5 * 60 * 1000;
const LEFT = 60 * 1000;
let locking = null;
let touchedAt = 0;
const touched = () => {
  touchedAt = performance.now();
  clearTimeout(locking);
  locking = setTimeout(() => book.lock(), IDLE);
};
["pointerdown", "keydown"].forEach((kind) => document.addEventListener(kind, () => { if (book.session) touched(); }, { passive: true }));
let leftAt = null;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) leftAt = Date.now();
  else if (book.session && leftAt !== null && (Math.abs(Date.now() - leftAt) > LEFT || performance.now() - touchedAt > IDLE)) book.lock();
});
book.lock = async () => {
  await book.saveNow();
  book.session = null;
  location.hash = "";
  location.reload();
};
document.getElementById("send").addEventListener("click", sendNow);
book.sendNow = sendNow;
