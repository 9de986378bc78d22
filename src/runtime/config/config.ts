import type { ChunkOptions } from '#core/chunk.ts';
import type { AnchorStyle } from '#core/parser.ts';
import type { ActionConfig } from './action-config.ts';
import type { EvalPace } from './eval-pace.ts';
import type { ModelsConfig } from './models-config.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { SyncFrequency } from './sync-frequency.ts';

/** What `twigkit.yaml` says, with every default filled in. Paths are relative to the file's folder. */
export interface Config {
  readonly api: {
    /** Undefined: the embedded server. */
    readonly baseUrl: string | undefined;
    readonly apiKey: string | undefined;
  };
  readonly sources: readonly SourceConfig[];
  readonly chunking: ChunkOptions;
  /** Of the embedded server, as the file says it; what is in force: `Configuration.models`. */
  readonly models: ModelsConfig;
  readonly webhooks: {
    readonly secrets: readonly WebhookSecret[];
    /** The name of how signatures are built; `twig` unless said otherwise. */
    readonly scheme: string;
    /** How they are built when no scheme with a name fits; counts instead of `scheme`. */
    readonly signature: CustomSignature | undefined;
  };
  readonly suites: readonly SuiteConfig[];
  readonly evals: EvalPace;
  readonly notify: NotifyConfig;
  readonly publish: {
    /** Where the worker's port is reached from outside; undefined: as the worker itself names it. */
    readonly url: string | undefined;
  };
  /** What the GitHub Action does where its inputs do not say; undefined: the file does not either. */
  readonly action?: ActionConfig | undefined;
}

export const deliveries = ['auto', 'push', 'trigger', 'publish', 'kb'] as const;
export const anchorStyles = [
  'github',
  'mkdocs',
  'docusaurus',
  'sphinx',
] as const satisfies readonly AnchorStyle[];
export const restrictedPolicies = ['skip', 'include'] as const;

export type Delivery = (typeof deliveries)[number];

export interface SourceConfig {
  /** The data source that it fills; unique in the file. */
  readonly name: string;
  /** Which connector reads it. */
  readonly type: string;
  /** The connector's own options, which the connector checks. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly syncFrequency: SyncFrequency;
  /** How old the last good sync may be before an alarm, in milliseconds; undefined: no alarm. */
  readonly freshnessMs: number | undefined;
  readonly delivery: Delivery;
  /** Owner of the documents inside the data source; a sync touches no other namespace. */
  readonly namespace: string;
  readonly anchors: AnchorStyle;
  /** What becomes of documents that not everyone may read, or whose readers are unknown. */
  readonly restricted: (typeof restrictedPolicies)[number];
  /** Whether everyone may read what the connector finds; undefined: the connector's own rule. */
  readonly public: boolean | undefined;
}

/** One secret that signatures may be made with. Several overlap while one replaces another. */
export interface WebhookSecret {
  readonly id: string;
  /** Never empty. */
  readonly value: string;
  /** Epoch milliseconds; undefined: from the beginning. */
  readonly notBefore: number | undefined;
  /** Epoch milliseconds, exclusive; undefined: for ever. */
  readonly notAfter: number | undefined;
}

/** A way to sign, written out; its names are those of the receiver's schemes. */
export interface CustomSignature {
  readonly name: 'custom';
  /** Lower case. */
  readonly header: string;
  readonly separator?: string;
  readonly label?: { readonly text: string; readonly required: true };
  readonly encoding: 'hex' | 'base64';
  readonly signed: string;
  readonly timestamp?: {
    readonly from: { readonly header: string } | { readonly label: string };
    readonly unit: 's' | 'ms';
    readonly toleranceMs: number;
  };
  /** Lower case. */
  readonly idHeader?: string;
  readonly secret: 'text' | 'base64' | 'hex';
}

export interface SuiteConfig {
  readonly path: string;
  /** Undefined: the suite names its agent itself, or needs none. */
  readonly agent: string | undefined;
  /** Webhook events that start the suite, by the names that the v1 API uses. */
  readonly on: readonly string[];
  /** File of the blessed baseline. */
  readonly baseline: string | undefined;
}
