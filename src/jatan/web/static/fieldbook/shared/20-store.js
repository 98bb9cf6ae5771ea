// What the phone keeps. Readable are only ids, kinds, days and states; drafts and the bundle lie under the PIN's key,
// rows and files are sealed to the server's key. A new version of the page may add stores, never take one away.
const book = self.jatanBook;
const NAME = "jatan-field-book";
const STORES = ["meta", "bundle", "drafts", "draft_files", "rows", "files", "receipts", "definitions"];
let opening = null;

const open = () => {
  opening = opening || new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
      }
    };
    request.onsuccess = () => {
      const database = request.result;
      // Browsers close it under memory pressure, and another tab may want a newer version: the next use opens it again.
      database.onclose = () => { opening = null; };
      database.onversionchange = () => { database.close(); opening = null; };
      resolve(database);
    };
    request.onerror = () => { opening = null; reject(request.error); };
    request.onblocked = () => { opening = null; reject(new Error("blocked")); };
  });
  return opening;
};

// Runs `work(stores)` in one transaction: all or nothing, on the disk when the promise resolves. `work` returns a value
// or a request; a connection that was closed meanwhile is opened once more.
const transact = async (names, mode, work, again = true) => {
  const database = await open();
  let transaction;
  try {
    transaction = database.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  } catch (error) {
    opening = null;
    if (!again) throw error;
    return transact(names, mode, work, false);
  }
  return new Promise((resolve, reject) => {
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    const result = work(stores);
    transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });
};

book.store = {
  transact,
  get: (store, key) => transact([store], "readonly", (stores) => stores[store].get(key)),
  put: (store, key, value) => transact([store], "readwrite", (stores) => { stores[store].put(value, key); }),
  remove: (store, key) => transact([store], "readwrite", (stores) => { stores[store].delete(key); }),
  keys: (store) => transact([store], "readonly", (stores) => stores[store].getAllKeys()),
  all: (store) => transact([store], "readonly", (stores) => stores[store].getAll()),
  // Reads, changes and writes one value in one transaction; `change` gets the value (undefined: none) and returns the
  // new one (undefined: nothing is written).
  change: (store, key, change) => transact([store], "readwrite", (stores) => {
    const request = stores[store].get(key);
    request.onsuccess = () => {
      const changed = change(request.result);
      if (changed !== undefined) stores[store].put(changed, key);
    };
  }),
  clear: (names) => transact(names, "readwrite", (stores) => { names.forEach((name) => stores[name].clear()); }),
};
