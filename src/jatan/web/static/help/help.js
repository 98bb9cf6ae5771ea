// What is typed into the help page is not lost with the line: it waits in this tab for an hour at most, and is gone as
// soon as it is sent or sealed. A press that does not arrive leaves the page with its numbers standing, and says so.
// kept.js, which comes when the page stands, seals what is pressed and keeps it until the server has it. Without that,
// what was typed stays on the page; without this script the form is sent as every form.
const KEY = "help", LONGEST = 3600 * 1000, PATIENCE = 30000, SOON = 5000;
const form = document.querySelector("form");
const failed = document.querySelector("#failed");
const fields = [form.elements.words, form.elements.phone];

try {
  const typed = JSON.parse(sessionStorage.getItem(KEY));
  if (typed && Date.now() - typed.at < LONGEST) fields.forEach((field) => { field.value ||= typed[field.name] || ""; });
  else sessionStorage.removeItem(KEY);
} catch { /* nothing is kept here */ }

form.addEventListener("input", () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), words: fields[0].value, phone: fields[1].value }));
  } catch { /* no room: what was typed stands on the page alone */ }
});

let loading = null;
const loadKept = () => {
  loading = loading || import(form.dataset.kept).catch(() => { loading = null; });
  return Promise.race([loading, new Promise((done) => { setTimeout(done, SOON); })]);
};
addEventListener("load", loadKept);

const sendPlain = async (body) => {
  const line = new AbortController(), patience = setTimeout(() => line.abort(), PATIENCE);
  try {
    const answer = await fetch(location.href, { method: "POST", body, signal: line.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!page || !(answer.ok || answer.status === 429)) throw new Error(answer.status);
    if (answer.ok) {
      sessionStorage.removeItem(KEY);
      // The code leaves the address, as it does without this script.
      history.replaceState(null, "", answer.url);
    }
    document.querySelector("main").replaceWith(page);
    scrollTo(0, 0);
  } finally {
    clearTimeout(patience);
  }
};

let pressed = "self";
for (const button of form.querySelectorAll("button")) button.addEventListener("click", () => { pressed = button.value; });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  failed.hidden = true;
  const body = new FormData(form);
  body.set("who", pressed);
  try {
    const kept = await loadKept();
    const came = kept ? await kept.press({ who: pressed, words: fields[0].value, phone: fields[1].value }) : "";
    if (!came) await sendPlain(body);
  } catch {
    failed.hidden = false;
  } finally {
    form.ariaBusy = null;
    if (!failed.hidden) failed.scrollIntoView({ block: "center" });
  }
});
