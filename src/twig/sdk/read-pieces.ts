import { RetryError } from '#core/errors.ts';
import type { OpenedCall } from './call.ts';
import type { Read } from './from-wire.ts';
import { parseJson } from './parse-answer.ts';

/** One piece of a streamed answer. The last one has all of it. */
export type Piece<Answer> =
  | { readonly delta: string; readonly done: false }
  | { readonly delta: string; readonly done: true; readonly answer: Answer };

/** How one generation of the API words an answer and the pieces of a streamed one. */
export interface PieceReaders<
  Answer extends { readonly response: string },
  Event extends { readonly delta: string; readonly done: boolean },
> {
  readonly readAnswer: Read<Answer>;
  readonly readEvent: Read<Event>;
  /** The answer, of all the text that came and what the last event says beside it. */
  answerOf(response: string, last: Event): Answer;
}

/**
 * The pieces of an answer. A server that does not stream gives one piece, the whole.
 *
 * @throws RetryError `connection_lost` when the stream ends before its last piece, and what an event
 * of the kind `error` says.
 */
export async function* readPieces<
  Answer extends { readonly response: string },
  Event extends { readonly delta: string; readonly done: boolean },
>(
  { opened, where, refusal }: OpenedCall,
  { readAnswer, readEvent, answerOf }: PieceReaders<Answer, Event>,
): AsyncGenerator<Piece<Answer>, void> {
  if (opened.is !== 'stream') {
    const answer = readAnswer(parseJson(opened.text), where);
    yield { delta: answer.response, done: true, answer };
    return;
  }
  let response = '';
  for await (const { event, data } of opened.events) {
    if (event === 'error') throw refusal(parseJson(data));
    // Some servers end every stream of events so.
    if (event !== 'message' || data === '[DONE]') continue;
    const piece = readEvent(parseJson(data), where);
    response += piece.delta;
    if (piece.done) {
      yield { delta: piece.delta, done: true, answer: answerOf(response, piece) };
      return;
    }
    yield { delta: piece.delta, done: false };
  }
  throw new RetryError(`${where} broke off before its last piece.`, {
    code: 'connection_lost',
    hint: 'Ask again; if it keeps happening, look at the network and at the server.',
  });
}
