// A second click on a form that is on its way does nothing; the server is safe without this.
const sent = new Map();
const patience = 8000;
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || form.hasAttribute('data-repeat')) return;
  const last = sent.get(form);
  if (last !== undefined && performance.now() - last < patience) {
    event.preventDefault();
    return;
  }
  sent.set(form, performance.now());
});
window.addEventListener('pageshow', () => sent.clear());
