import type { Clock } from '#core/clock.ts';
import { createPlainProgress } from './plain-progress.ts';
import type { Progress, ProgressStream } from './progress.ts';
import { createTerminalProgress } from './terminal-progress.ts';

export interface ProgressOptions {
  readonly stream: ProgressStream & { readonly isTTY?: boolean | undefined };
  readonly clock: Clock;
  /** True in CI, where a terminal may be claimed that nobody watches. */
  readonly plain: boolean;
}

/** A bar on a terminal, plain lines anywhere else. */
export function createProgress({ stream, clock, plain }: ProgressOptions): Progress {
  return stream.isTTY && !plain
    ? createTerminalProgress(stream, clock)
    : createPlainProgress(stream);
}
