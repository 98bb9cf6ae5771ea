// Switches alerts on for this browser. The worker stands at the root, because an alert leads to the home page.
const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const coded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

customElements.define("push-alerts", class extends HTMLElement {
  connectedCallback() {
    this.said = this.querySelector("[data-said]");
    this.said.setAttribute("role", "status");
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      this.said.textContent = this.dataset.missing;
      return;
    }
    this.button = Object.assign(document.createElement("button"), {
      type: "button", className: "button", textContent: this.dataset.on,
    });
    this.button.addEventListener("click", () => this.switchOn());
    this.look().catch(() => this.say("failed", true));
  }

  // What holds now. A browser that is told is told to the house again: it may have new keys, another address, or another
  // person. Where she has switched it off, it forgets its address.
  async look() {
    const worker = await navigator.serviceWorker.getRegistration("/");
    const kept = worker && (await worker.pushManager.getSubscription());
    if (Notification.permission === "denied") return this.say("denied", false);
    if (!kept || Notification.permission !== "granted" || !this.ours(kept)) return this.say("isOff", true);
    const answer = await this.send(kept, { again: "1" });
    if (answer.ok) return this.say("isOn", false);
    if (answer.status !== 410) return this.say("failed", true);
    await kept.unsubscribe();
    return this.say("isOff", true);
  }

  // Whether the subscription was made for the key that the house has now.
  ours(kept) {
    const key = kept.options && kept.options.applicationServerKey;
    return !key || coded(key) === this.dataset.key;
  }

  async switchOn() {
    this.button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.say("denied", true);
      await navigator.serviceWorker.register(this.dataset.worker, { scope: "/" });
      const worker = await navigator.serviceWorker.ready;
      const before = await worker.pushManager.getSubscription();
      if (before && !this.ours(before)) await before.unsubscribe();
      const made = await worker.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key),
      });
      if ((await this.send(made, {})).ok) location.reload();
      else this.say("failed", true);
    } catch (error) {
      this.say("failed", true);
    }
  }

  // Send the address and the keys of this browser to the house.
  async send(subscription, more) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
    form.set("endpoint", subscription.endpoint);
    form.set("public", coded(subscription.getKey("p256dh")));
    form.set("secret", coded(subscription.getKey("auth")));
    Object.keys(more).forEach((name) => form.set(name, more[name]));
    const answer = await fetch(this.dataset.add, { method: "POST", body: form, redirect: "error" });
    if (answer.ok) await this.note(subscription.endpoint).catch(() => {});
    return answer;
  }

  // For the worker: when the browser's maker gives another address, not every browser says which one it was.
  async note(endpoint) {
    const cache = await caches.open("alerts");
    await cache.put(this.dataset.add, new Response(JSON.stringify({ endpoint, key: this.dataset.key })));
  }

  say(what, offers) {
    this.said.textContent = this.dataset[what];
    this.button.disabled = false;
    if (offers) this.append(this.button);
    else this.button.remove();
  }
});
