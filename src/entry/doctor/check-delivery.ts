import type { Finding } from '#core/connector.ts';
import { FixInputError } from '#core/errors.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { chooseDelivery } from '../deliver/choose-delivery.ts';
import type { SourceDescription } from '../sync-source.ts';

export interface CheckDeliveryOptions {
  readonly client: TwigClient;
  /** Where published sites are reached; undefined when nobody said. */
  readonly publishAt: string | undefined;
  readonly signal: AbortSignal;
}

/** Whether there is a way from a source to the server, and which. Makes nothing there. */
export async function checkDelivery(
  source: SourceDescription,
  { client, publishAt, signal }: CheckDeliveryOptions,
): Promise<Finding> {
  const subject = `deliver "${source.name}"`;
  try {
    const { delivery } = await chooseDelivery(source, client, { signal });
    const needsAddress = delivery === 'publish' && publishAt === undefined;
    const but = needsAddress
      ? ': "twigkit sync" needs publish.url, and so does a worker on another machine than the server'
      : '';
    return { ok: true, subject: `${subject} by ${delivery}${but}` };
  } catch (error) {
    if (!(error instanceof FixInputError)) throw error;
    return { ok: false, subject, message: [error.message, error.hint].filter(Boolean).join(' ') };
  }
}
