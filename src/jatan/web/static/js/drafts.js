// What was typed is not lost: a form with data-draft keeps its answers in this tab until a page of the server says that
// it accepted this very form (see web/drafts.py). Sending it is not enough: on a bad line the answer may never come.
// A draft belongs to one account. It goes when its tab is closed, at sign-out, when another account signs in, and after
// a week. On a computer that others use too it goes with the sign-in, however that ends.
const LONGEST = 7 * 24 * 3600 * 1000;
const { account, acceptedForms, idle } = document.body.dataset;
const isSignedOut = document.body.classList.contains("signed-out");
const skipped = new Set(["csrfmiddlewaretoken", "next", "confirm"]);
const kept = (form) => [...form.elements].filter((field) => field.name && !skipped.has(field.name) && !["file", "password", "hidden", "submit", "button"].includes(field.type));
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const newId = () => [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function read(key) {
  try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
}

function isChanged(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}

// Only what was touched, now or before: what a colleague changes meanwhile in the rest of the record is not put back.
function answersOf(form, before) {
  const touched = new Set([...Object.keys(before), ...kept(form).filter(isChanged).map((field) => field.name)]);
  const answers = {};
  for (const field of kept(form)) {
    if (!touched.has(field.name)) continue;
    answers[field.name] ||= [];
    if (!isTicked(field) || field.checked) answers[field.name].push(field.value);
  }
  return answers;
}

function putBack(form, answers) {
  let isChanged = false;
  for (const field of kept(form)) {
    const values = answers[field.name];
    if (!values) continue;
    const before = isTicked(field) ? field.checked : field.value;
    if (isTicked(field)) field.checked = values.includes(field.value);
    else field.value = values[0];
    if (before === (isTicked(field) ? field.checked : field.value)) continue;
    isChanged = true;
    field.closest("details")?.setAttribute("open", "");
  }
  return isChanged;
}

function sayRestored(form) {
  const note = Object.assign(document.createElement("p"), { className: "draft-note", textContent: form.dataset.restored });
  note.setAttribute("role", "status");
  form.prepend(note);
}

const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith("draft:"));
const accepted = new Set((acceptedForms || "").split(" "));
for (const key of drafts()) {
  const draft = read(key);
  const isOthers = account && draft?.owner !== account;
  const isLeft = isSignedOut && draft?.isShared;
  if (!draft || isOthers || isLeft || accepted.has(draft.id) || Date.now() - draft.at > LONGEST) sessionStorage.removeItem(key);
}

if (account)
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `draft:${location.pathname}${location.search}:${form.dataset.draft}`;
    // A page that names what is wrong shows what was just sent: nothing older is put over it.
    const isRefused = form.querySelector('[aria-invalid="true"], .alert.late');
    const stored = read(key);
    if (stored && !isRefused && putBack(form, stored.answers)) sayRestored(form);
    const keep = () => {
      const before = read(key) || { id: newId(), owner: account, isShared: Boolean(idle), answers: {} };
      try {
        sessionStorage.setItem(key, JSON.stringify({ ...before, at: Date.now(), answers: answersOf(form, before.answers) }));
      } catch { /* no room: the form works as it does without this script */ }
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      const draft = read(key);
      if (!draft) return;
      const field = form.elements.draft_id || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "draft_id" }));
      field.value = draft.id;
    });
  }

// The sign-in page after a form was sent too late: whether what was typed waits in this tab.
const waiting = document.querySelector("[data-draft-waits]");
const after = new URLSearchParams(location.search).get("next");
if (waiting && drafts().some((key) => key.startsWith(`draft:${after}:`))) {
  waiting.hidden = false;
  document.querySelector("[data-draft-lost]").hidden = true;
}

// Sign-out leaves nothing of anybody in the tab.
for (const form of document.querySelectorAll("form[data-sign-out]"))
  form.addEventListener("submit", () => sessionStorage.clear());
