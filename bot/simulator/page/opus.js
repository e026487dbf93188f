/**
 * Telegram's voice messages are Opus in Ogg; some browsers record the same Opus in WebM.
 * The packets are only moved from one container to the other (RFC 9559 and RFC 7845).
 */

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const BLOCK_GROUP = 0xa0;
const INSIDE = new Set([SEGMENT, CLUSTER, TRACKS, TRACK_ENTRY, BLOCK_GROUP]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS = new Set([0xa3, 0xa1]);
const BLOCK_HEAD_BYTES = 4;

const SAMPLES_PER_MS = 48;
const PACKETS_PER_PAGE = 16;
const MAX_SEGMENTS = 255;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/** A variable-length number at `at`: {value, next}; `marked` keeps the length bit, as ids do. */
function number(bytes, at, marked) {
  const length = Math.clz32(bytes[at]) - 23;
  let value = marked ? bytes[at] : bytes[at] & (0xff >> length);
  let unknown = (bytes[at] | ((0xff << (8 - length)) & 0xff)) === 0xff;
  for (let i = 1; i < length; i += 1) {
    value = value * 256 + bytes[at + i];
    unknown &&= bytes[at + i] === 0xff;
  }
  return { value, next: at + length, unknown };
}

function packetsOf(bytes) {
  const found = { head: null, packets: [] };
  let at = 0;
  while (at < bytes.length) {
    const id = number(bytes, at, true);
    const size = number(bytes, id.next, false);
    const end = size.unknown ? bytes.length : size.next + size.value;
    if (id.value === CODEC_PRIVATE) found.head = bytes.subarray(size.next, end);
    if (BLOCKS.has(id.value)) found.packets.push(bytes.subarray(size.next + BLOCK_HEAD_BYTES, end));
    at = INSIDE.has(id.value) ? size.next : end;
  }
  return found;
}

/** How long an Opus packet plays, in samples of 1/48,000 s (RFC 6716, 3.1). */
function samplesIn(packet) {
  const config = packet[0] >> 3;
  const silk = [10, 20, 40, 60][config & 3];
  const hybrid = [10, 20][config & 1];
  const celt = [2.5, 5, 10, 20][config & 3];
  const frameMs = config < 12 ? silk : config < 16 ? hybrid : celt;
  const frames = [1, 2, 2, packet[1] & 63][packet[0] & 3];
  return frameMs * SAMPLES_PER_MS * frames;
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x80000000 ? 0x04c11db7 : 0);
  return sum >>> 0;
});

function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ CHECKSUMS[(sum >>> 24) ^ byte]) >>> 0;
  return sum;
}

function segmentsOf(packet) {
  return [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
}

function page(packets, { kind, granule, serial, sequence }) {
  const segments = packets.flatMap(segmentsOf);
  const head = 27 + segments.length;
  const bytes = new Uint8Array(head + packets.reduce((sum, packet) => sum + packet.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("OggS"));
  bytes[5] = kind;
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  bytes[26] = segments.length;
  bytes.set(segments, 27);
  let at = head;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

function tags() {
  const name = new TextEncoder().encode("phone");
  const bytes = new Uint8Array(16 + name.length);
  bytes.set(new TextEncoder().encode("OpusTags"));
  new DataView(bytes.buffer).setUint32(8, name.length, true);
  bytes.set(name, 12);
  return bytes;
}

function grouped(packets) {
  const groups = [];
  let segments = Infinity;
  for (const packet of packets) {
    const needed = segmentsOf(packet).length;
    if (segments + needed > MAX_SEGMENTS || groups.at(-1).length === PACKETS_PER_PAGE) {
      groups.push([]);
      segments = 0;
    }
    groups.at(-1).push(packet);
    segments += needed;
  }
  return groups;
}

/** The bytes of an Ogg file with the Opus packets of a WebM one; null if there are none. */
export function oggFromWebm(webm) {
  const { head, packets } = packetsOf(webm);
  if (!head || !packets.length) return null;
  const serial = 1;
  const pages = [
    page([head], { kind: FIRST_PAGE, granule: 0, serial, sequence: 0 }),
    page([tags()], { kind: 0, granule: 0, serial, sequence: 1 }),
  ];
  let granule = 0;
  const groups = grouped(packets);
  groups.forEach((group, index) => {
    granule += group.reduce((sum, packet) => sum + samplesIn(packet), 0);
    const kind = index === groups.length - 1 ? LAST_PAGE : 0;
    pages.push(page(group, { kind, granule, serial, sequence: index + 2 }));
  });
  return new Blob(pages, { type: "audio/ogg" });
}
