// The review desk by keyboard, the claim of the open case kept and let go, the undo that goes with its second. Without it everything is done by pointer.
const off = 'review-keys-off';
const settle = 250;
const opened = performance.now();
let on = true;
try { on = localStorage.getItem(off) === null; } catch { /* private windows refuse it: the keys are on */ }
const show = () => document.documentElement.classList.toggle('keys-on', on);
show();

for (const box of document.querySelectorAll('[data-keys-switch]')) {
  box.checked = on;
  box.addEventListener('change', () => {
    on = box.checked;
    try { on ? localStorage.removeItem(off) : localStorage.setItem(off, '1'); } catch { /* holds for this page */ }
    show();
  });
}

const typing = element => element.closest('textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]');

function press(key) {
  const digit = /^[0-9]$/.test(key) && document.querySelector(`[data-digit="${key}"]`);
  if (digit) {
    if (digit.type === 'checkbox') digit.click();
    digit.focus();
    return true;
  }
  const target = [...document.querySelectorAll('[data-key]')].find(element => element.dataset.key === key);
  if (!target) return false;
  if (target.dataset.focus) {
    // The reasons come first; the button itself sends them.
    document.querySelector(target.dataset.focus)?.focus();
    return true;
  }
  // A key struck twice must not decide the case that has only just come up.
  if ('decides' in target.dataset && performance.now() - opened < settle) return true;
  if (target.matches('input')) target.focus();
  else target.click();
  return true;
}

document.addEventListener('keydown', event => {
  if (!on || event.isComposing || event.repeat || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' && event.ctrlKey) {
    const form = document.querySelector('form[data-send]');
    if (form && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit ? form.requestSubmit() : form.querySelector('button').click();
    }
    return;
  }
  if (event.ctrlKey) return;
  if (event.key === 'Escape') {
    if (typing(event.target)) event.target.blur();
    return;
  }
  if (!typing(event.target) && press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
});

if (location.hash === '#Search_Text') document.getElementById('Search_Text')?.focus();

// What can no longer be undone is not offered.
for (const form of document.querySelectorAll('[data-decided]'))
  form.addEventListener('deadline', () => form.querySelector('button')?.remove());

const held = document.querySelector('[data-claim]');
if (held) {
  const body = () => {
    const form = new FormData();
    form.set('opening', held.dataset.opening);
    form.set('__RequestVerificationToken', held.querySelector('[name=__RequestVerificationToken]').value);
    return form;
  };
  let touched = performance.now();
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'scroll']) document.addEventListener(kind, () => { touched = performance.now(); }, { passive: true });
  const every = held.dataset.renew * 1000;
  const timer = setInterval(async () => {
    // Nobody there: it lapses by itself, and the session with it.
    if (document.hidden || performance.now() - touched > every * 3) return;
    try {
      const answer = await fetch(held.dataset.claim, { method: 'POST', body: body() });
      if (answer.ok && !answer.redirected) return;
      clearInterval(timer);
      for (const form of held.querySelectorAll('form')) form.hidden = true;
      held.querySelector('[data-claim-lost]').hidden = false;
    } catch { /* no network: tried again */ }
  }, every);
  window.addEventListener('pagehide', () => navigator.sendBeacon?.(held.dataset.release, body()));
  // A page that comes back out of the browser's memory holds nothing any more.
  window.addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
}
