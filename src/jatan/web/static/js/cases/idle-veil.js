// What stands on a page of case work is veiled when nobody touches it for two minutes, or when the tab is left.
// Without this script names are not shown either until somebody asks for them, and then for two minutes.
const IDLE = 120000;
const root = document.documentElement;

customElements.define("idle-veil", class extends HTMLElement {
  connectedCallback() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: this.dataset.again });
    button.addEventListener("click", () => this.lift());
    this.replaceChildren(button);
    for (const sign of ["pointerdown", "pointermove", "keydown", "scroll"])
      addEventListener(sign, () => this.wait(), { passive: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.draw());
    this.wait();
  }

  wait() {
    if (root.classList.contains("veiled")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), IDLE);
  }

  draw() {
    clearTimeout(this.timer);
    root.classList.add("veiled");
    for (const part of this.parentElement.children) if (part !== this) part.inert = true;
  }

  lift() {
    root.classList.remove("veiled");
    for (const part of this.parentElement.children) part.inert = false;
    this.wait();
  }
});
