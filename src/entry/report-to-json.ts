import type { SyncReport } from '#core/events.ts';

/** `--json` of a sync: these keys, in this order. */
export function reportToJson(report: SyncReport): Readonly<Record<string, number>> {
  return {
    documents: report.documents,
    chunks: report.chunks,
    added: report.added,
    updated: report.updated,
    deleted: report.deleted,
    unchanged: report.unchanged,
    skipped: report.skipped,
    failed: report.failed,
    held: report.held,
    write_calls: report.writeCalls,
    requests: report.requests,
    bytes: report.bytes,
    seconds: report.seconds,
  };
}
