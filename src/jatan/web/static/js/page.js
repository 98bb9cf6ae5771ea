// The error summary takes the focus; a page can be printed; a form is not sent twice by an impatient thumb.
document.querySelector("[data-focus]")?.focus();

// What a button has opened, Escape closes; the button has the focus again.
document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && !event.defaultPrevented && event.target.closest("details.write[open], .cluster > details[open]");
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});

customElements.define("print-button", class extends HTMLElement {
  connectedCallback() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: this.dataset.label });
    button.addEventListener("click", () => print());
    this.replaceChildren(button);
  }
});

// A file is answered without a new page: the server says with a cookie that it has sent one (see web/drafts.py).
const FILE = "file_sent=";
const release = (form) => {
  delete form.dataset.sent;
  form.querySelector(".sending")?.remove();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  const note = Object.assign(document.createElement("p"), { className: "sending", textContent: document.body.dataset.sending || "…" });
  note.setAttribute("role", "status");
  form.append(note);
  const timer = setInterval(() => {
    if (!document.cookie.includes(FILE)) return;
    document.cookie = `${FILE};max-age=0;path=/`;
    clearInterval(timer);
    release(form);
  }, 500);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// Long work goes on by itself, step by step (web/ui/records/work_in_steps.py); not where one came back to a step.
if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") document.querySelector("form[data-goes-on]")?.requestSubmit();
