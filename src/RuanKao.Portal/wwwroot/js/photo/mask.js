// Sharpens a coarse mask along the edges of the picture it belongs to (guided filter, He, Sun and Tang 2010): hair keeps its outline.
import * as frames from './frame.js';

const radius = 5, smooth = 0.0008;

// From side×side shares to one byte a pixel of the frame, 255 where the person is.
export function refined(share, side, shown) {
  const { width, height } = frames, count = width * height;
  whole(share, side);
  const { data } = shown.getContext('2d').getImageData(0, 0, width, height);
  const light = new Float32Array(count), person = enlarged(share, side, width, height);
  for (let at = 0; at < count; at++) light[at] = (data[at * 4] * 0.299 + data[at * 4 + 1] * 0.587 + data[at * 4 + 2] * 0.114) / 255;
  const mean = values => box(values, width, height);
  const product = (a, b) => a.map((value, at) => value * b[at]);
  const [meanLight, meanPerson] = [mean(light), mean(person)];
  const [both, square] = [mean(product(light, person)), mean(product(light, light))];
  const slope = both.map((value, at) => (value - meanLight[at] * meanPerson[at]) / (square[at] - meanLight[at] * meanLight[at] + smooth));
  const offset = meanPerson.map((value, at) => value - slope[at] * meanLight[at]);
  const [meanSlope, meanOffset] = [mean(slope), mean(offset)];
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    // Well inside and well outside the model is sure; only along the edge the picture has a say.
    const coarse = person[at], edge = 1 - Math.min(1, Math.abs(meanPerson[at] - 0.5) * 2.2);
    const fine = edge > 0 ? coarse + (meanSlope[at] * light[at] + meanOffset[at] - coarse) * Math.min(1, edge * 2) : coarse;
    bytes[at] = Math.round(255 * Math.min(1, Math.max(0, fine)));
  }
  return bytes;
}

// A small spot of wall in the middle of a person is a fault of the model: only what reaches the edge, or is large, is wall.
function whole(share, side) {
  const seen = new Uint8Array(side * side);
  for (let from = 0; from < seen.length; from++) {
    if (seen[from] || share[from] >= 0.9) continue;
    const spot = [from];
    let edge = false;
    seen[from] = 1;
    for (let at = 0; at < spot.length; at++) {
      const row = Math.floor(spot[at] / side), column = spot[at] % side;
      if (row === 0 || column === 0 || row === side - 1 || column === side - 1) edge = true;
      for (const [down, right] of [[-1, 0], [1, 0], [0, -1], [0, 1]]) {
        const next = spot[at] + down * side + right;
        if (row + down < 0 || row + down >= side || column + right < 0 || column + right >= side || seen[next] || share[next] >= 0.9) continue;
        seen[next] = 1;
        spot.push(next);
      }
    }
    if (!edge && spot.length < side * side * 0.02) for (const at of spot) share[at] = 1;
  }
}

function enlarged(share, side, width, height) {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const down = Math.min(Math.max((y + 0.5) * side / height - 0.5, 0), side - 1.001), row = Math.floor(down), low = down - row;
    for (let x = 0; x < width; x++) {
      const right = Math.min(Math.max((x + 0.5) * side / width - 0.5, 0), side - 1.001), column = Math.floor(right), far = right - column;
      const at = row * side + column;
      values[y * width + x] = (share[at] * (1 - far) + share[at + 1] * far) * (1 - low) + (share[at + side] * (1 - far) + share[at + side + 1] * far) * low;
    }
  }
  return values;
}

// The mean over a square of so many pixels around each, by running sums.
function box(values, width, height) {
  return swept(swept(values, width, height, 1, width), height, width, width, 1);
}

function swept(values, length, lines, step, stride) {
  const result = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    let sum = 0, count = 0;
    for (let at = -radius; at < length; at++) {
      const enters = at + radius, leaves = at - radius - 1;
      if (enters < length) {
        sum += values[start + enters * step];
        count++;
      }
      if (leaves >= 0) {
        sum -= values[start + leaves * step];
        count--;
      }
      if (at >= 0) result[start + at * step] = sum / count;
    }
  }
  return result;
}
