// Keeps what is typed: on this device at once, at the portal every ten seconds.
"use strict";
const form = document.getElementById("compose");
const said = document.getElementById("kept");
const offer = document.getElementById("kept-here");
const names = ["account", "text", "purpose", "purpose_other", "source", "link", "wished_at"];
const field = (name) => form.elements[name];
const place = () => `kept:${form.dataset.person}:${field("draft_key").value}`;
const typed = () => JSON.stringify(names.map((name) => field(name).value));
let sent = form.hasAttribute("data-typed") ? "" : typed();
let busy = false;
let leaving = false;

function say(words) {
  if (said.textContent !== words) said.textContent = words;
}

function keepHere(done) {
  const row = { at: Date.now(), path: location.pathname, version: field("version").value, values: typed(), done };
  try {
    localStorage.setItem(place(), JSON.stringify(row));
  } catch {
    // Full or forbidden.
  }
}

// Signed in again in another tab: this page's token is an old one.
async function renew() {
  const answer = await fetch(location.href, { redirect: "manual" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("compose");
  if (!page || page.dataset.person !== form.dataset.person) return false;
  const token = page.elements.csrfmiddlewaretoken.value;
  for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = token;
  document.getElementById("live").setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

async function post() {
  const body = new FormData(form);
  body.delete("idem");
  body.set("post", form.dataset.post);
  return fetch(form.dataset.keep, { method: "POST", body, redirect: "manual", keepalive: true });
}

async function send() {
  const values = typed();
  if (values === sent || busy || leaving) return;
  busy = true;
  try {
    let answer = await post();
    if (answer.status === 403 && (await renew())) answer = await post();
    if (answer.ok) {
      const at = (await answer.json()).kept_at;
      sent = values;
      if (!leaving) keepHere(values === typed());
      say(at && said.dataset.kept.replace("{}", at));
    } else {
      if (answer.status === 403 || answer.status === 422) sent = values; // refused: asked again when it is another text
      say(answer.type === "opaqueredirect" ? said.dataset.out : said.dataset.here);
    }
  } catch {
    say(said.dataset.offline);
  }
  busy = false;
}

// The newest that this device holds of this page and the portal does not.
function found() {
  let newest = null;
  for (const [key, value] of Object.entries(localStorage)) {
    if (!key.startsWith(`kept:${form.dataset.person}:`)) continue;
    const row = { ...JSON.parse(value), key };
    const fresh = !row.done && row.path === location.pathname && row.values !== typed();
    if (fresh && (!newest || row.at > newest.at)) newest = row;
  }
  return newest;
}

function show(row) {
  const [goOn, away] = offer.querySelectorAll("button");
  const values = JSON.parse(row.values);
  offer.querySelector("p").textContent = values[1].slice(0, 300);
  offer.hidden = false;
  goOn.addEventListener("click", () => {
    names.forEach((name, at) => (field(name).value = values[at]));
    field("draft_key").value = row.key.split(":")[2];
    offer.hidden = true;
    field("text").dispatchEvent(new Event("input", { bubbles: true }));
    field("text").focus();
    send();
    if (row.version !== field("version").value) say(said.dataset.changed);
  });
  away.addEventListener("click", () => {
    localStorage.removeItem(row.key);
    offer.hidden = true;
    field("text").focus();
  });
}

try {
  const row = found();
  if (row) show(row);
} catch {
  // The browser keeps nothing for this page.
}
form.addEventListener("input", () => keepHere(false));
form.addEventListener("submit", () => {
  leaving = true;
  keepHere(false);
});
addEventListener("pageshow", () => (leaving = false));
addEventListener("online", send);
addEventListener("pagehide", send);
document.addEventListener("visibilitychange", send);
setInterval(send, 10000);
