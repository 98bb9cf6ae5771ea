// What was written here and the office has not recorded yet is shown at once, and taken back while it has never been on its
// way. Beside each sealed row lies a note of what it changes on the screen, under the PIN's key like the bundle; it ends
// with the first bundle that was asked for after the office had recorded the row.
const book = self.jatanBook;

// A person or journey that the office does not know yet has an id with the number of its traveller: "row:1". The first
// journey of a row gets the id of the row at the office too. Another row names her by the row and her number in it.
book.isOfOffice = (id) => !id.includes(":");
const rowOf = (reference) => reference.split(":")[0];
// How answers name somebody: by the row that registers her while the office does not know it, else by her ids.
book.naming = (person, journey) => {
  const traveller = (journey && journey.ref) || (person && person.ref);
  const known = person && book.isOfOffice(person.id) ? { person: person.id } : {};
  return traveller ? { ...known, traveller, traveller_name: person ? person.n : "" } : known;
};
// The person and journey whom answers name, however they do.
book.namedBy = ({ person, journey, traveller }) => {
  const away = journey ? book.journeys.get(journey)
    : traveller ? Array.from(book.journeys.values()).find(({ ref }) => ref === traveller) || book.journeys.get(traveller.replace(/:0$/, ""))
      : person ? book.openJourneyOf(person) : null;
  return { journey: away || null, person: book.people.get(person || (away ? away.who : "")) || null };
};
const MARKS = { here: "not_sent_mark", office: "state_parked", arrived: "state_recorded" };
book.markOf = (thing) => (thing && thing.unsent ? book.word(MARKS[thing.unsent]) : "");

const LABELS = (asked, code) => (((asked && asked.choices) || []).find(([one]) => one === code) || [])[1] || "";
const ofLeaving = (draft) => {
  const { travellers, journey = {} } = draft.answers;
  const work = book.partNamed("leaving", "journey").questions.find((asked) => asked.name === "work");
  const stops = book.stopsOf(draft.answers, book.ages());
  const people = [];
  const journeys = travellers.map((one, at) => {
    const id = at ? `${draft.id}:${at}` : draft.id;
    const fresh = one.new || {};
    const who = one.person || `${draft.id}:p${at}`;
    if (!one.person) people.push({ id: who, ref: `${draft.id}:${at}`, n: fresh.name, g: fresh.guardian_name || "", a: fresh.age, p: fresh.phone || "", v: fresh.village || "", m: false });
    return { id, who, ref: `${draft.id}:${at}`, health: stops[at].length ? one.health_note || "" : "", to: journey.destination_as_written || "", left: journey.leaves_on || null, work: LABELS(work, journey.work),
      phone: one.phone_at_destination || "", family: { name: one.family_contact_name || "", phone: one.family_contact_phone || "" },
      contacts: [], step: null, stop: stops[at].length > 0, heard: null };
  });
  return { people, journeys, names: journeys.map(({ who }) => nameOf(who, people)) };
};
const nameOf = (who, people = []) => (people.find(({ id }) => id === who) || book.people.get(who) || { n: "" }).n;
const ofOthers = {
  contact: (answers) => {
    const { journey, person } = book.namedBy(answers);
    return { contact: { journey: journey && journey.id, outcome: answers.outcome, step: answers.step, day: book.safeToday() }, names: person ? [person.n] : [] };
  },
  help: (answers) => {
    const { person } = book.namedBy(answers);
    return { asked: person && person.id, names: [person ? person.n : answers.caller_name || ""] };
  },
  no_news: (answers) => {
    const { journey, person } = book.namedBy(answers);
    return { asked: person && person.id, lost: journey && journey.id, names: [person ? person.n : answers.name || ""] };
  },
  meeting: () => ({ names: [] }),
};
// Whatever is wrong with it, a note never keeps a row from being finished.
book.noteOf = async (draft) => {
  try {
    const note = draft.kind === "leaving" ? ofLeaving(draft) : ofOthers[draft.kind](draft.answers);
    const about = draft.answers.traveller ? rowOf(draft.answers.traveller) : null;
    return await book.protect({ ...note, about, names: note.names.filter(Boolean) });
  } catch (error) {
    return null;
  }
};
book.readNote = async (holder) => {
  try {
    return holder.note ? await book.reveal(holder.note) : null;
  } catch (error) {
    return null; // written under another PIN's key
  }
};

const show = (note, unsent) => {
  for (const person of note.people || []) book.people.set(person.id, { ...person, f: self.jatanNames.fold(person.n), unsent });
  for (const journey of note.journeys || []) {
    if (!book.journeys.has(journey.id)) book.journeys.set(journey.id, { ...journey, unsent });
  }
  const asked = note.asked && book.people.get(note.asked);
  if (asked) asked.unsent = asked.unsent || unsent;
  const lost = note.lost && book.journeys.get(note.lost);
  if (lost) Object.assign(lost, { lost: true, unsent: lost.unsent || unsent });
  const { journey: id, outcome, step, day } = note.contact || {};
  const journey = id && book.journeys.get(id);
  if (!journey) return;
  if (outcome === "returned") {
    book.journeys.delete(id);
    return;
  }
  journey.unsent = unsent;
  if (outcome) journey.contacts = journey.contacts.filter(({ due }) => due > day);
  if (journey.step && journey.step.id === step) journey.step = null;
  journey.unsafe = outcome === "unsafe" || (journey.unsafe && outcome !== "safe");
  if (["safe", "unsafe"].includes(outcome)) Object.assign(journey, { heard: day, lost: false });
};
// Lays over the office's bundle what was written since, in the order of writing.
book.showUnsent = async () => {
  const rows = await book.store.all("rows");
  const waiting = rows.filter((row) => row.state !== "acknowledged").map((row) => [row, "here"]);
  const here = new Set(waiting.map(([row]) => row.id));
  const arrived = (await book.store.all("receipts")).filter((one) => one.note && !one.lost && !here.has(one.id)).map((one) => [one, one.waits ? "office" : "arrived"]);
  const order = ([one]) => one.number || 0;
  for (const [holder, unsent] of [...arrived, ...waiting].sort((one, other) => order(one) - order(other))) {
    const note = await book.readNote(holder);
    if (note) show(note, unsent);
  }
};
// The receipts of rows that are on record: asked for before the bundle, their notes end after it.
book.settled = async () => (await book.store.all("receipts")).filter((one) => one.note && !one.waits && !one.lost).map((one) => one.id);
book.forgetNotes = async (ids) => {
  for (const id of ids) await book.store.change("receipts", id, (found) => found && { ...found, note: undefined });
};

// The rows that register somebody whom another one names, be it finished or begun: they are not taken back.
book.neededRows = async () => {
  const finished = [...await book.store.all("receipts"), ...await book.unsent()];
  const notes = await Promise.all(finished.map(book.readNote));
  const begun = (await book.loadDrafts()).map(({ answers }) => answers.traveller).filter(Boolean).map(rowOf);
  return new Set([...notes.map((note) => note && note.about).filter(Boolean), ...begun]);
};
// A row that was never on its way goes with its files, as if it had not been written. Resolves to whether it did.
book.takeBack = async (id) => {
  let isGone = false;
  if ((await book.neededRows()).has(id)) return isGone;
  await book.store.transact(["rows", "files"], "readwrite", (stores) => {
    const request = stores.rows.get(id);
    request.onsuccess = () => {
      const row = request.result;
      if (!row || row.state !== "sealed" || row.tried) return;
      stores.rows.delete(id);
      row.files.forEach((file) => stores.files.delete(file.id));
      isGone = true;
    };
  });
  return isGone;
};

