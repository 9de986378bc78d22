import type { PushLineInput } from '#twig/api/push.ts';
import type { Camel } from './camel.ts';
import { toWire } from './to-wire.ts';

/** One operation of a push: `begin`, `upsert`, `delete` or `end`. */
export type PushLine = Camel<PushLineInput>;

const encoder = new TextEncoder();

/** One line of NDJSON, its line feed included. A part is `begin`, operations, `end`. */
export function encodePushLine(line: PushLine): Uint8Array {
  return encoder.encode(pushLineText(line));
}

/** The same, before it is encoded. */
export function pushLineText(line: PushLine): string {
  return `${JSON.stringify(toWire(line))}\n`;
}
