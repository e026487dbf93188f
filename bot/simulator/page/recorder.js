/** A voice message from the microphone of this computer. */

import { oggFromWebm } from "./opus.js";

const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus"];

export class Recorder {
  /** Rejects when there is no microphone, its use is refused, or the browser knows no Opus. */
  static async begin() {
    const format = FORMATS.find((one) => MediaRecorder.isTypeSupported(one));
    if (!format) throw new Error("no Opus");
    return new Recorder(await navigator.mediaDevices.getUserMedia({ audio: true }), format);
  }

  constructor(stream, format) {
    this.stream = stream;
    this.pieces = [];
    this.began = performance.now();
    this.recorder = new MediaRecorder(stream, { mimeType: format });
    this.recorder.addEventListener("dataavailable", (event) => this.pieces.push(event.data));
    this.recorder.start();
  }

  get seconds() {
    return (performance.now() - this.began) / 1000;
  }

  /** Stop and give the recording as a file, as Telegram sends it: Opus in Ogg. */
  async finish() {
    const stopped = new Promise((done) => this.recorder.addEventListener("stop", done));
    this.cancel();
    await stopped;
    const recorded = new Blob(this.pieces);
    const webm = this.recorder.mimeType.includes("webm");
    const voice = webm ? oggFromWebm(new Uint8Array(await recorded.arrayBuffer())) : recorded;
    return voice && new File([voice], "voice.ogg", { type: "audio/ogg" });
  }

  cancel() {
    this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }
}
