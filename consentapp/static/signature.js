// Drawing a signature. The markup:
//
//   <div data-shown-with="ID OF A RADIO BUTTON">
//   <div data-signature-box hidden>
//     <canvas data-signature data-target="drawing" role="img" aria-label="…"></canvas>
//     <p data-signature-status data-empty="…" data-drawn="…" role="status"></p>
//     <button type="button" data-signature-clear>…</button>
//   </div></div>
//   <input type="hidden" name="drawing">
//
// Without scripts the box stays hidden and the typed name stands alone; with a keyboard it is the way too.
//
// What is stored is whole numbers only, so that it has one canonical form: the canvas is UNIT wide, a point is
// [x, y, milliseconds since the first point, pressure in thousandths].

import SignaturePad from "signature_pad";

const UNIT = 10000;

function drawingOf(groups, width, height) {
  const scale = UNIT / width;
  const start = groups[0].points[0].time;
  const point = ({ x, y, time, pressure }) => [
    Math.round(x * scale),
    Math.round(y * scale),
    Math.round(time - start),
    Math.round(pressure * 1000),
  ];
  return {
    width: UNIT,
    height: Math.round(height * scale),
    strokes: groups.map((group) => group.points.map(point)),
  };
}

function groupsOf(drawing, width) {
  const scale = width / drawing.width;
  const point = ([x, y, time, pressure]) => ({ x: x * scale, y: y * scale, time, pressure: pressure / 1000 });
  return drawing.strokes.map((stroke) => ({ points: stroke.map(point) }));
}

function read(input) {
  try {
    return JSON.parse(input.value);
  } catch {
    return null;
  }
}

function attach(canvas) {
  const box = canvas.closest("[data-signature-box]") ?? canvas.parentElement;
  const input = (canvas.closest("form") ?? document).querySelector(`input[name="${CSS.escape(canvas.dataset.target)}"]`);
  if (!input) return;
  const status = box.querySelector("[data-signature-status]");
  const pad = new SignaturePad(canvas, { penColor: "#101828", minWidth: 0.8, maxWidth: 2.6 });

  const say = () => {
    if (status) status.textContent = input.value ? status.dataset.drawn : status.dataset.empty;
  };

  const keep = () => {
    input.value = pad.isEmpty() ? "" : JSON.stringify(drawingOf(pad.toData(), canvas.clientWidth, canvas.clientHeight));
    say();
  };

  // Turning a tablet changes the canvas, which empties it: draw again from what is stored.
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    const drawing = read(input);
    if (drawing) pad.fromData(groupsOf(drawing, width));
    say();
  };

  box.hidden = false;
  box.querySelector("[data-signature-clear]")?.addEventListener("click", () => {
    pad.clear();
    keep();
  });
  pad.addEventListener("endStroke", keep);
  new ResizeObserver(fit).observe(canvas);
  fit();
}

// What belongs to one answer stands there only while that answer is chosen. (govuk-frontend's own way puts
// aria-expanded on a radio button, which has no such state.)
function tie(part) {
  const answer = document.getElementById(part.dataset.shownWith);
  const show = () => {
    part.hidden = !answer.checked;
  };
  document.getElementsByName(answer.name).forEach((other) => other.addEventListener("change", show));
  window.addEventListener("pageshow", show);
  show();
}

document.querySelectorAll("[data-shown-with]").forEach(tie);
document.querySelectorAll("canvas[data-signature]").forEach(attach);
