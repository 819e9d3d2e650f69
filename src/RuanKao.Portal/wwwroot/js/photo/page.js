// The photo page: a chosen file is shown and cropped here, sent once, and the server's answer takes the place of the page's content while the
// picture stays in memory. Without this script the form works as it is.
import { Editor } from './editor.js';
import { fault, opened, picture, sizeWords } from './file.js';
import * as frames from './frame.js';
import { Help } from './help.js';
import { whitened } from './ground.js';
import * as models from './models.js';
import { grey } from './png.js';
import * as proposals from './proposal.js';
import { Lost, send } from './send.js';

// What would be lost with the page: the chosen file until it has reached the server.
let session = null;
let page = null;

class PhotoPage {
  constructor(tool) {
    this.tool = tool;
    this.rules = JSON.parse(tool.dataset.rules);
    this.files = tool.dataset.help ? JSON.parse(tool.dataset.help) : null;
    this.mayWhiten = tool.dataset.white === 'yes';
    this.form = tool.querySelector('#photo-form');
    this.input = this.form.querySelector('input[type=file]');
    this.consent = this.form.querySelector('input[type=checkbox][name="Form.Consent"]');
    this.white = this.form.querySelector('input[name="Form.Background"]');
    this.bench = tool.querySelector('#photo-editor');
    this.sending = tool.querySelector('#photo-sending');
    this.run = tool.querySelector('#photo-run');
    this.form.noValidate = true;
    this.editor = new Editor(this.bench, (frame, byHand) => this.framed(frame, byHand));
    this.help = new Help(tool.querySelector('#photo-help'), this.files, this.mayWhiten,
      name => this.helping(name), (frame, white, byHand) => this.decided(frame, white, byHand));
    this.input.addEventListener('change', () => this.chosen());
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.submit();
    });
    this.white?.addEventListener('change', () => {
      if (!session) return;
      session.white = this.white.checked;
      this.rested();
    });
    tool.addEventListener('click', event => {
      const button = event.target.closest('button'), opens = button?.closest('[data-photo-open]');
      if (opens) this.open(opens.dataset.photoOpen);
    });
    for (const part of tool.querySelectorAll('[data-photo-open]')) part.hidden = part.dataset.photoOpen === 'auto' && !this.files;
    if (this.files) {
      for (const place of tool.querySelectorAll('[data-photo-cost]')) place.textContent = sizeWords(models.cost(this.files));
    }
    this.resume();
  }

  // After an answer of the server: the run that is shown is of the picture in memory, or of another.
  resume() {
    const source = this.run?.dataset.sourceId ?? null;
    if (session && source) session.sourceId = source;
    else if (session) session.sourceId = null;
    if (session && source && session.image) {
      const original = this.run.querySelector('#photo-source');
      if (original) original.src = session.image.src;
    }
    if (session && !source) this.edit();
  }

  async chosen() {
    const file = this.input.files[0];
    this.fail(null);
    if (!file) return;
    const wrong = await fault(file, this.rules);
    if (wrong) {
      session = null;
      this.bench.hidden = true;
      this.input.value = '';
      this.fail(wrong);
      return;
    }
    session = { file, image: await picture(file), frame: null, sourceId: null, white: this.white?.checked ?? false };
    this.help.show(null);
    this.edit();
    // The consent and the picture beneath it are what is to be done now.
    (this.consent.checked ? this.bench : this.consent.closest('.field')).scrollIntoView({ block: 'start' });
  }

  // Opens the bench on the picture of the run that is shown, which lies at the server.
  async open(what) {
    if (!session) {
      const original = this.run.querySelector('#photo-source');
      const image = await opened(original.src);
      if (!image) return;
      session = { file: null, image, sourceId: this.run.dataset.sourceId, frame: JSON.parse(this.run.dataset.frame || 'null') };
      // A ground made white by a mask wants one again, for whatever frame it will be.
      session.white = this.run.dataset.white === 'yes';
      session.helped = session.white && this.files !== null;
      if (session.frame) session.frame = frames.ofRecipe(session.frame, size(image));
    }
    this.edit();
    if (what === 'auto') this.help.press(session.image);
    else this.bench.querySelector('canvas').focus({ preventScroll: true });
    this.bench.scrollIntoView({ block: 'start' });
  }

  edit() {
    for (const part of this.tool.querySelectorAll('#photo-run, #photo-kept, #photo-known')) part.hidden = true;
    // What else the page offered stands back: 处理 is the one thing to do.
    this.form.querySelector('#photo-send .actions button').className = 'button';
    for (const step of this.tool.querySelectorAll('.photo-steps li')) {
      const at = [...step.parentNode.children].indexOf(step);
      step.classList.toggle('photo-step-done', at === 0);
      if (at === 1) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    }
    for (const part of this.form.querySelectorAll('[data-photo-new]')) part.hidden = session.sourceId !== null && session.file === null;
    this.tool.querySelector('[data-photo-blind]').hidden = session.image !== null;
    if (!session.image) {
      this.bench.hidden = true;
      return;
    }
    this.bench.hidden = false;
    if (this.white) this.white.checked = session.white;
    this.editor.show(session.image, session.frame);
  }

  framed(frame, byHand) {
    session.frame = frame;
    if (byHand) session.byHand = true;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.rested(), 250);
  }

  // Once the picture rests, the preview shows the white ground that was asked for.
  async rested() {
    if (!session?.image || this.bench.hidden || !session.white || !models.loaded()) {
      this.editor.draw();
      return;
    }
    const frame = session.frame, mask = await this.mask(frame);
    if (mask && session.frame === frame) this.editor.preview.getContext('2d').drawImage(whitened(frames.cut(session.image, frame), mask), 0, 0);
  }

  async mask(frame) {
    try {
      await models.load(this.files, () => {});
      return await proposals.mask(this.files, session.image, frame);
    } catch {
      return null;
    }
  }

  // A proposal is a question of its own: what else could be pressed stands back.
  helping(name) {
    this.bench.hidden = name === 'proposal' || !session?.image;
    this.form.querySelector('#photo-send').hidden = name === 'proposal' || name === 'loading';
    if (!this.bench.hidden) this.editor.draw();
  }

  decided(frame, white, byHand) {
    if (!frame) {
      this.bench.querySelector('canvas').focus();
      return;
    }
    session.helped = true;
    session.byHand = false;
    session.white = white;
    if (this.white) this.white.checked = white;
    this.editor.set(frame);
    if (byHand) this.bench.querySelector('canvas').focus();
    else this.submit();
  }

  async submit() {
    this.fail(null);
    if (this.stop) return;
    if (!session) {
      this.fail('请选择照片文件');
      return;
    }
    if (session.sourceId === null && !this.consent.checked) {
      this.fail('请勾选同意后再上传照片', this.consent);
      return;
    }
    const data = new FormData(this.form);
    for (const name of ['File', 'Consent', 'Background']) data.delete(`Form.${name}`);
    if (session.sourceId !== null) data.append('Form.SourceId', session.sourceId);
    else {
      data.append('Form.Consent', 'true');
      data.append('Form.File', session.file, session.file.name);
    }
    if (session.image) {
      for (const [name, value] of Object.entries(this.editor.fields)) data.append(`Form.${name}`, value.toFixed(6));
    }
    data.append('Form.Help', session.helped && !session.byHand ? 'automatic' : 'manual');
    data.append('Form.Background', session.white ? 'white' : 'keep');
    if (session.image && session.white && session.helped) {
      const mask = await this.mask(session.frame);
      if (mask) data.append('Form.Mask', await grey(mask, frames.width, frames.height), 'mask.png');
    }
    this.data = data;
    await this.send();
  }

  async send() {
    this.stop = new AbortController();
    const words = this.sending.querySelector('[data-photo-words]'), bar = this.sending.querySelector('progress');
    this.busy(true);
    words.textContent = '正在发送…';
    bar.removeAttribute('value');
    try {
      const answer = await send(this.form.action, this.data, (done, total) => {
        bar.value = done / total;
        words.textContent = done < total ? `正在上传 ${sizeWords(done)} / ${sizeWords(total)}` : '已上传，正在处理和检查…';
        if (done >= total) bar.removeAttribute('value');
      }, this.stop.signal);
      this.answered(answer);
    } catch (error) {
      if (error.name === 'AbortError') this.busy(false);
      else if (error instanceof Lost) this.lost('网络中断，照片没有送达。您选的照片和裁剪都还在本页，没有丢失；网络恢复后点“重新发送”。');
      else throw error;
    } finally {
      this.stop = null;
    }
  }

  answered({ page: received, url, status }) {
    const [there, here] = [new URL(url), new URL(this.form.action)];
    const main = received?.querySelector('main');
    if (there.pathname.startsWith('/sign-in')) {
      this.lost('登录已过期，照片没有送达。请在新窗口重新登录，回到本页后点“重新发送”；照片和裁剪都还在本页。', url);
    } else if (status === 413) {
      this.lost('照片文件太大，服务器没有接收。请选较小的文件。');
    } else if (status >= 500 || !main) {
      this.lost('服务器暂时没有完成处理。照片和裁剪都还在本页；请稍候点“重新发送”。');
    } else if (there.pathname !== here.pathname) {
      session = null;
      location.assign(url);
    } else {
      // The answer to a faulty form has no address of its own; the page keeps the one that knows the way back.
      if (there.search) history.replaceState(null, '', url);
      document.title = received.title;
      document.querySelector('main').replaceWith(document.importNode(main, true));
      start();
      (document.querySelector('.error-summary') || document.querySelector('#photo-known, #photo-run h2, #photo-kept h2'))?.focus();
      window.scrollTo(0, 0);
    }
  }

  busy(yes) {
    this.sending.hidden = !yes;
    this.sending.querySelector('[data-photo-lost]').hidden = true;
    this.sending.querySelector('[data-photo-going]').hidden = !yes;
    this.form.querySelector('#photo-send').hidden = yes;
    this.bench.hidden = yes || !session?.image;
    if (!yes) this.editor.draw();
    if (yes) this.sending.scrollIntoView({ block: 'nearest' });
  }

  lost(words, signIn = null) {
    this.busy(false);
    this.form.querySelector('#photo-send').hidden = true;
    this.sending.hidden = false;
    const part = this.sending.querySelector('[data-photo-lost]');
    part.hidden = false;
    part.querySelector('p').textContent = words;
    const link = part.querySelector('a');
    link.hidden = signIn === null;
    if (signIn) link.href = signIn;
    part.querySelector('button').focus();
  }

  // The fault at its field, as the server shows it.
  fail(words, control = this.input) {
    for (const old of this.form.querySelectorAll('.field-error')) old.remove();
    for (const old of this.form.querySelectorAll('.field-wrong')) old.classList.remove('field-wrong');
    if (!words) return;
    const field = control.closest('.field'), line = document.createElement('p');
    line.className = 'field-error';
    line.id = `${control.id}-fault`;
    line.setAttribute('role', 'alert');
    line.textContent = words;
    field.classList.add('field-wrong');
    field.append(line);
    control.setAttribute('aria-describedby', line.id);
    field.scrollIntoView({ block: 'center' });
    control.focus({ preventScroll: true });
  }

  listenWhileSending() {
    this.sending.addEventListener('click', event => {
      const button = event.target.closest('[data-photo-send]');
      if (!button) return;
      if (button.dataset.photoSend === 'stop') this.stop?.abort();
      else this.send();
    });
  }
}

function size(image) {
  return { width: image.naturalWidth, height: image.naturalHeight };
}

function start() {
  const tool = document.getElementById('photo-tool');
  if (!tool) return;
  page = new PhotoPage(tool);
  page.listenWhileSending();
}

start();

// A browser that comes back to the page may bring the chosen file with it, and not what was shown of it.
window.addEventListener('pageshow', () => {
  if (page && !session && page.input.files.length > 0) page.chosen();
});

window.addEventListener('beforeunload', event => {
  if (!session || session.sourceId !== null || session.file === null) return;
  event.preventDefault();
  event.returnValue = '';
});
