// Sends the form with progress and hands back the page that the server answers with. Nothing is lost when the line is: the same can be sent again.
export class Lost extends Error {}

export function send(address, data, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.responseType = 'document';
    request.timeout = 120000;
    request.upload.addEventListener('progress', event => event.lengthComputable && progress(event.loaded, event.total));
    request.addEventListener('load', () => resolve({ page: request.response, url: request.responseURL, status: request.status }));
    request.addEventListener('error', () => reject(new Lost('network')));
    request.addEventListener('timeout', () => reject(new Lost('timeout')));
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(data);
  });
}
