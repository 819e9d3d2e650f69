// What goes over the line: the list comes, entries go. Every way it can fail has a word of its own.
const portion = 200;

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: 'application/json' }, redirect: 'manual', cache: 'no-store', credentials: 'same-origin', ...options });
  } catch {
    return { how: 'offline' };
  }
  if (answer.type === 'opaqueredirect' || answer.status === 401) return { how: 'signed-out' };
  if (answer.status === 403 || answer.status === 404) return { how: 'refused' };
  if (answer.status === 409) return { how: 'closed' };
  if (!answer.ok) return { how: 'busy' };
  try {
    return { how: 'ok', body: await answer.json() };
  } catch {
    return { how: 'offline' };
  }
}

export const load = address => ask(address);

// Sends entries of this account in portions; told of each portion that was taken.
export async function send(door, entries, taken) {
  for (let at = 0; at < entries.length; at += portion) {
    const part = entries.slice(at, at + portion);
    const token = await ask(door.dataset.token);
    if (token.how !== 'ok') return token.how;
    if (token.body.owner !== door.dataset.owner) return 'other';
    const book = {
      attendance: part.filter(entry => entry.type === 'attendance').map(({ id, number, day, from, kind, way, at: when, device }) => ({ id, number, day, from, kind, way, at: when, device })),
      incidents: part.filter(entry => entry.type === 'incident').map(({ id, number, room, day, from, kind, words, at: when }) => ({ id, number, room, day, from, kind, words, at: when })),
    };
    const answer = await ask(door.dataset.entries, { method: 'POST', body: new URLSearchParams({ __RequestVerificationToken: token.body.token, entries: JSON.stringify(book) }) });
    if (answer.how !== 'ok') return answer.how;
    await taken(part, answer.body);
  }
  return 'ok';
}

export const words = {
  offline: '网络不通，联网后会自动发送',
  busy: '系统正忙，稍后会再试',
  closed: '现在不能取名单',
  refused: '这个账号已不能使用本考点的核验',
  other: '这个浏览器已换了另一个账号登录',
};
