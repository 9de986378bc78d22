import { LogLevel, WebClient } from '@slack/web-api';
import PQueue from 'p-queue';
import {
  type ConnectorContext,
  FixCredentialsError,
  fetchThroughHttp,
  type JsonObject,
  RetryError,
} from '#kit';
import { createMethodLimits, type MethodLimits } from './method-limits.ts';
import type { SlackConfig } from './options.ts';
import { explainSlackError, slackErrorOf } from './slack-error.ts';
import { createTokenKeeper, type TokenKeeper } from './token.ts';

export type SlackContext = ConnectorContext<SlackConfig>;

/** One workspace, as its API answers. Nothing here knows what a document is. */
export interface SlackClient {
  /**
   * Calls a method and gives its whole answer, which is one with `ok: true`.
   *
   * @throws RetryError when the tries are used up; StopScopeError and FixCredentialsError of what Slack
   * refuses, whose word `slackErrorOf` knows.
   */
  call(method: string, args: JsonObject, signal?: AbortSignal): Promise<JsonObject>;
  readonly limits: MethodLimits;
  readonly tokens: TokenKeeper;
}

const callsAtOnce = 4;
const tries = 4;
/** Being asked to wait is no failure, but somebody who asks forever is. */
const waits = 10;
/** A longer wait is left to the next run. */
const longestWaitMs = 15 * 60_000;

export function createSlackClient(context: SlackContext): SlackClient {
  const { clock, config, http, signal } = context;
  const limits = createMethodLimits(clock);
  const queues = new Map<string, PQueue>();
  const fetch = fetchThroughHttp(http, { signal, timeoutMs: config.timeoutMs });
  const tokens = createTokenKeeper(context, (token, method, args) => send(token, method, args));

  let opened: { readonly token: string | undefined; readonly client: WebClient } | undefined;
  /** It makes hundreds of functions of itself, so that one is kept for as long as its token is good. */
  const clientFor = (token: string | undefined): WebClient => {
    if (opened === undefined || opened.token !== token) {
      const client = new WebClient(token, {
        slackApiUrl: config.apiUrl,
        allowAbsoluteUrls: false,
        rejectRateLimitedCalls: true,
        // Tries and waits are ours: they know the clock, the signal and the method's limit.
        retryConfig: { retries: 0 },
        fetch,
        logger: silent,
        ...(config.teamId !== undefined && { teamId: config.teamId }),
      });
      opened = { token, client };
    }
    return opened.client;
  };

  const send = async (token: string | undefined, method: string, args: JsonObject) => {
    try {
      const answer = await clientFor(token).apiCall(method, { ...args });
      // The package parsed it out of JSON.
      return answer as unknown as JsonObject;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw explainSlackError(error, nameOf(method, args));
    }
  };

  const attempt = async (method: string, args: JsonObject) => {
    const token = await tokens.current();
    try {
      return await send(token, method, args);
    } catch (error) {
      const word = slackErrorOf(error);
      if (word !== 'token_expired' && word !== 'invalid_auth') throw error;
      if (!(error instanceof FixCredentialsError) || !tokens.canRefresh) throw error;
      return send(await tokens.refreshed(token), method, args);
    }
  };

  const persist = async (method: string, args: JsonObject, own: AbortSignal) => {
    let failures = 0;
    for (let waited = 0; ; ) {
      await limits.turn(method, own);
      try {
        return await attempt(method, args);
      } catch (error) {
        own.throwIfAborted();
        if (!(error instanceof RetryError)) throw error;
        const { retryAfterMs, code } = error;
        if (code === 'rate_limited') {
          waited += 1;
          const waitMs = retryAfterMs ?? 30_000;
          limits.holdBack(method, waitMs);
          if (waited > waits || waitMs > longestWaitMs) throw error;
        } else {
          failures += 1;
          if (failures >= tries) throw error;
          await clock.sleep(Math.random() * 500 * 2 ** failures, own);
        }
      }
    }
  };

  return {
    limits,
    tokens,
    call(method, args, own = signal) {
      const queue = queues.get(method) ?? new PQueue({ concurrency: callsAtOnce });
      queues.set(method, queue);
      return queue.add(() => persist(method, args, own));
    },
  };
}

/** Of an answer's arguments only what names something: a cursor says nothing to a person. */
function nameOf(method: string, { channel, user, file }: JsonObject): string {
  const subject = [channel, user, file].find((value) => typeof value === 'string');
  return subject === undefined ? method : `${method} of ${subject}`;
}

/** The package logs what it throws, and what it throws is told by us. */
const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
