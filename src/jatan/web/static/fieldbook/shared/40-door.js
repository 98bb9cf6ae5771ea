// Requests to the server: token and signature of the phone's own key. Raises Refused with the server's code, or
// Offline when nothing came back.
const book = self.jatanBook;
const MINUTE = 60 * 1000;
let challenge = null;

book.Offline = class extends Error {};
book.Refused = class extends Error {
  constructor(status, answer) {
    super((answer && answer.problem) || String(status));
    this.status = status;
    this.answer = answer || {};
  }
};

const post = async (path, body, headers = {}, seconds = 60) => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), seconds * 1000);
  let response;
  let answer = null;
  try {
    response = await fetch(path, {
      method: "POST", body, headers, credentials: "omit", cache: "no-store", redirect: "error", signal: patience.signal,
    });
    await noteHouse(response.headers).catch(() => undefined); // the answer counts, whatever can be noted
    answer = await response.json();
  } catch (error) {
    if (!response || response.ok || response.status >= 500) throw new book.Offline();
  } finally {
    clearTimeout(timer);
  }
  if (response.status >= 500) throw new book.Offline();
  if (!response.ok) throw new book.Refused(response.status, answer);
  return answer;
};
const JSON_TYPE = { "Content-Type": "application/json" };

book.postOpenly = (path, data) => post(path, JSON.stringify(data), JSON_TYPE);

// Each answer brings the next challenge, which is good for one request, and the house's time.
const noteHouse = async (headers) => {
  const now = Date.now();
  const next = headers.get("X-Challenge");
  // Its ten minutes are counted by this clock from now on, whatever day the phone believes it is.
  if (next) challenge = { text: next, from: now, until: now + 6 * MINUTE };
  const time = headers.get("X-House-Time");
  if (!time) return;
  const seen = await book.store.get("meta", "server_seen");
  const skew = Date.parse(time) - now;
  if (seen && Math.abs(Date.parse(time) - Date.parse(seen)) < MINUTE && Math.abs(skew - (await book.store.get("meta", "skew"))) < MINUTE) return;
  await book.store.transact(["meta"], "readwrite", (stores) => {
    stores.meta.put(time, "server_seen");
    stores.meta.put(skew, "skew");
  });
};
const isAtHand = () => challenge !== null && Date.now() <= challenge.until && Date.now() >= challenge.from;
const takeChallenge = async () => {
  if (!isAtHand()) return (await book.postOpenly("/fieldbook/api/challenge", {})).challenge;
  const { text } = challenge;
  challenge = null;
  return text;
};
// Resolves once the house has been met; raises Offline before anything is sent.
book.meetHouse = async () => {
  if (!isAtHand()) await book.postOpenly("/fieldbook/api/challenge", {});
};

// `body`: bytes. `key`: private key for signing, the sending key unless another is given.
book.postSigned = async (path, body, { type = "application/json", key = null, again = 3 } = {}) => {
  const device = await book.store.get("meta", "device");
  if (!device) throw new book.Refused(401, { problem: "unknown" });
  const text = await takeChallenge();
  const bytes = typeof body === "string" ? book.encode(body) : body;
  const words = [text, "POST", path, await book.sha256(bytes)].join("\n");
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" }, key || device.sendingKey, book.encode(words),
  );
  const headers = {
    "Content-Type": type,
    Authorization: `Device ${device.id}.${device.token}`,
    "X-Challenge": text,
    "X-Signature": book.toBase64(signature),
  };
  try {
    return await post(path, bytes, headers);
  } catch (error) {
    // A browser sends a request again by itself when the line breaks: the house may have answered the first one.
    if (again > 0 && error instanceof book.Refused && error.message === "challenge") {
      return book.postSigned(path, body, { type, key, again: again - 1 });
    }
    throw error;
  }
};
