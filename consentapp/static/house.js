// What a screen gains when scripts run. Everything works without: this only moves focus to what went wrong, shows
// what belongs to an answer, counts characters, and keeps a second press from sending a form twice.

import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(ErrorSummary);
createAll(Radios);
createAll(Checkboxes);
createAll(CharacterCount);
createAll(Button, { preventDoubleClick: true });

// What is typed on a page is kept on the server a moment after the typing stops: a closed tab loses nothing.
for (const form of document.querySelectorAll("form[data-draft]")) {
  let waiting;
  const keep = () => fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep().catch(() => {}), 1200);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

// A page of staff holds several forms, and each sends only its own words: whoever leaves others unsent is asked first.
const unsent = new Set();
for (const form of document.querySelectorAll(".desk form[method='post']")) {
  form.addEventListener("input", () => unsent.add(form));
  form.addEventListener("submit", () => unsent.delete(form));
}
window.addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

// A page of staff that Back brings out of the browser's own store may be somebody else's by now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("main.desk")) location.reload();
});
