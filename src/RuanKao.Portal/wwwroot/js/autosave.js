// Saves the form by itself about two seconds after a change and when the page is hidden, and says so in words. Nothing that was typed is
// lost when the line or the session ends: the page keeps it, tries again, and goes on after a new sign-in in another tab.
const form = document.querySelector('form[data-token]');
const line = document.getElementById('save-state');
const version = form.elements['Form.Version'];
const token = form.elements['__RequestVerificationToken'];
const { autosave, owner, signIn } = form.dataset;
const pause = 2000, longest = 30000, signedOutPause = 15000;
const stays = ['offline', 'busy', 'signed-out', 'other'];

const body = () => new URLSearchParams(new FormData(form));
const typed = () => {
  const all = body();
  all.delete(version.name);
  all.delete(token.name);
  return all.toString();
};

// What the server has, as far as this page knows; a page that came back with faults shows what it has not.
let saved = form.dataset.unsaved ? null : typed();
let wrong = [], timer = 0, wait = pause, running = null, stopped = false, leaving = false, going = false;
const unsaved = () => typed() !== saved || wrong.length > 0;

function say(words, ...more) {
  line.classList.add('save-state-live');
  line.replaceChildren(words, ...more);
}

function link(words, address, more = {}) {
  return Object.assign(document.createElement('a'), { textContent: words, href: address }, more);
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

function labelOf(name) {
  const control = form.elements[name];
  const one = control instanceof RadioNodeList ? control[0] : control;
  const words = one?.closest('.field')?.querySelector('label, legend')?.cloneNode(true);
  words?.querySelectorAll('.star, .for-readers').forEach(part => part.remove());
  return one && { id: one.id, words: words?.textContent ?? name, control: one };
}

// Beside its box, but not under the hands of somebody who is still typing there.
function mark() {
  for (const note of form.querySelectorAll('[data-unsaved-note]')) {
    const field = note.closest('.field');
    const control = document.getElementById(note.dataset.unsavedNote);
    control?.setAttribute('aria-describedby', (control.getAttribute('aria-describedby') ?? '').replace(note.id, '').trim());
    note.remove();
    if (!field.querySelector('.field-error')) {
      field.classList.remove('field-wrong');
      control?.removeAttribute('aria-invalid');
    }
  }
  for (const fault of wrong) {
    const at = labelOf(fault.field);
    if (!at || at.control === document.activeElement || at.control.closest('.field')?.querySelector('.field-error')) continue;
    const note = Object.assign(document.createElement('p'), { className: 'field-error', id: `${at.id}-unsaved`, textContent: fault.message });
    note.dataset.unsavedNote = at.id;
    at.control.closest('.field').append(note);
    at.control.closest('.field').classList.add('field-wrong');
    at.control.setAttribute('aria-invalid', 'true');
    at.control.setAttribute('aria-describedby', `${at.control.getAttribute('aria-describedby') ?? ''} ${note.id}`.trim());
  }
}

async function renew() {
  const answer = await fetch(form.dataset.token, { headers: { Accept: 'application/json', 'X-Form-Owner': owner }, redirect: 'manual', cache: 'no-store' });
  if (answer.type === 'opaqueredirect' || answer.status === 401) return 'signed-out';
  if (answer.status === 409 || answer.status === 403) return 'other';
  if (!answer.ok) return 'busy';
  token.value = (await answer.json()).token;
  return 'renewed';
}

async function send(sent, keepalive) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await fetch(autosave, { method: 'POST', body: body(), headers: { Accept: 'application/json' }, redirect: 'manual', keepalive });
    if (answer.type === 'opaqueredirect' || answer.status === 401) return 'signed-out';
    if (answer.status === 403) return 'other';
    if (answer.status === 400) {
      const how = await renew();
      if (how !== 'renewed') return how;
      continue;
    }
    if (answer.status === 409) {
      const why = await answer.json();
      if (why.elsewhere) return 'elsewhere';
      stopped = true;
      say(`没有保存：${why.closed}`);
      return 'closed';
    }
    if (!answer.ok) return 'busy';
    const now = await answer.json();
    if (now.version !== null) version.value = now.version;
    [saved, wrong] = [sent, now.wrong];
    mark();
    const time = now.saved ? `已自动保存 ${now.saved}` : '还没有保存。';
    if (wrong.length === 0) say(time);
    else {
      const list = document.createElement('ul');
      list.append(...wrong.map(fault => {
        const at = labelOf(fault.field);
        const item = document.createElement('li');
        item.append(at ? link(at.words, `#${at.id}`) : fault.field, `：${fault.message}`);
        return item;
      }));
      say(`${time}。这些还没有保存，请修改：`, list);
    }
    return 'saved';
  }
  return 'busy';
}

async function attempt(keepalive) {
  let outcome;
  try {
    outcome = await send(typed(), keepalive);
  } catch {
    outcome = 'offline';
  }
  if (outcome === 'saved') {
    wait = pause;
    if (typed() !== saved) later(pause);
  } else if (outcome === 'elsewhere') {
    const button = Object.assign(document.createElement('button'), { className: 'link-button', textContent: '对照两处并选择', type: 'submit', name: 'then', value: 'compare' });
    button.setAttribute('form', form.id ||= 'answers-form');
    say('没有保存：这份报名表在另一处也改过。', button);
  } else if (outcome === 'signed-out') {
    say('没有保存：登录已过期。填写的内容还在本页，', link('重新登录', signIn, { target: '_blank', rel: 'noopener' }), '后会继续保存。');
    later(signedOutPause);
  } else if (outcome === 'other') {
    say('没有保存：这个浏览器已换了另一个账号登录。请用原来的账号', link('重新登录', signIn, { target: '_blank', rel: 'noopener' }), '。');
    later(signedOutPause);
  } else if (outcome !== 'closed') {
    say(outcome === 'offline' ? '没有保存：网络不通，正在重试。请不要关闭本页。' : '没有保存：系统正忙，正在重试。请不要关闭本页。');
    wait = Math.min(wait * 2, longest);
    later(wait);
  }
  return outcome;
}

function save(keepalive = false) {
  clearTimeout(timer);
  if (stopped) return Promise.resolve('closed');
  return running ??= attempt(keepalive === true).finally(() => { running = null; });
}

// A form that was handed in is saved only as a whole: the session is all there is to ask for.
async function alive() {
  try {
    const how = await renew();
    if (how === 'signed-out' || how === 'other') say('没有提交：登录已过期。填写的内容还在本页，', link('重新登录', signIn, { target: '_blank', rel: 'noopener' }), '后请再按一次。');
    if (how === 'busy') say('没有提交：系统正忙，请稍后再按一次。');
    return how;
  } catch {
    say('没有提交：网络不通，恢复后请再按一次。');
    return 'offline';
  }
}

if (autosave) {
  const changed = () => { if (!stopped && typed() !== saved) later(pause); };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('focusout', () => setTimeout(mark));
  window.addEventListener('online', () => { if (unsaved()) save(); });
  document.addEventListener('visibilitychange', () => { if (typed() !== saved && !leaving) save(document.hidden); });
  window.addEventListener('focus', () => { if (typed() !== saved && !leaving) save(); });
  if (saved === null) later(pause);
}

form.addEventListener('submit', async event => {
  if (leaving) return;
  event.preventDefault();
  if (going) return;
  going = true;
  const button = event.submitter;
  if (running) await running;
  const outcome = autosave ? await save() : await alive();
  going = false;
  if (stays.includes(outcome)) {
    line.scrollIntoView({ block: 'nearest' });
    return;
  }
  leaving = true;
  if (button?.name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: button.name, value: button.value, id: 'pressed' }));
  form.submit();
});

window.addEventListener('beforeunload', event => { if (!leaving && unsaved()) event.preventDefault(); });
window.addEventListener('pageshow', event => {
  if (!event.persisted) return;
  leaving = false;
  document.getElementById('pressed')?.remove();
});
