import type { SyncReport } from '#core/events.ts';

/** One report for several sources: sums, and complete only if each was. */
export function addReports(reports: readonly SyncReport[]): SyncReport {
  const sum = (pick: (report: SyncReport) => number) =>
    reports.reduce((total, report) => total + pick(report), 0);
  return {
    documents: sum((report) => report.documents),
    chunks: sum((report) => report.chunks),
    added: sum((report) => report.added),
    updated: sum((report) => report.updated),
    deleted: sum((report) => report.deleted),
    unchanged: sum((report) => report.unchanged),
    skipped: sum((report) => report.skipped),
    failed: sum((report) => report.failed),
    held: sum((report) => report.held),
    writeCalls: sum((report) => report.writeCalls),
    requests: sum((report) => report.requests),
    bytes: sum((report) => report.bytes),
    seconds: Math.round(sum((report) => report.seconds) * 1000) / 1000,
    complete: reports.every((report) => report.complete),
  };
}
