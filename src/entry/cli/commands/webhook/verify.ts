import { explainDelivery } from '#webhook/explain/explain-delivery.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { createVerifier, type Verdict } from '#webhook/verify.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';
import { explainLines } from './explain-lines.ts';
import { givenRequest } from './given-request.ts';
import { givenScheme } from './given-scheme.ts';
import { givenSecrets, type SecretFlags } from './given-secrets.ts';

export interface VerifyFlags extends ProjectFlags, SecretFlags {
  readonly header: readonly string[];
  readonly scheme?: string;
  readonly explain?: boolean;
  /** Epoch milliseconds. */
  readonly at?: number;
}

/** `twigkit webhook verify`: would the receiver take this request? 0 when it would, 1 when not. */
export async function verify(
  file: string | undefined,
  flags: VerifyFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const scheme = givenScheme(flags.scheme, project);
  const secrets = await givenSecrets(flags, project, world);
  const request = await givenRequest(file, flags.header, world);
  const now = flags.at ?? world.clock.now();
  const check = createVerifier({ secrets, scheme, hmac: nodeHmac, clock: { now: () => now } });
  const verdict = await check({ get: (name) => request.headers.get(name) ?? null }, request.body);
  world.out(
    verdict.verified
      ? `verified with the secret "${verdict.secretId}", scheme ${scheme.name}${verdict.signedId === undefined ? '' : `, id ${verdict.signedId}`}`
      : `refused, scheme ${scheme.name}: ${reasons[verdict.reason]}`,
  );
  if (flags.explain) {
    world.out('');
    for (const { id, value } of secrets) {
      const explained = await explainDelivery(request, value, nodeHmac);
      if (secrets.length > 1) world.out(`With the secret "${id}":`);
      for (const line of explainLines(explained, now)) world.out(line);
    }
  } else if (!verdict.verified) {
    world.err('--explain tells why.');
  }
  return verdict.verified ? 0 : 1;
}

type Reason = Extract<Verdict, { verified: false }>['reason'];

const reasons: Readonly<Record<Reason, string>> = {
  missing_signature: 'the signature header is missing or empty.',
  header_too_long: 'the signature header is longer than 4,096 characters.',
  too_many_signatures: 'the signature header holds more than 16 signatures.',
  malformed_signature: 'the signature header holds nothing that this scheme could read.',
  missing_timestamp: 'the signed timestamp is missing.',
  malformed_timestamp: 'the signed timestamp is not digits alone, or is there twice.',
  missing_id: 'the signed id is missing.',
  malformed_id: 'the signed id is too long, or holds a full stop, a space or another sign.',
  no_secret_in_force: 'no secret is in force at this time.',
  wrong_signature: 'the signature does not agree with the body.',
  clock_outside_tolerance: 'the signed time is too far from this clock; --at verifies as of then.',
};
