// A select that narrows a grouped one to the group of its own words, and the line that says what the choice means:
// <select data-narrows="id of the grouped select">, <select data-says="id of a line with data-lines as JSON by value">. The server checks either way.
for (const wide of document.querySelectorAll('select[data-narrows]')) {
  const grouped = document.getElementById(wide.dataset.narrows);
  const groups = [...grouped.querySelectorAll('optgroup')];
  const word = () => (wide.value ? wide.selectedOptions[0].textContent : '');
  const groupOfChoice = () => groups.find(group => [...group.children].some(option => option.value && option.value === grouped.value));
  const narrow = () => {
    const chosen = grouped.value;
    // Not hidden but taken out: some browsers show hidden options.
    for (const group of groups) group.remove();
    grouped.append(...groups.filter(group => !word() || group.label === word()));
    grouped.value = chosen;
    if (grouped.selectedIndex < 0) grouped.value = '';
  };
  wide.addEventListener('change', () => {
    const before = grouped.value;
    narrow();
    if (grouped.value !== before) grouped.dispatchEvent(new Event('change', { bubbles: true }));
  });
  grouped.addEventListener('change', () => {
    const group = groupOfChoice();
    if (!group || group.label === word()) return;
    wide.value = [...wide.options].find(option => option.textContent === group.label)?.value ?? wide.value;
    narrow();
  });
  // What came back as wrong stays as it was chosen until the person changes it.
  const start = () => {
    const group = groupOfChoice();
    if (!group || group.label === word()) narrow();
  };
  start();
  window.addEventListener('pageshow', start);
}

for (const select of document.querySelectorAll('select[data-says]')) {
  const line = document.getElementById(select.dataset.says);
  const lines = JSON.parse(line.dataset.lines);
  const say = () => {
    line.textContent = lines[select.value] ?? '';
    line.hidden = line.textContent === '';
  };
  select.addEventListener('change', say);
  say();
  window.addEventListener('pageshow', say);
}
