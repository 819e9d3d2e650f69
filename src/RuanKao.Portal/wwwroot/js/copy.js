// A button beside each text that is there to be copied; data-copy on the input names it. Without it the text is copied by hand.
for (const input of document.querySelectorAll('input[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button-outline';
  button.textContent = input.dataset.copy;
  const said = document.createElement('span');
  said.className = 'quiet';
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    let done = false;
    try {
      await navigator.clipboard.writeText(input.value);
      done = true;
    } catch {
      // Old browsers, and pages that are not secure.
      input.focus();
      input.setSelectionRange(0, input.value.length);
      done = document.execCommand('copy');
    }
    said.textContent = done ? '已复制' : '没有复制成功，请长按链接复制';
  });
  input.insertAdjacentElement('afterend', button);
  button.insertAdjacentElement('afterend', said);
}
