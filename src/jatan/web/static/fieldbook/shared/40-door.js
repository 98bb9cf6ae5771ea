// Requests to the server: token and signature of the phone's own key. Raises Refused with the server's code, or
// Offline when nothing came back.
const book = self.jatanBook;
const HOUR = 3600 * 1000;
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

const freshChallenge = async () => {
  if (challenge === null || Date.now() > challenge.until || Date.now() < challenge.from) {
    const answer = await book.postOpenly("/fieldbook/api/challenge", {});
    // Its ten minutes are counted by this clock from now on, whatever day the phone believes it is.
    challenge = { text: answer.challenge, from: Date.now(), until: Date.now() + HOUR / 10 };
    await book.store.put("meta", "skew", Date.parse(answer.server_time) - Date.now());
  }
  return challenge.text;
};

// `body`: bytes. `key`: private key for signing, the sending key unless another is given.
book.postSigned = async (path, body, { type = "application/json", key = null, again = true } = {}) => {
  const device = await book.store.get("meta", "device");
  if (!device) throw new book.Refused(401, { problem: "unknown" });
  const text = await freshChallenge();
  const bytes = typeof body === "string" ? book.encode(body) : body;
  const words = [text, "POST", path.split("?")[0], await book.sha256(bytes)].join("\n");
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
    if (again && error instanceof book.Refused && error.message === "challenge") {
      challenge = null;
      return book.postSigned(path, body, { type, key, again: false });
    }
    throw error;
  }
};
