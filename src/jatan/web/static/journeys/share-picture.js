// A picture is handed to the telephone's own list of ways to send it. Where a browser has no such list there is no button:
// the page has links to save the picture and to send a text.
customElements.define("share-picture", class extends HTMLElement {
  connectedCallback() {
    const probe = new File([""], "pass.png", { type: "image/png" });
    if (!navigator.canShare?.({ files: [probe] })) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: this.dataset.label });
    this.said = Object.assign(document.createElement("p"), { className: "quiet" });
    this.said.setAttribute("role", "status");
    button.addEventListener("click", () => this.share(button));
    this.append(button, this.said);
    // Fetched before it is asked for: a telephone shares only right after the press.
    this.picture = this.fetched();
    this.picture.catch(() => { /* said when somebody presses */ });
  }

  async fetched() {
    const answer = await fetch(this.dataset.source);
    if (!answer.ok) throw new Error(answer.status);
    return new File([await answer.blob()], "pass.png", { type: "image/png" });
  }

  async share(button) {
    button.disabled = true;
    this.said.textContent = "";
    try {
      await navigator.share({ files: [await this.picture] });
    } catch (error) {
      if (error.name !== "AbortError") {
        this.said.textContent = this.dataset.failed;
        this.picture = this.fetched();
        this.picture.catch(() => {});
      }
    }
    button.disabled = false;
  }
});
