// Asks every three seconds how the payment stands and shows the page anew when that changed. Bounded: the page works without it.
const place = document.querySelector('[data-payment-state]');
const words = document.querySelector('[data-payment-words]');
let left = 400;
let timer = 0;

async function ask() {
  timer = 0;
  if (left-- <= 0) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(place.dataset.paymentState, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404 || answer.redirected) return;
      if (answer.ok) {
        const now = await answer.json();
        if (now.decided || now.state !== place.dataset.paymentNow) {
          location.reload();
          return;
        }
      }
    } catch {
      if (words) words.textContent = '网络不通，恢复后本页会自动更新';
    }
  }
  timer = setTimeout(ask, 3000);
}

// A payer who comes back from the app wants to know at once.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && timer) {
    clearTimeout(timer);
    ask();
  }
});
document.addEventListener('deadline', () => setTimeout(() => location.reload(), 1000), { once: true });
if (place && !place.dataset.paymentDecided) timer = setTimeout(ask, 3000);
