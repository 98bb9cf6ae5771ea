// What is pressed on the help page is sealed to the house and lies on this phone until the server has it: nobody who
// picks up the phone can open it, she herself sees only how many wait. The code of her pass is kept within the seal alone.
const KEY = "help", PATIENCE = 30000, AGAIN = 30000;
const form = document.querySelector("form");
const failed = document.querySelector("#failed");
const waiting = document.querySelector("#waiting");
const fields = [form.elements.words, form.elements.phone];
const language = document.documentElement.lang;
const offline = navigator.serviceWorker;

// One store of {turn, id, sealed}, sent in the order of writing. `act` gets it and returns its request; every use opens and closes the database.
const stored = (mode, act) => new Promise((done, fail) => {
  const opening = indexedDB.open(KEY, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "turn", autoIncrement: true });
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const base = opening.result, deal = base.transaction("waiting", mode), asked = act(deal.objectStore("waiting"));
    base.onversionchange = () => base.close();
    deal.oncomplete = () => { base.close(); done(asked.result); };
    deal.onabort = () => { base.close(); fail(deal.error); };
  };
});
const all = () => stored("readonly", (store) => store.getAll()).catch(() => []);

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const textOf = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes;
};

// Sealed as the field book seals (foundation/vault/field_seal.py), under the id of the call and of no phone.
const seal = async (call, id) => {
  const house = bytesOf(form.dataset.key), curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", house.slice(8), curve, false, []);
  const mine = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const info = joined(new TextEncoder().encode("jatan field book 1"), point, house.slice(8));
  const rule = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  const stretched = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(rule, stretched, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bound = { name: "AES-GCM", iv, additionalData: joined(new Uint8Array(16), id) };
  const plain = new TextEncoder().encode(JSON.stringify(call));
  const closed = new Uint8Array(await crypto.subtle.encrypt(bound, key, plain));
  return textOf(joined([1], house.slice(0, 8), point, iv, closed));
};

const keep = async (call) => {
  if (!form.dataset.key || !crypto.subtle) throw new Error("cannot seal");
  const bytes = newId(), hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const row = { id: hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"), sealed: await seal(call, bytes) };
  return { turn: await stored("readwrite", (store) => store.add(row)), ...row };
};

// "arrived" only when the server has named this call; "unreadable": sealed to a key that the house has no more.
const send = async (row) => {
  const line = new AbortController(), patience = setTimeout(() => line.abort(), PATIENCE);
  try {
    const body = JSON.stringify({ id: row.id, sealed: row.sealed, now: Date.now() });
    const headers = { "Content-Type": "application/json" };
    const asked = { method: "POST", body, headers, credentials: "omit", signal: line.signal };
    const answer = await fetch("/h/call/", asked);
    if (answer.status === 422) return "unreadable";
    if (!answer.ok || (await answer.json()).received !== row.id) return "";
    await stored("readwrite", (store) => store.delete(row.turn));
    return "arrived";
  } catch {
    return "";
  } finally {
    clearTimeout(patience);
  }
};

const showWaiting = async () => {
  const rows = await all();
  waiting.querySelector("span").textContent = rows.length;
  waiting.hidden = !rows.length;
  return rows;
};

const forgetTyped = () => {
  try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
  fields.forEach((field) => { field.value = ""; });
};

const isTyping = () => fields.some((field) => field.value);

const showArrived = () => {
  const arrived = document.querySelector("#arrived");
  arrived.hidden = false;
  failed.hidden = true;
  // The code leaves the address, as it does without this script; a second call begins on the page behind the pass.
  history.replaceState(null, "", `/h/sent/?in=${language}`);
  form.hidden = document.querySelector("#start").hidden = true;
  scrollTo(0, 0);
  arrived.querySelector("h1").focus();
};

let sending = null;
const sendWaiting = () => {
  sending ||= (async () => {
    let arrived = false;
    for (const row of await all()) arrived = (await send(row)) === "arrived" || arrived;
    const rows = await showWaiting();
    if (arrived && !rows.length && !isTyping()) showArrived();
  })().finally(() => { sending = null; });
  return sending;
};

const sendInBackground = async () => {
  const mine = await offline.ready;
  if (mine.sync) await mine.sync.register(KEY);
};

// "arrived", "waiting", or "" where this browser cannot keep it or the house has another key: then nothing is kept.
export const press = async (typed) => {
  const code = (location.pathname.match(/^\/h\/([^/]+)\/$/) || ["", ""])[1];
  const row = await keep({ code, ...typed, at: Date.now() }).catch(() => null);
  const came = row && await send(row);
  if (came === "unreadable") await stored("readwrite", (store) => store.delete(row.turn));
  if (!row || came === "unreadable") return "";
  forgetTyped();
  await showWaiting();
  if (came) showArrived();
  else {
    waiting.scrollIntoView({ block: "center" });
    if (offline) sendInBackground().catch(() => {});
  }
  return came || "waiting";
};

const wipe = async () => {
  forgetTyped();
  indexedDB.deleteDatabase(KEY);
  for (const name of await caches.keys()) if (name.startsWith("help-")) await caches.delete(name);
  for (const mine of await offline.getRegistrations()) if (mine.scope.endsWith("/h/")) await mine.unregister();
};
for (const button of document.querySelectorAll("[data-do]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.dataset.do === "send") return sendWaiting();
    document.querySelector("#wiped").hidden = false;
    waiting.hidden = failed.hidden = true;
    history.replaceState(null, "", `/h/?in=${language}`);
    scrollTo(0, 0);
    return wipe().catch(() => {});
  });
}

showWaiting().then((rows) => rows.length && sendWaiting());
addEventListener("online", sendWaiting);
addEventListener("visibilitychange", () => document.visibilityState === "visible" && !waiting.hidden && sendWaiting());
setInterval(() => !waiting.hidden && navigator.onLine && sendWaiting(), AGAIN);

if (offline) {
  offline.addEventListener("message", async (event) => {
    // Other parts of the worker speak of other things to every page.
    if (!event.data || event.data.help !== "sent") return;
    if (!(await showWaiting()).length && !isTyping()) showArrived();
  });
  offline.register("/service-worker.js", { scope: "/h/" }).then((mine) => {
    // The first one is seen twice, here and as an update: it is asked once, for the page weighs twice as much otherwise.
    let asked = null;
    const askOnceActive = (worker) => {
      if (worker === asked) return;
      asked = worker;
      const ask = () => worker.state === "activated" && worker.postMessage({ help: "keep", language });
      worker.addEventListener("statechange", ask);
      ask();
    };
    askOnceActive(mine.installing || mine.waiting || mine.active);
    // Right after an update the worker of before answers first, and knows nothing of what the page needs now.
    mine.addEventListener("updatefound", () => askOnceActive(mine.installing));
  }).catch(() => { /* the page works with the network */ });
}
