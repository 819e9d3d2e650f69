// The ground of a cut picture as the candidate will see it; the server makes the real one.
import * as frames from './frame.js';

// As the server measures it: the upper 8 percent and the sides down to 45 percent, white where every part is at least 225 and they differ by at most 18.
export function wallIsWhite(cut) {
  const { width, height } = frames, { data } = cut.getContext('2d').getImageData(0, 0, width, height);
  let white = 0, all = 0;
  for (let y = 0; y < height * 0.45; y++) {
    for (let x = 0; x < width; x++) {
      if (y >= height * 0.08 && x >= width * 0.08 && x < width * 0.92) continue;
      const [red, green, blue] = data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3);
      const [dark, light] = [Math.min(red, green, blue), Math.max(red, green, blue)];
      if (dark >= 225 && light - dark <= 18) white++;
      all++;
    }
  }
  return white / all >= 0.97;
}

export function whitened(cut, mask) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [cut.width, cut.height];
  const context = canvas.getContext('2d');
  context.drawImage(cut, 0, 0);
  const picture = context.getImageData(0, 0, cut.width, cut.height);
  for (let at = 0; at < mask.length; at++) {
    const person = Math.min(1, Math.max(0, (mask[at] - 26) / 204));
    for (let part = 0; part < 3; part++) picture.data[at * 4 + part] = picture.data[at * 4 + part] * person + 255 * (1 - person);
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
