import {
  type PushBegin,
  type PushDelete,
  type PushLine,
  type PushUpsert,
  pushLine,
  type SyncCounts,
} from '#twig/api/push.ts';
import { faultsOf } from '../faults-of.ts';

/** One part of a sync: `begin`, its operations in order, `end`. */
export interface PushPart {
  readonly begin: PushBegin;
  readonly operations: readonly (PushUpsert | PushDelete)[];
  readonly last: boolean;
  /** What the client counted; on the last part only. */
  readonly counts: SyncCounts | undefined;
}

export interface BrokenLine {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  /** Path within the line's object -> what is wrong there. */
  readonly faults: Readonly<Record<string, string>>;
}

export type ParsedPart =
  | { readonly ok: true; readonly part: PushPart }
  | { readonly ok: false; readonly broken: BrokenLine };

/**
 * Reads the NDJSON of a part as a whole: nothing of it counts unless every line is right and the last
 * one is `end`, so that an upload that was cut off changes nothing.
 */
export function parsePart(bytes: Uint8Array): ParsedPart {
  const operations: (PushUpsert | PushDelete)[] = [];
  let begin: PushBegin | undefined;
  let end: Extract<PushLine, { op: 'end' }> | undefined;
  let number = 0;
  for (const raw of lines(bytes)) {
    number += 1;
    if (isBlank(raw)) continue;
    const read = readLine(raw);
    if (!read.ok) return broken(number, read.message, read.faults);
    const { line } = read;
    if (end) return broken(number, 'Nothing may follow the line with op "end".');
    if (!begin && line.op !== 'begin') {
      return broken(number, 'The first line must have op "begin".');
    }
    if (line.op === 'begin') {
      if (begin) return broken(number, 'A part has one line with op "begin", the first.');
      begin = line;
    } else if (line.op === 'end') {
      end = line;
    } else {
      operations.push(line);
    }
  }
  if (!begin) return broken(1, 'The body is empty; the first line must have op "begin".');
  if (!end) return broken(number, 'The body ends without a line with op "end": it was cut off.');
  return { ok: true, part: { begin, operations, last: end.last, counts: end.counts } };
}

function broken(
  line: number,
  message: string,
  faults: Readonly<Record<string, string>> = {},
): ParsedPart {
  return { ok: false, broken: { line, message, faults } };
}

const newline = 0x0a;

function* lines(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start);
    yield bytes.subarray(start, end === -1 ? bytes.length : end);
    if (end === -1) return;
    start = end + 1;
  }
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

type ReadLine =
  | { readonly ok: true; readonly line: PushLine }
  | {
      readonly ok: false;
      readonly message: string;
      readonly faults?: Readonly<Record<string, string>>;
    };

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readLine(raw: Uint8Array): ReadLine {
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    return { ok: false, message: 'The line is not valid UTF-8.' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'The line is not valid JSON.' };
  }
  const parsed = pushLine.safeParse(value);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error);
    const [where, what] = Object.entries(faults)[0] ?? ['line', 'is not an operation'];
    return { ok: false, message: `The line is not an operation: ${where}: ${what}.`, faults };
  }
  if (!isWritable(parsed.data)) {
    return { ok: false, message: 'The line holds metadata that is nested too deeply.' };
  }
  return { ok: true, line: parsed.data };
}

/** Free-form metadata can be nested so deeply that it parses but cannot be written again. */
function isWritable(line: PushLine): boolean {
  const free =
    line.op === 'begin' ? line.metadata : line.op === 'upsert' ? line.document.metadata : undefined;
  try {
    JSON.stringify(free);
    return true;
  } catch {
    return false;
  }
}
