// A button where the page offers to be printed; without it the browser's own command does the same.
for (const place of document.querySelectorAll('[data-print]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button-outline';
  button.textContent = place.dataset.print;
  button.addEventListener('click', () => window.print());
  place.replaceWith(button);
}
