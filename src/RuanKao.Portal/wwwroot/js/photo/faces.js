// What the face models answer with, as published with them (BlazeFace, short range 128 px, full range 192 px): per anchor a box and six points
// in pixels from the anchor's centre, and how sure it is. Faces come back in parts of the square that was looked at.
const kinds = {
  near: { side: 128, grids: [[16, 2], [8, 6]] },
  far: { side: 192, grids: [[48, 1]] },
};
const sure = 0.6, same = 0.3;

export function sideOf(kind) {
  return kinds[kind].side;
}

export function facesIn(kind, boxes, logits) {
  const { side, grids } = kinds[kind];
  const found = [];
  let at = 0;
  for (const [cells, anchors] of grids) {
    for (let cell = 0; cell < cells * cells; cell++) {
      for (let anchor = 0; anchor < anchors; anchor++, at++) {
        const score = 1 / (1 + Math.exp(-logits[at]));
        if (score < sure) continue;
        const [x, y] = [(cell % cells + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
        const number = index => boxes[at * 16 + index] / side;
        const points = [0, 1, 2, 3, 4, 5].map(point => [x + number(4 + point * 2), y + number(5 + point * 2)]);
        found.push({ score, x: x + number(0), y: y + number(1), width: number(2), height: number(3), points });
      }
    }
  }
  return single(found);
}

// Answers that overlap mean one face: their mean, each weighing as much as it is sure.
function single(found) {
  const faces = [];
  let rest = found.sort((a, b) => b.score - a.score);
  while (rest.length > 0) {
    const group = rest.filter(other => overlap(rest[0], other) > same);
    const weight = group.reduce((sum, face) => sum + face.score, 0);
    const mean = read => group.reduce((sum, face) => sum + read(face) * face.score, 0) / weight;
    faces.push({
      score: rest[0].score, x: mean(f => f.x), y: mean(f => f.y), width: mean(f => f.width), height: mean(f => f.height),
      points: rest[0].points.map((_, point) => [mean(f => f.points[point][0]), mean(f => f.points[point][1])]),
    });
    rest = rest.filter(other => !group.includes(other));
  }
  return faces;
}

function overlap(a, b) {
  const across = Math.min(a.x + a.width / 2, b.x + b.width / 2) - Math.max(a.x - a.width / 2, b.x - b.width / 2);
  const down = Math.min(a.y + a.height / 2, b.y + b.height / 2) - Math.max(a.y - a.height / 2, b.y - b.height / 2);
  if (across <= 0 || down <= 0) return 0;
  return across * down / (a.width * a.height + b.width * b.height - across * down);
}
