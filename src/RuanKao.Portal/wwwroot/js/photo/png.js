// An 8-bit grey PNG (W3C PNG, third edition): a canvas would write four channels where the mask has one.
export async function grey(pixels, width, height) {
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = new Uint8Array(13), view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  return new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), chunk('IHDR', header), chunk('IDAT', await deflated(rows)), chunk('IEND', new Uint8Array(0))], { type: 'image/png' });
}

async function deflated(bytes) {
  if (typeof CompressionStream === 'function') {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
  }
  // Blocks as they are (RFC 1951, 3.2.4) in a zlib shell: larger, and just as valid.
  const blocks = [Uint8Array.of(0x78, 1)];
  for (let at = 0; at < bytes.length; at += 65535) {
    const part = bytes.subarray(at, at + 65535), last = at + 65535 >= bytes.length ? 1 : 0;
    blocks.push(Uint8Array.of(last, part.length & 255, part.length >> 8, ~part.length & 255, ~part.length >> 8 & 255), part);
  }
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  blocks.push(Uint8Array.of(b >> 8, b & 255, a >> 8, a & 255));
  return joined(blocks);
}

function chunk(name, body) {
  const bytes = joined([new Uint8Array(4), Uint8Array.from(name, letter => letter.charCodeAt(0)), body, new Uint8Array(4)]), view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  let sum = ~0;
  for (let at = 4; at < bytes.length - 4; at++) {
    sum ^= bytes[at];
    for (let bit = 0; bit < 8; bit++) sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  view.setUint32(bytes.length - 4, ~sum >>> 0);
  return bytes;
}

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
