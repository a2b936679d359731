// What a notebook runs, behind the element's script: it keeps what is drawn in the kernel, which prepares the reader's own
// pictures in turn. JupyterLab shows the element by itself, others let the widget show it.

const LARGEST = 9_000_000; // bytes of a picture: notebook servers cut the connection at messages of 10 MiB
const WAITS = "The notebook prepares your picture, as soon as no cell is running.";
const GONE = "The notebook's kernel has ended; run the cell again, then drop your picture once more.";

function keep(pad, model, signal) {
  const send = ({ detail }) => {
    if (pad.drawing) return; // a stroke is sent when it ends
    model.set("_pixels", new DataView(Float64Array.from(detail.pixels).buffer));
    model.set("_probabilities", detail.probabilities);
    model.set("_prediction", detail.prediction);
    model.set("_reader", pad.reader);
    model.save_changes();
  };
  const sendTaught = () => {
    model.set("_taught_images", new DataView(Uint8Array.from(pad.taught.flatMap(({ image }) => image)).buffer));
    model.set("_taught_labels", pad.taught.map(({ label }) => label));
    model.save_changes();
  };
  pad.addEventListener("digit", send, { signal });
  pad.addEventListener("taught", sendTaught, { signal });
  if (pad.taught?.length > 0) sendTaught(); // before
  takePictures(pad, model, signal);
}

/** Add a button by which a picture file is read; it can be dropped on the pad, too. */
function takePictures(pad, model, signal) {
  const sender = Math.random(); // the widget may be shown more than once
  let isWaiting = false;
  const read = async (file) => {
    if (!file) return;
    if (file.size > LARGEST) {
      pad.tell(`${file.name} is larger than 9 MB; save it smaller.`);
      return;
    }
    pad.tell(signal.aborted ? GONE : WAITS);
    if (signal.aborted) return;
    isWaiting = true;
    try {
      model.send({ picture: file.name, sender }, undefined, [await file.arrayBuffer()]);
    } catch {
      isWaiting = false;
      pad.tell(`${file.name} cannot be read; choose a file that is on this computer.`);
    }
  };
  const answer = (content, buffers) => {
    if (content.sender !== sender) return;
    isWaiting = false;
    if (content.refusal) {
      pad.tell(content.refusal);
      return;
    }
    const { buffer, byteOffset, byteLength } = buffers[0];
    pad.show(Array.from(new Uint8Array(buffer, byteOffset, byteLength), (shade) => shade / 255));
  };
  model.on("msg:custom", answer);

  const choice = document.createElement("input");
  Object.assign(choice, { type: "file", accept: "image/*" });
  choice.addEventListener("change", () => {
    read(choice.files[0]);
    choice.value = ""; // the same file can be chosen again
  });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Read a picture of yours" });
  button.addEventListener("click", () => choice.click());
  pad.addTool(button);

  const take = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // or the browser leaves the notebook, and shows the picture
    if (event.type === "drop") read(event.dataTransfer.files[0]);
  };
  for (const type of ["dragover", "drop"]) pad.addEventListener(type, take);
  signal.addEventListener("abort", () => {
    model.off("msg:custom", answer);
    button.remove();
    if (isWaiting) pad.tell(GONE);
  });
}

export default {
  initialize({ model, signal }) {
    joinElements(model, signal, (pad) => keep(pad, model, signal));
  },
  render({ model, el, signal }) {
    const pad = document.createElement("digit-pad");
    pad.setAttribute("data", model.get("_data"));
    pad.setAttribute("data-lm-suppress-shortcuts", "true");
    keep(pad, model, signal);
    el.append(pad);
  },
};
