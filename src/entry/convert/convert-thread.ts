import { workerData } from 'node:worker_threads';
import { SkipDocumentError } from '#core/errors.ts';
import { answerCalls } from '#runtime/threads/answer-calls.ts';
import { type ConverterOptions, type ConvertInput, createConverter } from '#sync/convert.ts';
import { asError } from '#util/as-error.ts';

/** A thread that turns content into chunks. It reads nothing but what it is given. */
const options = workerData as ConverterOptions;
const converter = createConverter(options);
const never = new AbortController().signal;

/** How long a document may go on when a promise was rejected that nobody waits for. */
const graceMs = 5_000;

/**
 * A library can forget a promise. When it is rejected after the answer, that says nothing of the next
 * document, which an unheard rejection would end with the thread; before the answer, the answer may
 * wait for it for ever.
 */
let onForgotten: ((reason: unknown) => void) | undefined;
process.on('unhandledRejection', (reason) => onForgotten?.(reason));

async function convert(input: ConvertInput) {
  const forgotten = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  onForgotten = (reason) => {
    timer ??= setTimeout(() => forgotten.reject(givenUp(input.name, reason)), graceMs);
  };
  try {
    return await Promise.race([converter.convert(input, never), forgotten.promise]);
  } finally {
    clearTimeout(timer);
    onForgotten = undefined;
  }
}

function givenUp(name: string, reason: unknown): SkipDocumentError {
  const cause = asError(reason);
  return new SkipDocumentError(`${name} could not be converted: ${cause.message}.`, {
    code: 'parse_failed',
    hint: 'Save it anew with the program that made it, or exclude it.',
    cause,
  });
}

answerCalls({ convert });
