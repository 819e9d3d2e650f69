// 自动处理: one press loads the runtime and the models, finds the face, and proposes a frame and a white ground. The candidate chooses; no
// outcome here refuses anybody anything.
import * as frames from './frame.js';
import { sizeWords } from './file.js';
import { wallIsWhite, whitened } from './ground.js';
import * as models from './models.js';
import * as proposals from './proposal.js';

export class Help {
  // shown(name) says what is on view: loading, message, proposal or null. chosen(frame, white, byHand) says what the candidate decided; no frame: not this.
  constructor(root, files, mayWhiten, shown, chosen) {
    Object.assign(this, { root, files, mayWhiten, shown, chosen });
    this.part = name => root.querySelector(`[data-help="${name}"]`);
    root.addEventListener('click', event => {
      const button = event.target.closest('[data-help-do]');
      if (button) this.act(button.dataset.helpDo);
    });
  }

  show(name) {
    this.root.hidden = name === null;
    this.shown(name);
    for (const part of this.root.querySelectorAll('[data-help]')) part.hidden = part.dataset.help !== name;
  }

  say(words) {
    this.part('message').querySelector('[data-help-words]').textContent = words;
    this.show('message');
    this.part('message').focus();
  }

  async press(picture) {
    if (this.stop) return;
    performance.mark('photo-help-pressed');
    this.picture = picture;
    if (!models.supported()) {
      this.say('您的浏览器不支持自动处理。请用上面的裁剪框手动调整后点“处理”，背景接近白色时服务器会帮您清理；也可以换用新版浏览器。');
      return;
    }
    this.stop = new AbortController();
    this.loading('正在准备');
    try {
      await models.load(this.files, (done, total) => this.progress(done, total), this.stop.signal);
      this.loading('正在查找人脸');
      await this.look(this.stop.signal);
    } catch (error) {
      if (error.name === 'AbortError') this.show(null);
      else this.say(navigator.onLine === false
        ? '网络不通，自动处理所需的程序没有下载完。您选的照片还在；网络恢复后再点“自动处理”，或者手动调整后点“处理”。'
        : '自动处理没有成功（程序没有下载完，或被浏览器拦下）。不影响报名：请手动调整裁剪框后点“处理”，背景接近白色时服务器会帮您清理。');
    } finally {
      this.stop = null;
    }
  }

  async look(signal) {
    const size = { width: this.picture.naturalWidth || this.picture.width, height: this.picture.naturalHeight || this.picture.height };
    const faces = await proposals.look(this.files, this.picture, size, signal);
    if (faces.length === 0) {
      this.say('没有找到人脸。请确认照片里有您本人的正面头像、光线充足；也可以手动调整裁剪框后点“处理”。');
      return;
    }
    const frame = frames.fit(await proposals.propose(this.files, this.picture, faces[0], signal), size);
    const before = frames.cut(this.picture, frames.fit(frames.whole(size), size));
    const cut = frames.cut(this.picture, frame);
    const white = this.mayWhiten && !wallIsWhite(cut);
    const after = white ? whitened(cut, await proposals.mask(this.files, this.picture, frame, signal)) : cut;
    if (signal.aborted) throw new DOMException('stopped', 'AbortError');
    this.frame = frame;
    this.white = white;
    this.propose(before, after, proposals.hints(faces));
  }

  propose(before, after, hints) {
    const part = this.part('proposal');
    for (const [name, drawn] of [['before', before], ['after', after]]) {
      part.querySelector(`canvas[data-help-${name}]`).getContext('2d').drawImage(drawn, 0, 0);
    }
    const [across, down] = frames.pixels(this.frame), turn = this.frame.turn;
    const small = across < frames.width || down < frames.height;
    list(part.querySelector('[data-help-changes]'), [
      '已裁剪：头部约占画面 2/3，左右居中',
      turn === 0 ? null : `已旋正 ${Math.abs(turn)}°`,
      this.white ? '背景已替换为白色' : this.mayWhiten ? '背景已经是白色，没有改动' : '背景没有改动',
      '人像本身没有改动',
    ]);
    list(part.querySelector('[data-help-hints]'), [
      ...hints,
      small ? `选出的部分只有 ${across}×${down} 像素，小于 ${frames.width}×${frames.height}，检查时尺寸一项会不通过。请换一张更大的原照片，或靠近一些重拍。` : null,
    ]);
    part.querySelector('[data-help-do="keep"]').hidden = !this.white;
    this.show('proposal');
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: 'nearest' });
    performance.measure('photo-help', 'photo-help-pressed');
  }

  act(what) {
    if (what === 'stop') this.stop?.abort();
    else this.show(null);
    if (what === 'use') this.chosen(this.frame, this.white, false);
    if (what === 'keep') this.chosen(this.frame, false, false);
    if (what === 'adjust') this.chosen(this.frame, this.white, true);
    if (what === 'back') this.chosen(null, false, true);
  }

  loading(words) {
    const part = this.part('loading');
    part.querySelector('progress').removeAttribute('value');
    part.querySelector('[data-help-words]').textContent = words + '…';
    this.show('loading');
    this.root.scrollIntoView({ block: 'nearest' });
  }

  progress(done, total) {
    const part = this.part('loading');
    part.querySelector('progress').value = done / total;
    part.querySelector('[data-help-words]').textContent = done < total
      ? `正在下载自动处理程序 ${sizeWords(done)} / ${sizeWords(total)}` : '正在启动…';
  }
}

function list(element, words) {
  element.textContent = '';
  for (const line of words.filter(word => word)) {
    const item = document.createElement('li');
    item.textContent = line;
    element.append(item);
  }
  element.hidden = element.children.length === 0;
}
