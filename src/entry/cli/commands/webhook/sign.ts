import { newId } from '#util/new-id.ts';
import { signDelivery } from '#webhook/sign-delivery.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';
import { givenBytes } from './given-bytes.ts';
import { givenScheme } from './given-scheme.ts';
import { type SecretFlags, signingSecret } from './given-secrets.ts';

export interface SignFlags extends ProjectFlags, SecretFlags {
  readonly scheme?: string;
  readonly id?: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly json?: boolean;
}

/** `twigkit webhook sign`: the headers that a sender would put beside a body. */
export async function sign(
  file: string | undefined,
  flags: SignFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const scheme = givenScheme(flags.scheme, project);
  const secret = await signingSecret(flags, project, world);
  const body = await givenBytes(file, world);
  const id = flags.id ?? (scheme.idHeader === undefined ? undefined : newId('evt'));
  const headers = await signDelivery(body, {
    secret,
    scheme,
    id,
    at: flags.at ?? world.clock.now(),
  });
  if (flags.json) world.out(JSON.stringify(headers));
  else for (const [name, value] of Object.entries(headers)) world.out(`${name}: ${value}`);
  return 0;
}
