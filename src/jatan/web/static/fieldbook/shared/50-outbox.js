// The outbox: sealed → sending → acknowledged → purged. `tried`: it was on its way, so nobody knows on the phone whether
// it has arrived, and it cannot be taken back. A row leaves the phone's list only after a receipt that names
// its hash and the hash of every file; it is purged when the book is opened next. Whatever fails stays, and one row that
// is refused does not hold up the others.
const book = self.jatanBook;
const ROWS_AT_ONCE = 20;
const BYTES_AT_ONCE = 300 * 1024;
const PIECE = 32 * 1024;
const KEPT_DAYS = 30;
const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
let running = null;
let isAskedAgain = false;

const told = () => {
  if (self.clients) {
    self.clients.matchAll({ includeUncontrolled: true, type: "window" }).then((pages) => {
      const ours = pages.filter((page) => new URL(page.url).pathname.startsWith("/fieldbook/"));
      for (const page of ours) page.postMessage({ fieldBook: "changed" });
    });
  } else if (book.onChange) {
    book.onChange();
  }
};

book.unsent = async () => (await book.store.all("rows")).filter((row) => row.state !== "acknowledged");
book.inOrder = (rows) => rows.sort((one, other) => (one.number || 0) - (other.number || 0)
  || (one.written_at < other.written_at ? -1 : 1));

// What the phone says of itself with every sending: its version, what waits and since when.
const ownWord = async () => {
  const waiting = await book.unsent();
  const oldest = waiting.map((row) => row.written_at).sort()[0] || null;
  return { app: book.version || "", unsent: waiting.length, oldest_unsent: oldest, device_time: book.instant() };
};

const isWhole = (row, receipt) => {
  const arrived = new Map((receipt.files || []).map((file) => [file.id, file]));
  return receipt.sha256 === row.sha256 && row.files.every((file) => {
    const found = arrived.get(file.id);
    return found && found.complete && found.sha256 === file.sha256;
  });
};

const keepReceipts = async (answer) => {
  for (const receipt of answer.receipts || []) {
    await book.store.transact(["rows", "receipts"], "readwrite", (stores) => {
      const request = stores.rows.get(receipt.id);
      request.onsuccess = () => {
        const row = request.result;
        if (row) {
          const state = isWhole(row, receipt) ? "acknowledged" : row.state === "acknowledged" ? row.state : "sending";
          stores.rows.put({ ...row, state, error: "" }, row.id);
          stores.receipts.put({ ...receipt, kind: row.kind, day: row.day, number: row.number, note: row.note, kept: Date.now() }, row.id);
          return;
        }
        const known = stores.receipts.get(receipt.id);
        known.onsuccess = () => {
          if (known.result) stores.receipts.put({ ...known.result, ...receipt, ask: false, lost: false }, receipt.id);
        };
      };
    });
  }
  if (answer.epoch) await noteEpoch(answer.epoch);
  if (answer.wipe) await book.store.put("meta", "wipe", true);
};

// A backup was restored at the office: what it had said it held may be gone. Rows that are still here go once more;
// for the others the office is asked, and what it does not know is shown as lost.
const noteEpoch = async (epoch) => {
  const before = await book.store.get("meta", "epoch");
  if (before === epoch) return;
  // All or nothing: a phone that goes out here meets the other epoch again.
  await book.store.transact(["meta", "rows", "receipts"], "readwrite", (stores) => {
    stores.meta.put(epoch, "epoch");
    if (!before) return;
    const changeAll = (store, change) => {
      store.openCursor().onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        cursor.update({ ...cursor.value, ...change });
        cursor.continue();
      };
    };
    changeAll(stores.rows, { state: "sealed" });
    changeAll(stores.receipts, { ask: true });
  });
};

const refused = (error) => error instanceof book.Refused
  && (error.message === "quota" || ![401, 408, 429].includes(error.status));
const change = (row, values) => book.store.change("rows", row.id, (found) => found && { ...found, ...values });

// Marks rows as on their way, and gives those that nobody has taken back meanwhile.
const onTheirWay = async (rows) => {
  await book.meetHouse();
  const going = new Set();
  await book.store.transact(["rows"], "readwrite", (stores) => {
    for (const { id } of rows) {
      const request = stores.rows.get(id);
      request.onsuccess = () => {
        if (!request.result) return;
        going.add(id);
        stores.rows.put({ ...request.result, tried: true }, id);
      };
    }
  });
  return rows.filter((row) => going.has(row.id));
};
const postRows = async (asked) => {
  const rows = await onTheirWay(asked);
  if (!rows.length) return;
  const body = { rows: rows.map((row) => ({
    id: row.id, sealed: book.toBase64(row.sealed), sha256: row.sha256,
    files: row.files.map(({ id, sha256, size }) => ({ id, sha256, size })),
  })), ...(await ownWord()) };
  try {
    const answer = await book.postSigned("/fieldbook/api/rows", JSON.stringify(body));
    await keepReceipts(answer);
    // Over the limit of the day: it stays here, and is offered again in an hour.
    for (const { id, problem } of answer.refused || []) await change({ id }, { error: problem, tried: false, later: Date.now() + HOUR });
  } catch (error) {
    if (!refused(error)) throw error;
    if (rows.length > 1) {
      for (const row of rows) await postRows([row]);
      return;
    }
    await change(rows[0], { error: error.message, tried: false });
  }
};
const isLater = ({ later }) => later && later > Date.now() && later <= Date.now() + HOUR;

const batches = (rows) => {
  const found = [];
  let size = 0;
  for (const row of rows) {
    const last = found[found.length - 1];
    if (!last || last.length >= ROWS_AT_ONCE || size + row.sealed.byteLength > BYTES_AT_ONCE) {
      found.push([row]);
      size = row.sealed.byteLength;
    } else {
      last.push(row);
      size += row.sealed.byteLength;
    }
  }
  return found;
};

const postFile = async (row, file) => {
  const receipt = await book.store.get("receipts", row.id);
  const known = ((receipt && receipt.files) || []).find((one) => one.id === file.id);
  if (known && known.complete && known.sha256 === file.sha256) return;
  const kept = await book.store.get("files", file.id);
  if (!kept) return;
  const bytes = new Uint8Array(kept);
  let at = known ? known.received : 0;
  for (let steps = 0; steps <= 2 * Math.ceil(bytes.length / PIECE) + 2; steps += 1) {
    const path = `/fieldbook/api/files/${file.id}?offset=${at}&size=${bytes.length}&row=${row.id}`;
    try {
      const answer = await book.postSigned(path, bytes.slice(at, at + PIECE), { type: "application/octet-stream" });
      if (answer.complete) return;
      at = answer.received;
    } catch (error) {
      if (!(error instanceof book.Refused) || error.status !== 409) throw error;
      if (error.answer.received === at) throw error;
      at = error.answer.received;
    }
  }
};

const askReceipts = async (ids) => {
  for (let at = 0; at < ids.length; at += 200) {
    const some = ids.slice(at, at + 200);
    const body = JSON.stringify({ ids: some, ...(await ownWord()) });
    const answer = await book.postSigned("/fieldbook/api/receipts", body);
    await keepReceipts(answer);
    const known = new Set(answer.receipts.map((receipt) => receipt.id));
    for (const id of some) {
      if (known.has(id)) continue;
      const isHere = Boolean(await book.store.get("rows", id));
      await book.store.change("rows", id, (row) => row && { ...row, state: "sealed", tried: false });
      await book.store.change("receipts", id, (found) => found && {
        ...found, ask: false, lost: !isHere,
      });
    }
  }
};

const sendAll = async () => {
  const waiting = book.inOrder(await book.unsent()).filter((row) => (row.state === "sealed" || row.error) && !isLater(row));
  for (const rows of batches(waiting)) await postRows(rows);
  const failures = new Map();
  for (const row of await book.unsent()) {
    if (row.error) continue;
    for (const file of row.files) {
      try {
        await postFile(row, file);
      } catch (error) {
        if (!refused(error)) throw error;
        failures.set(row.id, error);
      }
    }
  }
  const open = (await book.unsent()).map((row) => row.id);
  const asked = (await book.store.all("receipts"))
    .filter((one) => one.ask || ["waiting_files", "parked", "quarantined", "conflict"].includes(one.state))
    .map((one) => one.id);
  const ids = Array.from(new Set([...open, ...asked]));
  await askReceipts(ids);
  // At every opening the phone is heard of, and hears whether it was taken back, also when nothing waits.
  if (!ids.length) await keepReceipts(await book.postSigned("/fieldbook/api/receipts", JSON.stringify({ ids, ...(await ownWord()) })));
  // Noted last: a receipt of the row takes earlier notes away.
  for (const [id, error] of failures) await change({ id }, { error: error.message });
  if (failures.size) throw failures.values().next().value;
};

// Sends everything that waits; one sender at a time on the phone. Resolves to {ok, problem}: a failure is no exception,
// since what was not sent simply waits.
book.send = () => {
  // What is finished while a sending is under way goes in a round of its own, at once.
  if (running) isAskedAgain = true;
  running = running || sendInRounds().finally(() => { running = null; told(); });
  return running;
};
const sendInRounds = async () => {
  let result;
  do {
    isAskedAgain = false;
    result = await sendOnce();
  } while (isAskedAgain && result.ok);
  return result;
};
const sendOnce = async () => {
  const locked = async (work) => (navigator.locks
    ? navigator.locks.request("jatan-field-book-sender", { ifAvailable: true }, (lock) => (lock ? work() : "busy"))
    : work());
  try {
    const result = await locked(async () => {
      if (!(await book.store.get("meta", "device"))) return "unknown";
      await sendAll();
      return "";
    });
    return { ok: result === "", problem: result };
  } catch (error) {
    return { ok: false, problem: error instanceof book.Offline ? "offline" : error.message };
  }
};

// At the opening of the book: acknowledged rows go, and only those; old receipts after thirty days.
book.purge = async () => {
  for (const row of (await book.store.all("rows")).filter((one) => one.state === "acknowledged")) {
    await book.store.transact(["rows", "files"], "readwrite", (stores) => {
      const request = stores.rows.get(row.id);
      request.onsuccess = () => {
        if (!request.result || request.result.state !== "acknowledged") return;
        stores.rows.delete(row.id);
        row.files.forEach((file) => stores.files.delete(file.id));
      };
    });
  }
  for (const receipt of await book.store.all("receipts")) {
    if (Math.abs(Date.now() - receipt.kept) > KEPT_DAYS * DAY && !receipt.lost) {
      await book.store.remove("receipts", receipt.id);
    }
  }
};
