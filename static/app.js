// What the pages gain with JavaScript; every task works without it.
"use strict";

// A second click on the same button does nothing while the first is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !event.defaultPrevented) {
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  }
});
// Text kept on this device (compose.js) goes when it was saved, when its writer signs out, and after seven days.
function dropKept(isGone) {
  try {
    for (const [key, row] of Object.entries(localStorage)) {
      if (key.startsWith("kept:") && isGone(key, row)) localStorage.removeItem(key);
    }
  } catch {
    // The browser keeps nothing.
  }
}
const saved = new URLSearchParams(location.search).get("saved");
dropKept((key, row) => key.endsWith(`:${saved}`) || !(Date.now() - Number(/"at":(\d+)/.exec(row)?.[1]) < 6048e5));
document.addEventListener("submit", (event) => {
  const person = event.target.dataset.signOut;
  if (person) dropKept((key) => key.startsWith(`kept:${person}:`));
});

// Coming back with the browser's back button, the form may be sent again; what was left by signing out is gone.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-sign-out][data-sent]")) location.reload();
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// Copy a text; where the browser has no clipboard, the field stays selectable.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copyFrom);
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.textContent = button.dataset.copied;
    });
  }
}

// Printing, where the browser can.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A link into a folded part opens it; what went wrong is read first.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") {
    target.open = true;
    const field = target.querySelector("select, textarea, input:not([type=hidden])");
    if (field) field.focus();
  }
}
window.addEventListener("hashchange", openTarget);
openTarget();
const problem = document.querySelector("[role=alert][tabindex]");
if (problem) problem.focus();
