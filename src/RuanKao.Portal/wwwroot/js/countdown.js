// Keeps a countdown going by the server's clock, which data-now gives: a wrong device clock changes nothing.
const two = n => String(n).padStart(2, '0');

function parts(ms, shape) {
  const s = Math.floor(ms / 1000), d = Math.floor(s / 86400), h = Math.floor(s / 3600), m = Math.floor(s / 60);
  if (shape === 'clock') return [[`${two(m)}:${two(s % 60)}`, '']];
  if (shape === 'seconds') return [[Math.ceil(ms / 1000), '秒']];
  if (shape === 'full') return [[d, '天'], [two(h % 24), '小时'], [two(m % 60), '分']];
  if (d >= 1) return [[d, '天']];
  if (h >= 1) return [[h, '小时']];
  return [[Math.max(1, m), '分钟']];
}

for (const element of document.querySelectorAll('[data-deadline]')) {
  const deadline = Date.parse(element.dataset.deadline);
  const start = performance.now();
  const now = element.dataset.now ? Date.parse(element.dataset.now) : Date.now();
  const tick = () => {
    const left = deadline - (now + performance.now() - start);
    element.textContent = '';
    if (left <= 0) {
      clearInterval(timer);
      element.textContent = element.dataset.over || '已截止';
      element.dispatchEvent(new CustomEvent('deadline', { bubbles: true }));
      return;
    }
    for (const [number, unit] of parts(left, element.dataset.shape)) {
      const b = document.createElement('b'), i = document.createElement('i');
      b.textContent = number;
      i.textContent = unit;
      element.append(b, i);
    }
  };
  const timer = setInterval(tick, { clock: 1000, seconds: 250 }[element.dataset.shape] ?? 15000);
}
