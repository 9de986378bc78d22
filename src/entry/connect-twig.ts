import type { Clock } from '#core/clock.ts';
import { FixCredentialsError } from '#core/errors.ts';
import type { Retriever } from '#core/retriever.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import { type OnWait, TwigClient, type Wait } from '#twig/sdk/client.ts';
import { createTwigRetriever } from '#twig/sdk/retriever.ts';
import { type Embedded, openEmbedded, type Syncing } from './embedded/open-embedded.ts';
import type { ServeOptions } from './embedded/serve-options.ts';
import { waitLine } from './wait-line.ts';

export interface TwigConnection {
  readonly client: TwigClient;
  readonly retriever: Retriever;
  /** For messages: the base URL, or the embedded index and its folder. */
  readonly label: string;
  /** Present when no base URL is set: the server that runs in this process. */
  readonly embedded: Embedded | undefined;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Undefined: the embedded server over `dataDir`, in this process. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly serve?: ServeOptions | undefined;
  readonly models?: ModelsConfig | undefined;
  readonly syncing?: Syncing | undefined;
  /** Told of what a person should hear, every wait for a rate limit included. */
  note(text: string): void;
  /** Instead of a note. */
  readonly onWait?: OnWait | undefined;
}

/** The one place that decides between a Twig somewhere and the embedded one. */
export async function connectTwig(options: ConnectOptions): Promise<TwigConnection> {
  const { baseUrl, apiKey, dataDir, clock, note } = options;
  const noteWait = (wait: Wait) => {
    const line = waitLine(wait);
    if (line !== undefined) note(line);
  };
  const { onWait = noteWait } = options;
  if (baseUrl !== undefined) {
    if (apiKey === undefined) {
      throw new FixCredentialsError(`There is no API key for ${baseUrl}.`, {
        code: 'api_key_missing',
        hint: 'Set TWIG_API_KEY, or api.api_key in twigkit.yaml. Twig makes keys under Settings, API Keys; that of "twigkit serve" is in the file api-key of its data folder.',
      });
    }
    const client = new TwigClient({ apiKey, baseUrl, clock, onWait });
    const close = () => Promise.resolve();
    return {
      client,
      retriever: createTwigRetriever(client),
      label: baseUrl,
      embedded: undefined,
      close,
    };
  }
  const embedded = await openEmbedded({
    dataDir,
    apiKey,
    clock,
    serve: options.serve,
    models: options.models,
    syncing: options.syncing,
    report: (error, requestId) =>
      note(`fault    ${requestId ?? 'background'}: ${error.stack ?? error.message}`),
  });
  if (embedded.apiKeyMade) {
    note(`key      ${embedded.apiKey}  (made for this data folder, kept in ${dataDir}/api-key)`);
  }
  // In this process there is nobody to protect: limits are for whoever comes over the network.
  const { client } = embedded;
  return {
    client,
    retriever: createTwigRetriever(client),
    label: `the embedded server in ${dataDir}`,
    embedded,
    close: () => embedded.close(),
  };
}
