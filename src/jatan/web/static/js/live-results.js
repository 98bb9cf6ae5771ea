// What is typed is looked up while it is typed: the form's own answers are posted, the server's list is put in place.
// Without this script the form's search button does the same.
customElements.define("live-results", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.box = this.querySelector("[data-results]");
    this.form?.elements.q?.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 220); });
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.dataset.source, { method: "POST", body: new FormData(this.form), signal: this.asking.signal });
      if (answer.ok) this.box.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") this.box.replaceChildren();
    }
  }
});
