import type { Clock } from '#core/clock.ts';
import type { Progress } from '../progress/progress.ts';

/** Everything a command takes from the process it runs in; tests bring their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  /** Aborted by Ctrl-C and by a request to end. */
  readonly signal: AbortSignal;
  /** Everything that is piped in. */
  stdin(): Promise<Uint8Array>;
  /** Results, and nothing else: pipes and scripts read them. */
  out(text: string): void;
  /** Progress, notes, problems. */
  err(text: string): void;
  readonly colour: boolean;
  createProgress(): Progress;
}

/** 0 done, 1 incomplete or failed, 2 usage or configuration, 3 a gate failed. */
export type ExitCode = 0 | 1 | 2 | 3;
