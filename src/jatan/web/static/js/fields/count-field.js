// A whole number with steppers. Reads the digits of Devanagari, writes back in the script it found.
const plain = (text) => text.replace(/[०-९]/g, (digit) => digit.charCodeAt(0) - 0x966).replace(/[,\s]/g, "");
const inDevanagari = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));

customElements.define("count-field", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || input.disabled || this.dataset.ready) return;
    this.dataset.ready = "1";
    input.before(this.stepper("−", this.dataset.less, -1));
    input.after(this.stepper("+", this.dataset.more, 1));
  }

  stepper(sign, label, direction) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mini", textContent: sign });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => this.step(direction));
    return button;
  }

  step(direction) {
    const input = this.querySelector("input");
    const lowest = Number(this.dataset.lowest || 0);
    const now = Number(plain(input.value) || 0);
    if (Number.isNaN(now)) return;
    const next = String(Math.max(lowest, now + direction * Number(this.dataset.step || 1)));
    input.value = /[०-९]/.test(input.value) ? inDevanagari(next) : next;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
