// 入场核验: the list is loaded beforehand, codes are verified in the phone, and what is entered is sent when there is network.
import { scan, stop } from './camera.js';
import { judgeCode, judgeNumber } from './judge.js';
import * as line from './line.js';
import { button, dayOf, el, grouped, kinds, part, person, photo, time } from './parts.js';
import { makeReady } from './ready.js';
import { examine } from './statement.js';
import * as store from './store.js';

const door = el('door'), open = door.dataset.open === 'yes', place = `${door.dataset.round}/${door.dataset.site}`;
const minute = 60000, reloadEvery = 10 * minute, oldAfter = 60 * minute;
let list = null, queue = [], shown = null, scanning = false, sending = null, trouble = '';

const now = () => new Date(Date.now() + (list?.offset ?? 0));
const session = () => Number(el('door-session')?.value ?? -1);
const mine = () => queue.filter(entry => entry.place === place && entry.owner === door.dataset.owner);

// The last word about a candidate in a sitting: this phone's unsent one, else what the list knows.
function standing(number, at) {
  const said = mine().filter(entry => entry.type === 'attendance' && entry.number === number && entry.session === at && !entry.refused).pop();
  if (said) return said.kind === 'Withdrawn' ? null : { kind: said.kind, at: said.at, differs: false };
  return list.known.find(one => one.number === number && one.session === at) ?? null;
}

const begun = at => list.sessions[at] !== undefined && dayOf(now()) >= list.sessions[at].day;

// ---- the line
async function load() {
  const answer = await line.load(door.dataset.list);
  if (answer.how === 'ok') {
    list = { ...answer.body, offset: Date.parse(answer.body.at) - Date.now() };
    trouble = '';
    await store.keepList(place, list);
    sessions();
  } else if (answer.how === 'closed') {
    list = null;
    await store.forgetList(place);
    trouble = line.words.closed;
  } else trouble = answer.how === 'signed-out' ? 'signed-out' : answer.how === 'offline' ? '没有网络，用的是已取的名单' : line.words[answer.how];
  show();
}

function send() {
  return sending ??= sendAll().finally(() => { sending = null; });
}

async function sendAll() {
  const waiting = mine().filter(entry => !entry.refused);
  if (waiting.length === 0) return;
  const how = await line.send(door, waiting, async (sent, { taken, refused }) => {
    for (const entry of sent.filter(one => taken.includes(one.id) && one.type === 'attendance' && list)) {
      list.known = list.known.filter(one => one.number !== entry.number || one.session !== entry.session);
      if (entry.kind !== 'Withdrawn') list.known.push({ number: entry.number, session: entry.session, kind: entry.kind, at: entry.at, differs: false });
    }
    if (list) await store.keepList(place, list);
    await store.drop(taken);
    for (const { id, why } of refused) await store.enter({ ...sent.find(one => one.id === id), refused: why });
  });
  trouble = how === 'ok' ? '' : how === 'signed-out' ? how : line.words[how];
  await recall();
}

async function recall() {
  queue = (await store.queue()).sort((one, other) => (one.at < other.at ? -1 : 1));
  show();
}

async function enter(entry) {
  const { day, from } = list.sessions[session()];
  await store.enter({ id: store.newId(), place, owner: door.dataset.owner, session: session(), day, from, at: now().toISOString(), device: store.device(), ...entry });
}

async function attend(seat, kind, way) {
  await enter({ type: 'attendance', number: seat.number, kind, way });
  await recall();
  send();
}

// ---- what is shown
function show() {
  door.hidden = false;
  const waiting = mine().filter(entry => !entry.refused).length, refused = mine().filter(entry => entry.refused), others = queue.length - mine().length;
  if (open) {
    const age = list ? now() - new Date(list.at) : 0, minutes = Math.floor(age / minute);
    el('door-age').textContent = list ? `名单 ${list.seats.length} 人，取于 ${dayOf(list.at) === dayOf(now()) ? '' : `${dayOf(list.at)} `}${time(list.at)}（${minutes < 1 ? '刚刚' : minutes < 120 ? `${minutes} 分钟前` : `${Math.floor(minutes / 60)} 小时前`}）` : '还没有名单，请在有网络时更新';
    el('door-standing').className = `panel ${!list || age > oldAfter ? 'panel-waiting' : 'panel-quiet'}`;
  } else el('door-age').textContent = '手机里没有名单';
  const lines = [waiting > 0 ? `${waiting} 条登记待发送` : '登记都已发送'];
  if (others > 0) lines.push(`本机另有 ${others} 条是别的账号或考点登记的，由原账号打开原页面发送`);
  if (refused.length > 0) lines.push(`${refused.length} 条没有被接受：${[...new Set(refused.map(entry => `${entry.number ?? '异常情况'} ${entry.refused}`))].join('；')}`);
  if (trouble && trouble !== 'signed-out') lines.push(trouble);
  el('door-queue').replaceChildren(lines.join('。') + '。', trouble === 'signed-out' ? part('a', { href: door.dataset.signIn, textContent: '登录已过期，重新登录后发送' }) : '');
  el('door-send').disabled = waiting === 0;
  if (open) {
    people();
    result();
  }
}

function sessions() {
  const box = el('door-session');
  if (!box) return;
  const chosen = box.value;
  box.replaceChildren(...list.sessions.map((one, at) => part('option', { value: at, textContent: `${one.day} ${one.from.slice(0, 5)}–${one.to.slice(0, 5)} 第${one.batch}批次` })));
  const next = list.sessions.findIndex(one => Date.parse(`${one.day}T${one.to}+08:00`) > now());
  box.value = chosen !== '' && list.sessions[chosen] ? chosen : String(next < 0 ? list.sessions.length - 1 : next);
}

function acts(seat, way) {
  const at = session(), said = standing(seat.number, at);
  if (!begun(at)) return [part('span', { className: 'quiet', textContent: '考试当天才能登记' })];
  if (said) return [button('撤销', () => attend(seat, 'Withdrawn', way))];
  // Whoever stands at the door with a ticket is not absent.
  return way === 'List' ? [button('签到', () => attend(seat, 'Present', way)), button('缺考', () => attend(seat, 'Absent', way))] : [button('签到', () => attend(seat, 'Present', way), 'button')];
}

const state = said => !said ? '未登记' : `${kinds[said.kind]} ${time(said.at)}${said.differs ? '（登记不一致）' : ''}`;

function people() {
  const room = el('door-room').value, at = session();
  const seats = list ? list.seats.filter(seat => seat.room === room && seat.sessions.includes(at)) : [];
  const said = seats.map(seat => standing(seat.number, at)), count = kind => said.filter(one => one?.kind === kind).length;
  const open = seats.length - count('Present') - count('Absent');
  el('door-figures').replaceChildren(...[['应到', seats.length], ['签到', count('Present')], ['缺考', count('Absent')], ['未登记', open]].map(([words, number]) => part('li', {}, words, part('b', { textContent: number }))));
  el('door-rest').disabled = open === 0 || !begun(at) || now() < Date.parse(`${list.sessions[at].day}T${list.sessions[at].from}+08:00`);
  el('door-rest').textContent = '未登记的记为缺考';
  const cell = (label, ...children) => {
    const made = part('td', {}, ...children);
    made.dataset.label = label;
    return made;
  };
  el('door-people').replaceChildren(seats.length === 0 ? part('p', { className: 'quiet', textContent: '这个考场在所选场次没有考生。' }) : part('table', { className: 'table cards' },
    part('thead', {}, part('tr', {}, ...['座位', '姓名', '准考证号', '登记', '操作'].map(words => part('th', { scope: 'col', textContent: words })))),
    part('tbody', {}, ...seats.map((seat, row) => part('tr', {}, part('th', { scope: 'row', textContent: seat.seat }), cell('姓名', seat.name), cell('准考证号', grouped(seat.number)),
      cell('登记', state(said[row])), part('td', { className: 'acts' }, ...acts(seat, 'List')))))));
}

function result() {
  if (!shown) return el('door-result').replaceChildren();
  const { tone, heading, words, seat, way, may } = shown, said = seat && standing(seat.number, session());
  el('door-result').replaceChildren(part('div', { className: `panel panel-${said ? 'waiting' : tone}` },
    part('h3', { className: 'panel-heading', textContent: said && tone === 'done' ? `已登记：${state(said)}` : heading }), part('p', { textContent: words }),
    seat && photo(door.dataset.photos + seat.number, seat.name), seat && person(seat), seat && may && part('div', { className: 'actions' }, ...acts(seat, way))));
}

function judged(verdict) {
  shown = verdict;
  result();
  el('door-result').focus();
}

const judge = async code => judged(judgeCode(await examine(code, list.keys), list, session()));

// ---- hands
function wire() {
  const video = el('door-video'), idle = el('door-scan').textContent;
  const end = () => {
    scanning = false;
    el('door-scan').textContent = idle;
  };
  el('door-scan').addEventListener('click', async () => {
    if (scanning) {
      stop(video);
      return end();
    }
    if (!list) return;
    [scanning, el('door-scan').textContent, el('door-camera').textContent] = [true, '停止扫码', '把码放在画面中间'];
    try {
      await scan(video, code => {
        end();
        el('door-camera').textContent = '';
        judge(code);
      });
    } catch {
      stop(video);
      end();
      el('door-camera').textContent = '用不了摄像头：请允许使用摄像头，或在下面输入准考证号。';
    }
  });
  el('door-typed').addEventListener('submit', event => {
    event.preventDefault();
    const typed = el('door-number').value;
    if (list && typed.trim()) typed.trim().startsWith('RK2/') ? judge(typed) : judged(judgeNumber(typed, list, session()));
  });
  el('door-session').addEventListener('change', () => {
    shown = null;
    show();
  });
  el('door-room').addEventListener('change', people);
  el('door-rest').addEventListener('click', async () => {
    const room = el('door-room').value, at = session(), rest = list.seats.filter(seat => seat.room === room && seat.sessions.includes(at) && !standing(seat.number, at));
    const asked = `确认：考场 ${room} 的 ${rest.length} 人记为缺考`;
    if (el('door-rest').textContent !== asked) {
      el('door-rest').textContent = asked;
      return;
    }
    for (const seat of rest) await enter({ type: 'attendance', number: seat.number, kind: 'Absent', way: 'List' });
    await recall();
    send();
  });
  el('door-incident').addEventListener('submit', async event => {
    event.preventDefault();
    const words = el('incident-words').value.trim(), number = el('incident-number').value.replace(/\s/g, '');
    if (!list || !words) {
      el('incident-said').textContent = '请写明经过和处理。';
      return;
    }
    await enter({ type: 'incident', number: number || null, room: el('door-room').value, kind: el('incident-kind').value, words });
    event.target.reset();
    el('incident-said').textContent = '已登记。';
    await recall();
    send();
  });
  el('door-clear').addEventListener('click', async () => {
    await store.forgetList(place);
    [list, shown] = [null, null];
    el('door-cleared').textContent = mine().length > 0 ? '名单已清除；还有登记没有发送，发送后才会清除。' : '已清除。';
    show();
  });
}

async function begin() {
  list = await store.listOf(place) ?? null;
  await store.forgetOld(now());
  // What the portal no longer hands out no phone keeps, whatever its clock says.
  if (!open) await store.forgetList(place);
  list = open ? await store.listOf(place) ?? null : null;
  if (open) {
    wire();
    if (list) sessions();
  }
  el('door-load').addEventListener('click', load);
  el('door-load').hidden = !open;
  el('door-send').addEventListener('click', send);
  await recall();
  if (open) await load();
  send();
  window.addEventListener('online', () => {
    if (open) load();
    send();
  });
  setInterval(() => {
    if (open && !document.hidden && (!list || now() - new Date(list.at) > reloadEvery)) load();
    else show();
    send();
  }, minute);
  if (open) {
    const ready = await makeReady().catch(async () => Boolean(await (await caches.open('door')).match(location.pathname)));
    el('door-offline').textContent = ready ? ' 已可离线使用' : ' 不能离线使用';
    door.dataset.ready = ready ? 'yes' : 'no';
  }
}

begin();
