// The verdict on answers, by the definitions alone: the same as `intake/fieldbook/answers.py`, held against it by a test.
const book = self.jatanBook;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FOR_WORK = ["work", "employer", "agent_name", "wage_promised", "hours_promised", "advance"];
const ADULT = 18;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isEmpty = (value) => value === undefined || value === null || value === "" || value === false
  || (Array.isArray(value) && value.length === 0);
const isGiven = (value) => value !== undefined && value !== null && value !== ""
  && !(isObject(value) && Object.keys(value).length === 0);
const join = (where, name) => (where ? `${where}.${name}` : name);

// ---- digits, telephone and Aadhaar numbers (kernel/numbers.py, kernel/text/aadhaar.py)
const ANY_DIGIT = /\p{Nd}/gu;
const asciiDigits = book.readDigits = (text) => text.replace(ANY_DIGIT, (letter) => {
  const code = letter.codePointAt(0);
  if (code < 58) return letter;
  for (const zero of book.definitions.zeros) if (code >= zero && code < zero + 10) return String(code - zero);
  return letter;
});
const pattern = (name, flags) => new RegExp(book.definitions.patterns[name], flags);
const withoutInvisible = (text) => text.replace(pattern("invisible", "gu"), "");

const BETWEEN_PHONES = /[/,;|&\n]|(?<![\p{L}\p{N}_])(?:and|or)(?![\p{L}\p{N}_])|(?<!\S)(?:और|या|व|एवं)(?!\S)|(?<=[0-9]{10})\s+(?=[6-9][0-9]{9}(?![0-9]))/u;
const ORNAMENT = /[\s().\-\u2010-\u2015\u2212\u00b7\uff0d]+/gu;
const PHONE = /^(?:(?:[+\uff0b]|00)91|91(?=[0-9]{10}$))?(0?)([1-9][0-9]{9})$/u;
book.readPhone = (text) => {
  for (const part of asciiDigits(withoutInvisible(text)).split(BETWEEN_PHONES)) {
    const match = PHONE.exec(part.trim().replace(ORNAMENT, ""));
    if (match && (match[1] || "6789".includes(match[2][0]))) return match[2];
  }
  return null;
};
const INTEGER = /^([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.0*)?$/;
// A whole number as typed, in any script's digits; the text itself where it is none, which the verdict then refuses.
book.readCount = (typed) => {
  const text = asciiDigits(withoutInvisible(typed)).trim().replace(/\u2212/g, "-");
  const match = INTEGER.exec(text);
  if (!text) return undefined;
  return match && text.length <= 30 ? Number(match[1] + match[2].replace(/,/g, "")) : typed;
};

const CHECK_D = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432",
  "7659821043", "8765932104", "9876543210"];
const CHECK_P = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415",
  "7046913258"];
const hasCheckDigit = (digits) => {
  let check = 0;
  Array.from(digits).reverse().forEach((digit, at) => {
    check = Number(CHECK_D[check][Number(CHECK_P[at % 8][Number(digit)])]);
  });
  return check === 0;
};
const TWELVE = /(?<![0-9\0])\0*(?!(?<=\+)91[ \0]*[6-9])(?=([2-9](?:[ \0]*[0-9]){11})(?!\0*[0-9]))/gu;
// Three groups of four joined tightly by commas or brackets, as `_GROUPED` in kernel/text/aadhaar.py.
const MARK = "[,;:()\\[\\]{}<>*+&=~\"'\\0]";
const JOINT = `(?:${MARK}{1,3}|[ \\0]+)`;
const GROUPED = new RegExp(`(?<![0-9\\0])(?<![0-9]${MARK})(?<![0-9]${MARK}{2})`
  + `(?!(?:20[0-9]{2}(?:${JOINT}|$|(?![0-9]))){3})`
  + `([2-9][0-9]{3}${JOINT}[0-9]{4}${JOINT}[0-9]{4})(?!${MARK}{0,3}[0-9])`, "gu");
// Ids of our own are no numbers of anybody, as `_ID` there.
const OWN_ID = /(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9A-Za-z])/g;
book.holdsAadhaar = (text) => {
  if ((asciiDigits(text).match(/[0-9]/g) || []).length < 12) return false;
  const plain = asciiDigits(text.replace(OWN_ID, "x".repeat(36))).replace(pattern("unseen", "gu"), "\0").replace(pattern("between", "gu"), " ");
  return [TWELVE, GROUPED].some((shape) => Array.from(plain.matchAll(shape))
    .some((match) => hasCheckDigit(match[1].replace(/[^0-9]/g, ""))));
};

// ---- one question
const wrongText = (asked, value) => {
  if (typeof value !== "string") return ["unreadable"];
  if (!value.trim()) return asked.needed ? ["missing_required"] : [];
  const found = [];
  if (Array.from(value).length > asked.most || value.includes("\0")) found.push("unreadable");
  if (book.holdsAadhaar(value)) found.push("aadhaar_number");
  return found;
};
const wrongDay = (asked, value, today) => {
  const match = typeof value === "string" && DAY.exec(value);
  if (!match) return ["unreadable"];
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return ["no_such_date"];
  const [first, last] = book.definitions.years;
  if (year < first || year > last) return ["unreadable"];
  return asked.past && value > today ? ["date_in_future"] : [];
};
const isInstant = (value) => {
  if (typeof value !== "string" || !INSTANT.test(value)) return false;
  const [hour, minute, second] = [value.slice(11, 13), value.slice(14, 16), /T..:..:(..)/.exec(value)?.[1] || "0"];
  const zone = /([+-])(\d\d):(\d\d)$/.exec(value);
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
    && (!zone || (Number(zone[2]) < 24 && Number(zone[3]) < 60))
    && wrongDay({}, value.slice(0, 10), "9999").indexOf("no_such_date") < 0;
};
const isId = (value) => typeof value === "string" && ID.test(value);
const codesOf = (asked) => (asked.choices || []).map(([code]) => code);
const unless = (isRight) => (isRight ? [] : ["unreadable"]);
const CHECKS = {
  text: wrongText,
  long_text: wrongText,
  phone: (asked, value) => unless(typeof value === "string" && Array.from(value).length <= asked.most
    && (!value.trim() || book.readPhone(value) !== null)),
  count: (asked, value) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return ["unreadable"];
    if (value < 0) return ["negative_number"];
    return unless(value <= asked.most);
  },
  day: wrongDay,
  instant: (asked, value) => unless(isInstant(value)),
  choice: (asked, value) => unless(codesOf(asked).includes(value)),
  choices: (asked, value) => unless(Array.isArray(value) && value.every((one) => codesOf(asked).includes(one))),
  yes: (asked, value) => unless(value === true),
  id: (asked, value) => unless(isId(value)),
  ids: (asked, value) => unless(Array.isArray(value) && value.every(isId) && value.length <= asked.most
    && new Set(value).size === value.length),
};
book.isAsked = (asked, holder) => !asked.when_empty
  || holder[asked.when_empty] === undefined || holder[asked.when_empty] === null || holder[asked.when_empty] === "";
const wrong = (asked, holder, today) => {
  const value = holder[asked.name];
  if (isEmpty(value)) return asked.needed && book.isAsked(asked, holder) ? ["missing_required"] : [];
  return CHECKS[asked.kind](asked, value, today);
};

// ---- a whole row
const holders = (answers, path) => {
  let found = [["", answers]];
  for (const step of (path || "").split(".").filter(Boolean)) {
    const isList = step.endsWith("[]");
    const name = isList ? step.slice(0, -2) : step;
    const deeper = [];
    for (const [where, holder] of found) {
      if (!isObject(holder)) continue;
      const value = holder[name];
      if (isList && value !== undefined && value !== null && !Array.isArray(value)) {
        deeper.push([join(where, name), ""]); // no object, and so unreadable
      } else if (isList) {
        (value || []).forEach((row, at) => deeper.push([`${join(where, name)}.${at}`, row]));
      } else if (value !== undefined && value !== null) {
        deeper.push([join(where, name), value]);
      }
    }
    found = deeper;
  }
  return found;
};
const isKept = (rule, holder) => {
  const given = rule.names.map((name) => holder[name]);
  if (rule.rule === "listed") {
    const rows = Array.isArray(given[0]) ? given[0].length : 0;
    return rows >= (rule.least || 0) && rows <= (rule.most || 0);
  }
  if (rule.rule === "one_of") return given.filter(isGiven).length === 1;
  if (rule.rule === "any_of") return given.some(isGiven);
  return given.some((one) => (Array.isArray(one) ? one.length > 0 : Boolean(one)));
};
const unknown = (flow, answers) => {
  const known = { "": new Set() };
  for (const part of flow.parts) {
    const path = part.path || "";
    known[path] = known[path] || new Set();
    part.questions.forEach((asked) => known[path].add(asked.name));
    const steps = path ? path.split(".") : [];
    steps.forEach((step, depth) => {
      const above = steps.slice(0, depth).join(".");
      known[above] = known[above] || new Set();
      known[above].add(step.replace("[]", ""));
    });
  }
  const found = [];
  for (const path of Object.keys(known)) {
    for (const [where, holder] of holders(answers, path)) {
      if (!isObject(holder)) continue;
      for (const name of Object.keys(holder)) {
        if (!known[path].has(name)) found.push({ code: "unknown_question", field: join(where, name) });
      }
    }
  }
  return found;
};

// The problems of the answers to one flow: [{code, field}], `field` the dotted path of the answer.
book.checkAnswers = (kind, answers, today) => {
  if (!isObject(answers)) return [{ code: "unreadable", field: "answers" }];
  const flow = book.definitions.flows[kind];
  const found = unknown(flow, answers);
  for (const part of flow.parts) {
    for (const [where, holder] of holders(answers, part.path)) {
      if (!isObject(holder)) {
        found.push({ code: "unreadable", field: where });
        continue;
      }
      for (const asked of part.questions) {
        for (const code of wrong(asked, holder, today)) found.push({ code, field: join(where, asked.name) });
      }
    }
  }
  for (const rule of flow.rules) {
    const at = holders(answers, rule.path).filter(([, holder]) => isObject(holder));
    const code = rule.code || "missing_required";
    if (rule.rule === "distinct") {
      const given = at.map(([, holder]) => holder[rule.names[0]]).filter((one) => typeof one === "string");
      if (new Set(given).size !== given.length) found.push({ code, field: rule.field });
    } else {
      for (const [where, holder] of at) if (!isKept(rule, holder)) found.push({ code, field: join(where, rule.field) });
    }
  }
  return found;
};

// ---- hard stops (programme/journeys/rules.py)
// An empty list counts as not answered, as everywhere.
const known = (age) => Number.isInteger(age);
const isChild = (age, under18) => (known(age) ? age < ADULT : under18 ? under18 !== "no" : null);
const maybeChild = (one) => isChild(one.age, one.under18) !== false;
const maybeAdult = (one) => (known(one.age) ? one.age >= ADULT : one.under18 !== "yes");

const stopsOfOne = (facts) => {
  const found = new Set();
  const ofChildren = onlyChild();
  for (const [code, trigger] of Object.entries(book.definitions.triggers)) {
    const applies = maybeChild(facts) || !ofChildren.has(code);
    if (applies && facts.answers[code] === "no") found.add(trigger);
  }
  const along = facts.companions;
  const hasFamily = along.some((one) => one.relation === "family" && !maybeChild(one));
  if (maybeChild(facts)) {
    const strangers = along.filter((one) => one.relation !== "family" && maybeAdult(one));
    const children = along.filter(maybeChild);
    if (facts.isForWork || !hasFamily) found.add("minor_for_work");
    if (!hasFamily && strangers.length) found.add("minor_with_unrelated_adult");
    const leader = facts.hasAgent || (strangers.length > 0 && new Set([...strangers, ...children]).size >= 2);
    if (!hasFamily && children.length && leader) found.add("batch_of_minors");
  }
  if (maybeAdult(facts)) {
    const children = along.filter((one) => maybeChild(one) && one.relation !== "family" && !one.isRegistered);
    if (children.length) found.add("minor_with_unrelated_adult");
    if (children.length >= 2) found.add("batch_of_minors");
  }
  return book.definitions.stop_order.filter((code) => found.has(code));
};
const onlyChild = () => new Set(book.definitions.flows.leaving.parts.find((part) => part.name === "talk").questions
  .filter((asked) => asked.only_child).map((asked) => asked.name));

// {age, under18} of a traveller: as stated today, else as the office has it.
const ageOf = (one, ages) => {
  const stated = one.new || one;
  const age = known(stated.age) ? stated.age : one.person && known(ages[one.person]) ? ages[one.person] : null;
  return { age, under18: stated.under_18 || "" };
};
book.mayBeChild = (traveller, ages) => maybeChild(ageOf(traveller, ages));

// The codes of the hard stops of each traveller; `ages`: {id of a person of the bundle: age or null}.
book.stopsOf = (answers, ages) => {
  const travellers = answers.travellers;
  const journey = answers.journey || {};
  const of = travellers.map((one) => ageOf(one, ages));
  const relation = (one, other) => (!one.family || !other.family ? "unknown"
    : one.family === other.family ? "family" : "unrelated");
  return travellers.map((one, at) => {
    const others = travellers.map((other, number) => ({
      ...of[number], relation: relation(one, other), isRegistered: true,
    })).filter((_other, number) => number !== at);
    const named = (one.along || []).map((row) => ({
      age: row.age, under18: row.under_18 || "", relation: row.relation || "unknown", isRegistered: false,
    }));
    const codes = stopsOfOne({
      ...of[at],
      isForWork: FOR_WORK.some((name) => journey[name] !== undefined && journey[name] !== null && journey[name] !== ""),
      hasAgent: Boolean(journey.agent_name || journey.agent_phone),
      companions: [...others, ...named],
      answers: one.answers || {},
    });
    return Array.from(new Set([...codes, ...(one.noted || [])]));
  });
};
