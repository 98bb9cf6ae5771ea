// Sealing to the server's public key: nobody reads it again on the phone. The format is that of `vault/field_seal.py`.
const book = self.jatanBook;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const LABEL = "jatan field book 1";

book.seal = async (plain, { device, about, serverKey }) => {
  const server = await crypto.subtle.importKey("spki", serverKey, CURVE, true, []);
  const serverRaw = new Uint8Array(await crypto.subtle.exportKey("raw", server));
  const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const ownRaw = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = book.joinBytes(book.encode(LABEL), ownRaw, serverRaw);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    base, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
  );
  const nonce = book.random(12);
  const additionalData = book.joinBytes(book.idBytes(device), book.idBytes(about));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, plain);
  const keyId = new Uint8Array(await crypto.subtle.digest("SHA-256", serverRaw)).subarray(0, 8);
  return book.joinBytes(Uint8Array.of(1), keyId, ownRaw, nonce, new Uint8Array(sealed));
};
