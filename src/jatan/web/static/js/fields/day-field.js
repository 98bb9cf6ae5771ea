// A day: today and the days around it one tap, or the browser's own calendar. Typing stays free.
const iso = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
const written = (day) => day.split("-").reverse().join("/");

customElements.define("day-field", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || input.disabled || this.dataset.ready) return;
    this.dataset.ready = "1";
    const row = this.querySelector(".control");
    for (const words of this.dataset.days.split("|")) {
      const [label, days] = words.split(":");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "mini", textContent: label });
      button.addEventListener("click", () => this.put(iso(new Date(Date.now() + days * 86400000))));
      row.append(button);
    }
    if ("showPicker" in HTMLInputElement.prototype) row.append(...this.calendar());
  }

  calendar() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mini" });
    button.setAttribute("aria-label", this.dataset.pick);
    button.innerHTML = `<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/></svg>`;
    const picker = Object.assign(document.createElement("input"), { type: "date", className: "picker", tabIndex: -1 });
    picker.setAttribute("aria-hidden", "true");
    picker.addEventListener("change", () => picker.value && this.put(picker.value));
    button.addEventListener("click", () => picker.showPicker());
    return [button, picker];
  }

  put(day) {
    const input = this.querySelector("input.input");
    input.value = written(day);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }
});
