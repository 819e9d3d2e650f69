// The crop: the frame with its head guide stands still, the picture moves beneath it. By finger (drag, pinch), mouse (drag, wheel), buttons,
// and keyboard (arrows, + and -, R for a quarter, comma and full stop for a little turn).
import * as frames from './frame.js';

const share = 0.8; // of the stage's height, for the frame

export class Editor {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.stage = root.querySelector('canvas.photo-stage');
    this.preview = root.querySelector('canvas.photo-preview');
    this.size = root.querySelector('[data-photo-size]');
    this.words = root.querySelector('[data-photo-words]');
    this.small = root.querySelector('[data-photo-small]');
    this.zoom = root.querySelector('[data-photo-zoom]');
    this.turn = root.querySelector('[data-photo-turn]');
    this.pointers = new Map();
    this.listen();
  }

  show(picture, frame) {
    this.picture = { width: picture.naturalWidth || picture.width, height: picture.naturalHeight || picture.height };
    this.full = picture;
    // A phone's 12 megapixels are slow to draw sixty times a second; a copy of 1,600 px is not.
    const long = Math.max(this.picture.width, this.picture.height);
    this.scale = Math.min(1, 1600 / long);
    this.light = picture;
    if (this.scale < 1) {
      this.light = document.createElement('canvas');
      [this.light.width, this.light.height] = [Math.round(this.picture.width * this.scale), Math.round(this.picture.height * this.scale)];
      this.light.getContext('2d').drawImage(picture, 0, 0, this.light.width, this.light.height);
    }
    this.base = frames.whole(this.picture);
    this.set(frame || this.base);
  }

  set(frame, byHand = false) {
    this.frame = frames.fit(frame, this.picture);
    this.draw();
    this.changed(this.frame, byHand);
  }

  get fields() {
    return frames.recipe(this.frame, this.picture);
  }

  draw() {
    if (this.waiting || !this.picture) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  paint() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const box = this.stage.getBoundingClientRect();
    if (box.width === 0) return;
    const [across, down] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (this.stage.width !== across || this.stage.height !== down) [this.stage.width, this.stage.height] = [across, down];
    const context = this.stage.getContext('2d');
    const tall = down * share, wide = tall * frames.shape;
    const [left, top] = [(across - wide) / 2, (down - tall) / 2];
    context.fillStyle = '#e5e9ef';
    context.fillRect(0, 0, across, down);
    context.fillStyle = '#fff';
    context.fillRect(left, top, wide, tall);
    frames.draw(context, this.light, this.frame, tall, across / 2, down / 2, this.scale);
    context.fillStyle = 'rgba(31, 41, 55, .55)';
    context.beginPath();
    context.rect(0, 0, across, down);
    context.rect(left, top, wide, tall);
    context.fill('evenodd');
    guide(context, left, top, wide, tall, ratio);

    const small = this.preview.getContext('2d');
    small.fillStyle = '#fff';
    small.fillRect(0, 0, frames.width, frames.height);
    frames.draw(small, this.light, this.frame, frames.height, frames.width / 2, frames.height / 2, this.scale);
    this.say();
  }

  say() {
    const [across, down] = frames.pixels(this.frame);
    this.size.textContent = `选定 ${across}×${down} 像素`;
    this.small.hidden = across >= frames.width && down >= frames.height;
    const degrees = this.frame.turn;
    this.words.textContent = degrees === 0 ? '没有旋转' : `${degrees > 0 ? '顺' : '逆'}时针旋转 ${Math.abs(degrees)}°`;
    this.zoom.value = String(Math.round(100 * Math.log2(this.base.height / this.frame.height)));
    const quarter = Math.round(degrees / 90) * 90;
    this.turn.value = String(degrees - quarter);
    this.turn.setAttribute('aria-valuetext', this.words.textContent);
  }

  listen() {
    const stage = this.stage;
    stage.addEventListener('pointerdown', event => {
      if (event.button > 0) return;
      stage.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    stage.addEventListener('pointermove', event => this.drag(event));
    for (const end of ['pointerup', 'pointercancel']) stage.addEventListener(end, event => this.pointers.delete(event.pointerId));
    stage.addEventListener('wheel', event => {
      // The wheel scrolls the page until the picture is in use.
      if (!event.ctrlKey && document.activeElement !== stage) return;
      event.preventDefault();
      const [right, down] = this.place([event.clientX, event.clientY]);
      this.set(frames.enlarged(this.frame, Math.pow(1.0015, -event.deltaY), right, down), true);
    }, { passive: false });
    stage.addEventListener('keydown', event => this.key(event));
    this.zoom.addEventListener('input', () => this.set({ ...this.frame, height: this.base.height / Math.pow(2, this.zoom.value / 100) }, true));
    this.turn.addEventListener('input', () => this.set({ ...this.frame, turn: Math.round(this.frame.turn / 90) * 90 + Number(this.turn.value) }, true));
    this.root.addEventListener('click', event => {
      const button = event.target.closest('[data-photo-do]');
      if (button) this.act(button.dataset.photoDo);
    });
    window.addEventListener('resize', () => this.draw());
  }

  // Of a place on the screen, where it lies from the frame's centre, in parts of the frame's height.
  place([x, y]) {
    const box = this.stage.getBoundingClientRect(), tall = box.height * share;
    return [(x - box.left - box.width / 2) / tall, (y - box.top - box.height / 2) / tall];
  }

  drag(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const before = [...this.pointers.values()];
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const after = [...this.pointers.values()];
    const [from, to] = [middle(before), middle(after)].map(point => this.place(point));
    let frame = frames.moved(this.frame, to[0] - from[0], to[1] - from[1]);
    if (after.length === 2 && distance(before) > 0) frame = frames.enlarged(frame, distance(after) / distance(before), ...to);
    this.set(frame, true);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.05 : 0.01;
    const does = {
      ArrowLeft: () => frames.moved(this.frame, -step, 0), ArrowRight: () => frames.moved(this.frame, step, 0),
      ArrowUp: () => frames.moved(this.frame, 0, -step), ArrowDown: () => frames.moved(this.frame, 0, step),
      '+': () => frames.enlarged(this.frame, 1.04), '=': () => frames.enlarged(this.frame, 1.04), '-': () => frames.enlarged(this.frame, 1 / 1.04),
      ',': () => frames.turnedBy(this.frame, -0.5), '.': () => frames.turnedBy(this.frame, 0.5),
      r: () => frames.turnedBy(this.frame, 90), R: () => frames.turnedBy(this.frame, 90),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    this.set(does(), true);
  }

  act(what) {
    const does = {
      larger: () => frames.enlarged(this.frame, 1.08), smaller: () => frames.enlarged(this.frame, 1 / 1.08),
      quarter: () => frames.turnedBy(this.frame, 90), reset: () => this.base,
    }[what];
    if (does) this.set(does(), true);
  }
}

// Two lines and an oval say where the head belongs, before any text does.
function guide(context, left, top, wide, tall, ratio) {
  const [high, low] = [top + tall * frames.crown, top + tall * frames.chin], centre = left + wide / 2;
  context.strokeStyle = '#1d4ed8';
  context.lineWidth = 2 * ratio;
  context.strokeRect(left, top, wide, tall);
  for (const [colour, offset] of [['#fff', 4 * ratio], ['#1d4ed8', 0]]) {
    context.strokeStyle = colour;
    context.lineWidth = 1.5 * ratio;
    context.setLineDash([5 * ratio, 4 * ratio]);
    context.lineDashOffset = offset;
    context.beginPath();
    context.ellipse(centre, (high + low) / 2, (low - high) * 0.38, (low - high) / 2, 0, 0, 2 * Math.PI);
    for (const y of [high, low]) {
      context.moveTo(left + wide * 0.06, y);
      context.lineTo(left + wide * 0.94, y);
    }
    context.stroke();
  }
  context.setLineDash([]);
  context.font = `${13 * ratio}px sans-serif`;
  context.textBaseline = 'bottom';
  for (const [words, y] of [['头顶', high], ['下巴', low]]) {
    context.lineWidth = 3 * ratio;
    context.strokeStyle = '#fff';
    context.strokeText(words, left + wide * 0.06, y - 2 * ratio);
    context.fillStyle = '#1a41b0';
    context.fillText(words, left + wide * 0.06, y - 2 * ratio);
  }
}

function middle(points) {
  return [0, 1].map(axis => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

function distance([a, b]) {
  return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}
