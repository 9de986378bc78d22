import { unitAt } from '#util/unit-at.ts';
import { inHeading, inPre } from './place-in-page.ts';

/** Inline text between two block borders, measured while the walk goes by. */
export interface Run {
  size: number;
  linkSize: number;
  stops: number;
}

/** Shorter runs are labels even when they have a full stop. */
const minSentenceSize = 30;
/** Longer runs are text even in a script without the punctuation known here. */
const minTextSize = 80;
/** From here on, one character says about as much as two letters. */
const firstIdeograph = 0x2e80;
/** Text that is mostly links is a menu. */
const maxLinkShare = 0.5;

/** Bits of `weights`. */
const counts = 1;
const ends = 2;

/** Of each Latin-1 character, whether it counts and whether it ends a part of a sentence. */
const weights = new Uint8Array(256).map((_, code) =>
  code <= 32 || code === 0xa0 ? 0 : isStop(code) ? counts | ends : counts,
);

export function createRun(): Run {
  return { size: 0, linkSize: 0, stops: 0 };
}

/** Adds a piece; returns its size: characters without white space, ideographs counted twice. */
export function addToRun(run: Run, text: string, inLink: boolean): number {
  let count = 0;
  let stops = 0;
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = unitAt(text, at);
    if (code < weights.length) {
      const weight = weights[code] ?? 0;
      count += weight & counts;
      stops += weight >> 1;
    } else {
      count += code >= firstIdeograph ? 2 : 1;
      if (isStop(code)) stops++;
    }
  }
  run.size += count;
  run.stops += stops;
  if (inLink) run.linkSize += count;
  return count;
}

/** The run ends: its characters are booked as prose or as scraps. `place`: bits of `place-in-page`. */
export function endRun(run: Run, sums: { prose: number; scraps: number }, place: number): void {
  const { size, linkSize, stops } = run;
  if (size === 0) return;
  if ((place & inPre) !== 0) sums.prose += size;
  else if ((place & inHeading) === 0) {
    const isText = size >= minTextSize || (size >= minSentenceSize && stops > 0);
    const own = size - linkSize;
    if (isText && (linkSize < maxLinkShare * size || own >= minTextSize)) sums.prose += own;
    else sums.scraps += size;
  }
  run.size = 0;
  run.linkSize = 0;
  run.stops = 0;
}

/** `, . ; : ! ?` and their kin in other scripts. */
function isStop(code: number): boolean {
  return (
    code === 0x2c ||
    code === 0x2e ||
    code === 0x3a ||
    code === 0x3b ||
    code === 0x21 ||
    code === 0x3f ||
    code === 0x3001 ||
    code === 0x3002 ||
    code === 0xff0c ||
    code === 0x0964 ||
    code === 0x060c ||
    code === 0x061f ||
    code === 0x2026
  );
}
