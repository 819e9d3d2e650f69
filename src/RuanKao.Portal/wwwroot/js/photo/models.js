// Loads the runtime and the models of the automatic help, once and only when asked, and runs them: all of it on this device.
import { facesIn, sideOf } from './faces.js';

const downloads = new Map();
const compiled = new Map();
let runtime;

export class Unavailable extends Error {}

// Whether this browser can run the models at all: WebAssembly with SIMD (this is a function that makes a vector of nothing).
export function supported() {
  try {
    return WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11));
  } catch {
    return false;
  }
}

export function loaded() {
  return runtime !== undefined;
}

// What pressing the button costs, in bytes over the wire: nothing of it was loaded before.
export function cost(files) {
  return ['litert.js', 'runtime.js', 'runtime.wasm', 'face-near.tflite', 'person.tflite'].reduce((sum, name) => sum + files[name].wire, 0);
}

export async function load(files, progress, signal) {
  const names = ['runtime.wasm', 'face-near.tflite', 'person.tflite'];
  const total = names.reduce((sum, name) => sum + files[name].wire, 0);
  const done = new Map();
  const report = (name, share) => {
    done.set(name, share * files[name].wire);
    progress([...done.values()].reduce((sum, part) => sum + part, 0), total);
  };
  await Promise.all(names.map(name => download(files[name], share => report(name, share), signal)));
  runtime = runtime || start(files, signal).catch(error => {
    runtime = undefined;
    throw error;
  });
  await runtime;
}

export async function faces(files, kind, square, signal) {
  const name = `face-${kind}.tflite`, side = sideOf(kind);
  const [boxes, logits] = await run(files, name, pixels(square, side, value => value / 127.5 - 1), side, signal);
  return facesIn(kind, ...(boxes.length > logits.length ? [boxes, logits] : [logits, boxes]));
}

export const personSide = 256;

// How much each of 256×256 places belongs to a person, from 0 to 1.
export async function person(files, picture, signal) {
  const [share] = await run(files, 'person.tflite', pixels(picture, personSide, value => value / 255), personSide, signal);
  return share;
}

async function start(files, signal) {
  const module = await WebAssembly.compile(await download(files['runtime.wasm'], () => {}, signal));
  const litert = await import(files['litert.js'].address);
  // The runtime's own loader would look beside itself for a file whose name is another here.
  self.Module = { instantiateWasm(imports, ready) {
    WebAssembly.instantiate(module, imports).then(instance => ready(instance, module));
    return {};
  } };
  await litert.loadLiteRt(new URL(files['runtime.js'].address, location.href).href, { threads: false });
  return litert;
}

async function run(files, name, numbers, side, signal) {
  const litert = await runtime;
  if (!compiled.has(name)) {
    compiled.set(name, litert.loadAndCompile(await download(files[name], () => {}, signal), { accelerator: 'wasm' }));
    compiled.get(name).catch(() => compiled.delete(name));
  }
  const model = await compiled.get(name);
  const input = new litert.Tensor(numbers, [1, side, side, 3]);
  const outputs = await model.run([input]);
  input.delete();
  return outputs.map(output => {
    const copy = Float32Array.from(output.toTypedArray());
    output.delete();
    return copy;
  });
}

function pixels(picture, side, scaled) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  const numbers = new Float32Array(side * side * 3);
  for (let at = 0, to = 0; at < data.length; at += 4) {
    for (let part = 0; part < 3; part++) numbers[to++] = scaled(data[at + part]);
  }
  return numbers;
}

// A download that failed or was stopped leaves nothing behind and is begun anew.
function download(file, progress, signal) {
  if (!downloads.has(file.address)) {
    const begun = fetched(file, progress, signal);
    downloads.set(file.address, begun);
    begun.catch(() => downloads.delete(file.address));
  }
  return downloads.get(file.address).then(bytes => {
    progress(1);
    return bytes;
  });
}

async function fetched(file, progress, signal) {
  const answer = await fetch(file.address, { signal, credentials: 'same-origin' });
  if (!answer.ok) throw new Unavailable(`${answer.status}`);
  const bytes = new Uint8Array(file.bytes), reader = answer.body.getReader();
  for (let at = 0; ;) {
    const { done, value } = await reader.read();
    if (done) {
      if (at !== file.bytes) throw new Unavailable('length');
      return bytes;
    }
    if (at + value.length > file.bytes) throw new Unavailable('length');
    bytes.set(value, at);
    at += value.length;
    progress(at / file.bytes);
  }
}
