// The error summary takes the focus; a page can be printed; a form is not sent twice by an impatient thumb.
document.querySelector("[data-focus]")?.focus();

customElements.define("print-button", class extends HTMLElement {
  connectedCallback() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: this.dataset.label });
    button.addEventListener("click", () => print());
    this.replaceChildren(button);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
