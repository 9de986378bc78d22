import { workerData } from 'node:worker_threads';
import { answerCalls } from '#runtime/threads/answer-calls.ts';
import { type ConverterOptions, type ConvertInput, createConverter } from '#sync/convert.ts';

/** A thread that turns content into chunks. It reads nothing but what it is given. */
const options = workerData as ConverterOptions;
const converter = createConverter(options);
const never = new AbortController().signal;

answerCalls({ convert: (input: ConvertInput) => converter.convert(input, never) });
