// Help with reading: the page read aloud, and printed. The markup stands in templates/parts/reading.html; its buttons
// are hidden until this script shows those that work here.
//
// Only a voice that lives on the device reads: others send the text to a service, and this text is about somebody's
// health. Without such a voice in the page's language there is no button. Whoever tests this on a device without voices
// gives its window a `speechSynthesis` of their own before this script runs.

const ROOTS = "main, footer.crisis";
const PARTS = "h1, h2, h3, p, li, legend, label, caption, th, td, dt, dd, .govuk-hint";
const SILENT =
  "button:not(.explained), summary, thead, script, .progress, .stop-box, .refs, .meaning, .answers__change, .govuk-visually-hidden";

function* partsIn(element) {
  for (const part of element.children) {
    if (part.matches(SILENT) || part.checkVisibility?.() === false) continue;
    if (part.matches(PARTS)) yield part;
    else yield* partsIn(part);
  }
}

function wordsOf(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll(SILENT).forEach((silent) => silent.remove());
  const words = copy.textContent.replace(/\s+/g, " ").trim();
  return words && part.dataset.label ? `${part.dataset.label}: ${words}` : words;
}

function readableParts() {
  return [...document.querySelectorAll(ROOTS)].flatMap((root) => [...partsIn(root)]).filter(wordsOf);
}

// Android writes en_US; a reader of en-US would rather have en-GB than nothing.
function localVoice(voices, language) {
  const wanted = language.toLowerCase();
  const of = (voice) => voice.lang.toLowerCase().replace("_", "-");
  const known = voices.filter((voice) => voice.localService === true && of(voice).split("-")[0] === wanted.split("-")[0]);
  return known.find((voice) => of(voice) === wanted) ?? known.find((voice) => voice.default) ?? known[0];
}

function offerToRead(speech, toggle, stopper) {
  let parts = [];
  let at = 0;
  let spoken = null;

  const voice = () => localVoice(speech.getVoices(), document.documentElement.lang);

  const show = () => {
    parts.forEach((part, place) => part.classList.toggle("is-read", place === at));
    toggle.hidden = !voice();
    toggle.textContent = spoken ? toggle.dataset.pause : parts.length ? toggle.dataset.goOn : toggle.dataset.begin;
    stopper.hidden = !parts.length;
  };

  const hush = () => {
    spoken = null;
    speech.cancel();
  };

  const stop = () => {
    hush();
    at = parts.length;
    show();
    parts = [];
    show();
  };

  const say = () => {
    if (at >= parts.length || !voice()) return stop();
    const said = new SpeechSynthesisUtterance(wordsOf(parts[at]));
    said.voice = voice();
    said.lang = said.voice.lang;
    said.onend = () => {
      if (said !== spoken) return;
      at += 1;
      say();
    };
    said.onerror = () => said === spoken && stop();
    spoken = said;
    speech.speak(said);
    show();
  };

  // Some phones end a speech that is paused: what was being read is then begun again.
  toggle.addEventListener("click", () => {
    if (spoken) {
      hush();
      return show();
    }
    if (!parts.length) {
      parts = readableParts();
      at = 0;
    }
    say();
  });
  stopper.addEventListener("click", () => {
    toggle.focus();
    stop();
  });
  window.addEventListener("pagehide", stop);
  speech.addEventListener?.("voiceschanged", show);
  show();
}

function offerToPrint(button) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}

for (const tools of document.querySelectorAll("[data-reading]")) {
  offerToPrint(tools.querySelector("[data-print]"));
  if (window.speechSynthesis) {
    offerToRead(window.speechSynthesis, tools.querySelector("[data-read]"), tools.querySelector("[data-read-stop]"));
  }
}
