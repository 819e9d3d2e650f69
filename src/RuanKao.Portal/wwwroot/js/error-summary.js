// Brings the reader to the list of errors, and from a line of it to the control.
const summary = document.querySelector('.error-summary');
if (summary) {
  summary.focus();
  summary.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const holder = control.closest('.field') || control;
    holder.scrollIntoView();
    control.focus({ preventScroll: true });
  });
}
