import type { SeededRandom } from './seeded-random.ts';

type Mutation = (bytes: Buffer, random: SeededRandom) => Buffer;

/** What disks, networks and people do to files, and what fuzzers do to parsers. */
const mutations: readonly Mutation[] = [
  function cutShort(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length));
  },
  function flipBits(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let count = 1 + random.below(40); count > 0; count--) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
  function blank(bytes, random) {
    const copy = Buffer.from(bytes);
    const start = random.below(copy.length);
    return copy.fill(
      random.below(2) * 0xff,
      start,
      Math.min(copy.length, start + 1 + random.below(2_000)),
    );
  },
  function leaveOut(bytes, random) {
    const start = random.below(bytes.length);
    const end = start + 1 + random.below(500);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeat(bytes, random) {
    const start = random.below(bytes.length);
    const part = bytes.subarray(start, start + 1 + random.below(500));
    return Buffer.concat([bytes.subarray(0, start), part, part, part, bytes.subarray(start)]);
  },
  function changeNumbers(bytes, random) {
    const copy = Buffer.from(bytes);
    const digits = [...copy.keys()].filter((at) => isDigit(copy[at] ?? 0));
    if (digits.length === 0) return copy;
    for (let count = 1 + random.below(20); count > 0; count--) {
      copy[random.pick(digits)] = 0x30 + random.below(10);
    }
    return copy;
  },
  function spoilStart(bytes, random) {
    return Buffer.concat([Buffer.from([random.below(256), 0x25, 0x50]), bytes.subarray(1)]);
  },
];

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The bytes of a file with one kind of damage; the same for the same state of `random`. */
export function mutateBytes(bytes: Buffer, random: SeededRandom): Buffer {
  return random.pick(mutations)(bytes, random);
}
