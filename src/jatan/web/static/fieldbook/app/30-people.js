// The people, journeys and numbers of the forum, as the office last sent them; search in both scripts.
const book = self.jatanBook;
const DAY = 24 * 3600 * 1000;
const LEAST_FIT = 0.3;
book.people = new Map();
book.journeys = new Map();
book.info = {};

const takeIn = (buckets) => {
  book.people = new Map();
  book.journeys = new Map();
  book.info = {};
  for (const [name, rows] of Object.entries(buckets)) {
    if (name === "info") book.info = rows[0] || {};
    const target = name.startsWith("people/") ? book.people : name.startsWith("journeys/") ? book.journeys : null;
    if (target) for (const row of rows) target.set(row.id, row);
  }
  if (book.info.spellings) self.jatanNames.use(book.info.spellings, book.info.names);
};

// The rules of names, asked for when the first screen stands: nobody searches before.
let names = null;
book.loadNames = () => {
  names = names || new Promise((resolve, reject) => {
    const missing = () => {
      names = null; // the next one who asks tries again
      reject(new book.Offline());
    };
    document.head.append(book.h("script", { src: "/fieldbook/names.js", onload: resolve, onerror: missing }));
  });
  return names;
};
book.loadPeople = async () => {
  await book.loadNames();
  const buckets = {};
  for (const name of await book.store.keys("bundle")) {
    buckets[name] = (await book.reveal(await book.store.get("bundle", name))).rows;
  }
  takeIn(buckets);
  await book.showUnsent();
  document.querySelectorAll("#book .found").forEach((list) => list.dispatchEvent(new Event("people")));
};

// Asks the office for what has changed. What was written here is never touched by it.
book.refresh = async () => {
  const have = {};
  for (const name of await book.store.keys("bundle")) have[name] = (await book.store.get("bundle", name)).v;
  const settled = await book.settled();
  const body = JSON.stringify({ have, app: book.version, device_time: book.instant() });
  const answer = await book.postSigned("/fieldbook/api/bundle", body, { key: book.session.readingKey });
  if (answer.wipe) {
    await book.store.put("meta", "wipe", true);
    return;
  }
  for (const [name, bucket] of Object.entries(answer.buckets)) {
    if (bucket === null) await book.store.remove("bundle", name);
    else await book.store.put("bundle", name, { v: bucket.v, ...(await book.protect({ rows: bucket.rows })) });
  }
  await book.store.put("meta", "refreshed_at", Date.now());
  await book.forgetNotes(settled);
  if (settled.length || Object.keys(answer.buckets).length) await book.loadPeople();
  await renew();
};
const renew = async () => {
  const device = await book.store.get("meta", "device");
  if (Math.abs(Date.now() - (device.renewed || device.enrolled)) < 30 * DAY) return;
  const answer = await book.postSigned("/fieldbook/api/renew", "{}", { key: book.session.readingKey });
  await book.store.change("meta", "device", (found) => found && { ...found, token: answer.token, renewed: Date.now() });
};

// The people whose name, number or village fits best, at most `most`: [person].
book.findPeople = (typed, most = 8) => {
  const text = typed.trim();
  if (!text) return [];
  const digits = book.readDigits(text).replace(/[^0-9]/g, "");
  const fold = self.jatanNames.fold(text);
  const scored = [];
  for (const person of book.people.values()) {
    let score = digits.length >= 4 && (person.p || "").replace(/[^0-9]/g, "").includes(digits) ? 1
      : self.jatanNames.search(text, person.f || "");
    if (score < LEAST_FIT && fold && person.v && self.jatanNames.fold(person.v).startsWith(fold)) score = LEAST_FIT;
    if (score >= LEAST_FIT) scored.push([score, person]);
  }
  return scored.sort((one, other) => other[0] - one[0] || one[1].n.localeCompare(other[1].n))
    .slice(0, most).map(([, person]) => person);
};
book.openJourneyOf = (personId) => Array.from(book.journeys.values()).find((journey) => journey.who === personId);

// Never before the last day that the office has named: a clock that was set back empties no list.
book.safeToday = () => {
  const [today, seen] = [book.today(), book.serverSeen ? book.dayOf(new Date(book.serverSeen)) : ""];
  return seen > today ? seen : today;
};
const SLACK = 10 * 60 * 1000;
book.isClockBehind = () => Boolean(book.serverSeen) && Date.now() < Date.parse(book.serverSeen) - SLACK;

// Why somebody is in danger, as a word of the page: written here, or by the office until somebody there says it is over.
book.alarmOf = (journey) => (journey.unsafe ? "told_unsafe" : journey.lost ? "told_no_news" : journey.danger ? "in_danger" : "");
// Journeys that ask for something today: somebody unsafe, contacts due and steps of the ladder, the oldest first.
book.dueToday = () => {
  const today = book.safeToday();
  const found = [];
  for (const journey of book.journeys.values()) {
    const contact = (journey.contacts || []).find((one) => one.due <= today);
    const alarm = book.alarmOf(journey);
    if (contact || journey.step || alarm) found.push({ journey, contact, alarm, day: journey.step || !contact ? "" : contact.due });
  }
  return found.sort((one, other) => Number(Boolean(other.alarm)) - Number(Boolean(one.alarm)) || (one.day < other.day ? -1 : 1));
};
book.ages = () => Object.fromEntries(Array.from(book.people.values(), (person) => [person.id, person.a]));
