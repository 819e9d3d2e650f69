// Asks every two seconds how far long work is, says so, and shows the page anew when it is done. The page works without it.
const line = document.querySelector('[data-progress]');

async function ask() {
  try {
    if (!document.hidden) {
      const answer = await fetch(line.dataset.progress, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual' });
      if (!answer.ok) return;
      const now = await answer.json();
      line.textContent = now.words;
      if (now.done) {
        location.reload();
        return;
      }
    }
  } catch {
    // The network comes back or it does not; the work goes on without the page.
  }
  setTimeout(ask, 2000);
}

if (line) setTimeout(ask, 2000);
