import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { SkipDocumentError } from '#core/errors.ts';
import { createThreadPool, type TaskOutcome } from '#runtime/threads/create-thread-pool.ts';
import { threadFile } from '#runtime/threads/thread-file.ts';
import {
  type Converted,
  type Converter,
  type ConverterOptions,
  type ConvertInput,
  createConverter,
} from '#sync/convert.ts';

export interface PooledConverterOptions extends ConverterOptions {
  /** Default: one for each core but the one that the rest of the sync needs; 1 to 4. */
  readonly threadCount?: number;
  /** For one document; default 30,000. */
  readonly deadlineMs?: number;
  /** Heap of each thread, garbage included; default 768. Buffers come on top. */
  readonly maxHeapMb?: number;
}

/** A converter with threads behind it; close it when done. */
export interface PooledConverter extends Converter {
  readonly threadCount: number;
  close(): Promise<void>;
}

const maxThreads = 4;

/** What a thread makes is soon given away: more room for new objects costs memory and saves no time. */
const youngMb = 24;

/**
 * Starting threads costs more than converting a few short texts: a sync of one changed page starts
 * none. Short Markdown goes through our own line scanner, which cannot hang or swell. Where several
 * come at the same time there are more to come, and a second vocabulary in memory is not worth it.
 */
const fewTexts = 32;
const severalTexts = 3;
/** How long the first text waits for company: less than the vocabulary takes to load. */
const companyMs = 4;
const shortBytes = 16 * 1024;

/**
 * Makes a converter whose work is done by worker threads, so that a document that hangs or swells
 * costs its thread and not the process. Gives the same chunks as `createConverter`.
 *
 * Fails a document with SkipDocumentError `parse_timeout`, `parse_memory` or `parse_crashed`.
 *
 * @example
 * const converter = createPooledConverter({ chunking: defaultChunkOptions, anchors: 'github' });
 * try {
 *   await runSync({ ...options, converter, concurrency: 2 + 2 * converter.threadCount }, signal);
 * } finally {
 *   await converter.close();
 * }
 */
export function createPooledConverter(options: PooledConverterOptions): PooledConverter {
  const { chunking, anchors, deadlineMs = 30_000, maxHeapMb = 768 } = options;
  const cores = availableParallelism();
  const threadCount = options.threadCount ?? Math.max(1, Math.min(maxThreads, cores - 1));
  // On one core a thread can only take turns with this one.
  const textsInProcess = cores === 1 ? Number.POSITIVE_INFINITY : fewTexts;
  const inProcess = createConverter({ chunking, anchors });
  let textCount = 0;
  let underWay = 0;
  const crowded = Promise.withResolvers<void>();
  let isCrowded = false;
  let looked: Promise<unknown> | undefined;
  const pool = createThreadPool({
    file: threadFile('convert-thread', './convert-thread.ts', import.meta.url),
    workerData: { chunking, anchors } satisfies ConverterOptions,
    size: threadCount,
    deadlineMs,
    maxHeapMb,
    resourceLimits: { maxOldGenerationSizeMb: 4 * maxHeapMb, maxYoungGenerationSizeMb: youngMb },
  });

  /** Whether a text is one of few. */
  const isOneOfFew = async (): Promise<boolean> => {
    if (cores > 1 && underWay >= severalTexts) {
      isCrowded = true;
      crowded.resolve();
    }
    looked ??= Promise.race([crowded.promise, setTimeout(companyMs)]);
    await looked;
    return !isCrowded && textCount < textsInProcess;
  };

  const convert = async (input: ConvertInput, signal: AbortSignal): Promise<Converted> => {
    if (isShortMarkdown(input) && (await isOneOfFew())) {
      textCount += 1;
      return inProcess.convert(input, signal);
    }
    const args = [withoutSpareBytes(input)];
    const outcome = await pool.run({ method: 'convert', args }, signal);
    // The thread's `convert` is that of a converter.
    if (outcome.is === 'done') return outcome.value as Converted;
    throw failure(input.name, outcome, { deadlineMs, maxHeapMb });
  };

  return {
    signature: inProcess.signature,
    threadCount,
    async convert(input, signal) {
      underWay += 1;
      try {
        return await convert(input, signal);
      } finally {
        underWay -= 1;
      }
    },
    close: () => pool.close(),
  };
}

function isShortMarkdown({ content }: ConvertInput): boolean {
  if (content.as === 'page' || content.mediaType !== 'text/markdown') return false;
  const size = content.as === 'bytes' ? content.bytes.byteLength : content.text.length;
  return size <= shortBytes;
}

/** A view on a part of a buffer would be cloned with the whole buffer. */
function withoutSpareBytes(input: ConvertInput): ConvertInput {
  const { content } = input;
  if (content.as !== 'bytes' || content.bytes.byteLength === content.bytes.buffer.byteLength) {
    return input;
  }
  return { ...input, content: { ...content, bytes: new Uint8Array(content.bytes) } };
}

function failure(
  name: string,
  outcome: Exclude<TaskOutcome<unknown>, { readonly is: 'done' }>,
  { deadlineMs, maxHeapMb }: { readonly deadlineMs: number; readonly maxHeapMb: number },
): SkipDocumentError {
  const hint = 'Exclude the document, or split it into smaller ones.';
  switch (outcome.is) {
    case 'timeout':
      return new SkipDocumentError(
        `${name} could not be converted within ${deadlineMs / 1000} seconds.`,
        { code: 'parse_timeout', hint },
      );
    case 'memory':
      return new SkipDocumentError(
        `${name} needs more than ${maxHeapMb} MB of memory to be converted.`,
        { code: 'parse_memory', hint },
      );
    case 'crashed':
      return new SkipDocumentError(`${name} ended the thread that converted it.`, {
        code: 'parse_crashed',
        hint,
        cause: outcome.cause,
      });
    default:
      return outcome satisfies never;
  }
}
