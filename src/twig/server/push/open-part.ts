import { FixInputError } from '#core/errors.ts';
import {
  type PushBegin,
  type PushDelete,
  type PushDescribe,
  type PushLine,
  type PushUpsert,
  pushLine,
  type SyncCounts,
} from '#twig/api/push.ts';
import { faultsOf } from '../faults-of.ts';

export type PushOperation = PushUpsert | PushDescribe | PushDelete;

/** One part of a sync: `begin`, its operations in order, `end`. */
export interface OpenPart {
  readonly begin: PushBegin;
  /** Each line is read when it is asked for. What `end` says is returned. */
  readonly operations: Generator<PushOperation, PartEnd>;
}

export interface PartEnd {
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

/** A line of a part that is wrong, wherever in it: nothing of the part may count. */
export class BrokenPartError extends FixInputError {
  readonly broken: BrokenLine;

  constructor(line: number, message: string, faults: BrokenLine['faults'] = {}) {
    super(`Line ${line}: ${message}`, { code: 'invalid_request' });
    this.broken = { line, message, faults };
  }
}

/**
 * Reads the NDJSON of a part, so far that its `begin` is known; the operations follow one by one, so
 * that one of them is in memory at a time. An upload that was cut off has no `end`: whoever carries
 * operations out must take them back when the reading throws.
 *
 * @throws BrokenPartError, from the operations too
 */
export function openPart(bytes: Uint8Array): OpenPart {
  const lines = readLines(bytes);
  const first = lines.next();
  if (first.done) {
    throw new BrokenPartError(1, 'The body is empty; the first line must have op "begin".');
  }
  const { number, line } = first.value;
  if (line.op !== 'begin') {
    throw new BrokenPartError(number, 'The first line must have op "begin".');
  }
  return { begin: line, operations: operationsOf(lines) };
}

interface NumberedLine {
  readonly number: number;
  readonly line: PushLine;
}

function* operationsOf(lines: Generator<NumberedLine, number>): Generator<PushOperation, PartEnd> {
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done) {
      const message = 'The body ends without a line with op "end": it was cut off.';
      throw new BrokenPartError(next.value, message);
    }
    const { number, line } = next.value;
    if (line.op === 'begin') {
      throw new BrokenPartError(number, 'A part has one line with op "begin", the first.');
    }
    if (line.op === 'end') {
      const behind = lines.next();
      if (behind.done) return { last: line.last, counts: line.counts };
      const message = 'Nothing may follow the line with op "end".';
      throw new BrokenPartError(behind.value.number, message);
    }
    yield line;
  }
}

/** All but blank lines; returns how many there were, blank ones included. */
function* readLines(bytes: Uint8Array): Generator<NumberedLine, number> {
  let number = 0;
  for (const raw of split(bytes)) {
    number += 1;
    if (!isBlank(raw)) yield { number, line: readLine(raw, number) };
  }
  return number;
}

const newline = 0x0a;

function* split(bytes: Uint8Array): Generator<Uint8Array> {
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

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readLine(raw: Uint8Array, number: number): PushLine {
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    throw new BrokenPartError(number, 'The line is not valid UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BrokenPartError(number, 'The line is not valid JSON.');
  }
  const parsed = pushLine.safeParse(value);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error);
    const [where, what] = Object.entries(faults)[0] ?? ['line', 'is not an operation'];
    throw new BrokenPartError(number, `The line is not an operation: ${where}: ${what}.`, faults);
  }
  if (!isWritable(parsed.data)) {
    throw new BrokenPartError(number, 'The line holds metadata that is nested too deeply.');
  }
  return parsed.data;
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
