import { FixInputError } from '#core/errors.ts';
import { publishedEvents } from '#core/webhook-event.ts';
import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import { nearestEvent, readEventName } from '#runtime/config/event-name.ts';
import { isInForce } from '#webhook/secret.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';

export interface RegisterFlags extends ProjectFlags {
  readonly events: string;
  readonly json?: boolean;
}

/**
 * `twigkit webhook register`: makes Twig send its events to an address, signed with the secret of the
 * configuration, or one that Twig makes and that is shown this once.
 */
export async function register(url: string, flags: RegisterFlags, world: World): Promise<ExitCode> {
  const address = checkAddress(url);
  const events = readEvents(flags.events);
  const project = await loadProject(flags, world);
  const { settings, config } = project.configuration;
  const now = world.clock.now();
  const ours = acceptedSecrets(settings, config).find((secret) => isInForce(secret, now));
  const workspace = await project.open((text) => world.err(text));
  try {
    const { webhooks } = workspace.twig.client;
    const created = await webhooks.create(
      { url: address, events: [...events], ...(ours && { secret: ours.value }) },
      { signal: world.signal },
    );
    if (flags.json) {
      const { id, url: registered, events: named } = created;
      const secret = ours ? undefined : created.secret;
      world.out(JSON.stringify({ id, url: registered, events: named, secret }));
      return 0;
    }
    world.out(`registered ${created.id} at ${address} for ${events.join(', ')}`);
    if (ours) world.out(`it signs with the secret "${ours.id}" of this configuration`);
    else if (created.secret !== undefined) {
      world.out(`secret: ${created.secret}`);
      world.err('The secret is shown this once: set TWIG_WEBHOOK_SECRET to it where you receive.');
    }
    return 0;
  } finally {
    await workspace.close();
  }
}

function checkAddress(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new FixInputError(`"${text}" is not a web address.`, {
    code: 'bad_url',
    hint: 'Write it in full: https://hooks.example.com/webhooks/twig. Twig itself sends to https only.',
  });
}

function readEvents(list: string): readonly string[] {
  const names = list.split(',').map((name) => name.trim());
  for (const name of names) {
    if (readEventName(name) !== undefined) continue;
    const meant = nearestEvent(name);
    throw new FixInputError(`"${name}" is not the name of an event.`, {
      code: 'unknown_event',
      hint: meant ? `Did you mean "${meant}"?` : `Twig publishes ${publishedEvents.join(', ')}.`,
    });
  }
  return names;
}
