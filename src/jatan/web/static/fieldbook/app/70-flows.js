// The five flows: leaving, contact, meeting, help, no news. Each is a draft with pages; every change is written through.
const book = self.jatanBook;
const { h, word } = book;
let current = null;
let timer = null;
// The open draft as it was last kept, and the one whose latest words could not be kept.
let kept = "";
let unkept = null;

const writeThrough = () => {
  clearTimeout(timer);
  timer = setTimeout(saveNow, 250);
};
// Resolves to whether it is kept: who writes on while the phone is full reads that nothing of it is.
const saveNow = async () => {
  clearTimeout(timer);
  timer = null;
  const draft = current;
  if (!draft || draft.done) return true;
  if (draft.untouched === JSON.stringify(draft.answers) && !draft.files.length) return true;
  delete draft.untouched;
  const written = JSON.stringify(draft);
  if (written === kept) return true;
  try {
    await book.saveDraft(draft);
    kept = written;
    unkept = null;
  } catch (error) {
    unkept = draft;
  }
  warnOfUnkept(draft);
  return unkept !== draft;
};
const warnOfUnkept = (draft) => {
  const warning = document.querySelector("#book .not-kept");
  if (draft !== unkept && warning) warning.remove();
  if (draft !== unkept || draft !== current || warning) return;
  const made = book.notice(word("not_kept"), "alarm");
  made.classList.add("not-kept");
  document.getElementById("book").prepend(made);
};
book.saveNow = saveNow;
document.addEventListener("visibilitychange", () => { if (document.hidden) saveNow(); });
self.addEventListener("pagehide", saveNow);

const partsOf = (kind, ...names) => names.map((name) => book.partNamed(kind, name));
const problemsOf = (draft, prefix, names) => book.checkAnswers(draft.kind, draft.answers, book.today()).filter((problem) => {
  const inside = prefix ? problem.field.startsWith(`${prefix}.`) : true;
  const rest = prefix ? problem.field.slice(prefix.length + 1) : problem.field;
  return inside && names.some((name) => rest === name || rest.endsWith(`.${name}`));
});
const holderAt = (answers, path) => {
  let at = answers;
  for (const step of path.split(".").filter(Boolean)) at = at[step] = at[step] || {};
  return at;
};
const pathOf = (part, traveller) => (part.path || "").replace("travellers[]", `travellers.${traveller}`);

// Drawn at once, kept beside it: who writes on does not write into a page that is about to go.
const toPage = (draft, page) => {
  draft.page = page;
  drawDraft(draft, []);
  saveNow();
};
// The page before, for the way back within a registration.
const pageBefore = (draft, page, at) => {
  const traveller = draft.answers.travellers[at];
  const own = traveller.new ? `new:${at}` : `known:${at}`;
  const before = { known: `who:${at}`, new: `who:${at}`, journey: own, papers: at ? own : "journey:0",
    talk: `papers:${at}`, consent: `talk:${at}`, review: `consent:${draft.answers.travellers.length - 1}` };
  return before[page] ? () => toPage(draft, before[page]) : "home";
};
book.openDraft = (draft) => {
  current = draft;
  drawDraft(draft, []);
};
const begin = async (kind, answers, more = {}) => {
  const draft = { ...book.newDraft(kind, answers), ...more };
  // Kept from the first answer on: what was only looked at is no draft.
  draft.untouched = JSON.stringify(answers);
  current = draft;
  drawDraft(draft, []);
};
book.beginLeaving = (person) => begin("leaving", { travellers: [{ ...(person ? { person: person.id } : {}), family: "0" }] });
book.beginMeeting = () => begin("meeting", { held_on: book.today() });
// Somebody whom the office does not know yet is named by the row that registers her.
const naming = (person) => book.naming(person, person && book.openJourneyOf(person.id));
book.beginHelp = (person) => begin("help", naming(person));
// Whom to ask at home and when she was last heard from is offered, to be changed.
const namingLost = (person, journey) => ({
  ...naming(person), ...(journey && !journey.ref ? { journey: journey.id } : {}),
  ...(journey && journey.family.name ? { teller: journey.family.name } : {}),
  ...(journey && journey.family.phone ? { teller_phone: journey.family.phone } : {}),
  ...(journey && journey.heard ? { last_heard_on: journey.heard } : {}),
});
book.beginNoNews = (person, journey) => begin("no_news", namingLost(person, journey), { offered: namingLost(person, journey) });
// What is written stays. Who tells it and the number belong together: neither is offered beside the other.
const offerLost = (draft, person) => {
  draft.offered = namingLost(person, book.openJourneyOf(person.id));
  if (draft.answers.teller || draft.answers.teller_phone) ["teller", "teller_phone"].forEach((name) => delete draft.offered[name]);
  Object.assign(draft.answers, { ...draft.offered, ...draft.answers });
};
const namingJourney = (journey) => {
  const { traveller, traveller_name } = book.naming(book.people.get(journey.who), journey);
  return traveller ? { traveller, traveller_name } : { journey: journey.id };
};
book.beginContact = (journey, contact) => begin("contact", {
  ...namingJourney(journey), spoke_at: book.instant(),
  ...(contact ? { contact: contact.id } : {}), ...(journey.step ? { step: journey.step.id } : {}),
});

const nextButton = (draft, path, parts, page) => book.button(word("next"), () => {
  const names = parts.flatMap((part) => part.questions.map((asked) => asked.name));
  const problems = parts.flatMap((part) => problemsOf(draft, path(part), names));
  if (problems.length) drawDraft(draft, problems);
  else toPage(draft, page);
}, "main");
const laterButton = () => book.button(word("later"), () => book.go("home"), "quiet");
const showFirstWrong = () => {
  const wrong = document.querySelector(".has-wrong input, .has-wrong select, .has-wrong textarea");
  if (wrong) wrong.focus();
};
const dropButton = (draft) => {
  const made = book.button(word("drop_draft"), async () => {
    if (made.dataset.sure) {
      await book.removeDraft(draft);
      current = null;
      book.go("home");
    } else {
      made.dataset.sure = "yes";
      made.textContent = word("drop_sure");
    }
  }, "quiet");
  return made;
};

// ---- leaving
const personLine = (person) => (person
  ? h("p", { class: "who" }, h("b", {}, person.n), " ",
    [person.g, person.v, person.a ? word("years", person.a) : "", book.markOf(person)].filter(Boolean).join(" · "))
  : null);
const nameOf = (traveller) => (traveller.person && book.people.get(traveller.person) ? book.people.get(traveller.person).n
  : (traveller.new && traveller.new.name) || "");

const leavingPages = {
  who: (draft, at, problems) => {
    const traveller = draft.answers.travellers[at];
    const known = h("div", {});
    const chooser = book.personChooser(word("find_person"), (person) => {
      if (!book.isOfOffice(person.id)) {
        known.replaceChildren(book.notice(word("written_already", person.n), "alarm"));
        return;
      }
      draft.answers.travellers[at] = { person: person.id, ...(at ? {} : { family: "0" }) };
      toPage(draft, `known:${at}`);
    });
    const open = traveller.person && book.openJourneyOf(traveller.person);
    return [chooser.box, known, open ? book.notice(word("already_away"), "alarm") : null,
      book.button(`+ ${word("new_person")}`, () => {
        const typed = chooser.typed();
        draft.answers.travellers[at] = { new: typed ? { name: typed } : {}, ...(at ? {} : { family: "0" }) };
        toPage(draft, `new:${at}`);
      }, "main")];
  },
  known: (draft, at, problems) => {
    const traveller = draft.answers.travellers[at];
    const person = book.people.get(traveller.person);
    const [part] = partsOf("leaving", "known");
    const open = book.openJourneyOf(traveller.person);
    const asksAge = !person || person.a === null || person.a === undefined;
    return [personLine(person), open ? book.notice(word("already_away"), "alarm") : null,
      book.partFields(part, traveller, `travellers.${at}`, writeThrough, problems,
        (asked) => asked.name === "phone" || asksAge),
      sameFamily(draft, at),
      nextButton(draft, () => `travellers.${at}`, [part], at ? `papers:${at}` : "journey:0")];
  },
  new: (draft, at, problems) => {
    const [part] = partsOf("leaving", "new");
    const holder = draft.answers.travellers[at].new = draft.answers.travellers[at].new || {};
    if (holder.village === undefined && book.info.forum && book.info.forum.village) holder.village = book.info.forum.village;
    return [book.partFields(part, holder, `travellers.${at}.new`, writeThrough, problems), sameFamily(draft, at),
      nextButton(draft, () => `travellers.${at}.new`, [part], at ? `papers:${at}` : "journey:0")];
  },
  journey: (draft, at, problems) => {
    const parts = partsOf("leaving", "journey", "promise");
    const holder = holderAt(draft.answers, "journey");
    return [parts.map((part, number) => [number ? h("h2", {}, part.title) : null,
      book.partFields(part, holder, "journey", writeThrough, problems)]),
    nextButton(draft, () => "journey", parts, "papers:0")];
  },
  papers: (draft, at, problems) => {
    const traveller = draft.answers.travellers[at];
    const [papers, along] = partsOf("leaving", "papers", "along");
    const box = h("div", {});
    const drawAlong = () => box.replaceChildren(h("h2", {}, along.title), ...(traveller.along || []).map((row, number) => h(
      "div", { class: "group" }, book.partFields(along, row, `travellers.${at}.along.${number}`, writeThrough, problems),
      book.button(word("take_away"), () => { traveller.along.splice(number, 1); writeThrough(); drawAlong(); }, "small"))),
    (traveller.along || []).length < 3 ? book.button(`+ ${word("add_companion")}`, () => {
      traveller.along = [...(traveller.along || []), {}];
      drawAlong();
    }, "small") : "");
    drawAlong();
    return [personName(draft, at), book.partFields(papers, traveller, `travellers.${at}`, writeThrough, problems), box,
      nextButton(draft, (part) => pathOf(part, at).replace(".along[]", ".along"), [papers, along], `talk:${at}`)];
  },
  talk: (draft, at, problems) => {
    const traveller = draft.answers.travellers[at];
    const [talk, seen, explained] = partsOf("leaving", "talk", "seen", "explained");
    traveller.answers = traveller.answers || {};
    traveller.checklist = traveller.checklist || book.definitions.checklist;
    const fields = at ? [] : [book.partFields(explained, holderAt(draft.answers, "talk"), "talk", writeThrough, problems)];
    return [personName(draft, at),
      at ? book.button(word("same_answers"), () => {
        traveller.answers = { ...(draft.answers.travellers[0].answers || {}) };
        toPage(draft, `consent:${at}`);
      }, "small") : null,
      book.partFields(talk, traveller.answers, `travellers.${at}.answers`, writeThrough, problems,
        (asked) => !asked.only_child || book.mayBeChild(traveller, book.ages())),
      book.partFields(seen, traveller, `travellers.${at}`, writeThrough, problems), fields,
      nextButton(draft, (part) => pathOf(part, at), [talk, seen, explained], `consent:${at}`)];
  },
  consent: (draft, at, problems) => {
    const traveller = draft.answers.travellers[at];
    const given = () => traveller.consents || [];
    const how = { how: (given()[0] || {}).how || "spoken" };
    const [part] = partsOf("leaving", "consent");
    const organisation = book.info.organisation || "";
    const boxes = book.definitions.consents.map((consent, number) => {
      const box = h("input", { type: "checkbox", id: `c${number}`, checked: given().some((one) => one.purpose === consent.purpose),
        onchange: () => {
          const others = given().filter((one) => one.purpose !== consent.purpose);
          const mine = { purpose: consent.purpose, text_version: consent.version, language: consent.language, how: how.how };
          traveller.consents = box.checked ? [...others, mine] : others;
          if (!traveller.consents.length) delete traveller.consents;
          writeThrough();
        } });
      return h("div", { class: "consent" }, h("p", {}, consent.text.replace("{organisation}", organisation), book.speaker(consent.prompt)),
        h("label", { class: "card", for: `c${number}` }, box, h("span", {}, consent.label)));
    });
    const hows = book.partFields(part, how, "", () => {
      given().forEach((one) => { one.how = how.how; });
      writeThrough();
    }, problems);
    const isChild = book.mayBeChild(traveller, book.ages());
    return [personName(draft, at), isChild ? book.notice(word("consent_child"), "alarm") : null,
      h("p", { class: "hint" }, word("consent_lead")), boxes, hows,
      book.button(word("next"), () => toPage(draft, "review:0"), "main")];
  },
  review: (draft, _at, problems) => {
    const { travellers, journey = {} } = draft.answers;
    const stops = book.stopsOf(draft.answers, book.ages());
    const [photo] = partsOf("leaving", "photo");
    return [
      travellers.map((traveller, at) => h("section", { class: "read-back" },
        h("h2", {}, nameOf(traveller)), readBack(traveller), stopBox(stops[at]),
        h("div", { class: "row" }, book.button(word("correct"), () => toPage(draft, `${traveller.new ? "new" : "known"}:${at}`), "small"),
          book.button(word("papers_talk"), () => toPage(draft, `papers:${at}`), "small"),
          at ? book.button(word("take_away"), () => { travellers.splice(at, 1); toPage(draft, "review:0"); }, "small") : null))),
      h("section", { class: "read-back" }, h("h2", {}, word("the_journey")), readBack(journey),
        book.button(word("correct"), () => toPage(draft, "journey:0"), "small")),
      travellers.length < 8 ? book.button(`+ ${word("add_traveller")}`, () => {
        travellers.push({});
        toPage(draft, `who:${travellers.length - 1}`);
      }) : null,
      h("h2", {}, photo.title), book.photoField(draft, "photo", word("take_photo")),
      draft.files.length ? book.partFields(photo, draft.answers, "", writeThrough, problems) : null,
      doneButton(draft),
    ];
  },
};
const sameFamily = (draft, at) => {
  if (!at) return null;
  const traveller = draft.answers.travellers[at];
  traveller.family = traveller.family || String(at);
  const id = `family${at}`;
  const box = h("input", { type: "checkbox", id, checked: traveller.family === "0", onchange: () => {
    traveller.family = box.checked ? "0" : String(at);
    writeThrough();
  } });
  return h("label", { class: "card", for: id }, box, h("span", {}, word("same_family", nameOf(draft.answers.travellers[0]))));
};
const personName = (draft, at) => (nameOf(draft.answers.travellers[at])
  ? h("p", { class: "who" }, h("b", {}, nameOf(draft.answers.travellers[at]))) : null);
const labels = () => {
  const found = {};
  for (const flow of Object.values(book.definitions.flows)) {
    for (const part of flow.parts) for (const asked of part.questions) if (!found[asked.name]) found[asked.name] = asked;
  }
  return found;
};
const shownValue = (asked, value) => {
  const names = Object.fromEntries(asked.choices || []);
  if (asked.kind === "day") return book.dayText(value);
  if (Array.isArray(value)) return value.map((code) => names[code] || code).join(", ");
  return names[value] || String(value);
};
const readBack = (holder) => {
  const known = labels();
  const lines = Object.entries({ ...holder, ...(holder.new || {}) })
    .filter(([name, value]) => known[name] && known[name].shown !== false && typeof value !== "boolean" && value !== "")
    .map(([name, value]) => [h("dt", {}, known[name].label), h("dd", {}, shownValue(known[name], value))]);
  const person = holder.person && book.people.get(holder.person);
  return [personLine(person), lines.length ? h("dl", {}, lines) : null];
};
// Hard stops: what it means, what comes first, and the numbers to call now. Nobody is refused because of them.
const stopBox = (codes) => (codes.length ? h("div", { class: "stop", role: "alert" },
  h("h3", {}, word("stop_title")),
  codes.map((code) => book.definitions.stops[code] && h("div", {}, h("b", {}, book.definitions.stops[code].name), h("p", {}, book.definitions.stops[code].text),
    h("p", { class: "first" }, book.definitions.stops[code].first), book.speaker(`stop.${code}`))),
  callList(Array.from(new Set(codes.flatMap((code) => (book.definitions.stops[code] || { numbers: [] }).numbers))))) : null);
const callList = (numbers) => h("div", { class: "calls" },
  book.info.counsellor ? book.call(book.info.counsellor, word("counsellor")) : null,
  book.info.desk && book.info.desk.phone ? book.call(book.info.desk.phone, word("desk")) : null,
  numbers.map((number) => book.call(number, ((book.info.numbers || []).find((one) => one.number === number) || {}).label || "")));

// ---- contact
const contactPage = (draft, problems) => {
  const { journey } = book.namedBy(draft.answers);
  const { traveller, traveller_name: name } = draft.answers;
  if (!journey && !traveller) return [book.notice(word("journey_gone")), dropButton(draft)];
  const [part] = partsOf("contact", "outcome");
  return [journey ? journeyHead(journey, book.people.get(journey.who)) : h("p", { class: "who" }, h("b", {}, name)), book.partFields(part, draft.answers, "", writeThrough, problems), doneButton(draft)];
};
const journeyHead = (journey, person) => [
  personLine(person),
  h("p", { class: "hint" }, [journey.to, journey.work, journey.left ? word("left_on", book.dayText(journey.left)) : ""].filter(Boolean).join(" · ")),
  book.alarmOf(journey) ? book.notice(word(book.alarmOf(journey)), "alarm") : null,
  journey.health ? book.notice(`${word("health")}: ${journey.health}`, "alarm") : null,
  journey.unsent ? book.notice(book.markOf(journey)) : null,
  journey.stop ? book.notice(word("has_stop"), "alarm") : null,
  journey.step ? book.notice(`${word("your_step")}: ${journey.step.label}`, "alarm") : null,
  journeyCalls(journey, person),
  book.alarmOf(journey) ? callList(["112"]) : null,
];
const journeyCalls = (journey, person) => h("div", { class: "calls" },
  person && person.p ? book.call(person.p, word("her_own")) : null,
  journey.phone ? book.call(journey.phone, word("where_she_is")) : null,
  journey.family && journey.family.phone ? book.call(journey.family.phone, journey.family.name || word("family")) : null);

// ---- meeting
const meetingPage = (draft, problems) => {
  const [who, decided] = partsOf("meeting", "who", "decided");
  const members = Array.from(book.people.values()).filter((person) => person.m).sort((one, other) => one.n.localeCompare(other.n));
  const ticked = who.questions.findIndex((asked) => asked.name === "present");
  const present = new Set(draft.answers.present || []);
  const count = h("span", { role: "status" }, word("ticked", present.size));
  const ticks = h("fieldset", {}, h("legend", {}, who.questions[ticked].label, " ", count),
    members.map((person, at) => {
      const box = h("input", { type: "checkbox", id: `m${at}`, checked: present.has(person.id), onchange: () => {
        if (box.checked) present.add(person.id); else present.delete(person.id);
        if (present.size) draft.answers.present = Array.from(present); else delete draft.answers.present;
        count.textContent = word("ticked", present.size);
        writeThrough();
      } });
      return h("label", { class: "card", for: `m${at}` }, box, h("span", {}, person.n, person.g ? h("small", {}, ` · ${person.g}`) : ""));
    }));
  const wrong = problems.some((problem) => problem.field === "present");
  return [
    book.partFields(who, draft.answers, "", writeThrough, problems, (asked) => who.questions.indexOf(asked) < ticked),
    members.length ? ticks : null, wrong ? book.notice(word("problem_missing_required"), "wrong") : null,
    book.partFields(who, draft.answers, "", writeThrough, problems, (asked) => who.questions.indexOf(asked) > ticked),
    book.partFields(decided, draft.answers, "", writeThrough, problems),
    book.photoField(draft, "photo", word("take_photo")), doneButton(draft)];
};

// ---- help
const helpPage = (draft, problems) => {
  const [who, what] = partsOf("help", "who", "what");
  const { person } = book.namedBy(draft.answers);
  const chooser = person ? null : book.personChooser(word("find_person_maybe"), (found) => {
    Object.assign(draft.answers, naming(found));
    toPage(draft, "");
  }, { most: 4 });
  return [callList((book.info.numbers || []).slice(0, 3).map((one) => one.number)),
    person ? chosenPerson(draft, person) : chooser.box,
    book.partFields(what, draft.answers, "", writeThrough, problems),
    book.partFields(who, draft.answers, "", writeThrough, problems),
    book.photoField(draft, "photo", word("take_photo")), doneButton(draft)];
};

const chosenPerson = (draft, person) => h("div", { class: "row" }, personLine(person), book.button(word("take_away"), () => {
  ["person", "journey", "traveller", "traveller_name"].forEach((name) => delete draft.answers[name]);
  // What was offered goes with her, unless it was changed: it is said of nobody else.
  Object.entries(draft.offered || {}).forEach(([name, value]) => { if (draft.answers[name] === value) delete draft.answers[name]; });
  delete draft.offered;
  toPage(draft, "");
}, "small"));

// ---- no news of somebody
const NEAREST = 3;
const noNewsPage = (draft, problems) => {
  const [whom, stated] = partsOf("no_news", "whom", "stated");
  const { person, journey } = book.namedBy(draft.answers);
  const chooser = person ? null : book.personChooser(word("find_person_maybe"), (found) => {
    ["name", "sex", "age", "village"].forEach((name) => delete draft.answers[name]);
    offerLost(draft, found);
    toPage(draft, "");
  }, { most: 4 });
  return [person ? chosenPerson(draft, person) : [chooser.box, h("p", { class: "hint" }, word("not_on_list"))],
    journey && journey.health ? book.notice(`${word("health")}: ${journey.health}`, "alarm") : null,
    person ? null : book.partFields(whom, draft.answers, "", writeThrough, problems),
    h("h2", {}, stated.title), book.partFields(stated, draft.answers, "", writeThrough, problems),
    book.photoField(draft, "photo", word("take_photo")), doneButton(draft)];
};
// Whom to call when there is no news of her: her own numbers, the family, the office, then the public ones.
const callsForLost = (answers) => {
  const { person, journey } = book.namedBy(answers);
  return [journey ? journeyCalls(journey, person) : person && person.p ? h("div", { class: "calls" }, book.call(person.p, word("her_own"))) : null,
    callList((book.info.numbers || []).slice(0, NEAREST).map((one) => one.number))];
};

// ---- all of them
const doneButton = (draft) => book.button(word("done"), async (event) => {
  const press = event.currentTarget;
  await book.photosReady();
  const problems = book.checkAnswers(draft.kind, draft.answers, book.today());
  if (problems.length) {
    const page = pageOf(draft, problems[0]);
    if (page !== draft.page) draft.page = page;
    drawDraft(draft, problems);
    return;
  }
  press.disabled = true;
  clearTimeout(timer);
  if (draft.kind === "leaving") {
    // Open journeys that she was shown: the office then asks about no others.
    const seen = draft.answers.travellers.map((one) => one.person && book.openJourneyOf(one.person)).filter(Boolean);
    const ids = seen.map((journey) => journey.id).filter(book.isOfOffice);
    if (ids.length) draft.answers.despite_open = ids;
  }
  const stops = draft.kind === "leaving" ? book.stopsOf(draft.answers, book.ages()).flat() : [];
  const isUrgent = ["help", "no_news"].includes(draft.kind) || stops.length || draft.answers.outcome === "unsafe";
  try {
    await book.finish(draft);
  } catch (error) {
    press.disabled = false;
    unkept = draft;
    warnOfUnkept(draft);
    return;
  }
  current = null;
  book.newTurn();
  book.show(word("written_down"), [
    stopBox(Array.from(new Set(stops))),
    isUrgent && !navigator.onLine ? book.notice(word("urgent_offline"), "alarm") : null,
    draft.kind === "no_news" ? callsForLost(draft.answers) : isUrgent ? callList(["112"]) : null,
    h("p", {}, word(navigator.onLine ? "sending_now" : "sent_later")),
    book.button(word("home"), () => book.go("home"), "main")], { back: "" });
}, "main");
const pageOf = (draft, problem) => {
  if (draft.kind !== "leaving") return draft.page;
  const at = (/^travellers\.(\d+)/.exec(problem.field) || [])[1] || "0";
  const rest = problem.field.replace(/^travellers\.\d+\.?/, "");
  if (problem.field.startsWith("journey.")) return "journey:0";
  if (rest.startsWith("new.")) return `new:${at}`;
  if (rest.startsWith("answers.") || rest === "noted" || problem.field.startsWith("talk.")) return `talk:${at}`;
  if (rest.startsWith("consents")) return `consent:${at}`;
  if (["person", ""].includes(rest)) return `who:${at}`;
  if (["phone", "age", "under_18"].includes(rest)) return `known:${at}`;
  return `papers:${at}`;
};
const ORDER = ["who", "new", "journey", "papers", "talk", "consent", "review"];
const TITLES = { who: "known", review: null };

const drawDraft = (draft, problems) => {
  book.newTurn();
  const later = h("div", { class: "row" }, laterButton(), dropButton(draft));
  if (draft.kind === "leaving") {
    const [page, number] = (draft.page || "who:0").split(":");
    const at = Math.min(Number(number), draft.answers.travellers.length - 1);
    const name = page in TITLES ? TITLES[page] : page;
    const step = ORDER.indexOf(page === "known" ? "new" : page) + 1;
    const title = name ? book.partNamed("leaving", name).title : word("review");
    book.show(title, [h("p", { class: "steps" }, word("step_of", step, ORDER.length)), datalists(),
      leavingPages[page](draft, at, problems), later], { back: pageBefore(draft, page, at) });
  } else {
    const draw = { contact: contactPage, meeting: meetingPage, help: helpPage, no_news: noNewsPage }[draft.kind];
    const title = book.definitions.flows[draft.kind].parts[0].title;
    book.show(title, [datalists(), draw(draft, problems), later]);
  }
  warnOfUnkept(draft);
  if (problems.length) showFirstWrong();
};
const datalists = () => [["villages", book.info.villages], ["destinations", book.info.destinations]].map(([id, names]) => h(
  "datalist", { id }, (names || []).map((name) => h("option", { value: name }))));
book.personLine = personLine;
book.journeyHead = journeyHead;
