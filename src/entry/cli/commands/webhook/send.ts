import { FixInputError } from '#core/errors.ts';
import { formatDuration } from '#util/format-duration.ts';
import { nearestWord } from '#util/nearest-word.ts';
import { createSender } from '#webhook/create-sender.ts';
import { type RetrySchedule, retrySchedules } from '#webhook/retry-schedules.ts';
import { webhookPath } from '../../../receiver/webhook-routes.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';
import { givenBytes } from './given-bytes.ts';
import { givenScheme } from './given-scheme.ts';
import { type SecretFlags, signingSecret } from './given-secrets.ts';

export interface SendFlags extends ProjectFlags, SecretFlags {
  readonly url: string;
  readonly event: string;
  readonly dataJson: string;
  readonly scheme?: string;
  readonly id?: string;
  readonly retry?: string;
}

const exampleUrl = `http://127.0.0.1:7879${webhookPath}`;

/**
 * `twigkit webhook send`: signs an event, or a file as it is, and posts it; with `--retry` as stubborn
 * as a real sender. 1 when it was not delivered.
 */
export async function send(
  file: string | undefined,
  flags: SendFlags,
  world: World,
): Promise<ExitCode> {
  const url = checkUrl(flags.url);
  const schedule = scheduleOf(flags.retry);
  const project = await loadProject(flags, world);
  const sender = createSender({
    secret: await signingSecret(flags, project, world),
    scheme: givenScheme(flags.scheme, project),
    schedule,
    clock: world.clock,
  });
  const body = file === undefined ? eventBody(flags, world) : await givenBytes(file, world);
  const { outcome } = await sender(url, body, {
    ...(flags.id !== undefined && { id: flags.id }),
    signal: world.signal,
    onAttempt({ status, said, nextInMs }) {
      world.out(status === undefined ? `no answer: ${said}` : `${status} ${said}`);
      if (nextInMs !== undefined) world.err(`again in ${formatDuration(nextInMs)}`);
    },
  });
  if (outcome === 'gone') world.err('The endpoint answered 410: senders unsubscribe on it.');
  return outcome === 'delivered' ? 0 : 1;
}

function eventBody({ event, dataJson }: SendFlags, world: World): Uint8Array {
  const timestamp = new Date(world.clock.now()).toISOString();
  let data: unknown;
  try {
    data = JSON.parse(dataJson);
  } catch (cause) {
    throw new FixInputError(`--data-json is not JSON: ${dataJson}`, {
      code: 'bad_data',
      hint: `Write it like this: --data-json '{"data_source_id": "ds_1"}'.`,
      cause,
    });
  }
  return new TextEncoder().encode(JSON.stringify({ event, timestamp, data }));
}

function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new FixInputError(`"${text}" is not a web address.`, {
    code: 'bad_url',
    hint: `Write it in full: --url ${exampleUrl}.`,
  });
}

function scheduleOf(name: string | undefined): RetrySchedule {
  if (name === undefined) return retrySchedules.github;
  const known: ReadonlyMap<string, RetrySchedule> = new Map(Object.entries(retrySchedules));
  const schedule = known.get(name);
  if (schedule) return schedule;
  const meant = nearestWord(name, [...known.keys()]);
  throw new FixInputError(`There is no retry schedule "${name}".`, {
    code: 'unknown_schedule',
    hint: meant ? `Did you mean "${meant}"?` : `They are ${[...known.keys()].join(', ')}.`,
  });
}
