// What is typed into the help page is not lost with the line: it waits in this tab for an hour at most, and is gone as
// soon as the server has it. A press that does not arrive leaves the page with its numbers standing, and says so.
// Without this script the form is sent as every form.
const KEY = "help", LONGEST = 3600 * 1000, PATIENCE = 30000;
const form = document.querySelector("form");
const failed = document.querySelector("#failed");
const fields = [form.elements.words, form.elements.phone];

try {
  const kept = JSON.parse(sessionStorage.getItem(KEY));
  if (kept && Date.now() - kept.at < LONGEST) fields.forEach((field) => { field.value ||= kept[field.name] || ""; });
  else sessionStorage.removeItem(KEY);
} catch { /* nothing is kept here */ }

form.addEventListener("input", () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), words: fields[0].value, phone: fields[1].value }));
  } catch { /* no room: what was typed stands on the page alone */ }
});

let pressed = "self";
for (const button of form.querySelectorAll("button")) button.addEventListener("click", () => { pressed = button.value; });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  failed.hidden = true;
  const body = new FormData(form);
  body.set("who", pressed);
  const line = new AbortController();
  const patience = setTimeout(() => line.abort(), PATIENCE);
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
  } catch {
    failed.hidden = false;
    failed.scrollIntoView({ block: "center" });
  } finally {
    clearTimeout(patience);
    form.ariaBusy = null;
  }
});
