import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { Http } from '#core/http.ts';
import type { JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { slack } from '../../../connectors/slack/index.ts';
import { createFakeSlack, type FakeSlack } from '../../support/fake-slack/fake-slack.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { serveFetch } from '../../support/serve-fetch.ts';

export interface SlackSourceOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly notebook?: Notebook;
  readonly http?: Http;
  readonly folder?: string;
}

/** A Slack source whose waits take no time. */
export function slackSource(config: JsonObject, options: SlackSourceOptions = {}): Source {
  return slack.connect(config, {
    http: options.http ?? createHttp(),
    clock: options.clock ?? manualClock({ skips: true }),
    signal: options.signal ?? new AbortController().signal,
    folder: options.folder ?? '/',
    notebook: options.notebook ?? createMemoryNotebook(),
  });
}

export interface ServedSlack extends AsyncDisposable {
  readonly slack: FakeSlack;
  readonly origin: string;
  /** What a configuration says of this workspace. */
  readonly config: JsonObject;
}

/** A fake Slack at an address, with one public channel and two people. */
export async function serveSlack(
  wrap: (handle: FakeSlack['handle']) => FakeSlack['handle'] = (handle) => handle,
): Promise<ServedSlack> {
  const fake = createFakeSlack();
  fake.workspace.addUser('U1', 'Ann Archer');
  fake.workspace.addUser('U2', 'Bob Baker');
  fake.workspace.addChannel('C1', 'general');
  const server = await serveFetch(wrap(fake.handle));
  return {
    slack: fake,
    origin: server.url,
    config: {
      token: fake.tokens.access,
      api_url: `${server.url}/api/`,
      file_hosts: ['127.0.0.1', 'localhost'],
      public: true,
      timeout_seconds: 5,
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
