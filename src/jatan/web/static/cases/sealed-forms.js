// Forms of sealed files keep nothing in the browser (see js/drafts.js). So before one is sent, the server is asked whether
// it can be taken: where the line is down or the sign-in has ended, the page stays with every word that stands in it.
const PATIENCE = 20000;
const notices = document.querySelectorAll("[data-unsent]");
const isTypedInto = (form) => form.querySelector("textarea, select, input:not([type=hidden], [type=password])");

async function answerOf(address) {
  const line = new AbortController();
  const patience = setTimeout(() => line.abort(), PATIENCE);
  try {
    return await fetch(address, { signal: line.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(patience);
  }
}

function say(form, why) {
  for (const notice of notices) {
    notice.hidden = notice.dataset.unsent !== why;
    if (notice.hidden) continue;
    form.querySelector(".actions").before(notice);
    notice.scrollIntoView({ block: "center" });
  }
}

async function ask(form, button, address) {
  const answer = await answerOf(address);
  delete form.dataset.asking;
  if (!answer) return say(form, "line");
  if (answer.status === 401) return say(form, "ended");
  // Signing in again has changed what proves that a form is of ours; by its first token a form sent twice is known.
  const token = form.elements.csrfmiddlewaretoken;
  if (!form.elements.form_number) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "form_number", value: token.value }));
  if (answer.ok) token.value = await answer.text();
  form.dataset.asked = "1";
  form.requestSubmit(button);
}

if (notices.length)
  for (const form of document.querySelectorAll("main form[method=post]"))
    if (isTypedInto(form))
      form.addEventListener("submit", (event) => {
        if (form.dataset.asked) return;
        event.preventDefault();
        event.stopPropagation();
        if (form.dataset.asking) return;
        form.dataset.asking = "1";
        ask(form, event.submitter, notices[0].dataset.source);
      });
addEventListener("pageshow", () => document.querySelectorAll("form[data-asked]").forEach((form) => delete form.dataset.asked));
