import { Client, LogLevel } from '@notionhq/client';
import PQueue from 'p-queue';
import { type ConnectorContext, fetchThroughHttp, RetryError } from '#kit';
import { explainError } from './explain-error.ts';
import type { NotionConfig } from './options.ts';
import { createRequestPace } from './request-pace.ts';

export type NotionContext = ConnectorContext<NotionConfig>;

/** Every answer says what it is; what does not is no answer of Notion's. */
interface Answer {
  readonly object: string;
}

export interface NotionRequest<Result extends Answer> {
  /** Names it in messages: `the page 0123…`. */
  readonly what: string;
  /** What the answer must say that it is. */
  readonly gives: Result['object'];
  send(notion: Client): Promise<Result>;
}

/** One connection to Notion, through its own package. Nothing here knows what a document is. */
export interface NotionClient {
  /**
   * @throws RetryError when the tries are used up; SkipDocumentError of what is not there
   * (`isNotFound`) or refused (`isRefused`); StopScopeError for a missing capability;
   * FixCredentialsError for the token.
   */
  ask<Result extends Answer>(request: NotionRequest<Result>, signal?: AbortSignal): Promise<Result>;
}

const notionVersion = '2026-03-11';
const tries = 4;
/** Being asked to wait is no failure, but somebody who asks forever is. */
const waits = 10;
/** A longer wait is left to the next run. */
const longestWaitMs = 15 * 60_000;

export function createNotionClient(context: NotionContext): NotionClient {
  const { clock, config, http, signal } = context;
  const { token, baseUrl, timeoutMs } = config;
  const queue = new PQueue({ concurrency: config.concurrency });
  const pace = createRequestPace(clock, config.requestsPerMinute);

  const attempt = async <Result extends Answer>(
    { what, gives, send }: NotionRequest<Result>,
    own: AbortSignal,
  ) => {
    const client = new Client({
      auth: token,
      baseUrl,
      notionVersion,
      // Tries, waits and deadlines are ours: they know the clock, the signal and the pace.
      retry: false,
      timeoutMs: timeoutMs + 60_000,
      fetch: fetchThroughHttp(http, { signal: own, timeoutMs }),
      logLevel: LogLevel.ERROR,
      logger: () => {},
    });
    let answer: Result;
    try {
      answer = await send(client);
    } catch (error) {
      own.throwIfAborted();
      throw explainError(error, what, clock.now());
    }
    if (answer?.object === gives) return answer;
    throw new RetryError(`Notion answered ${what} with something else.`, { code: 'wrong_answer' });
  };

  const persist = async <Result extends Answer>(
    request: NotionRequest<Result>,
    own: AbortSignal,
  ) => {
    let failures = 0;
    for (let waited = 0; ; ) {
      await pace.turn(own);
      try {
        const answer = await attempt(request, own);
        pace.settle();
        return answer;
      } catch (error) {
        own.throwIfAborted();
        if (!(error instanceof RetryError)) throw error;
        if (error.code === 'rate_limited') {
          waited += 1;
          // Zero asks for nothing: taken literally it would be a storm.
          const waitMs = Math.max(1_000, error.retryAfterMs ?? 30_000);
          pace.holdBack(waitMs);
          if (waited > waits || waitMs > longestWaitMs) throw error;
        } else {
          failures += 1;
          if (failures >= tries) throw error;
          await clock.sleep(Math.ceil(Math.random() * 500 * 2 ** failures), own);
        }
      }
    }
  };

  return {
    async ask(request, own = signal) {
      const either = own === signal ? signal : AbortSignal.any([signal, own]);
      return queue.add(() => persist(request, either));
    },
  };
}
