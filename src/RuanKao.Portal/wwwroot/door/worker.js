// The door without network: what its page kept is given where the network gives nothing in time. Lists, photos and entries are none of its business.
const patience = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

async function first(request, kept) {
  const network = fetch(request);
  if (!kept) return network;
  let timer;
  const late = new Promise(resolve => { timer = setTimeout(() => resolve(kept), patience); });
  try {
    const answer = await Promise.race([network, late]);
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  } finally {
    clearTimeout(timer);
    network.catch(() => {});
  }
}

self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode !== 'navigate' && !/\.(js|css|svg)$/.test(url.pathname)) return;
  event.respondWith(caches.open('door').then(cache => cache.match(request.mode === 'navigate' ? url.pathname : url.pathname + url.search)).then(kept => first(request, kept)));
});
