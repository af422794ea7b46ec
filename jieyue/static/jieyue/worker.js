// Opens the pages that offline.js has kept when the network is gone. Served from /worker.js, so
// that it stands above every page. It keeps nothing itself and never answers for the server.
const PATIENCE_MS = 4000; // a network that is there but does not answer

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  return caches.match(request, { ignoreVary: true });
}

async function patiently(request, copy) {
  const network = fetch(request);
  if (!copy) return network;
  const late = new Promise((resolve) => setTimeout(() => resolve(copy.clone()), PATIENCE_MS));
  return Promise.race([network.catch(() => copy.clone()), late]);
}

async function answer(request) {
  const copy = await kept(request);
  return patiently(request, copy);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isFile = url.pathname.startsWith("/static/");
  if (request.mode === "navigate" || isFile) event.respondWith(answer(request));
});
