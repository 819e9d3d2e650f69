// Tables of the desk: a press on a heading sorts, a word filters, and what is shown can be taken along as a file.
// Only tables that are whole: where a pager follows, the lines that are not here would be missing from all three.
const LEAST_TO_FILTER = 8;
const LEAST_FOR_TOOLS = 4;
const words = new Intl.Collator('zh-Hans-CN', { numeric: true });

for (const table of document.querySelectorAll('.frame-desk table.table')) {
  const body = table.tBodies[0];
  const heads = table.tHead && table.tHead.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
  const whole = !table.nextElementSibling || !table.nextElementSibling.matches('.pager:not([data-whole])');
  if (whole && heads.length > 1 && table.tBodies.length === 1 && body.rows.length > 1 && !table.querySelector('[rowspan], tbody [colspan]')) equip(table, body, heads);
}

function equip(table, body, heads) {
  const rows = [...body.rows];
  // Sums stay where they are.
  const sums = rows.filter(row => row.classList.contains('lit') && row === rows[rows.length - 1]);
  const lines = rows.filter(row => !sums.includes(row));
  const columns = heads.map((head, at) => ({ head, at, name: textOf(head) })).filter(column => column.name && !column.head.classList.contains('acts'));
  if (columns.length < 2 || lines.length < 2) return;
  let sorted = { at: -1, down: false };

  const tools = element('div', 'table-tools not-printed');
  const told = element('span', 'quiet');
  told.setAttribute('role', 'status');
  if (lines.length >= LEAST_TO_FILTER) tools.append(filter(lines, told));
  tools.append(picker(), taken(), told);
  if (lines.length >= LEAST_FOR_TOOLS) (table.closest('.table-frame') || table).before(tools);

  for (const column of columns) {
    const button = element('button', 'sort');
    button.type = 'button';
    button.append(...column.head.childNodes);
    button.addEventListener('click', () => sort(column.at, sorted.at === column.at && !sorted.down));
    column.head.append(button);
  }

  function sort(at, down) {
    sorted = { at, down };
    for (const column of columns) {
      if (column.at === at) column.head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else column.head.removeAttribute('aria-sort');
    }
    const keys = new Map(lines.map(row => [row, keyOf(row.cells[at])]));
    const numbers = lines.every(row => keys.get(row) === '' || !Number.isNaN(numberOf(keys.get(row))));
    const order = [...lines].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      // What is empty comes last either way.
      if (a === '' || b === '') return (a === '') - (b === '');
      return (numbers ? numberOf(a) - numberOf(b) : words.compare(a, b)) * (down ? -1 : 1);
    });
    body.append(...order, ...sums);
  }

  // On a phone the headings are not on the screen.
  function picker() {
    const label = element('label', 'table-sort');
    label.append('排序');
    const select = document.createElement('select');
    const offer = (name, value) => { select.append(new Option('', value)); select.lastChild.label = name; };
    offer('按原来的顺序', '');
    for (const column of columns) {
      offer(column.name, `${column.at} `);
      offer(`${column.name}（倒序）`, `${column.at} down`);
    }
    select.addEventListener('change', () => {
      if (select.value === '') body.append(...lines, ...sums);
      else sort(Number.parseInt(select.value, 10), select.value.endsWith('down'));
    });
    label.append(select);
    return label;
  }

  function taken() {
    const button = element('button', 'link-button');
    button.type = 'button';
    button.textContent = '导出本表';
    button.addEventListener('click', () => {
      const shown = [...body.rows].filter(row => !row.hidden);
      const cells = [columns.map(column => column.name), ...shown.map(row => columns.map(column => textOf(row.cells[column.at])))];
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\uFEFF' + cells.map(line => line.map(quoted).join(',') + '\r\n').join('')], { type: 'text/csv;charset=utf-8' }));
      link.download = `${document.querySelector('h1').textContent.trim().replace(/\s+/g, ' ')}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  }
}

function filter(lines, told) {
  const label = element('label', 'table-filter');
  label.append('本表内查找');
  const input = document.createElement('input');
  input.type = 'search';
  input.autocomplete = 'off';
  const texts = lines.map(row => row.textContent.replace(/\s+/g, ' ').toLowerCase());
  input.addEventListener('input', () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    lines.forEach((row, at) => { row.hidden = !wanted.every(word => texts[at].includes(word)); });
    told.textContent = wanted.length ? `显示 ${lines.filter(row => !row.hidden).length} / ${lines.length} 行` : '';
  });
  label.append(input);
  return label;
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

// Words that are there for readers alone say what the eye sees from the place.
function textOf(cell) {
  const copy = cell.cloneNode(true);
  for (const hidden of copy.querySelectorAll('.for-readers')) hidden.remove();
  return copy.textContent.trim().replace(/\s+/g, ' ');
}

function keyOf(cell) {
  const text = textOf(cell);
  return text === '—' ? '' : text;
}

function numberOf(text) {
  return /^[-+]?[\d,]+(\.\d+)?( ?(元|%|人|个|笔))?$/.test(text) ? Number.parseFloat(text.replace(/,/g, '')) : Number.NaN;
}

// Names come from people: no text may become a formula.
function quoted(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(numberOf(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
