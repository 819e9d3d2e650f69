// A 显示 button inside each password box; data-reveal on the input asks for it.
for (const input of document.querySelectorAll('input[type="password"][data-reveal]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'reveal';
  button.setAttribute('aria-controls', input.id);
  const show = shown => {
    input.type = shown ? 'text' : 'password';
    button.textContent = shown ? '隐藏' : '显示';
    button.setAttribute('aria-label', shown ? '隐藏密码' : '显示密码');
  };
  show(false);
  button.addEventListener('click', () => show(input.type === 'password'));
  // Sent as a password, so that the browser does not keep it among what was typed.
  if (input.form) input.form.addEventListener('submit', () => show(false));
  input.insertAdjacentElement('afterend', button);
}
