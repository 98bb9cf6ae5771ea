// A photograph: taken with the camera or chosen, made small before it is sent (7 MB would take five minutes on 2G).
// Without this script, or where the browser cannot read the picture, the file is sent as it is: the server makes it small.
const LONGEST = 1600;
const QUALITY = 0.8;

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  const paint = canvas.getContext("2d");
  // What is transparent becomes white, as the server does it.
  paint.fillStyle = "#fff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

customElements.define("photo-field", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || input.disabled || this.dataset.ready) return;
    this.dataset.ready = "1";
    const camera = Object.assign(document.createElement("button"), { type: "button", className: "mini", textContent: this.dataset.camera });
    camera.addEventListener("click", () => { input.setAttribute("capture", "environment"); input.click(); input.removeAttribute("capture"); });
    this.querySelector(".control").append(camera);
    input.addEventListener("change", () => this.shrink(input));
    // Nothing is sent while a picture is still being made small.
    input.form?.addEventListener("submit", (event) => {
      if (!this.working) return;
      event.preventDefault();
      const { submitter } = event;
      this.working.then(() => input.form.requestSubmit(submitter));
    });
  }

  shrink(input) {
    const picked = [...input.files];
    this.working = Promise.all(picked.map((file) => file.type.startsWith("image/") ? smaller(file).catch(() => file) : file)).then((files) => {
      this.working = null;
      if (files.every((file, place) => file === picked[place])) return;
      const kept = new DataTransfer();
      files.forEach((file) => kept.items.add(file));
      input.files = kept.files;
    });
  }
});
