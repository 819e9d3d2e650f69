// 看不清？换一张: fetches the link's answer {"src": "...", "id": "..."} and puts a new picture and id in place; without it the link reloads the page.
// <a href="/captcha/new" data-refresh-image="captcha-picture" data-refresh-id="CaptchaId">
document.addEventListener('click', async event => {
  const link = event.target.closest('a[data-refresh-image]');
  if (!link) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { Accept: 'application/json' } });
    const fresh = await answer.json();
    document.getElementById(link.dataset.refreshImage).src = fresh.src;
    const holder = link.dataset.refreshId && document.getElementById(link.dataset.refreshId);
    if (holder) holder.value = fresh.id;
  } catch {
    location.assign(link.href);
  }
});
