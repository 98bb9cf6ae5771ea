// Bytes, hashes, ids and times. Used by the page and by the service worker: nothing here touches the page.
const book = (self.jatanBook = self.jatanBook || {});
const encoder = new TextEncoder();
const decoder = new TextDecoder();

book.toBase64 = (buffer) => {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
book.fromBase64 = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
book.toHex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
book.sha256 = async (bytes) => book.toHex(await crypto.subtle.digest("SHA-256", bytes));
book.encode = (text) => encoder.encode(text);
book.decode = (bytes) => decoder.decode(bytes);
book.random = (length) => crypto.getRandomValues(new Uint8Array(length));
book.newId = () => {
  const bytes = book.random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = book.toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
book.idBytes = (id) => Uint8Array.from(id.replace(/-/g, "").match(/../g), (pair) => parseInt(pair, 16));
book.joinBytes = (...parts) => {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(new Uint8Array(part.buffer || part, part.byteOffset || 0, part.byteLength), at);
    at += part.byteLength;
  }
  return joined;
};
const two = (number) => String(number).padStart(2, "0");
book.dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
book.today = () => book.dayOf(new Date());
// The phone's own clock with its offset: the server corrects it by what the clock says while sending.
book.instant = (date = new Date()) => {
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${book.dayOf(date)}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
};
