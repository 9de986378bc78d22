import { resolve } from 'node:path';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { explainDelivery } from '#webhook/explain/explain-delivery.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { parseEvent } from '#webhook/parse-event.ts';
import { readBody } from '#webhook/read-body.ts';
import type { SignatureScheme } from '#webhook/scheme.ts';
import type { WebhookSecret } from '#webhook/secret.ts';
import { createVerifier } from '#webhook/verify.ts';
import { listen as openPort } from '../../../listen.ts';
import { untilAborted } from '../../../until-aborted.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';
import { explainLines } from './explain-lines.ts';
import { givenScheme } from './given-scheme.ts';
import { givenSecrets, type SecretFlags } from './given-secrets.ts';
import { openCaptures, type SaveCapture } from './open-captures.ts';

export interface ListenFlags extends ProjectFlags, SecretFlags {
  readonly port: number;
  readonly host: string;
  readonly scheme?: string;
  /** Where every request is sent on to, as it came. */
  readonly to?: string;
  /** Where every request is written down, for `doctor`. */
  readonly save?: string;
}

const limits = { maxBytes: 1024 * 1024, timeoutMs: 10_000 };
const relayTimeoutMs = 30_000;
/** Of the connection, not of the delivery. */
const connectionHeaders = new Set(['connection', 'content-length', 'host', 'transfer-encoding']);

/**
 * `twigkit webhook listen`: an endpoint for the desk. It prints each delivery and why it would be refused,
 * stores nothing, and sends it on when told where to.
 */
export async function listen(flags: ListenFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const secrets = await givenSecrets(flags, project, world);
  const scheme = givenScheme(flags.scheme, project);
  const save = flags.save === undefined ? undefined : openCaptures(resolve(world.cwd, flags.save));
  const desk = { secrets, scheme, flags, save, world };
  // Refuses unusable secrets now, not at the first delivery.
  createVerifier({ secrets, scheme, hmac: nodeHmac, clock: world.clock });
  let count = 0;
  const listener = await openPort({
    port: flags.port,
    hostname: flags.host,
    fetch: async (request) => {
      count += 1;
      const number = count;
      try {
        return await take(request, number, desk);
      } catch (error) {
        world.err(`#${number} was not taken: ${asError(error).message}`);
        return new Response(null, { status: 500 });
      }
    },
  });
  world.out(`listening ${listener.url}`);
  if (flags.to !== undefined) world.err(`         every request is sent on to ${flags.to}`);
  await untilAborted(world.signal);
  await listener.close();
  return 0;
}

interface Desk {
  readonly secrets: readonly WebhookSecret[];
  readonly scheme: SignatureScheme;
  readonly flags: ListenFlags;
  readonly save: SaveCapture | undefined;
  readonly world: World;
}

async function take(request: Request, number: number, desk: Desk): Promise<Response> {
  const { secrets, scheme, flags, save, world } = desk;
  const body = await readBody(request, { ...limits, clock: world.clock });
  if (body === 'too_large' || body === 'too_slow') {
    world.out(`#${number} ${body.replace('_', ' ')}`);
    return new Response(null, { status: body === 'too_large' ? 413 : 408 });
  }
  const verify = createVerifier({ secrets, scheme, hmac: nodeHmac, clock: world.clock });
  const verdict = await verify(request.headers, body);
  const lines = [
    `#${number} ${new Date(world.clock.now()).toISOString()} ${request.method} ${new URL(request.url).pathname}, ${body.byteLength} bytes`,
    verdict.verified
      ? `   verified with the secret "${verdict.secretId}"`
      : `   refused: ${verdict.reason}`,
    ...eventLines(body),
  ];
  if (!verdict.verified) {
    const captured = { headers: new Map(request.headers), body };
    for (const { id, value } of secrets) {
      const explained = await explainDelivery(captured, value, nodeHmac);
      if (secrets.length > 1) lines.push(`   with the secret "${id}":`);
      lines.push(...explainLines(explained, world.clock.now()).map((line) => `   ${line}`));
    }
  }
  if (save) lines.push(`   written to ${await save(request, body)}`);
  const answer =
    flags.to === undefined
      ? new Response(null, { status: verdict.verified ? 202 : 401 })
      : await relay(request, body, flags.to, world);
  lines.push(`   answered ${answer.status}`);
  world.out(lines.join('\n'));
  return answer;
}

function eventLines(body: Uint8Array): readonly string[] {
  const parsed = parseEvent(body);
  if (!parsed.readable) return [`   ${parsed.reason}`];
  const { originalName, name, data } = parsed.event;
  const also = name === originalName ? '' : ` (${name})`;
  return [`   ${originalName}${also} ${cutText(JSON.stringify(data), 500)}`];
}

async function relay(
  request: Request,
  body: Uint8Array,
  to: string,
  world: World,
): Promise<Response> {
  const headers = [...request.headers].filter(([name]) => !connectionHeaders.has(name));
  try {
    const answer = await fetch(to, {
      method: request.method,
      headers,
      ...(request.method !== 'GET' && request.method !== 'HEAD' && { body: Uint8Array.from(body) }),
      redirect: 'manual',
      signal: AbortSignal.any([world.signal, AbortSignal.timeout(relayTimeoutMs)]),
    });
    const type = answer.headers.get('content-type');
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      ...(type !== null && { headers: { 'content-type': type } }),
    });
  } catch (error) {
    world.err(`         ${to} did not answer: ${asError(error).message}`);
    return new Response(null, { status: 502 });
  }
}
