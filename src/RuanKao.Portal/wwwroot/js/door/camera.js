// Reads codes from the camera: by the browser's own BarcodeDetector where there is one, else by jsQR.
let stream = null, timer = 0;

export function stop(video) {
  clearTimeout(timer);
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  video.hidden = true;
}

async function reader() {
  if ('BarcodeDetector' in window) {
    try {
      const detector = new BarcodeDetector({ formats: ['qr_code'] });
      return async video => (await detector.detect(video))[0]?.rawValue;
    } catch {
      // A detector that knows no QR codes is none.
    }
  }
  await import('/door/jsqr.js');
  const canvas = document.createElement('canvas'), context = canvas.getContext('2d', { willReadFrequently: true });
  return async video => {
    const scale = Math.min(1, 960 / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return self.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: 'dontInvert' })?.data;
  };
}

// Until one code is read or it is stopped. Throws where there is no camera, no leave to use it, or nothing that reads.
export async function scan(video, found) {
  const read = await reader();
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false });
  const mine = stream;
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const look = async () => {
    if (stream !== mine) return;
    const code = video.videoWidth > 0 ? await read(video).catch(() => null) : null;
    if (stream !== mine) return;
    if (code) {
      stop(video);
      found(code);
    } else timer = setTimeout(look, 120);
  };
  look();
}
