// Asks the device for its passkey and sends what it answers with the form around it. Without it one uses a password.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

function readable(options) {
  const wanted = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (wanted.user) wanted.user = { ...wanted.user, id: bytes(wanted.user.id) };
  if (wanted.excludeCredentials) wanted.excludeCredentials = withBytes(wanted.excludeCredentials);
  if (wanted.allowCredentials) wanted.allowCredentials = withBytes(wanted.allowCredentials);
  return wanted;
}

function written(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response,
  };
}

customElements.define("passkey-button", class extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || this.dataset.ready) return;
    this.dataset.ready = "1";
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.ask());
  }

  async ask() {
    const form = this.closest("form");
    const status = this.querySelector("[role=status]");
    status.textContent = "";
    try {
      const publicKey = readable(await this.options());
      const alone = form.elements.passwordless;
      if (publicKey.authenticatorSelection && alone) {
        const selection = { ...publicKey.authenticatorSelection, residentKey: alone.checked ? "required" : "discouraged", requireResidentKey: alone.checked };
        if (alone.checked) selection.userVerification = "required";
        publicKey.authenticatorSelection = selection;
      }
      const key = await navigator.credentials[this.dataset.act === "create" ? "create" : "get"]({ publicKey });
      form.elements.credential.value = JSON.stringify(written(key));
      this.copyComputer(form);
      form.submit();
    } catch {
      status.textContent = this.dataset.failed;
    }
  }

  // Whether others use this computer is asked once, in the form of the password.
  copyComputer(form) {
    const box = document.querySelector("input[name=is_shared]");
    if (box?.checked) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "is_shared", value: "on" }));
  }

  async options() {
    if (this.dataset.options) return JSON.parse(document.getElementById(this.dataset.options).textContent);
    const answer = await fetch(this.dataset.source, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }
});
