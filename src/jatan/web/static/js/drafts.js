// What was typed is never lost: a form with data-draft keeps its answers in this tab until it is saved.
// Only this tab's session: nothing stays behind on a shared phone once the tab is closed.
const skipped = new Set(["csrfmiddlewaretoken", "next", "confirm"]);
const kept = (form) => [...form.elements].filter((field) => field.name && !skipped.has(field.name) && !["file", "password", "hidden", "submit", "button"].includes(field.type));

const here = new Set();
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${location.pathname}:${form.dataset.draft}`;
  const note = form.querySelector(".draft-note");
  const failed = form.querySelector('[aria-invalid="true"], .alert.late');
  const stored = JSON.parse(sessionStorage.getItem(key) || "null");
  if (stored && !failed) {
    let put = false;
    for (const field of kept(form)) {
      if (!(field.name in stored)) continue;
      const values = stored[field.name];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.value !== values[0]) { field.value = values[0]; put = true; }
    }
    if (put && note) { note.textContent = form.dataset.restored; note.hidden = false; }
  }
  form.addEventListener("input", () => {
    const answers = {};
    for (const field of kept(form)) {
      answers[field.name] ||= [];
      if (!["checkbox", "radio"].includes(field.type) || field.checked) answers[field.name].push(field.value);
    }
    sessionStorage.setItem(key, JSON.stringify(answers));
  });
  // Not yet removed: on a bad line the answer may never arrive. The next page that loads knows that it did.
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
  here.add(key);
}

const sent = sessionStorage.getItem("draft-sent");
if (sent && !here.has(sent)) {
  // The page that asks to sign in says that it did not: the draft waits until she opens its form again.
  if (!document.querySelector("[data-unsaved]")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("draft-sent");
}

// Sign-out leaves nothing of anybody in the tab.
for (const form of document.querySelectorAll('form[action*="logout"]'))
  form.addEventListener("submit", () => sessionStorage.clear());
