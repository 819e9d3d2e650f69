// What the phone keeps: the list of a site, and what was entered and not sent yet. Nothing else, and the list no longer than the exam.
const opening = new Promise((resolve, reject) => {
  const asked = indexedDB.open('door', 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore('lists');
    asked.result.createObjectStore('queue', { keyPath: 'id' });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function run(name, mode, work) {
  const store = (await opening).transaction(name, mode).objectStore(name), asked = work(store);
  return new Promise((resolve, reject) => {
    if (mode === 'readwrite') store.transaction.oncomplete = () => resolve(asked?.result);
    else asked.onsuccess = () => resolve(asked.result);
    store.transaction.onerror = () => reject(store.transaction.error);
    store.transaction.onabort = () => reject(store.transaction.error);
  });
}

export const keepList = (place, list) => run('lists', 'readwrite', store => store.put(list, place));
export const listOf = place => run('lists', 'readonly', store => store.get(place));
export const forgetList = place => run('lists', 'readwrite', store => store.delete(place));
export const enter = entry => run('queue', 'readwrite', store => store.put(entry));
export const queue = () => run('queue', 'readonly', store => store.getAll());
export const drop = ids => run('queue', 'readwrite', store => { for (const id of ids) store.delete(id); });

// Lists of exams that are over go, whichever site they were of.
export async function forgetOld(now) {
  const places = await run('lists', 'readonly', store => store.getAllKeys());
  for (const place of places) {
    const list = await listOf(place);
    if (list && new Date(list.eraseAt) <= now) await forgetList(place);
  }
}

// Eight signs that tell this phone from others; no more is known of it.
export function device() {
  let name = localStorage.getItem('door-device');
  if (!name) {
    name = [...crypto.getRandomValues(new Uint8Array(4))].map(part => part.toString(16).padStart(2, '0')).join('');
    localStorage.setItem('door-device', name);
  }
  return name;
}

// A version 4 identifier also where the browser is older than randomUUID.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(part => part.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
