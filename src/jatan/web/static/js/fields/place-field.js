// A place by typing in either script: an ARIA combobox over an HTML list that the server answers.
// Without this script the typed text is sent and the server resolves it.
customElements.define("place-field", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || !this.dataset.source || this.list) return;
    this.list = Object.assign(document.createElement("ul"), { className: "suggestions", id: `${this.input.id}_list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.querySelector("input").labels[0]?.textContent.trim() || "");
    this.said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.said.setAttribute("role", "status");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id }))
      this.input.setAttribute(name, value);
    this.append(this.list, this.said);
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      if (this.typed().length < 2) return this.close();
      this.timer = setTimeout(() => this.ask(), 180);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    // The press alone chooses nothing, and leaves the focus where it is; whoever lets go elsewhere has not chosen.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.take(option);
    });
  }

  typed() { return this.input.value.trim(); }

  async ask() {
    const text = this.typed();
    this.asking?.abort();
    this.asking = new AbortController();
    const address = new URL(this.dataset.source, location.href);
    address.searchParams.set("q", text);
    const within = this.input.form?.elements[this.dataset.within]?.value;
    if (within) address.searchParams.set("place", within);
    try {
      const answer = await fetch(address, { signal: this.asking.signal, headers: { "X-Fragment": "1" } });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.options = [...this.list.querySelectorAll('[role="option"]')];
    this.options.forEach((option, place) => { option.id = `${this.list.id}_${place}`; option.setAttribute("aria-selected", "false"); });
    this.chosen = -1;
    this.said.textContent = this.options.length ? String(this.options.length) : this.dataset.none;
    if (!this.options.length) {
      const note = Object.assign(document.createElement("li"), { className: "note quiet", textContent: this.dataset.none });
      note.setAttribute("role", "presentation");
      this.list.replaceChildren(note);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  key(event) {
    if (this.list.hidden || !this.options?.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.chosen + step + this.options.length) % this.options.length);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.take(this.options[this.chosen]);
    } else if (event.key === "Escape") { event.preventDefault(); this.close(); }
  }

  mark(place) {
    this.options.forEach((option, other) => option.setAttribute("aria-selected", String(other === place)));
    this.chosen = place;
    this.input.setAttribute("aria-activedescendant", this.options[place].id);
    this.options[place].scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.input.value = option.dataset.value || option.textContent.trim();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  // What was asked before is not shown any more: neither its answer, should it still come, nor the old list.
  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
});
