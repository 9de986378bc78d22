import type { ChunkOptions } from '#core/chunk.ts';
import type { ActionConfig } from '#runtime/config/action-config.ts';
import type { SourceDescription } from '../sync-source.ts';

/** What a run of the Action is told: its inputs, then `twigkit.yaml`, then the defaults. */
export interface ActionSettings {
  readonly mode: NonNullable<ActionConfig['mode']>;
  /** Empty without one. */
  readonly apiKey: string;
  readonly baseUrl: string;
  /** At least one. */
  readonly sources: readonly SourceDescription[];
  /** Whether the inputs named the sources, or `twigkit.yaml`. */
  readonly sourcesFrom: 'inputs' | 'file';
  /** Whether a data source is named: a check works without. */
  readonly hasDataSource: boolean;
  readonly chunking: ChunkOptions;
  /** Absolute paths. */
  readonly suites: readonly string[];
  readonly failOn: NonNullable<ActionConfig['failOn']>;
  readonly comment: boolean;
  /** Absolute; undefined: a folder of the runner's. */
  readonly reportDir: string | undefined;
  readonly allowMassDelete: boolean;
  readonly timeBudgetMs: number | undefined;
  /** Empty without one. */
  readonly githubToken: string;
}
