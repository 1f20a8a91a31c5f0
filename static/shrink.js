// Pictures travel small: at most 1600 pixels on the longer side. Where anything fails, the original goes.
const most = 1600;
const kinds = ["image/jpeg", "image/png", "image/webp"];
const form = document.getElementById("add-file");
const running = new Set();

// The picture turned as its camera noted; a browser that cannot write its kind keeps the original.
async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = most / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise((done) => canvas.toBlob(done, file.type, 0.9));
  return drawn?.type === file.type ? new File([drawn], file.name, { type: file.type }) : file;
}

async function shrink(field) {
  const [file] = field.files;
  if (!file || !kinds.includes(file.type)) return;
  const made = await smaller(file);
  if (made === file || field.files[0] !== file) return;
  const held = new DataTransfer();
  held.items.add(made);
  field.files = held.files;
}

for (const field of form.querySelectorAll("[type=file]")) {
  field.addEventListener("change", () => {
    const work = shrink(field)
      .catch(() => {})
      .finally(() => running.delete(work));
    running.add(work);
  });
}
form.addEventListener("submit", (event) => {
  if (!running.size) return;
  event.preventDefault();
  Promise.all(running).then(() => form.requestSubmit());
});
