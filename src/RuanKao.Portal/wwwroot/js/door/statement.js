// Reads what the code of a ticket states and holds its signature against the keys that came with the list.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// 64 bytes of Base32, or null: also where the bits that are left over are not nothing, so that a code has one spelling.
function signature(text) {
  if (text.length !== 103) return null;
  const bytes = new Uint8Array(64);
  let bits = 0, held = 0, at = 0;
  for (const sign of text) {
    const value = alphabet.indexOf(sign);
    if (value < 0) return null;
    bits = (bits & 0xff) << 5 | value;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  return (bits & (1 << held) - 1) === 0 ? bytes : null;
}

function read(code) {
  const parts = code.trim().split('/');
  if (parts.length !== 9 || parts[0] !== 'RK2') return null;
  const [, number, round, site, room, seat, version, key, signed] = parts;
  try {
    return { number, round, site, room: decodeURIComponent(room), seat: Number(seat), version: Number(version), key, body: parts.slice(0, 8).join('/'), signature: signature(signed) };
  } catch {
    return null;
  }
}

// { statement, fault }: fault is null, 'form', 'key' or 'signature'.
export async function examine(code, keys) {
  const statement = read(code);
  if (!statement) return { statement: null, fault: 'form' };
  const known = keys.find(key => key.name === statement.key);
  if (!known) return { statement, fault: 'key' };
  if (!statement.signature) return { statement, fault: 'signature' };
  const key = await crypto.subtle.importKey('spki', Uint8Array.from(atob(known.key), sign => sign.charCodeAt(0)), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  const holds = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, statement.signature, new TextEncoder().encode(statement.body));
  return { statement, fault: holds ? null : 'signature' };
}
