// From what the models saw to a frame by the rule: eyes level, head 2/3 of the height, in the middle. Everything in pixels of the picture.
import * as frames from './frame.js';
import * as models from './models.js';
import { refined } from './mask.js';

// Of an adult's head the eyes lie about half way between crown and chin, and the chin as far below the mouth as 0.6 of the way from eyes to mouth.
const chinBelowEyes = 1.62, crownAboveEyes = 1.7;

// Finds the faces: as the picture lies, and where that shows none or one askew, turned by quarters too; far away last.
export async function look(files, picture, size, signal) {
  const light = lightened(picture, size), scale = light.width / size.width;
  const whole = { x: light.width / 2, y: light.height / 2, side: Math.max(light.width, light.height) };
  let best = [];
  for (const [kind, turn] of [['near', 0], ['near', 90], ['near', 270], ['near', 180], ['far', 0]]) {
    const found = await seen(files, kind, light, { ...whole, turn }, signal);
    if (found.length > 0 && (best.length === 0 || found[0].score > best[0].score + 0.05)) best = found;
    if (best.length > 0 && best[0].score > 0.85 && Math.abs(best[0].turn - turn) < 30) break;
    if (turn === 180 && best.length > 0) break;
  }
  const faces = [];
  for (const face of best) faces.push(await closer(files, light, face, signal));
  return faces.map(face => ({ ...face, eyes: face.eyes.map(at => at / scale), size: face.size / scale }));
}

// Looks again from near by, several times, a little differently and in the mirror: where the points lie decides the whole crop, and one look errs by degrees.
async function closer(files, picture, face, signal) {
  let now = face;
  for (const [distances, leans] of [[[7], [0]], [[5.5, 6.5, 8], [-5, 5]]]) {
    const looks = [];
    for (const distance of distances) {
      for (const lean of leans) {
        for (const mirrored of [false, true]) {
          const view = { x: now.eyes[0], y: now.eyes[1], side: now.size * distance, turn: now.turn + lean, mirrored };
          const [again] = await seen(files, 'near', picture, view, signal);
          if (again) looks.push(again);
        }
      }
    }
    if (looks.length === 0) return now;
    const median = read => {
      const values = looks.map(read).sort((a, b) => a - b), half = values.length >> 1;
      return (values[half] + values[values.length - 1 - half]) / 2;
    };
    now = { score: median(l => l.score), eyes: [median(l => l.eyes[0]), median(l => l.eyes[1])], turn: median(l => l.turn), size: median(l => l.size), aside: median(l => l.aside) };
  }
  return now;
}

// A copy that is quick to look at from many sides.
function lightened(picture, { width, height }) {
  const scale = Math.min(1, 1200 / Math.max(width, height)), canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function seen(files, kind, picture, view, signal) {
  const square = squared(picture, view);
  const faces = await models.faces(files, kind, square.canvas, signal);
  return faces.map(face => measured(face, square.place, view.mirrored)).sort((a, b) => b.size - a.size);
}

// The frame for a face, and what was noticed on the way, in words.
export async function propose(files, picture, face, signal) {
  const rough = fitted(face, face.size * (crownAboveEyes + chinBelowEyes), face.size * crownAboveEyes);
  const around = { ...rough, height: rough.height * 1.3 };
  const share = await models.person(files, frames.cut(picture, around, models.personSide, models.personSide), signal);
  const crown = crownIn(share, around, face);
  return fitted(face, crown + face.size * chinBelowEyes, crown);
}

// White where the wall is: the mask covers exactly the frame.
export async function mask(files, picture, frame, signal) {
  const shown = frames.cut(picture, frame);
  const share = await models.person(files, shown, signal);
  return refined(share, models.personSide, shown);
}

export function hints(faces) {
  const words = [];
  const [face, ...others] = faces;
  if (others.some(other => other.size > face.size * 0.4)) words.push(`照片里像是有 ${others.length + 1} 个人。报名照片只能有您本人；下面按最大的一张脸处理。`);
  if (Math.abs(face.aside) > 0.22) words.push('脸好像转向了一侧。请核对：面部应正对镜头，双耳可见。');
  if (Math.abs(face.turn) > 20 && Math.abs(face.turn) < 70) words.push('头部倾斜较多，已尽量旋正；重拍一张端正的会更好。');
  return words;
}

// A square out of the picture, turned and perhaps mirrored, and how its places lie in the picture.
function squared(picture, { x, y, side, turn, mirrored }) {
  const small = 256, canvas = document.createElement('canvas');
  canvas.width = canvas.height = small;
  const context = canvas.getContext('2d');
  context.translate(small / 2, small / 2);
  if (mirrored) context.scale(-1, 1);
  context.rotate(turn * Math.PI / 180);
  context.scale(small / side, small / side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, -x, -y);
  const place = ([across, down]) => {
    const [right, below] = frames.rotated((mirrored ? 0.5 - across : across - 0.5) * side, (down - 0.5) * side, -turn);
    return [x + right, y + below];
  };
  return { canvas, place };
}

function measured(face, place, mirrored) {
  const [one, other, nose, mouth] = face.points.map(place), [right, left] = mirrored ? [other, one] : [one, other];
  const eyes = [(right[0] + left[0]) / 2, (right[1] + left[1]) / 2];
  const angle = Math.atan2(left[1] - right[1], left[0] - right[0]) * 180 / Math.PI;
  const apart = Math.hypot(left[0] - right[0], left[1] - right[1]);
  const [, below] = frames.rotated(mouth[0] - eyes[0], mouth[1] - eyes[1], -angle);
  const [aside] = frames.rotated(nose[0] - eyes[0], nose[1] - eyes[1], -angle);
  // A turned head has its eyes close together, a bowed one its mouth close to them: the larger of the two speaks for its size.
  return { score: face.score, eyes, turn: -angle, size: Math.max(below, apart * 1.1), aside: aside / apart };
}

// The frame in which a head of this height, whose crown lies so far above the eyes, has its place.
function fitted(face, head, crown) {
  const height = head / (frames.chin - frames.crown);
  const [right, down] = frames.rotated(0, (0.5 - frames.crown) * height - crown, -face.turn);
  return { x: face.eyes[0] + right, y: face.eyes[1] + down, height, turn: Math.abs(face.turn) < 0.7 ? 0 : Math.round(face.turn * 10) / 10 };
}

// How far the crown lies above the eyes: the first row from above where somebody is, in the middle third of the head.
function crownIn(share, around, face) {
  const side = models.personSide;
  const [right, down] = frames.rotated(face.eyes[0] - around.x, face.eyes[1] - around.y, around.turn);
  const column = (right / (around.height * frames.shape) + 0.5) * side, eyeRow = (down / around.height + 0.5) * side;
  const half = Math.max(2, face.size * 0.35 / (around.height * frames.shape) * side);
  for (let row = 0; row < eyeRow; row++) {
    let sum = 0, count = 0;
    for (let at = Math.round(column - half); at <= column + half; at++) {
      sum += share[row * side + at] || 0;
      count++;
    }
    if (sum / count > 0.5) {
      const above = (eyeRow - row) / side * around.height;
      return Math.min(Math.max(above, face.size * 1.25), face.size * 2.4);
    }
  }
  return face.size * crownAboveEyes;
}
