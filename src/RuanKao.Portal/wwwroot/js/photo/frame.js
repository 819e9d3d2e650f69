// The part of a picture that becomes the photo: centre and height in pixels of the upright picture, and by how many degrees the picture is
// turned clockwise about that centre before it is cut. What lies beyond the picture becomes white. Frames are never changed, only replaced.
export const width = 295, height = 413, shape = width / height;

// Where the head belongs: crown and chin in parts of the frame's height; 2/3 lie between them.
export const crown = 0.09, chin = crown + 2 / 3;

export function whole(picture) {
  // As the server cuts without a frame: as much from both sides, from above less than from below.
  const tall = Math.min(picture.height, picture.width / shape);
  return { x: picture.width / 2, y: tall / 2 + (picture.height - tall) * 0.3, height: tall, turn: 0 };
}

export function fit(frame, picture) {
  const lying = Math.abs(Math.sin(frame.turn * Math.PI / 180)) > 0.707;
  const [across, down] = lying ? [picture.height, picture.width] : [picture.width, picture.height];
  const most = 1.5 * Math.max(down, across / shape), least = Math.min(most, 120);
  return {
    x: between(0, frame.x, picture.width),
    y: between(0, frame.y, picture.height),
    height: between(least, frame.height, most),
    turn: turned(frame.turn),
  };
}

// Moves the picture beneath the frame by so many parts of the frame's height.
export function moved(frame, right, down) {
  const [x, y] = rotated(right * frame.height, down * frame.height, -frame.turn);
  return { ...frame, x: frame.x - x, y: frame.y - y };
}

// Enlarges the picture about a point, given in parts of the frame's height from its centre: that point of the picture stays there.
export function enlarged(frame, factor, right = 0, down = 0) {
  const [x, y] = rotated(right * frame.height, down * frame.height, -frame.turn);
  const share = 1 - 1 / factor;
  return { ...frame, x: frame.x + x * share, y: frame.y + y * share, height: frame.height / factor };
}

export function turnedBy(frame, degrees) {
  return { ...frame, turn: turned(frame.turn + degrees) };
}

// Its size in pixels of the picture.
export function pixels(frame) {
  return [Math.round(frame.height * shape), Math.round(frame.height)];
}

// What the server is told: fractions of the upright picture.
export function recipe(frame, picture) {
  const [across, down] = [frame.height * shape / picture.width, frame.height / picture.height];
  return { CropX: frame.x / picture.width - across / 2, CropY: frame.y / picture.height - down / 2, CropWidth: across, CropHeight: down, Turn: frame.turn };
}

export function ofRecipe({ x, y, width: across, height: down, turn }, picture) {
  return { x: (x + across / 2) * picture.width, y: (y + down / 2) * picture.height, height: down * picture.height, turn };
}

// Draws the frame's part of a picture at a size; scale is how much finer or coarser the drawn picture is than the one the frame speaks of.
export function draw(context, picture, frame, tall, centreX, centreY, scale = 1) {
  context.save();
  context.translate(centreX, centreY);
  context.rotate(frame.turn * Math.PI / 180);
  context.scale(tall / frame.height / scale, tall / frame.height / scale);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, -frame.x * scale, -frame.y * scale);
  context.restore();
}

export function cut(picture, frame, across = width, down = height) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, across, down);
  context.scale(across / (down * shape), 1);
  draw(context, picture, frame, down, down * shape / 2, down / 2);
  return canvas;
}

export function rotated(x, y, degrees) {
  const angle = degrees * Math.PI / 180, [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return [x * cosine - y * sine, x * sine + y * cosine];
}

function turned(degrees) {
  const within = ((degrees + 180) % 360 + 360) % 360 - 180;
  return Math.round(within * 100) / 100;
}

function between(least, value, most) {
  return Math.min(Math.max(value, least), most);
}
