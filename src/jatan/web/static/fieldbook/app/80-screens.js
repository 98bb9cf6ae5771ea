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
let anew = -1; // the turn that shows once more what is on the screen
let shown = null; // where the screen leads that is shown
let asked = null; // the row that is to be taken back, once she has said that she is sure
book.isAnew = () => anew === turn;
const draw = async ({ isAnew = false } = {}) => {
  if (!book.session) return;
  if (!isAnew) asked = null;
  touched();
  const mine = book.newTurn();
  if (isAnew) anew = mine;
  book.serverSeen = await book.store.get("meta", "server_seen");
  const isKept = await book.saveNow(); // before anything is read: the browser's own way back comes here too
  if (mine !== turn || !isKept) return; // what is kept nowhere else stays on the screen
  const address = location.hash;
  const [name, key] = address.slice(1).split("/");
  const screen = screens[name] ? name : "home";
  await screens[screen](key, () => mine !== turn);
  if (mine === turn) {
    document.getElementById("book").dataset.screen = screen;
    shown = address;
    anew = -1;
  }
  await book.drawWaiting();
};
// What the office answered meanwhile is shown where something is only read; nobody's form or place is lost by it.
const READ_ONLY = ["home", "travellers", "traveller", "person", "sent"];
const drawAnew = async () => {
  if (READ_ONLY.includes(document.getElementById("book").dataset.screen)) await draw({ isAnew: shown === location.hash });
};
book.draw = () => draw();
self.addEventListener("hashchange", () => draw());

// Whether the office has closed the room of a flow. What was begun stays among what is unfinished.
const isPutAway = (flow) => (book.info.put_away || []).includes(flow);
const line = (journey, below) => {
  const person = book.people.get(journey.who);
  return h("button", { type: "button", class: book.alarmOf(journey) ? "person unsafe" : "person", onclick: () => book.go(`traveller/${journey.id}`) },
    h("b", {}, person ? person.n : ""), h("span", {}, [journey.to, below, book.markOf(journey)].filter(Boolean).join(" · ")));
};

screens.home = async (_key, isStale) => {
  const drafts = await book.loadDrafts();
  const due = book.dueToday();
  const lost = (await book.store.all("receipts")).filter((one) => one.lost);
  if (isStale()) return;
  const title = book.info.forum ? book.info.forum.name : book.info.organisation || word("title");
  book.show(title, [
    book.isClockBehind() ? book.notice(word("clock_behind", book.dayText(book.dayOf(new Date(book.serverSeen)))), "alarm") : null,
    lost.length ? book.notice(word("lost_at_office", lost.length), "alarm") : null,
    book.people.size ? null : book.notice(word("no_people_yet")),
    h("section", {}, h("h2", {}, due.length ? word("today_title", due.length) : word("nobody_today")),
      h("div", { class: "list" }, due.map(({ journey, contact, alarm }) => line(journey, alarm ? word(alarm) : journey.step ? journey.step.label
        : contact.due < book.safeToday() ? word("due_since", book.daysAgo(contact.due)) : word("today"))))),
    h("div", { class: "flows" },
      isPutAway("leaving") ? null : book.button(word("flow_leaving"), () => book.beginLeaving(null), "flow"),
      book.button(word("flow_contact"), () => book.go("travellers"), "flow"),
      isPutAway("meeting") ? null : book.button(word("flow_meeting"), () => book.beginMeeting(), "flow"),
      book.button(word("flow_help"), () => book.beginHelp(null), "flow alarm-flow"),
      book.button(word("flow_no_news"), () => book.beginNoNews(null), "flow alarm-flow wide")),
    drafts.length ? h("section", {}, h("h2", {}, word("unfinished", drafts.length)), h("div", { class: "list" },
      drafts.map((draft) => h("button", { type: "button", class: "person", onclick: () => book.openDraft(draft) },
        h("b", {}, word(`flow_${draft.kind}`)), h("span", {}, draftWords(draft)))))) : null,
    h("nav", { class: "links" }, book.link(word("people"), "people"), book.link(word("numbers"), "numbers"),
      book.link(word("sent_book"), "sent"), book.link(word("settings"), "settings")),
  ], { back: "" });
};
const draftWords = (draft) => {
  const { travellers = [], journey, caller_name: caller, name: typed } = draft.answers;
  const who = travellers.map((one) => (one.new && one.new.name) || (book.people.get(one.person) || {}).n).filter(Boolean);
  const { person } = draft.kind === "leaving" ? {} : book.namedBy({ ...draft.answers, journey: typeof journey === "string" ? journey : "" });
  const name = person ? person.n : typed || caller;
  return [who.join(", ") || name, book.dayText(draft.begun)].filter(Boolean).join(" · ");
};

screens.travellers = async () => {
  const due = new Set(book.dueToday().map(({ journey }) => journey.id));
  const rank = (journey) => (book.alarmOf(journey) ? 2 : Number(due.has(journey.id)));
  const rows = Array.from(book.journeys.values()).sort((one, other) => rank(other) - rank(one));
  book.show(word("travellers"), [rows.length ? null : book.notice(word("nobody_away")),
    h("div", { class: "list" }, rows.map((journey) => line(journey, book.alarmOf(journey) ? word(book.alarmOf(journey)) : due.has(journey.id) ? word("today")
      : journey.heard ? word("heard_on", book.dayText(journey.heard)) : "")))]);
};
screens.traveller = async (id) => {
  const journey = book.journeys.get(id);
  if (!journey) {
    book.go("travellers");
    return;
  }
  const contact = (journey.contacts || []).find((one) => one.due <= book.safeToday());
  book.show(word("call_and_tell"), [book.journeyHead(journey, book.people.get(journey.who)),
    book.button(word("write_contact"), () => book.beginContact(journey, contact), "main"),
    h("div", { class: "row" }, book.button(word("flow_no_news"), () => book.beginNoNews(book.people.get(journey.who), journey)),
      book.button(word("flow_help"), () => book.beginHelp(book.people.get(journey.who))))], { back: "travellers" });
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
    journey ? line(journey, word("is_away")) : isPutAway("leaving") ? null : book.button(word("flow_leaving"), () => book.beginLeaving(person), "main"),
    h("div", { class: "row" }, book.button(word("flow_no_news"), () => book.beginNoNews(person, journey)),
      book.button(word("flow_help"), () => book.beginHelp(person)))], { back: "people" });
};
screens.numbers = async () => {
  book.show(word("numbers"), h("div", { class: "calls" }, deskCall(),
    book.info.counsellor ? book.call(book.info.counsellor, word("counsellor")) : null,
    (book.info.numbers || []).map((one) => book.call(one.number, one.label))));
};

// What was written: kind, name, day and what became of it. Nobody can open the rows again here; what was never on its way
// can be taken back.
const takeBackButton = (row) => {
  const made = book.button(word(asked === row.id ? "take_back_sure" : "take_back"), async () => {
    if (asked !== row.id) {
      asked = row.id;
      made.textContent = word("take_back_sure");
      return;
    }
    if (await book.takeBack(row.id)) await book.loadPeople();
    draw();
  }, "small");
  return made;
};
const deskCall = () => (book.info.desk && book.info.desk.phone ? book.call(book.info.desk.phone, book.info.desk.name || word("desk")) : null);
const waitingLine = (row, names, isNeeded) => h("div", { class: "line" }, h("p", {}, h("b", {}, word(`flow_${row.kind}`)), " ",
  [names, book.dayText(row.day), row.error === "quota" ? word("over_quota") : row.error ? word("refused_row", row.error) : word("not_sent_yet"),
    row.files.length ? word("photos", row.files.length) : ""].filter(Boolean).join(" · ")),
row.error ? deskCall() : null, row.state !== "sealed" || row.tried ? null : isNeeded ? h("p", { class: "hint" }, word("needed_by_another")) : takeBackButton(row));
screens.sent = async (_key, isStale) => {
  const waiting = book.inOrder(await book.unsent());
  const told = (await book.store.all("receipts")).sort((one, other) => (one.at < other.at ? 1 : -1));
  const names = new Map();
  const needed = await book.neededRows();
  for (const one of [...told, ...waiting]) {
    const note = (await book.readNote(one)) || { names: [] };
    names.set(one.id, note.names.join(", "));
  }
  if (isStale()) return;
  book.show(word("sent_book"), [
    h("h2", {}, word("waiting_title", waiting.length)),
    h("div", { class: "list" }, waiting.map((row) => waitingLine(row, names.get(row.id), needed.has(row.id)))),
    waiting.length ? h("div", { class: "row" }, book.button(word("send_now"), sendNow, "main"),
      book.button(word("save_file"), saveFile, "small")) : null,
    h("h2", {}, word("arrived_title", told.filter((one) => !one.lost).length)),
    h("div", { class: "list" }, told.map((one) => h("p", { class: one.lost ? "line alarm" : "line" }, h("b", {}, word(`flow_${one.kind}`)), " ",
      [names.get(one.id), book.dayText(one.day), one.lost ? word("lost_row") : one.said || word(`state_${one.state}`)].filter(Boolean).join(" · "))))]);
};
const sendNow = async (event) => {
  const press = event && event.currentTarget;
  if (press) press.disabled = true;
  document.getElementById("sending").textContent = word("sending_now");
  const wasOpen = Boolean(book.session);
  const result = await book.send();
  if (press) press.disabled = false;
  const isOver = (await book.unsent()).some((row) => row.error === "quota");
  document.getElementById("sending").textContent = result.ok ? (isOver ? word("over_quota") : "") : result.problem === "offline" ? word("no_network")
    : result.problem === "busy" ? "" : result.problem === "quota" ? word("over_quota") : word("send_failed", result.problem);
  if (result.problem !== "offline" && book.session) await refreshQuietly();
  const wiped = await book.wipeWhenSent();
  if (wiped === "emptied" || (wiped && wasOpen)) location.reload();
  await drawAnew();
  await book.askToKeep();
};
// Asked for at the enrolment, and again after a meeting with the office, when the browser knows the book better; at most
// once a day, because some browsers ask whoever holds the phone.
book.askToKeep = async () => {
  if (!book.session || !navigator.storage || !navigator.storage.persist || await navigator.storage.persisted()) return;
  const asked = await book.store.get("meta", "asked_to_keep");
  if (asked && Math.abs(Date.now() - asked) < 24 * 3600 * 1000) return;
  await book.store.put("meta", "asked_to_keep", Date.now());
  await navigator.storage.persist();
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
    book.button(word("change_pin"), () => book.go("pin")),
    book.button(word("lock"), () => book.lock()),
    h("p", { class: "hint" }, `${word("version")} ${book.version}`)]);
};
screens.pin = async () => {
  const state = h("p", { role: "alert", class: "wrong" });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const problem = book.pinProblem();
    state.textContent = problem || word("working");
    if (problem) return;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await book.changePin(book.readPin(book.typed("old")), book.readPin(book.typed("pin")));
      book.show(word("change_pin"), [book.notice(word("pin_changed")), book.button(word("home"), () => book.go("home"), "main")], { back: "" });
    } catch (error) {
      if (error.message === "wiped") {
        location.hash = "";
        location.reload();
        return;
      }
      button.disabled = false;
      state.textContent = error.message === "wrong" ? word("pin_wrong", error.left)
        : error instanceof book.Offline ? word("pin_needs_network") : word("send_failed", error.message);
    }
  } }, book.pinField(word("your_pin"), "old", "current-password"), book.pinField(word("new_pin"), "pin", "new-password"),
  book.pinField(word("new_pin_again"), "again", "new-password"), state, h("button", { type: "submit", class: "main" }, word("change_pin")));
  book.show(word("change_pin"), form, { back: "settings" });
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
  await book.saveNow(); // a full phone is locked all the same: she has read that this is not kept
  book.session = null;
  location.hash = "";
  location.reload();
};
document.getElementById("send").addEventListener("click", sendNow);
book.sendNow = sendNow;
