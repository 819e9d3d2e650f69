// Puts the page and everything it is made of where it opens from without network.
const parts = '/door/jsqr.js';

export async function makeReady() {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return false;
  await navigator.serviceWorker.register('/door/worker.js');
  await navigator.serviceWorker.ready;
  const used = performance.getEntriesByType('resource').map(entry => new URL(entry.name))
    .filter(url => url.origin === location.origin && /\.(js|css|svg)$/.test(url.pathname)).map(url => url.pathname + url.search);
  const cache = await caches.open('door');
  const kept = await Promise.all([...new Set([location.pathname, parts, ...used])].map(async address => {
    const answer = await fetch(address, { credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return address === parts;
    await cache.put(address, answer);
    return true;
  }));
  return kept.every(Boolean);
}
