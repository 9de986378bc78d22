import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import { isInForce, type WebhookSecret } from '#webhook/secret.ts';
import type { Project } from '../../load-project.ts';
import type { World } from '../../world.ts';

export interface SecretFlags {
  readonly secret?: string;
  readonly secretFile?: string;
}

/**
 * The secrets that a command works with: the one of its flags alone, kept to the byte, else those of
 * the configuration.
 *
 * @throws FixInputError when there is none.
 */
export async function givenSecrets(
  flags: SecretFlags,
  project: Pick<Project, 'configuration'>,
  world: World,
): Promise<readonly WebhookSecret[]> {
  const given = flags.secret ?? (await secretFromFile(flags.secretFile, world));
  if (given !== undefined) {
    if (given.trim() === '') throw emptySecret();
    return [{ id: 'given', value: given }];
  }
  const { settings, config } = project.configuration;
  const secrets = acceptedSecrets(settings, config);
  if (secrets.length > 0) return secrets;
  throw new FixInputError('There is no webhook secret to work with.', {
    code: 'no_webhook_secret',
    hint: 'Give one with --secret-file or --secret, set TWIG_WEBHOOK_SECRET, or list it under webhooks.secrets.',
  });
}

/** The secret that a sender signs with now. */
export async function signingSecret(
  flags: SecretFlags,
  project: Pick<Project, 'configuration'>,
  world: World,
): Promise<string> {
  const secrets = await givenSecrets(flags, project, world);
  const now = world.clock.now();
  const current = secrets.find((secret) => isInForce(secret, now));
  if (current) return current.value;
  throw new FixInputError('None of the webhook secrets is in force now.', {
    code: 'no_webhook_secret_in_force',
    hint: 'Correct not_before and not_after, or give one with --secret-file.',
  });
}

async function secretFromFile(path: string | undefined, world: World): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(resolve(world.cwd, path), 'utf8');
  } catch (cause) {
    throw new FixInputError(`The secret file ${path} cannot be read.`, {
      code: 'secret_file_unreadable',
      hint: 'Check the path and its permissions.',
      cause,
    });
  }
}

function emptySecret(): FixInputError {
  return new FixInputError('The webhook secret is empty.', {
    code: 'empty_webhook_secret',
    hint: 'With an empty secret anyone could sign. Copy it again from where the endpoint is registered.',
  });
}
