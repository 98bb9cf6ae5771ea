// A file is handed to the telephone's own list of ways to send it. Where a browser has no such list there is no button:
// the page has links to save it. data-source: its address · data-name: the name under which it goes, never a person's ·
// data-type: its media type · data-label · data-wait: said while it is on its way · data-again: the label where it has
// come too late for the press · data-failed · data-look: classes of the button.
customElements.define("share-file", class extends HTMLElement {
  connectedCallback() {
    const probe = this.file([""]);
    if (!navigator.canShare?.({ files: [probe] })) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: this.dataset.look ?? "button", textContent: this.dataset.label });
    this.said = Object.assign(document.createElement("p"), { className: "quiet" });
    this.said.setAttribute("role", "status");
    button.addEventListener("click", () => this.share(button));
    this.append(button, this.said);
  }

  file(parts) {
    return new File(parts, this.dataset.name, { type: this.dataset.type });
  }

  async fetched() {
    const answer = await fetch(this.dataset.source);
    if (!answer.ok) throw new Error(answer.status);
    return this.file([await answer.blob()]);
  }

  // Fetched by the first press only: whoever opens the page pays for no file. A telephone shares only right after a press;
  // where the network was slower than that, the file is kept for the next one.
  async share(button) {
    const wasHere = Boolean(this.content);
    button.disabled = true;
    this.said.textContent = wasHere ? "" : this.dataset.wait;
    let said = "";
    try {
      this.content ??= await this.fetched();
      await navigator.share({ files: [this.content] });
      button.textContent = this.dataset.label;
    } catch (error) {
      if (error.name === "NotAllowedError" && !wasHere) button.textContent = this.dataset.again;
      else if (error.name !== "AbortError") said = this.dataset.failed;
    }
    this.said.textContent = said;
    button.disabled = false;
  }
});
