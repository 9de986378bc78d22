import type { SyncReport } from '#core/events.ts';
import { formatDuration } from '#util/format-duration.ts';
import { plural } from '#util/plural.ts';

/** `Handbook: 12 added, 96 unchanged; 1,204 chunks, 1 write call, 1.2 s`. */
export function reportLine(name: string, report: SyncReport): string {
  const counts = (
    ['added', 'updated', 'deleted', 'unchanged', 'skipped', 'failed', 'held'] as const
  )
    .filter((key) => report[key] > 0)
    .map((key) => `${report[key].toLocaleString('en-US')} ${key}`);
  // Of what a server read by itself, only the total is known.
  const total = report.documents > 0 ? plural(report.documents, 'document') : 'nothing to do';
  const what = counts.length === 0 ? total : counts.join(', ');
  const cost = [
    plural(report.chunks, 'chunk'),
    plural(report.writeCalls, 'write call'),
    formatDuration(report.seconds * 1000),
  ];
  return `${name}: ${what}; ${cost.join(', ')}${report.complete ? '' : ' — INCOMPLETE'}`;
}
