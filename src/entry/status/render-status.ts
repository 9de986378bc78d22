import { formatDuration } from '#util/format-duration.ts';
import { plural } from '#util/plural.ts';
import type { SourceStatus } from './read-source-status.ts';
import type { Status } from './read-status.ts';

/** `twigkit status` for people: what stands how, and what to do about what does not. */
export function renderStatus(status: Status): string {
  const { now, sources, queue, inbox, deadJobs } = status;
  const nameWidth = Math.max(0, ...sources.map(({ source }) => source.name.length));
  const jobs = queue.map(({ kind, due, running, delayed, dead }) =>
    [kind, `${due} due, ${running} running, ${delayed} later, ${dead} dead`].join(': '),
  );
  const counts = Object.entries(inbox).map(([state, count]) => `${count} ${state}`);
  const deadCount = queue.reduce((sum, { dead }) => sum + dead, 0);
  return [
    ...(sources.length === 0 ? ['no source is configured'] : []),
    ...sources.flatMap((source) => sourceLines(source, nameWidth, now)),
    '',
    `queue   ${jobs.length === 0 ? 'empty' : jobs.join('; ')}`,
    `inbox   ${counts.join(', ')}`,
    ...deadJobs.map(
      ({ id, kind, key, attempts, reason, diedAt }) =>
        `dead    ${id} (${key ?? kind}, ${ago(now - diedAt)}, ${plural(attempts, 'failure')}): ${reason}`,
    ),
    ...(deadCount > deadJobs.length ? [`dead    and ${deadCount - deadJobs.length} more`] : []),
    ...(deadCount > 0
      ? ['        When the cause is mended: twigkit jobs retry ID… (or --all), or jobs discard']
      : []),
    ...(inbox.dead + inbox.conflict > 0
      ? ['        Deliveries that nobody could handle: twigkit webhook inbox dead']
      : []),
  ].join('\n');
}

function sourceLines(status: SourceStatus, nameWidth: number, now: number): readonly string[] {
  const { source, condition, stale, lastSync, failures } = status;
  const parts = [freshnessPart(status), nextPart(status, now)];
  const head = `${source.name.padEnd(nameWidth)}  ${condition.padEnd(7)}  ${parts.join('; ')}`;
  const indent = ' '.repeat(nameWidth + 2);
  const lines = [head];
  if (stale) lines.push(`${indent}STALE: older than its objective`);
  if (lastSync?.report) lines.push(`${indent}${countsPart(lastSync.report)}`);
  if (lastSync?.problem) {
    const { message, hint } = lastSync.problem;
    lines.push(`${indent}${message}`);
    if (hint !== undefined) lines.push(`${indent}${hint}`);
  }
  if (failures > 0) lines.push(`${indent}${plural(failures, 'failed try', 'failed tries')} so far`);
  return lines;
}

function freshnessPart({ ageMs, source }: SourceStatus): string {
  const objective =
    source.freshnessMs === undefined ? '' : ` (may be ${formatDuration(source.freshnessMs)})`;
  return ageMs === undefined ? `no good sync yet${objective}` : `good ${ago(ageMs)}${objective}`;
}

function nextPart({ nextAt }: SourceStatus, now: number): string {
  if (nextAt === undefined) return 'no run is planned';
  return nextAt <= now ? 'due now' : `next in ${formatDuration(nextAt - now)}`;
}

function countsPart(report: NonNullable<NonNullable<SourceStatus['lastSync']>['report']>): string {
  const kinds = ['added', 'updated', 'deleted', 'unchanged', 'skipped', 'failed', 'held'] as const;
  const counts = kinds.filter((kind) => report[kind] > 0).map((kind) => `${report[kind]} ${kind}`);
  return counts.length === 0 ? 'nothing to do' : counts.join(', ');
}

function ago(ms: number): string {
  return `${formatDuration(Math.max(0, ms))} ago`;
}
