// What a door says to a code or a typed number. Pure: the list is what the phone has, whatever the network does.
const refused = (heading, words) => ({ tone: 'wrong', heading, words, seat: null });

// The number's own check digit (Damm), as TicketNumber makes it.
const table = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978', '3674209581', '5869720134', '8945362017', '9438617205', '2581436790'];

export function isNumber(number) {
  if (!/^\d{16}$/.test(number)) return false;
  let state = 0;
  for (const digit of number) state = Number(table[state][Number(digit)]);
  return state === 0;
}

function found(seat, session, way) {
  if (!seat.sessions.includes(session)) return { tone: 'waiting', heading: '不是这一场的考生', words: '这名考生在所选场次没有考试，请核对场次。', seat, way, may: false };
  return { tone: 'done', heading: way === 'Code' ? '准考证有效' : '名单中有这名考生', words: way === 'Code' ? '请核对本人、证件原件和姓名。' : '只查了名单，没有验证票面。请核对本人、证件原件、姓名和票面内容。', seat, way, may: true };
}

export function judgeCode({ statement, fault }, list, session) {
  if (fault === 'form') return refused('不是本系统的准考证码', '这个码不是准考证上的入场核验码，或者没有扫完整。');
  if (fault === 'key') return refused('签名密钥不认识', '票面不是用现在有效的密钥签发的。先更新名单；仍不认识的，这张准考证无效，请考生联系考务人员。');
  if (fault === 'signature') return refused('签名不符，准考证无效', '票面内容与签名不一致，可能被改动过。请考生联系考务人员。');
  if (statement.round !== list.round) return refused('不是这次考试的准考证', `票面的考试轮次是 ${statement.round}。`);
  const seat = list.seats.find(one => one.number === statement.number);
  if (!seat) {
    return statement.site === list.site ? refused('名单中没有这张准考证', '票面是真的，但名单里没有：可能已换到别的考点，或报名已终止。请先更新名单，再联系考务人员。')
      : refused('不是本考点的准考证', `票面的考点是 ${statement.site}，考场 ${statement.room}，座位 ${statement.seat}。`);
  }
  if (statement.version < seat.version) {
    return { tone: 'wrong', heading: '已作废（换座）', words: `票面是换座以前打印的。现在的座位：考场 ${seat.room}，座位 ${seat.seat}。请核对本人后按现在的座位安排。`, seat, way: 'Code', may: seat.sessions.includes(session), superseded: true };
  }
  if (statement.version > seat.version) {
    return { tone: 'waiting', heading: '名单比准考证旧', words: `票面是换座以后打印的：考场 ${statement.room}，座位 ${statement.seat}。请更新名单后再核验。`, seat: { ...seat, room: statement.room, seat: statement.seat }, way: 'Code', may: seat.sessions.includes(session) };
  }
  if (statement.site !== list.site || statement.room !== seat.room || statement.seat !== seat.seat) return refused('票面与名单不一致', `名单中的座位：考场 ${seat.room}，座位 ${seat.seat}。请联系考务人员。`);
  return found(seat, session, 'Code');
}

export function judgeNumber(typed, list, session) {
  const number = typed.replace(/\s/g, '');
  if (!isNumber(number)) return refused('号码不对', '准考证号是16位数字，末位是校验码。请对照票面再输入一次。');
  const seat = list.seats.find(one => one.number === number);
  return seat ? found(seat, session, 'Number') : refused('名单中没有这个号码', '不是本考点的考生，或名单取得早。请更新名单，再联系考务人员。');
}
