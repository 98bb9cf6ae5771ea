// A note spoken into the telephone becomes the file of the form. Without this script a recording can be chosen as a file.
const LONGEST_NOTE = 5 * 60 * 1000;
// At this rate five minutes are under a megabyte.
const BITS = 24000;
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

customElements.define("voice-note", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    const canRecord = window.MediaRecorder && navigator.mediaDevices?.getUserMedia;
    if (!this.input || this.dataset.ready || !canRecord) return;
    this.dataset.ready = "1";
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "mini", textContent: this.dataset.record });
    this.said = Object.assign(document.createElement("p"), { className: "hint" });
    this.said.setAttribute("role", "status");
    this.button.addEventListener("click", () => this.recorder?.state === "recording" ? this.recorder.stop() : this.record());
    this.querySelector(".control").append(this.button);
    this.append(this.said);
  }

  async record() {
    this.said.textContent = "";
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.said.textContent = this.dataset.refused;
      return;
    }
    const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(sound, { mimeType, audioBitsPerSecond: BITS });
    const parts = [];
    this.recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.recorder.addEventListener("stop", () => {
      sound.getTracks().forEach((track) => track.stop());
      clearTimeout(this.timer);
      this.button.textContent = this.dataset.record;
      this.put(parts, this.recorder.mimeType.split(";")[0]);
    });
    this.recorder.start();
    this.timer = setTimeout(() => this.recorder.stop(), LONGEST_NOTE);
    this.button.textContent = this.dataset.stop;
  }

  put(parts, type) {
    const kept = new DataTransfer();
    kept.items.add(new File(parts, `note.${type.split("/")[1]}`, { type }));
    this.input.files = kept.files;
    this.querySelector("audio")?.remove();
    const audio = Object.assign(document.createElement("audio"), { controls: true, src: URL.createObjectURL(kept.files[0]) });
    this.append(audio);
  }
});
