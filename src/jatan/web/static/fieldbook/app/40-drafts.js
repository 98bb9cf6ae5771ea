// Drafts: written through as they are typed, under the PIN's key. `finish` freezes one: exact bytes, hash and files in
// one transaction, and the draft is gone in the same.
const book = self.jatanBook;
const LONGEST_SIDE = 1280;
const LARGEST_PHOTO = 300 * 1024;

book.newDraft = (kind, answers) => ({
  id: book.newId(), kind, answers, page: "", definitions: book.definitions.version, begun: book.instant(), files: [],
});
// One after the other: sealing takes its time, and what was typed before never lands on what was typed after it.
let saved = Promise.resolve();
book.saveDraft = (draft) => {
  const mine = saved.then(() => keepDraft(draft));
  saved = mine.catch(() => undefined);
  return mine;
};
const keepDraft = async (draft) => {
  if (!book.session) return;
  const kept = await book.protect(draft);
  // Looked at inside the transaction: a draft that was finished or thrown away meanwhile does not come back.
  await book.store.transact(["rows", "drafts"], "readwrite", (stores) => {
    const finished = stores.rows.getKey(draft.id);
    finished.onsuccess = () => {
      if (finished.result === undefined && !draft.done) stores.drafts.put(kept, draft.id);
    };
  });
};
book.loadDrafts = async () => {
  const found = [];
  for (const id of await book.store.keys("drafts")) {
    try {
      found.push(await book.reveal(await book.store.get("drafts", id)));
    } catch (error) {
      // Written under another PIN's key: it cannot be opened any more.
    }
  }
  return found.sort((one, other) => (one.begun < other.begun ? -1 : 1));
};
book.removeDraft = (draft) => book.store.transact(["drafts", "draft_files"], "readwrite", (stores) => {
  draft.done = true;
  stores.drafts.delete(draft.id);
  draft.files.forEach((file) => stores.draft_files.delete(file.id));
});

// A photograph made small on the phone: JPEG, at most 1,280 px, without the camera's place and time.
book.shrinkPhoto = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.8, 0.65, 0.5, 0.35]) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob.size <= LARGEST_PHOTO || quality === 0.35) return new Uint8Array(await blob.arrayBuffer());
  }
  return null;
};
book.addPhoto = async (draft, question, bytes) => {
  const file = { id: book.newId(), question, type: "image/jpeg", size: bytes.byteLength };
  const kept = await book.protectBytes(bytes);
  await book.store.put("draft_files", file.id, kept);
  // Named only once it is kept; every later writing of the draft names it too.
  delete draft.untouched;
  draft.files = [...draft.files, file];
  await book.saveDraft(draft);
  return file;
};
book.removePhoto = async (draft, id) => {
  draft.files = draft.files.filter((file) => file.id !== id);
  await book.saveDraft(draft);
  await book.store.remove("draft_files", id);
};

// Counts up on this phone in the order of writing, whatever its clock does; a number that was not used is no harm.
const nextNumber = async () => {
  let number;
  await book.store.change("meta", "number", (last) => { number = (last || 0) + 1; return number; });
  return number;
};

// Freezes a draft. Resolves to the row of the outbox. Twice for the same draft gives one row.
book.finish = async (draft) => {
  const there = await book.store.get("rows", draft.id);
  if (there) return there;
  const device = await book.store.get("meta", "device");
  const to = { device: device.id, serverKey: device.serverKey };
  const written = book.instant();
  const taken = draft.files;
  const named = taken.map(({ id, question, type }) => ({ id, question, type }));
  const number = await nextNumber();
  const seen = (await book.store.get("meta", "server_seen")) || null;
  const plain = { kind: draft.kind, definitions: draft.definitions, written_at: written, number, server_seen: seen,
    answers: draft.answers, files: named };
  const sealed = await book.seal(book.encode(JSON.stringify(plain)), { ...to, about: draft.id });
  const files = [];
  for (const file of taken) {
    const bytes = await book.revealBytes(await book.store.get("draft_files", file.id));
    const closed = await book.seal(new Uint8Array(bytes), { ...to, about: file.id });
    files.push({ id: file.id, bytes: closed, sha256: await book.sha256(closed), size: closed.byteLength });
  }
  const row = {
    id: draft.id, kind: draft.kind, day: book.safeToday(), written_at: written, number, state: "sealed", error: "",
    note: await book.noteOf(draft), sealed, sha256: await book.sha256(sealed), files: files.map(({ id, sha256, size }) => ({ id, sha256, size })),
  };
  draft.done = true;
  try {
    await book.store.transact(["rows", "files", "drafts", "draft_files"], "readwrite", (stores) => {
      stores.rows.put(row, row.id);
      files.forEach((file) => stores.files.put(file.bytes, file.id));
      stores.drafts.delete(draft.id);
      taken.forEach((file) => stores.draft_files.delete(file.id));
    });
  } catch (error) {
    draft.done = false; // it is a draft still, and goes on being written through
    throw error;
  }
  await book.loadPeople().catch(() => undefined); // it is finished all the same
  await book.drawWaiting();
  askToSend();
  return row;
};

const askToSend = async () => {
  const registration = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration("/fieldbook/"));
  if (registration && registration.sync) await registration.sync.register("field-book").catch(() => undefined);
  if (navigator.onLine) book.send();
};

// Everything that waits, as one file that only the office can open: the last way out of a phone without a network.
book.exportQueue = async () => {
  const device = await book.store.get("meta", "device");
  const rows = [];
  for (const row of book.inOrder(await book.unsent())) {
    const files = [];
    for (const file of row.files) {
      files.push({ ...file, bytes: book.toBase64(await book.store.get("files", file.id)) });
    }
    rows.push({ id: row.id, sealed: book.toBase64(row.sealed), sha256: row.sha256, files });
  }
  return new Blob([JSON.stringify({ jatan_field_book: 1, device: device.id, rows })], { type: "application/json" });
};
