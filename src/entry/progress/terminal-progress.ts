import type { Clock } from '#core/clock.ts';
import type { SyncEvent } from '#core/events.ts';
import { formatDuration } from '#util/format-duration.ts';
import type { Progress, ProgressStream } from './progress.ts';
import { createTellProblems } from './tell-problems.ts';

const barWidth = 24;
const redrawEveryMs = 80;

/** A bar with rate and time left, redrawn in place; problems scroll by above it. */
export function createTerminalProgress(stream: ProgressStream, clock: Clock): Progress {
  const tellProblems = createTellProblems();
  let source = '';
  let startedAt = 0;
  let settled = 0;
  let total: number | undefined;
  let drawnAt = 0;
  let drawn = false;

  const erase = () => {
    if (drawn) stream.write('\r\x1b[2K');
    drawn = false;
  };
  const draw = () => {
    drawnAt = clock.now();
    const line = barLine({ source, settled, total, elapsedMs: drawnAt - startedAt });
    stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
    drawn = true;
  };
  const above = (text: string) => {
    erase();
    stream.write(`${text}\n`);
  };
  const emit = (event: SyncEvent) => {
    for (const problem of tellProblems(event)) above(problem);
    if (event.event === 'sync:started') {
      source = event.source;
      startedAt = clock.now();
      settled = 0;
      total = undefined;
    }
    if (event.event === 'documents:progressed') {
      settled = event.settled;
      total = event.total;
      if (clock.now() - drawnAt >= redrawEveryMs) draw();
    }
    if (event.event === 'sync:finished') erase();
  };
  return { emit, note: above, stop: erase };
}

interface BarState {
  readonly source: string;
  readonly settled: number;
  readonly total: number | undefined;
  readonly elapsedMs: number;
}

/** `Handbook ████████░░░░ 512/1,170 · 240/s · 2.7 s left`; without a total, the count and the rate. */
export function barLine({ source, settled, total, elapsedMs }: BarState): string {
  const perSecond = elapsedMs > 0 ? (settled * 1000) / elapsedMs : 0;
  const rate = `${Math.round(perSecond).toLocaleString('en-US')}/s`;
  const count = settled.toLocaleString('en-US');
  if (total === undefined || total < settled) return `${source} ${count} documents · ${rate}`;
  const filled = total === 0 ? barWidth : Math.round((barWidth * settled) / total);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const left =
    perSecond > 0 ? ` · ${formatDuration(((total - settled) / perSecond) * 1000)} left` : '';
  return `${source} ${bar} ${count}/${total.toLocaleString('en-US')} · ${rate}${left}`;
}
