// Small builders of what the door shows. Texts go in as texts.
export const el = id => document.getElementById(id);

export function part(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children.filter(child => child !== null && child !== undefined && child !== '' && child !== false));
  return made;
}

export const button = (words, press, look = 'link-button') => {
  const made = part('button', { type: 'button', className: look, textContent: words });
  made.addEventListener('click', press);
  return made;
};

const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
export const time = at => clock.format(new Date(at));
export const dayOf = at => day.format(new Date(at));
export const grouped = number => number.replace(/(\d{4})(?=\d)/g, '$1 ');
export const kinds = { Present: '签到', Absent: '缺考' };

export function person(seat) {
  return part('dl', { className: 'answers' },
    ...[['姓名', seat.name], ['准考证号', grouped(seat.number)], ['考场', seat.room], ['座位', String(seat.seat)]]
      .map(([question, answer]) => part('div', { className: 'answer' }, part('dt', { textContent: question }), part('dd', {}, part('b', { textContent: answer })))));
}

export function photo(address, name) {
  const place = part('div', { className: 'door-photo' });
  const picture = part('img', { className: 'portrait', src: address, alt: `${name}的报名照片`, width: 148, height: 207 });
  picture.addEventListener('error', () => place.replaceChildren(part('p', { textContent: '没有网络，看不到照片。请以证件和票面照片核对。' })));
  place.append(picture);
  return place;
}
