// Single keys (off until switched on), words selected, who else looks.
const usual = { next: "j", previous: "k", open: "o", approve: "a", return: "r", reject: "x", undo: "u", select: " " };
const find = (what) => document.querySelector(what);
const store = "decide-by-keys";
// Without storage, what is chosen holds until the page is left.
const stored = (act) => {
  try {
    return act(localStorage);
  } catch {}
};
const kept = { on: false, keys: {}, ...stored((all) => JSON.parse(all.getItem(store))) };
const keep = () => stored((all) => all.setItem(store, JSON.stringify(kept)));
const keyOf = (act) => kept.keys[act] || usual[act];

const rows = [...document.querySelectorAll("#queue > .pick")];
const here = () => rows.findIndex((row) => row.contains(document.activeElement));
const step = (by, link) => {
  if (!rows.length) return find(link)?.click();
  const row = rows[Math.min(rows.length - 1, Math.max(0, here() + by))];
  row.querySelector(".row-name").focus();
};
const unfold = (id) => {
  if (find(id)) find(id).open = true;
  find(`${id} :is(select, textarea, input:not([type=hidden]))`)?.focus();
};
const acts = {
  next: () => step(1, "a[rel=next]"),
  previous: () => step(-1, "a[rel=prev]"),
  open: () => rows[here()]?.querySelector(".row-name").click(),
  approve: () => {
    const form = find("#approve");
    const field = form?.querySelector("textarea");
    field && !field.value.trim() ? field.focus() : form?.requestSubmit();
  },
  return: () => unfold("#return"),
  reject: () => unfold("#reject"),
  undo: () => find("[data-key=undo]")?.requestSubmit(),
  select: () => rows[here()]?.querySelector("[type=checkbox]").click(),
};

const list = find("#keys-list");
const fields = list ? [...list.querySelectorAll("[data-key-of]")] : [];
const fill = () => fields.forEach((field) => (field.value = keyOf(field.dataset.keyOf)));
const show = () => (fill(), list.showModal());
const box = find("#keys-on");
if (list && box) {
  find("#keys").hidden = false;
  box.checked = kept.on;
  box.addEventListener("change", () => ((kept.on = box.checked), keep()));
  find("#keys-help").addEventListener("click", show);
  find("#keys-reset").addEventListener("click", () => ((kept.keys = {}), keep(), fill()));
  for (const field of fields) {
    field.addEventListener("input", () => {
      const [key, own] = [field.value.toLowerCase(), field.dataset.keyOf];
      const taken = key === "?" || Object.keys(usual).some((act) => act !== own && keyOf(act) === key);
      field.setCustomValidity(taken ? field.dataset.taken : "");
      if (field.reportValidity() && key) (kept.keys[own] = key), keep();
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, dialog, input:not([type=checkbox])");
    if (!kept.on || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") return show();
    const key = event.key.toLowerCase();
    const named = (one) => Object.keys(acts).find((name) => keyOf(name) === one);
    if (key === " " && event.target.closest("button, summary, input")) return;
    const act = named(key) || (key > "~" && named(event.code.replace("Key", "").toLowerCase())); // a Bangla keyboard
    if (act) event.preventDefault(), acts[act]();
  });
}

// Words selected go into the form of return.
let selected = "";
document.addEventListener("selectionchange", () => {
  const { anchorNode: at } = getSelection();
  const words = String(getSelection());
  if (words.trim() && (at.closest ? at : at.parentElement).closest(".post-text")) selected = words;
});
find("#return")?.addEventListener("toggle", () => {
  const field = find("#return [name=words]");
  if (field && !field.value) field.value = selected.trim().replace(/\s+/g, " ").slice(0, 200);
});

// Signed out, or decided by somebody else: nothing is known any more, and it is asked no more.
const looks = find("[data-looking]");
let asking;
const look = async () => {
  if (document.hidden) return;
  const headers = { "X-CSRFToken": find("[name=csrfmiddlewaretoken]").value };
  const answer = await fetch(looks.dataset.looking, { method: "POST", headers, redirect: "manual" });
  if (!answer.ok) clearInterval(asking);
  looks.innerHTML = answer.ok ? await answer.text() : "";
};
if (looks) {
  const ask = () => look().catch(() => {});
  asking = setInterval(ask, 60000);
  ask();
}
