// What a chosen file is, by its first bytes, and whether it may be sent: the server says the same of whatever reaches it.
const kilobytes = bytes => bytes >= 1048576 ? `${Math.round(bytes / 10485.76) / 100} MB` : `${Math.round(bytes / 102.4) / 10} KB`;

export const sizeWords = kilobytes;

// In words what is wrong with the file, or null.
export async function fault(file, rules) {
  if (file.size === 0) return '这是一个空文件，请重新选择照片文件。';
  const head = await bytes(file.slice(0, 262144));
  const other = kind(head);
  if (other) return `照片须为 JPG 格式，您选择的是${other}。`;
  if (file.size > rules.maximumBytes) {
    return `照片文件 ${kilobytes(file.size)}，不能超过 ${kilobytes(rules.maximumBytes)}，没有上传。请在手机相册里选“较小尺寸”，或用图片软件另存为较小的 JPG 后再选择。`;
  }
  if (file.size <= rules.moreThanBytes) {
    return `照片文件 ${kilobytes(file.size)}，须大于 ${kilobytes(rules.moreThanBytes)}。请使用未经压缩的原照片，不要用聊天软件转发过的。`;
  }
  const size = dimensions(head);
  if (!size) return null;
  const [long, short] = [Math.max(...size), Math.min(...size)];
  if (long > rules.maximumSide || long * short > rules.maximumPixels) {
    return `照片尺寸 ${size[0]}×${size[1]} 像素，边长不能超过 ${rules.maximumSide} 像素，请缩小后再选择。`;
  }
  return null;
}

// The file as a picture that is shown upright; null where the browser cannot open it.
export function picture(file) {
  return new Promise(resolve => {
    const reader = new FileReader();
    reader.onerror = () => resolve(null);
    reader.onload = () => opened(reader.result).then(resolve);
    reader.readAsDataURL(file);
  });
}

export function opened(address) {
  return new Promise(resolve => {
    const image = new Image();
    image.onload = () => resolve(image.naturalWidth > 0 ? image : null);
    image.onerror = () => resolve(null);
    image.src = address;
  });
}

function bytes(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(new Uint8Array(reader.result));
    reader.readAsArrayBuffer(blob);
  });
}

function kind(head) {
  const text = String.fromCharCode(...head.slice(0, 16));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return null;
  if (text.slice(4, 8) === 'ftyp') return ' HEIC 照片或视频；请在 iPhone 的“设置—相机—格式”里选“兼容性最佳”后重拍，或把照片另存为 JPG';
  if (text.startsWith('\x89PNG')) return ' PNG 图片；请用图片软件打开后另存为 JPG，只改文件名不行';
  if (text.startsWith('GIF8')) return ' GIF 图片；请用图片软件打开后另存为 JPG';
  if (text.startsWith('RIFF')) return ' WebP 图片；请用图片软件打开后另存为 JPG';
  if (text.startsWith('BM')) return ' BMP 图片；请用图片软件打开后另存为 JPG';
  if (text.startsWith('%PDF')) return ' PDF 文件；请选择照片本身';
  return '无法识别的文件；请选择照片本身';
}

// Width and height as stored, from the frame header (ITU T.81, B.2.2); null when it lies further inside.
function dimensions(head) {
  for (let at = 2; at + 9 < head.length;) {
    if (head[at] !== 0xff) return null;
    const marker = head[at + 1];
    if (marker === 0xff) { at++; continue; }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return [head[at + 7] << 8 | head[at + 8], head[at + 5] << 8 | head[at + 6]];
    }
    at += 2 + (head[at + 2] << 8 | head[at + 3]);
  }
  return null;
}
