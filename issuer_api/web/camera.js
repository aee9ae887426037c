// The QR code before the camera: read by the browser where it can, by the node from single pictures where it cannot.
"use strict";

const PATIENCE = 60_000;
const BETWEEN = 0.5;

// Resolves to the code's text; to null where the signal stopped it; rejects with "camera" or "unseen".
async function scanned(video, signal) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    throw "camera";
  }
  try {
    video.srcObject = stream;
    await video.play();
    return await look(video, await reader(), signal);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function look(video, read, signal) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await pause(BETWEEN)) {
    if (signal.aborted) return null;
    const text = await read(video).catch(() => null);
    if (text) return signal.aborted ? null : text;
  }
  throw "unseen";
}

async function reader() {
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
  if (!formats.includes("qr_code")) return asked;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function asked(video) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  const form = new FormData();
  form.set("file", picture, "camera.jpg");
  const answer = await fetch("/verifications/scan", { method: "POST", body: form });
  return answer.ok ? (await answer.json()).text : null;
}
