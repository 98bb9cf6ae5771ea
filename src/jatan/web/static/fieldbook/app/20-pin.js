// The PIN: it stretches into the key that opens the data key of this phone; the data key opens bundle and drafts. Ten
// wrong ones end it. Rows that are done stay sealed to the server and can still be sent.
const book = self.jatanBook;
const TRIES = 10;
const SILENT_DAYS = 30;
const DAY = 24 * 3600 * 1000;
const SLOWEST = 2000000;
const FASTEST = 600000;

const stretched = async (pin, salt, iterations) => {
  const base = await crypto.subtle.importKey("raw", book.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, 256);
  return crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey", "deriveBits"]);
};
const derived = (salt, words) => ({ name: "HKDF", hash: "SHA-256", salt, info: book.encode(words) });
const noShare = new Uint8Array(32);
const keyOf = (long, share) => crypto.subtle.deriveKey(
  derived(share, "jatan field book pin"), long, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
);
// The server gives its share only to whoever knows the PIN, and counts the wrong ones where no copy of this phone can
// turn the count back. What shows it says nothing about the key.
const proofOf = async (long) => book.toBase64(
  await crypto.subtle.deriveBits(derived(noShare, "jatan field book proof of the pin"), long, 256),
);
// `next`: what a PIN that shall replace this one stretches into. From then on the server takes either, until one is used.
const askShare = async (long, next = null) => {
  const proofs = { proof: await proofOf(long), ...(next ? { next_proof: await proofOf(next) } : {}) };
  try {
    return book.fromBase64((await book.postSigned("/fieldbook/api/share", JSON.stringify(proofs))).share);
  } catch (error) {
    if (error.message === "wrong") await wrong(error.answer.left);
    throw error;
  }
};
const encrypt = async (key, bytes) => {
  const nonce = book.random(12);
  return { nonce, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, bytes) };
};
const decrypt = (key, kept) => crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, key, kept.bytes);
const importData = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

book.session = null;
book.protect = async (value) => encrypt(book.session.dataKey, book.encode(JSON.stringify(value)));
book.reveal = async (kept) => JSON.parse(book.decode(await decrypt(book.session.dataKey, kept)));
book.protectBytes = (bytes) => encrypt(book.session.dataKey, bytes);
book.revealBytes = (kept) => decrypt(book.session.dataKey, kept);

book.readPin = (typed) => {
  const digits = String(book.readDigits(typed));
  return /^[0-9]{6,32}$/.test(digits) ? digits : null;
};
book.isWeakPin = (pin) => /^(\d)\1+$/.test(pin) || "01234567890123456789".includes(pin)
  || "98765432109876543210".includes(pin);

// So many rounds that one try takes about a second on this phone.
const rounds = async () => {
  const begin = performance.now();
  await stretched("000000", new Uint8Array(16), FASTEST / 10);
  const each = (performance.now() - begin) / (FASTEST / 10);
  return Math.round(Math.min(SLOWEST, Math.max(FASTEST, 1000 / Math.max(each, 0.0001))));
};

// Enrols this phone with a one-time code: makes its keys, keeps the server's. The reading key exists only under the PIN.
book.enrol = async (code, pin) => {
  // Kept until the answer has come: with the same keys the office takes the same code again, if the answer was lost.
  const begun = await book.store.get("meta", "enrolling");
  const { sending, reading } = begun && begun.code === code ? begun : await newKeys();
  await book.store.put("meta", "enrolling", { code, sending, reading });
  const spki = async (pair) => book.toBase64(await crypto.subtle.exportKey("spki", pair.publicKey));
  const answer = await book.postOpenly("/fieldbook/api/enrol", {
    code, sending_key: await spki(sending), reading_key: await spki(reading), app: book.version,
  });
  await book.store.put("meta", "device", {
    id: answer.device, token: answer.token, sendingKey: sending.privateKey,
    serverKey: book.fromBase64(answer.server_key.spki), enrolled: Date.now(),
  });
  await book.store.put("meta", "epoch", answer.epoch);
  await setPin(pin, Boolean(answer.needs_share), await crypto.subtle.exportKey("pkcs8", reading.privateKey));
  await book.store.remove("meta", "enrolling");
  await book.askToKeep();
};
const newKeys = async () => {
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  return {
    sending: await crypto.subtle.generateKey(kind, false, ["sign"]),
    reading: await crypto.subtle.generateKey(kind, true, ["sign"]),
  };
};

const setPin = async (pin, needsShare, readingBytes) => {
  const salt = book.random(16);
  const iterations = await rounds();
  const long = await stretched(pin, salt, iterations);
  const key = await keyOf(long, needsShare ? await askShare(long) : noShare);
  const raw = book.random(32);
  const dataKey = await importData(raw);
  await book.store.put("meta", "pin", {
    salt, iterations, needsShare, wrong: 0,
    dataKey: await encrypt(key, raw), readingKey: await encrypt(dataKey, readingBytes),
  });
  await begin(dataKey, readingBytes);
};
const begin = async (dataKey, readingBytes) => {
  const readingKey = await crypto.subtle.importKey(
    "pkcs8", readingBytes, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"],
  );
  book.session = { dataKey, readingKey };
};

const wrong = async (left) => {
  if (left > 0) throw Object.assign(new Error("wrong"), { left });
  await book.wipe();
  throw new Error("wiped");
};

// Opens the book. Raises Error("wrong"), Error("wiped") after the tenth wrong one, Offline where the share is needed.
book.unlock = async (pin) => {
  const kept = await book.store.get("meta", "pin");
  if (!kept) throw new Error("wiped");
  const { raw } = await tryPin(pin, kept);
  const dataKey = await importData(raw);
  await begin(dataKey, await decrypt(dataKey, kept.readingKey));
};

// The data key as bytes, for the right PIN. `next`: as of `askShare`.
const tryPin = async (pin, kept, next = null) => {
  const long = await stretched(pin, kept.salt, kept.iterations);
  const share = kept.needsShare ? await askShare(long, next) : noShare;
  // Counted before it is tried, so that ending the browser in between gives no free try.
  await book.store.change("meta", "pin", (found) => found && { ...found, wrong: found.wrong + 1 });
  let raw;
  try {
    raw = await decrypt(await keyOf(long, share), kept.dataKey);
  } catch (error) {
    const now = await book.store.get("meta", "pin");
    await wrong(now ? TRIES - now.wrong : 0);
  }
  await book.store.change("meta", "pin", (found) => found && { ...found, wrong: 0 });
  return { raw, share };
};

// Another PIN: the data key is wrapped anew, in one writing, so whenever the phone goes out one of the two opens it. What
// lies under the data key stays as it is. Raises as `unlock`.
book.changePin = async (old, pin) => {
  const kept = await book.store.get("meta", "pin");
  if (!kept) throw new Error("wiped");
  const salt = book.random(16);
  const iterations = await rounds();
  const long = await stretched(pin, salt, iterations);
  const { raw, share } = await tryPin(old, kept, long);
  const dataKey = await encrypt(await keyOf(long, share), raw);
  await book.store.change("meta", "pin", (found) => found && { ...found, salt, iterations, dataKey, wrong: 0 });
};

// Ends what can be read on this phone. Sealed rows and the key that sends them stay until they have arrived.
book.wipe = async () => {
  book.session = null;
  await book.store.clear(["bundle", "drafts", "draft_files"]);
  await book.store.remove("meta", "pin");
};
// "" while nothing asks for it; "wiped" while rows have still to arrive; "emptied" once the phone holds nothing.
book.wipeWhenSent = async () => {
  if (!(await book.store.get("meta", "wipe"))) return "";
  await book.wipe();
  if ((await book.unsent()).length) return "wiped";
  await book.store.clear(["meta", "rows", "files", "receipts", "definitions"]);
  return "emptied";
};
// A phone that has heard nothing from the office for thirty days forgets the people of the forum. Drafts stay under the
// PIN: the clock may be wrong, and what was written must not be lost to it.
book.forgetWhenSilent = async () => {
  const heard = await book.store.get("meta", "refreshed_at");
  if (heard && Math.abs(Date.now() - heard) > SILENT_DAYS * DAY) await book.store.clear(["bundle"]);
};
