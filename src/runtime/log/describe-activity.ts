import { formatDuration } from '#util/format-duration.ts';
import { namedDocument } from '#util/named-document.ts';
import { plural } from '#util/plural.ts';
import type { Activity } from '../activity.ts';
import { describeSyncEnd } from './describe-sync-end.ts';
import type { LogEntry, LogLevel } from './log-entry.ts';

/** What the log says of an activity; undefined for what would only be noise in it. */
export function describeActivity(activity: Activity): LogEntry | undefined {
  const { event } = activity;
  const entry = (level: LogLevel, message: string, fields: LogEntry['fields'] = {}): LogEntry => ({
    level,
    message,
    fields:
      'source' in activity ? { event, source: activity.source, ...fields } : { event, ...fields },
  });
  switch (activity.event) {
    case 'sync:started':
      return entry('info', `syncing ${activity.source} into ${activity.target}`);
    case 'sync:ended': {
      const { level, message, fields } = describeSyncEnd(activity);
      return entry(level, message, fields);
    }
    case 'document:failed': {
      const { documentId: document_id, code, message, hint } = activity;
      const what =
        document_id === undefined
          ? 'a part'
          : namedDocument({ ...activity, documentId: document_id });
      return entry('warn', `${what} of ${activity.source}: ${message}`, {
        document_id,
        code,
        hint,
      });
    }
    case 'documents:progressed': {
      const { seen, settled, total } = activity;
      const counts = { seen, settled, total };
      return entry('debug', `${activity.source}: ${settled} of ${total ?? seen} read`, counts);
    }
    case 'scope:failed': {
      const { scope, code, message, hint } = activity;
      return entry('warn', `${scope} of ${activity.source}: ${message}`, { scope, code, hint });
    }
    case 'source:waiting': {
      const { source, durationMs: duration_ms } = activity;
      const message = `${source} sets the pace: waiting ${formatDuration(duration_ms)}`;
      return entry('info', message, { duration_ms });
    }
    case 'deletions:held': {
      const { source, count, reason } = activity;
      return entry('warn', `${source}: ${plural(count, 'removal')} held: ${reason}`, { count });
    }
    case 'scope:limited':
      return entry('info', `${activity.source}: ${activity.reason}`, { scope: activity.scope });
    case 'scope:noted':
      return entry('info', `${activity.source}: ${activity.message}`, { scope: activity.scope });
    case 'content:lost': {
      const { what, documentCount: documents, documentId: document_id } = activity;
      const message = `${activity.source}: ${what} was not read in ${plural(documents, 'document')}, such as ${namedDocument(activity)}`;
      return entry('warn', message, { what, documents, document_id });
    }
    case 'delivery:noted':
      return entry('info', `${activity.source}: ${activity.message}`);
    case 'source:stale': {
      const { source, ageMs, objectiveMs } = activity;
      const ages = `${formatDuration(ageMs)} old, over its ${formatDuration(objectiveMs)}`;
      return entry(
        'error',
        `${source} is stale: its last good sync is ${ages}`,
        freshness(activity),
      );
    }
    case 'source:fresh':
      return entry('info', `${activity.source} is fresh again`, freshness(activity));
    case 'source:unknown':
      return entry('warn', `${activity.source} is not configured any more: its sync is dropped`);
    case 'delivery:decided': {
      const { outcome, name, messageId: message_id, reason } = activity;
      const what = [name, message_id, reason && `(${reason})`].filter(Boolean).join(' ');
      const level = outcome === 'accepted' || outcome === 'duplicate' ? 'info' : 'warn';
      return entry(level, `webhook ${outcome.replaceAll('_', ' ')}: ${what || 'no name'}`, {
        outcome,
        name,
        message_id,
        reason,
      });
    }
    case 'eval:ended': {
      const { suite, outcome, durationMs: duration_ms } = activity;
      const level = outcome === 'fail' ? 'error' : 'info';
      return entry(level, `eval of ${suite}: ${outcome}`, { suite, outcome, duration_ms });
    }
    case 'call:waited': {
      const { scope, why, durationMs: duration_ms } = activity;
      const level = duration_ms < 1_000 ? 'debug' : 'info';
      const reason = why === 'pace' ? 'the budget' : 'another try';
      return entry(level, `a ${scope} call waits ${formatDuration(duration_ms)} for ${reason}`, {
        scope,
        why,
        duration_ms,
      });
    }
    case 'job:started':
    case 'job:completed':
      return entry('debug', event, rest(activity));
    case 'worker:changed': {
      const isUsual = usualStates.has(activity.from) && usualStates.has(activity.to);
      return isUsual ? undefined : entry('debug', event, rest(activity));
    }
    case 'job:failed': {
      const next = activity.outcome === 'dead' ? 'it is dead' : 'it is tried again';
      const level = activity.outcome === 'dead' ? 'error' : 'warn';
      return entry(
        level,
        `job ${activity.kind} failed, ${next}: ${activity.reason}`,
        rest(activity),
      );
    }
    case 'job:lost':
      return entry('warn', `job ${activity.kind}: the lease was lost`, rest(activity));
    case 'job:given_up':
      return entry('info', `job ${activity.kind} is given up for another worker`, rest(activity));
    case 'queue:failed': {
      const { error, retryInMs: retry_in_ms } = activity;
      return entry('error', `the queue does not answer: ${error.message}`, { retry_in_ms });
    }
    case 'process:fault':
      return entry('error', `${activity.subject}: ${activity.error.message}`, {
        stack: activity.error.stack,
      });
    case 'process:noted':
      return entry('info', activity.message);
    case 'scope:started':
    case 'scope:cut':
    case 'document:planned':
    case 'changes:delivered':
    case 'sync:finished':
      return undefined;
    default:
      return activity satisfies never;
  }
}

/** A worker that has little to do goes to and fro between them every second. */
const usualStates: ReadonlySet<string> = new Set(['leasing', 'idle', 'full']);

function freshness({
  ageMs,
  objectiveMs,
}: {
  readonly ageMs: number;
  readonly objectiveMs: number;
}) {
  return { age_ms: ageMs, objective_ms: objectiveMs };
}

/** The other fields, named as machines expect them. */
function rest(activity: Activity): LogEntry['fields'] {
  const { event: _, ...fields } = activity;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
